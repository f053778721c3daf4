"""What is left of a message once the part that must not be acted on is cut: the turn goes on with that."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.guards.folding import fold

# Where one thing that a visitor says ends and the next begins: sentence ends, line ends, quotation marks, and an
# "and" or "but" that opens a new question or wish.
_SEAMS = re.compile(
    r"(?<=[.?!;])\s+|\n+|(?=[\"\u201c\u201d])|(?<=[\"\u201c\u201d])|"
    r",?\s+(?=¿)|"
    r",?\s+(?:and|also|but|plus|anyway|y|pero|tambien)\s+"
    r"(?=(?:do|does|is|are|can|could|would|will|what|what's|how|when|where|i|i'm|we|any|show|find|book|tienen|hay|"
    r"cuanto|"
    r"puedo|quiero|necesito)\b)",
    re.IGNORECASE,
)
_LEASING = re.compile(
    r"\b(?:bed(?:room)?s?|[1-5] ?(?:br|bd|bed)|studios?|apartments?|apts?|units?|homes?|rent|rents|price|prices|"
    r"pricing|cost|costs|"
    r"how much|tours?|visit|viewing|showing|available|availability|move[- ]?in|pets?|dogs?|cats?|parking|lease|"
    r"deposit|"
    r"fees?|sq ?ft|square feet|bath(?:room)?s?|budget|application|apply|utilities|laundry|washer|gym|pool|"
    r"recamaras?|habitacion(?:es)?|departamentos?|apartamentos?|renta|precio|cita|visita|mascotas?|perros?|gatos?|estacionamiento|"
    r"alberca|piscina|gimnasio|solicitud|lavadora|disponible)\b"
)
_SEARCH = re.compile(
    r"\b(?:[1-5]|one|two|three|four)[ -]?(?:bed(?:room)?s?|br|bd|recamaras?|habitaciones)\b|\bstudio\b|\$\s?\d|"
    r"\bbudget\b|"
    r"\b(?:book|schedule|set up|take) (?:a |an )?(?:tour|visit|viewing|showing)\b|\btour\b|\bavailable\b|"
    r"\blooking for an? \b|"
    r"\b(?:do you have|show me|find me|need an?|want an?) (?:\w+ ){0,3}(?:apartments?|units?|homes?|places?)\b"
)


def pieces(raw: str) -> list[str]:
    return [piece for piece in _SEAMS.split(raw) if piece and piece.strip(" \t\"'\u201c\u201d,.")]


def without(raw: str, is_bad: Callable[[str], bool]) -> str | None:
    """The message without its bad pieces, where what is left asks for something of ours; otherwise None."""
    kept = " ".join(piece.strip(' "\u201c\u201d') for piece in pieces(raw) if not is_bad(piece))
    return kept if kept and asks_about_leasing(fold(kept)) else None


def asks_about_leasing(folded: str) -> bool:
    return _LEASING.search(folded) is not None


def searches(folded: str) -> bool:
    """Whether a text asks for homes or a tour outright."""
    return _SEARCH.search(folded) is not None
