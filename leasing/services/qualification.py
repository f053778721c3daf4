"""When a prospect counts as qualified and how warm they are. Every point can be explained."""

from __future__ import annotations

from leasing.understood import Understood

POINTS: tuple[tuple[str, int], ...] = (
    ("left a way to be reached", 30),
    ("booked a tour", 30),
    ("named a move-in date", 15),
    ("named a budget", 10),
    ("named a size", 10),
    ("named a home", 5),
)
"""what adds to a lead's score, 100 in all"""


def reasons(known: Understood, *, has_tour: bool) -> list[str]:
    """Which lines of POINTS hold."""
    facts = (
        known.contact.reachable,
        has_tour,
        known.move_in_date is not None,
        known.price_max_cents is not None or known.price_min_cents is not None,
        known.bedrooms is not None,
        known.unit_of_interest is not None,
    )
    return [reason for (reason, _), holds in zip(POINTS, facts, strict=True) if holds]


def score(known: Understood, *, has_tour: bool) -> int:
    """0 to 100."""
    holding = set(reasons(known, has_tour=has_tour))
    return sum(points for reason, points in POINTS if reason in holding)


def pre_qualified(known: Understood) -> bool:
    """Says enough to be matched to homes: a size, and when or for how much."""
    return known.bedrooms is not None and (known.move_in_date is not None or known.price_max_cents is not None)


def is_qualified(known: Understood, *, has_tour: bool) -> bool:
    """Can be reached, and says enough or has booked."""
    return known.contact.reachable and (has_tour or pre_qualified(known))


def summary(known: Understood, *, has_tour: bool) -> str | None:
    """One line for staff: what the visitor wants, from the slots alone."""
    parts: list[str] = []
    if known.bedrooms is not None:
        parts.append("a studio" if known.bedrooms == 0 else f"{known.bedrooms} bedroom")
    if known.price_max_cents is not None:
        parts.append(f"up to ${known.price_max_cents // 100:,}")
    if known.move_in_date is not None:
        parts.append(f"from {known.move_in_date.isoformat()}")
    if known.has_pets:
        parts.append("with pets")
    wish = f"Looking for {', '.join(parts)}." if parts else None
    tour = "Tour booked." if has_tour else None
    return " ".join(part for part in (wish, tour) if part) or None
