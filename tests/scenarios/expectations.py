"""What a scenario may expect of a turn. Each looks at recorded facts and says in words what is wrong, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from leasing.models import Property
from tests.scenarios.loading import Scenario, WrongScenario
from tests.scenarios.matching import fits, unlike
from tests.scenarios.seen import Seen
from tests.scenarios.world import Lead

Check = Callable[[Seen, Any], str | None]
EXPECTATIONS: dict[str, Check] = {}


def expects(name: str) -> Callable[[Check], Check]:
    def keep(check: Check) -> Check:
        EXPECTATIONS[name] = check
        return check

    return keep


def known(scenario: Scenario) -> None:
    """Raises WrongScenario for an expectation that there is not."""
    for turn in scenario.turns:
        for one in turn.expect:
            if one.kind not in EXPECTATIONS:
                there_is = ", ".join(sorted(EXPECTATIONS))
                raise WrongScenario(
                    f"{scenario.where(one.line)}: nothing is known of {one.kind!r}; there is {there_is}"
                )


def check(kind: str, value: Any, seen: Seen) -> str | None:
    return EXPECTATIONS[kind](seen, value)


# What was done


@expects("tool")
def tool(seen: Seen, wanted: Any) -> str | None:
    """`tool: search_units`, or {name, with: some of its arguments, problem: how a booking ended}."""
    wanted = {"name": wanted} if isinstance(wanted, str) else wanted
    calls = [call for call in seen.tools if call["tool"] == wanted["name"]]
    if not calls:
        return f"{wanted['name']} was not called; called: {[call['tool'] for call in seen.tools]}"
    if "with" in wanted and not any(fits(wanted["with"], call["args"]) for call in calls):
        return f"{wanted['name']} was called with {[call['args'] for call in calls]}, not with {wanted['with']}"
    if "problem" in wanted and (wanted["name"], wanted["problem"]) not in seen.outcomes:
        return f"{wanted['name']} ended with {[end for name, end in seen.outcomes if name == wanted['name']]}"
    return None


@expects("no_tool")
def no_tool(seen: Seen, name: str) -> str | None:
    called = [call["tool"] for call in seen.tools]
    return f"{name} was called" if name in called or (name == "any" and called) else None


@expects("intent")
def intent(seen: Seen, name: str) -> str | None:
    found = seen.why.get("intents", [])
    return None if name in found else f"it was understood as {found}"


@expects("learnt")
def learnt(seen: Seen, label: str) -> str | None:
    """What the examples said of an unclear message; `none` where they were not asked, or did not tell."""
    found = (seen.why.get("learnt") or {}).get("label", "none")
    return None if found == label else f"the examples said {found}"


@expects("ruling")
def ruling(seen: Seen, wanted: str) -> str | None:
    """The topic that a guard ruled on before any brain saw the message; `none` where no guard did."""
    found = (seen.why.get("ruling") or {}).get("kind", "none")
    return None if fits(wanted, found) else f"the ruling was {found}"


@expects("guarded")
def guarded(seen: Seen, wanted: str) -> str | None:
    """A guard replaced or dropped a sentence of the reply."""
    found = [one["guard"] for one in seen.why.get("guarded", ())]
    return None if wanted in found else f"guards that spoke: {found}; said: {seen.text!r}"


@expects("brain")
def brain(seen: Seen, name: str) -> str | None:
    found = seen.why.get("brain")
    return None if found == name else f"the brain was {found}"


@expects("fallback")
def fallback(seen: Seen, reason: str) -> str | None:
    found = seen.why.get("fallback")
    return None if fits(reason, found) else f"the reason for falling back was {found}"


# What was said


@expects("said")
def said(seen: Seen, regex: str) -> str | None:
    found = re.search(regex, seen.text, re.IGNORECASE | re.DOTALL)
    return None if found else f"{regex!r} was not said, but {seen.text!r}"


@expects("never_said")
def never_said(seen: Seen, regex: str) -> str | None:
    found = re.search(regex, seen.text, re.IGNORECASE)
    return f"{found.group()!r} was said: {seen.text!r}" if found else None


@expects("source")
def source(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    return None if any(fits(wanted, one) for one in seen.sources) else f"the sources are {_titles(seen)}"


@expects("no_sources")
def no_sources(seen: Seen, _: Any) -> str | None:
    return f"the sources are {_titles(seen)}" if seen.sources else None


def _titles(seen: Seen) -> list[str]:
    return [f"{one['kind']}: {one['title']}" for one in seen.sources]


@expects("units")
def units(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """{count, at_least, all: {bedrooms, max_rent, min_rent, …}, names: […]} of the homes shown."""
    homes = list(seen.reply.get("units", ()))
    if "count" in wanted and len(homes) != wanted["count"]:
        return f"{len(homes)} homes were shown: {[home['name'] for home in homes]}"
    if len(homes) < wanted.get("at_least", 0):
        return f"only {len(homes)} homes were shown"
    if "names" in wanted and {home["name"] for home in homes} != set(wanted["names"]):
        return f"the homes shown are {[home['name'] for home in homes]}"
    rules = dict(wanted.get("all", {}))
    high, low = float(rules.pop("max_rent", "inf")), float(rules.pop("min_rent", 0))
    for home in homes:
        if not low <= float(home["rent"]) <= high or not fits(rules, home):
            return f"{home['name']} ({home['bedrooms']} bedrooms, ${home['rent']}) is not as wanted"
    return None


@expects("slots_offered")
def slots_offered(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """{at_least, count, all_on: date, none_on: date, all_match: regex of the ISO time}."""
    slots = [slot["value"] for slot in seen.reply.get("slots", ())]
    if len(slots) < wanted.get("at_least", 0) or len(slots) != wanted.get("count", len(slots)):
        return f"{len(slots)} times were offered: {slots}"
    rules = {"all_on": lambda slot, day: slot.startswith(day), "none_on": lambda slot, day: not slot.startswith(day)}
    rules["all_match"] = lambda slot, regex: re.search(regex, slot) is not None
    rules["none_match"] = lambda slot, regex: re.search(regex, slot) is None
    wrong = [slot for slot in slots for name, rule in rules.items() if name in wanted and not rule(slot, wanted[name])]
    return f"{wrong[0]} was offered" if wrong else None


# What is known


@expects("slot")
def slot(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """Fields of the conversation, as staff see them."""
    return unlike(wanted, seen.conversation)


@expects("contact")
def contact(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    return unlike(wanted, seen.conversation["contact"])


@expects("lead")
def lead(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    found = seen.lead()
    return "there is no lead" if found is None else unlike(wanted, found._mapping)


@expects("history")
def history(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """A change in the lead's history: {field, from, to}."""
    found = seen.history()
    return None if any(fits(wanted, one) for one in found) else f"the history is {found}"


@expects("leads")
def leads(seen: Seen, count: int) -> str | None:
    """How many live leads the property has."""
    found = [row.email or row.phone for row in seen.rows(Lead) if row.merged_into_id is None]
    return None if len(found) == count else f"the leads are {found}"


@expects("welcomed")
def welcomed(seen: Seen, regex: str) -> str | None:
    return None if re.search(regex, seen.welcome) else f"the welcome was {seen.welcome!r}"


@expects("no_lead")
def no_lead(seen: Seen, _: Any) -> str | None:
    return None if seen.lead() is None else "there is a lead"


@expects("tour")
def tour(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """A tour of the conversation: {status, starts_at: local time, type, unit}."""
    zone = _zone(seen)
    found = [
        {
            "status": one["status"],
            "starts_at": datetime.fromisoformat(one["starts_at"]).astimezone(zone).strftime("%Y-%m-%d %H:%M"),
            "type": one["tour_type"],
            "unit": one["unit_interest"],
        }
        for one in seen.conversation["tours"]
    ]
    return None if any(fits(wanted, one) for one in found) else f"the tours are {found}"


@expects("tours_booked")
def tours_booked(seen: Seen, count: int) -> str | None:
    booked = [one for one in seen.conversation["tours"] if one["status"] in ("scheduled", "confirmed")]
    return None if len(booked) == count else f"{len(booked)} tours are booked"


@expects("mode")
def mode(seen: Seen, wanted: str) -> str | None:
    found = seen.conversation["mode"]
    return None if found == wanted else f"the mode is {found}"


@expects("person_expected")
def person_expected(seen: Seen, local: str) -> str | None:
    """When a person will answer, in the community's time: as the visitor's browser was told."""
    found = [frame.get("expected_at") for frame in seen.frames if frame["type"] == "mode"]
    times = [datetime.fromisoformat(at).astimezone(_zone(seen)).strftime("%Y-%m-%d %H:%M") for at in found if at]
    return None if local in times else f"the browser was told {times or 'no time'}"


def _zone(seen: Seen) -> ZoneInfo:
    statement = select(Property.timezone).where(Property.slug == seen.scenario.slug)
    return ZoneInfo(seen.world.read(lambda tx: tx.connection.execute(statement).scalar_one()))


# What the team gets


@expects("question_waiting")
def question_waiting(seen: Seen, regex: str) -> str | None:
    found = [one["question"] for one in seen.conversation["questions_waiting"]]
    return None if any(fits("~" + regex, one) for one in found) else f"the questions that wait are {found}"


@expects("no_question_waiting")
def no_question_waiting(seen: Seen, _: Any) -> str | None:
    found = [one["question"] for one in seen.conversation["questions_waiting"]]
    return f"waiting: {found}" if found else None


@expects("faq")
def faq(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    """An entry of the community's: {question: ~regex, status, asked_count, answer}."""
    rows = [row for row in seen.faqs() if fits(wanted["question"], row.question)]
    found = [{name: getattr(row, name) for name in wanted} for row in rows]
    return None if any(fits(wanted, one) for one in found) else f"found {found}"


@expects("task")
def task(seen: Seen, wanted: Mapping[str, Any]) -> str | None:
    found = [{"kind": row.kind, "reason": row.reason, "title": row.title, "status": row.status} for row in seen.tasks()]
    return None if any(fits(wanted, one) for one in found) else f"the tasks are {found}"


@expects("tasks")
def tasks(seen: Seen, count: int) -> str | None:
    """How many tasks the conversation has made."""
    found = [f"{row.kind}: {row.title}" for row in seen.tasks()]
    return None if len(found) == count else f"the tasks are {found}"


@expects("consents")
def consents(seen: Seen, wanted: Mapping[str, bool]) -> str | None:
    found = seen.consents()
    return None if found == dict(wanted) else f"the consents are {found}"


@expects("mail_to")
def mail_to(seen: Seen, wanted: Any) -> str | None:
    """`mail_to: address`, or {to, subject: ~regex, text: ~regex}: in the outbox."""
    wanted = {"to": wanted} if isinstance(wanted, str) else wanted
    found = [row.payload for row in seen.mails()]
    named = [f"{mail['to']}: {mail['subject']}" for mail in found]
    return None if any(fits(wanted, mail) for mail in found) else f"the mails are {named}"


@expects("mails")
def mails(seen: Seen, count: int) -> str | None:
    found = [f"{row.payload['to']}: {row.payload['subject']}" for row in seen.mails()]
    return None if len(found) == count else f"the mails are {found}"


@expects("resumed")
def resumed(seen: Seen, wanted: bool) -> str | None:
    return None if seen.resumed is wanted else f"resumed is {seen.resumed}"
