"""What is said in place of a sentence that may not leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guards.folding import fold, is_spanish
from bot.guards.identity import truth
from bot.guards.verdicts import Problem

if TYPE_CHECKING:
    from bot.context import TurnContext

# guard → (English, Spanish); a guard that is not here has its sentence dropped.
_LINES: dict[str, tuple[str, str]] = {
    "figures": (
        "I don't want to guess at that, so I'd rather check it with the team.",
        "No quiero adivinar ese dato, así que prefiero consultarlo con el equipo.",
    ),
    "promises": (
        "I can't promise that; the leasing team can tell you for certain.",
        "No puedo prometerlo; el equipo se lo puede confirmar.",
    ),
    "fair_housing": (
        "I can't speak to that, but I'm glad to share facts about the homes or set up a tour.",
        "De eso no puedo hablar, pero con gusto le doy datos de los departamentos o le agendo una visita.",
    ),
    "private_data": (
        "I can't share that contact here, but the leasing office can help.",
        "No puedo compartir ese dato aquí, pero la oficina puede ayudarle.",
    ),
}


def replacement_for(problem: Problem, sentence: str, ctx: TurnContext) -> str | None:
    spanish = ctx.locale.lower().startswith("es") or is_spanish(sentence, fold(sentence))
    if problem.guard == "identity":
        return truth(ctx.community.name, spanish)
    lines = _LINES.get(problem.guard)
    return None if lines is None else lines[spanish]
