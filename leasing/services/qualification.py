"""When a prospect counts as qualified and how warm they are: one table, and every point is explained.

Only what is in `Facts` can earn a point. Nothing of it is, or stands in for, a protected characteristic: not age,
family, number of people, pets or assistance animals, work, or where the rent comes from.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leasing.money import to_wire
from leasing.understood import Understood

TOURED = frozenset({"tour_scheduled", "toured", "applied", "leased"})
"""statuses of a lead that hold a tour"""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the score may know."""

    email: str | None = None
    phone: str | None = None
    first_name: str | None = None
    bedrooms: int | None = None
    budget: str | None = None
    """a decimal string"""
    move_in_date: str | None = None
    """ISO"""
    home: str | None = None
    has_tour: bool = False

    @property
    def reachable(self) -> bool:
        return bool(self.email or self.phone)


@dataclass(frozen=True, slots=True)
class Rule:
    name: str
    points: int
    because: Callable[[Facts], str | None]
    """why the points are given; None where they are not"""


RULES: tuple[Rule, ...] = (
    Rule("reachable", 25, lambda f: f"left {_ways(f)}" if f.reachable else None),
    Rule("named", 5, lambda f: "said their name" if f.first_name else None),
    Rule("tour", 30, lambda f: "booked or took a tour" if f.has_tour else None),
    Rule("move_in", 15, lambda f: f"wants to move in on {f.move_in_date}" if f.move_in_date else None),
    Rule("budget", 10, lambda f: f"named a rent of ${f.budget}" if f.budget else None),
    Rule("size", 10, lambda f: f"wants {_size(f.bedrooms)}" if f.bedrooms is not None else None),
    Rule("home", 5, lambda f: f"asked about {f.home}" if f.home else None),
)
"""100 points in all; docs/leads.md shows them"""


@dataclass(frozen=True, slots=True)
class Judgement:
    score: int
    """0 to 100"""
    explained: list[dict[str, Any]]
    """[{rule, points, because}]"""
    is_qualified: bool
    """can be reached, and says enough or has a tour"""
    pre_qualified: bool
    """says enough to be matched to homes: a size, and when or for how much"""


def judge(facts: Facts) -> Judgement:
    holding = [(rule, because) for rule in RULES if (because := rule.because(facts)) is not None]
    enough = facts.bedrooms is not None and bool(facts.move_in_date or facts.budget)
    return Judgement(
        score=sum(rule.points for rule, _ in holding),
        explained=[{"rule": rule.name, "points": rule.points, "because": because} for rule, because in holding],
        is_qualified=facts.reachable and (facts.has_tour or enough),
        pre_qualified=enough,
    )


def of_talk(known: Understood, *, has_tour: bool) -> Judgement:
    """A conversation as it stands, whether or not there is a lead."""
    cents = known.price_max_cents if known.price_max_cents is not None else known.price_min_cents
    return judge(
        Facts(
            email=known.contact.email,
            phone=known.contact.phone,
            first_name=known.contact.first_name,
            bedrooms=known.bedrooms,
            budget=to_wire(cents),
            move_in_date=known.move_in_date.isoformat() if known.move_in_date else None,
            home=known.unit_of_interest,
            has_tour=has_tour,
        )
    )


def of_lead(lead: Mapping[str, Any]) -> Judgement:
    """A lead by its columns, wherever they came from: a talk, a form, staff, a merge."""
    wishes = lead["preferences"]
    return judge(
        Facts(
            email=lead["email"],
            phone=lead["phone"],
            first_name=lead["first_name"],
            bedrooms=wishes.get("bedrooms"),
            budget=wishes.get("price_range_max") or wishes.get("price_range_min"),
            move_in_date=wishes.get("move_in_date"),
            home=wishes.get("unit_of_interest"),
            has_tour=lead["status"] in TOURED,
        )
    )


def columns(lead: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a lead that follow from its others."""
    judged = of_lead(lead)
    return {"score": judged.score, "score_explained": judged.explained, "is_qualified": judged.is_qualified}


def talk_columns(known: Understood, *, has_tour: bool, sizes: Sequence[int] = ()) -> dict[str, Any]:
    """What a conversation's row says of itself beside the slots. `sizes` are the numbers of bedrooms of which any
    suits, where there are several."""
    judged = of_talk(known, has_tour=has_tour)
    return {
        "lead_score": judged.score,
        "is_qualified": judged.is_qualified,
        "pre_qualified": judged.pre_qualified,
        "ai_intent_summary": summary(known, has_tour=has_tour, sizes=sizes),
    }


def summary(known: Understood, *, has_tour: bool, sizes: Sequence[int] = ()) -> str | None:
    """One line for staff: what the visitor wants, from the slots alone."""
    parts: list[str] = []
    if known.bedrooms is not None:
        wanted = sizes if known.bedrooms in sizes else (known.bedrooms,)
        parts.append(" or ".join("a studio" if size == 0 else f"{size} bedroom" for size in wanted))
    if known.price_max_cents is not None:
        parts.append(f"up to ${known.price_max_cents // 100:,}")
    if known.move_in_date is not None:
        parts.append(f"from {known.move_in_date.isoformat()}")
    if known.has_pets:
        parts.append("with pets")
    wish = f"Looking for {', '.join(parts)}." if parts else None
    tour = "Tour booked." if has_tour else None
    return " ".join(part for part in (wish, tour) if part) or None


def _ways(facts: Facts) -> str:
    return " and ".join(way for way, given in (("an email", facts.email), ("a phone number", facts.phone)) if given)


def _size(bedrooms: int | None) -> str:
    return "a studio" if bedrooms == 0 else f"{bedrooms} bedroom{'' if bedrooms == 1 else 's'}"
