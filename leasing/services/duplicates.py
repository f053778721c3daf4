"""Which leads are one person: the signs, in one table, and the search for them.

Only a sign of strength `same` merges by itself; `suggest` asks staff, with the evidence; `distinct` says that what
looks alike is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from types import SimpleNamespace
from typing import Any, Literal

from sqlalchemy import and_, or_, select, update

from leasing.database import Tx
from leasing.ids import new_id
from leasing.models import Lead, LeadDuplicate, LeadMerge, LeadMergeStep
from leasing.people import Agreement, email_key, emails_near, name_key, names_agree, weak_email
from leasing.services.upserts import insert_unless_there
from leasing.understood import CONTACT

Strength = Literal["same", "suggest", "distinct"]
MOST_CANDIDATES = 50
"""looked at for each key: whoever shares a front desk's number must not crowd out those of one address"""
NUMBER_RESTS = timedelta(days=45)
"""A number that was given up is not given to somebody else sooner in the United States. Longer apart, a number alone
says nothing."""
ENDS_OF_CHAIN = 20
"""merges of merges that are followed; more are a loop, which no rule makes"""


@dataclass(frozen=True)
class Pair:
    """Two leads side by side."""

    one: Any
    other: Any

    @cached_property
    def names(self) -> Agreement:
        return names_agree((self.one.first_name, self.one.last_name), (self.other.first_name, self.other.last_name))

    @property
    def email_equal(self) -> bool:
        return self._both("email") and email_key(self.one.email) == email_key(self.other.email)

    @property
    def email_alike(self) -> bool:
        return self._both("email") and weak_email(self.one.email) == weak_email(self.other.email)

    @property
    def email_differs(self) -> bool:
        return self._both("email") and not self.email_equal

    @property
    def phone_equal(self) -> bool:
        return self._both("phone") and self.one.phone == self.other.phone

    @property
    def phone_differs(self) -> bool:
        return self._both("phone") and not self.phone_equal

    @property
    def browser_equal(self) -> bool:
        return self._both("visitor_id") and self.one.visitor_id == self.other.visitor_id

    @property
    def name_equal(self) -> bool:
        mine = name_key(self.one.first_name, self.one.last_name)
        return mine is not None and mine == name_key(self.other.first_name, self.other.last_name)

    @property
    def full_names(self) -> bool:
        """Both parts of both are known and fit: a first name alone is many people's."""
        parts = (self.one.first_name, self.one.last_name, self.other.first_name, self.other.last_name)
        return all(parts) and self.names == "agree"

    @property
    def email_near(self) -> bool:
        return self._both("email") and emails_near(self.one.email, self.other.email)

    @property
    def close_in_time(self) -> bool:
        return abs(self.one.updated_at - self.other.updated_at) < NUMBER_RESTS

    @property
    def one_property(self) -> bool:
        return self.one.property_id == self.other.property_id

    @property
    def contradicted(self) -> bool:
        return self.email_differs or self.phone_differs or self.names in ("clash", "doubtful")

    def _both(self, name: str) -> bool:
        return bool(getattr(self.one, name)) and bool(getattr(self.other, name))


@dataclass(frozen=True, slots=True)
class Sign:
    name: str
    strength: Strength
    means: str
    holds: Callable[[Pair], bool]


SIGNS: tuple[Sign, ...] = (
    Sign("email_and_name", "same", "the same email address and a name that fits",
         lambda p: p.email_equal and p.names == "agree"),
    Sign("email_only", "same", "the same email address, one of them without a name, nothing against it",
         lambda p: p.email_equal and p.names == "unknown" and not p.phone_differs),
    Sign("email_shared", "suggest", "the same email address, but another name or number: a family's address?",
         lambda p: p.email_equal),
    Sign("phone_and_name", "same", "the same phone number and a name that fits",
         lambda p: p.phone_equal and p.names == "agree" and (p.full_names or not p.email_differs)),
    Sign("phone_only", "same", "the same phone number, one of them without a name, nothing against it",
         lambda p: p.phone_equal and p.names == "unknown" and not p.email_differs and p.close_in_time),
    Sign("phone_shared", "suggest", "the same phone number, but another name or email, or long ago: another person?",
         lambda p: p.phone_equal),
    Sign("browser_shared", "distinct", "the same browser with another email and another name: a shared computer",
         lambda p: p.browser_equal and p.email_differs and p.names == "clash"),
    Sign("browser_and_name", "same", "the same browser and the same full name",
         lambda p: p.browser_equal and p.full_names),
    Sign("browser_equal", "same", "the same browser, and nothing against it",
         lambda p: p.browser_equal and not p.contradicted),
    Sign("browser_doubtful", "suggest", "the same browser, but another email, phone or name",
         lambda p: p.browser_equal),
    Sign("email_alike", "suggest", "email addresses that may reach one mailbox (tag, dots)",
         lambda p: p.email_alike and p.names != "clash"),
    Sign("email_mistyped", "suggest", "the same full name at the same property, and email addresses a slip apart",
         lambda p: p.name_equal and p.one_property and p.email_near),
    Sign("name_equal", "suggest", "the same full name at the same property, nothing against it",
         lambda p: p.name_equal and p.one_property and not p.email_differs and not p.phone_differs),
)  # fmt: skip
"""Tried in this order, the first that holds decides; no sign, no relation. docs/leads.md shows them."""
RANK = {sign.name: rank for rank, sign in enumerate(SIGNS)}
BY_NAME = {sign.name: sign for sign in SIGNS}
SHARED = {"email_only": ("email", "email_shared"), "phone_only": ("phone", "phone_shared")}
"""what tells nothing any more where people of clashing names share it, and the sign that is left"""


@dataclass(frozen=True, slots=True)
class Match:
    """A live lead that may be the same person, and the sign that says so."""

    lead: Any
    sign: Sign
    evidence: dict[str, Any]


def judge(one: Any, other: Any) -> Sign | None:
    pair = Pair(one, other)
    return next((sign for sign in SIGNS if sign.holds(pair)), None)


def find(tx: Tx, lead: Any) -> list[Match]:
    """The company's live leads that stand in relation to one, the strongest sign first. What a merged lead had said
    still counts for the one that it was merged into."""
    matches: dict[str, Match] = {}
    for candidate in _candidates(tx, lead):
        live = survivor(tx, candidate)
        found = _completed(candidate, live)
        sign = judge(lead, found)
        if sign is None or live.id == lead.id or live.person_id == lead.person_id:
            continue
        best = matches.get(live.id)
        if best is None or RANK[sign.name] < RANK[best.sign.name]:
            matches[live.id] = Match(live, sign, _evidence(lead, found, sign))
    kept = sorted(matches.values(), key=lambda match: RANK[match.sign.name])
    return _without_shared(kept)


def _completed(found: Any, live: Any) -> Any:
    """What a merged lead had said, and of the rest what is known of its person: it had no name, but they have one."""
    if found.id == live.id and not isinstance(found, SimpleNamespace):
        return found
    values = vars(found) if isinstance(found, SimpleNamespace) else dict(found._mapping)
    return SimpleNamespace(**values | {name: values[name] or getattr(live, name) for name in CONTACT})


def survivor(tx: Tx, lead: Any) -> Any:
    """The live lead that a lead was merged into, or itself."""
    for _ in range(ENDS_OF_CHAIN):
        if lead.merged_into_id is None:
            return lead
        lead = tx.connection.execute(select(Lead.__table__).where(Lead.id == lead.merged_into_id)).one()
    raise RuntimeError(f"lead {lead.id} is merged in a circle")


def dismissed(tx: Tx, lead_id: str) -> set[str]:
    """Leads that staff, or an undone merge, said are somebody else."""
    either = or_(LeadDuplicate.lead_a == lead_id, LeadDuplicate.lead_b == lead_id)
    statement = select(LeadDuplicate.lead_a, LeadDuplicate.lead_b).where(either, LeadDuplicate.status == "dismissed")
    return {row.lead_b if row.lead_a == lead_id else row.lead_a for row in tx.connection.execute(statement)}


def suggest(tx: Tx, company_id: str, lead_id: str, match: Match) -> None:
    """Ask staff about a pair, once: what they decided before stands, and what is still open is told as it is now."""
    first, second = sorted((lead_id, match.lead.id))
    values = {
        "id": new_id(),
        "company_id": company_id,
        "lead_a": first,
        "lead_b": second,
        "status": "open",
        "sign": match.sign.name,
        "evidence": match.evidence,
        "created_at": tx.now,
        "updated_at": tx.now,
    }
    if insert_unless_there(tx, LeadDuplicate, values):
        return
    still_open = (LeadDuplicate.lead_a == first) & (LeadDuplicate.lead_b == second) & (LeadDuplicate.status == "open")
    told = {name: values[name] for name in ("sign", "evidence", "updated_at")}
    tx.connection.execute(update(LeadDuplicate).where(still_open).values(told))


def _candidates(tx: Tx, lead: Any) -> list[Any]:
    name = name_key(lead.first_name, lead.last_name)
    alike = (
        Lead.email_weak == weak_email(lead.email) if lead.email else None,
        Lead.phone == lead.phone if lead.phone else None,
        Lead.visitor_id == lead.visitor_id if lead.visitor_id else None,
        and_(Lead.property_id == lead.property_id, Lead.name_key == name) if name else None,
    )
    found: dict[str, Any] = {}
    for one in alike:
        if one is not None:
            statement = (
                select(Lead.__table__)
                .where(Lead.company_id == lead.company_id, Lead.id != lead.id, one)
                .order_by(Lead.id.desc())
                .limit(MOST_CANDIDATES)
            )
            found |= {row.id: row for row in tx.connection.execute(statement)}
    return [*(found[lead_id] for lead_id in sorted(found)), *_as_they_were(tx, lead)]


def _as_they_were(tx: Tx, lead: Any) -> list[Any]:
    """Leads that had this address or number before a merge gave them another one."""
    keys = [
        LeadMergeStep.email_weak == weak_email(lead.email) if lead.email else None,
        LeadMergeStep.phone == lead.phone if lead.phone else None,
    ]
    statement = (
        select(LeadMergeStep.before.label("then"), Lead.__table__)
        .join(LeadMerge, LeadMerge.id == LeadMergeStep.merge_id)
        .join(Lead, Lead.id == LeadMergeStep.into_id)
        .where(LeadMergeStep.company_id == lead.company_id, LeadMerge.undone_at.is_(None), Lead.id != lead.id)
        .where(or_(*(key for key in keys if key is not None)))
        .order_by(LeadMergeStep.merge_id.desc(), LeadMergeStep.seq)
        .limit(MOST_CANDIDATES)
    )
    return [then(row, row.then) for row in tx.connection.execute(statement)]


def then(lead: Any, before: Mapping[str, Any]) -> SimpleNamespace:
    """A lead with the contact that it had before a merge, by the merge's step."""
    contact = {name: before[name] for name in CONTACT}
    noted = datetime.fromisoformat(before["updated_at"])
    return SimpleNamespace(**dict(lead._mapping) | contact | {"updated_at": noted})


def _without_shared(matches: Iterable[Match]) -> list[Match]:
    """An address or number that people of clashing names share tells nothing of somebody without a name."""
    kept = list(matches)
    for name, (field, left) in SHARED.items():
        sharing = [match.lead for match in kept if match.evidence.get(field)]
        if any(Pair(a, b).names in ("clash", "doubtful") for a in sharing for b in sharing):
            doubtful = BY_NAME[left]
            told = {"sign": doubtful.name, "means": doubtful.means}
            kept = [
                Match(match.lead, doubtful, {**match.evidence, **told}) if match.sign.name == name else match
                for match in kept
            ]
    return kept


def _evidence(lead: Any, found: Any, sign: Sign) -> dict[str, Any]:
    pair = Pair(lead, found)
    told: dict[str, Any] = {
        "sign": sign.name,
        "means": sign.means,
        "email": lead.email if pair.email_equal else None,
        "emails": [lead.email, found.email] if pair.email_differs else None,
        "phone": lead.phone if pair.phone_equal else None,
        "phones": [lead.phone, found.phone] if pair.phone_differs else None,
        "browser": True if pair.browser_equal else None,
        "names": pair.names,
    }
    return {name: value for name, value in told.items() if value is not None}
