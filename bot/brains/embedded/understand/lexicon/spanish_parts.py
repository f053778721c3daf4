"""How several questions stand in one message, in Spanish."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import english_parts
from bot.brains.embedded.understand.lexicon.build import compiled

JOINT = compiled(
    english_parts.JOINT.pattern + r"|\s*[,;]\s*(?:(?:y|e|o|adem[aá]s|tambi[eé]n)\s+)*|\s+(?:y|e|o)\s+(?:tambi[eé]n\s+)?"
)
RUN_ON = compiled(
    english_parts.RUN_ON.pattern
    + r"|(?<![,;])(?<!saber)(?<!si)(?<!y) (?=(?:cu[aá]nto (?:cuesta|cuestan|es)|cu[aá]ndo (?:es|abren)|aceptan|"
    r"tienen)\b)"
)
LEANING = compiled(
    english_parts.LEANING.pattern + r"|\b(?:eso|esa|ese|esto|ell[oa]s)\b|"
    r"^\W*(?:y )?(?:cu[aá]nt[oa]s?|cu[aá]ndo|d[oó]nde|cu[aá]l(?:es)?|por qu[eé]|c[oó]mo)"
    r"(?: (?:cuestan?|es|son|vale|sale|abre|cierra|queda|cobran|est[aá]))?\W*$"
)
LIST_LEAD = compiled(
    english_parts.LIST_LEAD.pattern + r"|\W*(?:hay|tienen?|aceptan|permiten|se (?:aceptan|permiten)|ofrecen|incluye) "
)
LIST_CUT = compiled(english_parts.LIST_CUT.pattern + r"|\s*,\s*(?:y|e|o|u)?\s*|\s+(?:y|e|o|u)\s+")
LIST_ITEM = compiled(
    english_parts.LIST_ITEM.pattern
    + r"|(?:(?:una?|el|la|los|las|alg[uú]na?)\s+)?[a-zñáéíóúü][\wñáéíóúü-]*(?:\s(?:de |del )?[\wñáéíóúü-]+){0,2}$"
)
