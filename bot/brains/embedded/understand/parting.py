"""Leave taken in words of the tour that is booked: "see you on Tuesday!" books nothing and moves nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.brains.embedded.understand.plans import is_being_settled
from bot.brains.embedded.understand.text import Clause
from bot.brains.embedded.understand.times import find_times

if TYPE_CHECKING:
    from bot.brains.embedded.understand.reading import Reading

PARTING = re.compile(
    r"^\W*(?:(?:i|we)(?:'ll| will) )?(?:(?:ok(?:ay)?|great|perfect|good|cool|alright|all right|thanks|thank you|"
    r"awesome|"
    r"lovely|sounds good|so|and|then|well|wonderful)\b[,.! ]*)*(?:(?:i|we)(?:'ll| will) )?(?:just )?"
    r"(?:see|catch|meet|talk to) (?:you|ya|u|y'?all|everyone|them)\b|"
    r"\b(?:until|till) (?:then|next time)\b|"
    r"\b(?:nos vemos|nos estamos viendo|(?:ah[ií]|all[aá]) (?:nos vemos|los veo|le veo|te veo)|(?:los|las|le|"
    r"te) veo)\b|"
    r"\bhasta (?:entonces|luego|pronto|mañana|la vista|el (?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|"
    r"domingo))"
    r"(?=\W*(?:$|[,.;!]|gracias|bye|pues))"
)


def takes_leave(clause: Clause, reading: Reading) -> bool:
    """Whether a clause ends the talk. Where a time is still being settled, who says "see you at 3" takes it."""
    if clause.asks or PARTING.search(clause.text) is None:
        return False
    agenda = reading.scene.agenda
    if reading.scene.tours and not (agenda.slots or agenda.booking.get("starts_at")):
        return True
    settling = is_being_settled(reading) and not reading.scene.tours
    return not settling and not find_times(clause.text, reading.lexicon)
