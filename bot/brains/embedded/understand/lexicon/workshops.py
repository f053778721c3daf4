"""Studios in which something is made or trained, a yoga studio or an "estudio de grabación", and what somebody studies
("estudio medicina"): no home is meant by them."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled

_MADE = (
    r"(?:pottery|ceramics?|clay|yoga|pilates|barre|aerial|arts?|artists?|craft(?:s|ing)?|dance|dancing|ballet|zumba|"
    r"music|"
    r"recording|sound|audio|podcast(?:ing|s)?|photo(?:graphy)?|film|video|movie|tv|television|radio|broadcast(?:ing)?|"
    r"design|"
    r"tattoo|fitness|gym|workout|exercise|cycling|spin(?:ning)?|wellness|meditation|martial arts?|karate|boxing|"
    r"paint(?:ing|s)?|sculpt(?:ure|ing)|drawing|sewing|textile|maker'?s?|rehearsal|practice|production|animation|hair|"
    r"beauty|lash|nails?|wood(?:work(?:ing)?)?|glass|jewelry|gaming|streaming|creative|content)"
)
_HECHO = (
    r"(?:yoga|pilates|arte|artes|artista|cer[aá]mica|alfarer[ií]a|barro|grabaci[oó]n|grabar|m[uú]sica|sonido|podcasts?|"
    r"foto(?:s|graf[ií]a)?|cine|video|televisi[oó]n|radio|diseño|tatuajes?|danza|baile|bailar|ballet|zumba|pintura|"
    r"pintar|"
    r"escultura|dibujo|costura|ensayos?|ensayar|fitness|ejercicio|meditaci[oó]n|belleza|uñas|maquillaje|animaci[oó]n)"
)
WORKSHOP = compiled(
    r"\b%made%'?s?(?: (?:and|&|or) %made%)?[ -]studios?\b|"
    r"\bstudios? (?:for|to|where (?:i|we|you) can) (?:do |practi[cs]e |make )?(?:record|%made%)\b|"
    r"\bestudios? (?:de|para|donde) (?:\w+ )?%hecho%\b|"
    r"\b\w{4,}'s studio\b(?! apartment)|\bstudio space\b|"
    r"\b(?:salas?|sal[oó]n|cuartos?|[aá]reas?|zonas?|espacios?) de estudios?\b",
    {"made": _MADE, "hecho": _HECHO},
)
WORKPLACE = compiled(
    r"\b%made%'?s? (?:rooms?|spaces?|studios?|areas?|cent(?:er|re)s?|lounges?|class(?:es)?|labs?|shops?|suites?|"
    r"booths?)\b|"
    r"\b(?:salas?|sal[oó]n(?:es)?|cuartos?|[aá]reas?|espacios?|talleres|taller|clases?) (?:de|para) (?:\w+ )?%hecho%\b|"
    r"\bmaker ?spaces?\b",
    {"made": _MADE, "hecho": _HECHO},
)
"""a place for it that is not called a studio"""
STUDIES = compiled(
    r"\b(?:yo|que|donde|porque|pues|y|trabajo y) estudio\b|"
    r"(?<!un )(?<!el )(?<!de )\bestudio (?:medicina|derecho|ingl[eé]s|ingenier\w+|una|en (?:la|el) (?:uni\w+|instituto|"
    r"colegio|escuela))"
)
"""somebody who studies"""
