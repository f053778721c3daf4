"""Languages that the embedded brain does not speak, told by their script or their commonest words."""

from __future__ import annotations

import re

_SCRIPTS = re.compile(
    "[\u0370-\u03ff\u0400-\u04ff\u0530-\u058f\u0590-\u05ff\u0600-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u10a0-\u10ff"
    "\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
_LETTERS = re.compile(r"[^\W\d_]")
_WORDS = re.compile(
    # Words that neither English nor Spanish has.
    r"\b(?P<fr>bonjour|bonsoir|salut|merci|avez|vous|voudrais|je|j'ai|nous|est-ce|combien|chambres?|loyer|appartement|"
    r"s'il|où|quand|visiter|cherche|dans|avec|pour|êtes|puis-je|oui|les|des|du)\b|"
    r"\b(?P<de>guten|tag|hallo|haben|sie|ich|und|nicht|eine?|wohnung|zimmer|miete|kostet|danke|bitte|wann|wie|viel|"
    r"möchte|suche|ist|der|das|für|mit|kann)\b|"
    r"\b(?P<pt>olá|obrigad[oa]|você|vocês|quarto|quartos|aluguel|não|quanto custa|gostaria|tem|procuro|eu|bom dia|"
    r"visitar amanhã|são|uma)\b|"
    r"\b(?P<it>ciao|buongiorno|grazie|avete|vorrei|appartamento|camere|affitto|quanto costa|cerco|posso|sono|"
    r"per favore|che|della|il|gli)\b|"
    r"\b(?P<vi>xin chào|căn hộ|phòng|bao nhiêu|cảm ơn|tôi|không|thuê)\b"
)
ENOUGH = 2


def is_foreign(text: str, spoken: int) -> bool:
    """Whether a message is in a language of which we speak nothing; `spoken` is how many tell-tale words of ours it
    has."""
    letters = _LETTERS.findall(text)
    if letters and len(_SCRIPTS.findall(text)) * 2 > len(letters):
        return True
    counts: dict[str, int] = {}
    for match in _WORDS.finditer(text.lower()):
        name = str(match.lastgroup)
        counts[name] = counts.get(name, 0) + 1
    most = max(counts.values(), default=0)
    only_word = most == 1 and len(text.split()) == 1 and spoken == 0
    return only_word or (most >= ENOUGH and most > spoken)
