"""Studios in which something is made or trained, a yoga studio or an "estudio de grabación", and what somebody studies
("estudio medicina"): no home is meant by them."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled

_MADE = (
    r"(?:pottery|ceramics?|clay|yoga|pilates|barre|aerial|arts?|artists?|craft(?:s|ing)?|dance|dancing|ballet|zumba|music|"
    r"recording|sound|audio|podcast(?:ing|s)?|photo(?:graphy)?|film|video|movie|tv|television|radio|broadcast(?:ing)?|design|"
    r"tattoo|fitness|gym|workout|exercise|cycling|spin(?:ning)?|wellness|meditation|martial arts?|karate|boxing|"
    r"paint(?:ing|s)?|sculpt(?:ure|ing)|drawing|sewing|textile|maker'?s?|rehearsal|practice|production|animation|hair|"
    r"beauty|lash|nails?|wood(?:work(?:ing)?)?|glass|jewelry|gaming|streaming|creative|content)"
)
_HECHO = (
    r"(?:yoga|pilates|arte|artes|artista|cer[aá]mica|alfarer[ií]a|barro|grabaci[oó]n|grabar|m[uú]sica|sonido|podcasts?|"
    r"foto(?:s|graf[ií]a)?|cine|video|televisi[oó]n|radio|diseño|tatuajes?|danza|baile|bailar|ballet|zumba|pintura|pintar|"
    r"escultura|dibujo|costura|ensayos?|ensayar|fitness|ejercicio|meditaci[oó]n|belleza|uñas|maquillaje|animaci[oó]n)"
)
WORKSHOP = compiled(
    r"\b%made%'?s?(?: (?:and|&|or) %made%)?[ -]studios?\b|"
    r"\bstudios? (?:for|to|where (?:i|we|you) can) (?:do |practi[cs]e |make )?(?:record|%made%)\b|"
    r"\bestudios? (?:de|para|donde) (?:\w+ )?%hecho%\b|"
    r"\b\w{4,}'s studio\b(?! apartment)|"
    r"\b(?:salas?|sal[oó]n|cuartos?|[aá]reas?|zonas?|espacios?) de estudios?\b",
    {"made": _MADE, "hecho": _HECHO},
)
STUDIES = compiled(
    r"\b(?:yo|que|donde|porque|pues|y|trabajo y) estudio\b|"
    r"(?<!un )(?<!el )(?<!de )\bestudio (?:medicina|derecho|ingl[eé]s|ingenier\w+|una|en (?:la|el) (?:uni\w+|instituto|"
    r"colegio|escuela))"
)
"""somebody who studies"""
