"""Who gets a question, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from leasing.clock import FixedClock
from leasing.database import Database, Tx
from leasing.errors import Conflict, Invalid, NotFound
from leasing.models import ManagerTimeOff, PropertyManager, User
from leasing.services import faqs, question_rules, tasks
from leasing.services.office_hours import Span
from leasing.tenancy import Paging
from tests.support.questions import ask, events, hire, task_of
from tests.support.team import hire as sign_up
from tests.support.tours import NOW, add_manager, property_with, scope_of


@pytest.fixture
def clock(database: Database) -> FixedClock:
    clock = FixedClock(NOW)
    database.clock = clock
    return clock


async def _rule(database: Database, place: str, manager: str, **more: Any) -> Any:
    def add(tx: Tx) -> Any:
        return question_rules.create(tx, scope_of(tx, place), {"manager_id": manager, **more})

    return await database.write(add)


async def test_without_rules_whoever_works_there_and_has_the_fewest(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    other = await property_with(database)
    await database.write(add_manager, [other], "Elsewhere")
    one = await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    got: list[str] = []
    for question in ("Is there a sauna?", "Is there a bakery?", "Do you host weddings?"):
        task = await task_of(database, await ask(database, place, question))
        got.append(task.assigned_to)
        clock.advance(timedelta(minutes=1))
    assert got == [one, two, one]
    assert task.assigned_because["by"] == "default"
    assert task.assigned_because["load"] == 1
    assert "works then; 1 open tasks; got the last one on" in task.assigned_because["because"]
    told = (await events(database, "question.asked"))[-1]
    assert (told.data["manager_id"], told.data["task_id"]) == (one, task.id)
    entry = await database.read(lambda tx: faqs.of_manager(tx, scope_of(tx, place), one, Paging(), "pending"))
    assert {view.question for view in entry.items} == {"Is there a sauna?", "Do you host weddings?"}


async def test_who_cannot_sign_in_gets_it_only_where_nobody_can(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    profile = await database.write(add_manager, [place], "Profile")
    task = await task_of(database, await ask(database, place, "Is there a sauna?"))
    assert task.assigned_to == profile, "the team sees whose it would be"
    ana = await database.write(sign_up, place, "Ana")
    await _rule(database, place, profile, property_id=place)
    for question in ("Is there a bakery?", "Do you host weddings?"):
        task = await task_of(database, await ask(database, place, question))
        assert task.assigned_to == ana.id, "neither a rule nor fewer tasks give it to who cannot answer"
    stopped = update(User).where(User.id == ana.user_id).values(is_active=False)
    await database.write(lambda tx: tx.connection.execute(stopped) and None)
    task = await task_of(database, await ask(database, place, "Is there a moat?"))
    assert task.assigned_to == profile


async def test_nobody_works_there(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    task = await task_of(database, await ask(database, place, "Is there a sauna?"))
    assert task.assigned_to is None
    assert task.assigned_because["because"] == "nobody who answers questions works here"


async def test_the_narrower_rule_goes_first(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    names = ("everywhere", "pets", "here", "pets here", "none")
    who = {name: await database.write(add_manager, [place], name) for name in names}
    await _rule(database, place, who["everywhere"])
    near = await database.write(lambda tx: _entries(tx, place, "Pets"))

    async def given(question: str, near: tuple[str, ...] = ()) -> tuple[str, str]:
        task = await task_of(database, await ask(database, place, question, near))
        return task.assigned_to, task.assigned_because["by"]

    assert await given("May I keep a goat?", near) == (who["everywhere"], "rule of the company")
    await _rule(database, place, who["pets"], category=" PETS ")
    assert await given("Are ferrets fine?", near) == (who["pets"], "rule of the category")
    await _rule(database, place, who["here"], property_id=place)
    assert await given("Do snakes count?", near) == (who["here"], "rule of the property")
    await _rule(database, place, who["pets here"], property_id=place, category="pets")
    assert await given("What of parrots?", near) == (who["pets here"], "rule of the property and category")
    assert await given("Where is the moon?") == (who["here"], "rule of the property"), "it is of no category"


def _entries(tx: Tx, place: str, category: str) -> tuple[str, ...]:
    scope = hire(tx, place)
    given = {"property_id": place, "answer": "Yes.", "category": category}
    return tuple(faqs.create(tx, scope, {**given, "question": f"Is {n} a pet?"}).id for n in range(3))


async def test_who_is_away_or_may_not_write_is_passed_over(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    away = await database.write(add_manager, [place], "Away")
    reader = await database.write(add_manager, [place], "Reader", order=2)
    # A Tuesday: works on Mondays only.
    late = await database.write(add_manager, [place], "Mondays", order=3, hours=(Span(0, 540, 1080),))
    there = await database.write(add_manager, [place], "There", order=4)

    def change(tx: Tx) -> None:
        scope = scope_of(tx, place)
        off = {"starts_at": NOW - timedelta(days=1), "ends_at": NOW + timedelta(days=1)}
        scope.insert(tx, ManagerTimeOff, manager_id=away, **off)
        scope.change(tx, PropertyManager, reader, access_level="read")

    await database.write(change)
    got = {(await task_of(database, await ask(database, place, f"Is {n} so?"))).assigned_to for n in "abc"}
    assert got == {there}
    await _rule(database, place, late, property_id=place)
    task = await task_of(database, await ask(database, place, "Is there a moat?"))
    assert task.assigned_to == late, "a rule is kept also where nobody of it works then"
    assert "nobody who may get it works then" in task.assigned_because["because"]


async def test_outside_office_hours_it_goes_to_who_works_when_it_opens(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    await database.write(add_manager, [place], "Tuesdays", hours=(Span(1, 540, 1080),))
    wednesdays = await database.write(add_manager, [place], "Wednesdays", order=2, hours=(Span(2, 540, 1080),))
    clock.advance(timedelta(hours=10))
    task = await task_of(database, await ask(database, place, "Is there a moat?"))
    assert task.assigned_to == wednesdays


async def test_rules_are_of_one_company(database: Database, clock: FixedClock) -> None:
    place, other = await property_with(database), await property_with(database)
    mine = await database.write(add_manager, [place], "Mine")
    theirs = await database.write(add_manager, [other], "Theirs")
    with pytest.raises(Invalid):
        await _rule(database, place, theirs)
    with pytest.raises(NotFound):
        await _rule(database, place, mine, property_id=other)
    made = await _rule(database, place, mine, property_id=place)
    with pytest.raises(Conflict):
        await _rule(database, place, mine, property_id=place)
    with pytest.raises(NotFound):
        await database.write(lambda tx: question_rules.delete(tx, scope_of(tx, other), made.id))


async def test_staff_choose_and_take_back(database: Database, clock: FixedClock) -> None:
    place = await property_with(database)
    one = await database.write(add_manager, [place], "One")
    two = await database.write(add_manager, [place], "Two", order=2)
    scope = await database.write(hire, place)
    faq_id = await ask(database, place, "Is there a moat?")
    task = await task_of(database, faq_id)
    assert task.assigned_to == one
    view = await database.write(faqs.assign, scope, faq_id, two)
    assert view.assigned_to == two
    detail = await database.read(tasks.get, scope, task.id)
    assert (detail.task.assigned_to, detail.task.assigned_name) == (two, "Two")
    assert detail.task.assigned_because["by"] == "staff"
    told = (await events(database, "question.assigned"))[-1]
    assert (told.data["manager_id"], told.data["before"]) == (two, one)
    detail = await database.write(tasks.assign, scope, task.id, None)
    assert detail.task.assigned_to is None
    assert [event.action for event in detail.history] == ["created", "assigned", "unassigned"]
    assert (await database.read(faqs.page, scope, Paging())).items[0].assigned_to is None
