"""What the brain does next and what it says, with the tools' results put before it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from embedded_support import APPLICATION_FEE, ZONE, home, offered, quoted, says, shown, slot, tour, turn

from bot.brains.embedded.decide import decide
from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.steps import Calls
from bot.brains.embedded.view import NOTES
from bot.context import Agenda, TurnContext
from bot.tools.results import (
    KnowledgeAnswer,
    LeadSaved,
    PersonAsked,
    SlotsFound,
    TourOutcome,
    UnitsFound,
)
from leasing.understood import Contact, Understood

BOOKING = {"action": "book", "starts_at": slot(24, 10).value}
TIMES = offered(slot(24, 10), slot(24, 14))
REACHABLE = Understood(contact=Contact(first_name="Jo", email="jo@park.example"))


def calls(ctx: TurnContext) -> list[tuple[str, dict[str, Any]]]:
    assert ctx.understanding is not None
    step = decide(ctx, ctx.understanding)
    assert isinstance(step, Calls), step
    return [(call.name, call.args) for call in step.calls]


def reachable() -> Understood:
    return Understood(contact=Contact(first_name="Jo", email="jo@park.example"))


# Searching


def test_any_wish_starts_a_search_with_all_that_is_known() -> None:
    state = Understood(price_max_cents=200000)
    assert calls(turn("2 bedrooms please", state=state)) == [("search_units", {"bedrooms": 2, "max_rent": "2000.00"})]


def test_a_plain_what_do_you_have_is_searched_without_interrogation() -> None:
    assert calls(turn("what do you have available?")) == [("search_units", {})]


def test_other_homes_leave_out_those_shown() -> None:
    ctx = turn("show me other homes", agenda=Agenda(homes=shown(home("204"))))
    assert calls(ctx) == [("search_units", {"exclude": ["id-204"]})]


def test_an_assistance_animal_narrows_no_search() -> None:
    name, args = calls(turn("I need a 1 bedroom, my service dog lives with me"))[0]
    assert name == "search_units"
    assert "has_pets" not in args


def test_found_homes_are_named_with_price_and_a_tour_is_offered() -> None:
    ctx = turn("2 bedrooms under 2000")
    said = says(ctx, UnitsFound((home("204"), home("311", rent=175050)), 2))
    assert "204 (2 bed, 1 bath, 900 sq ft) at $1,850 a month, available now" in said
    assert "$1,750.50" in said
    assert ctx.agenda.asked == "book"
    assert ctx.agenda.searched


def test_a_wish_that_was_let_go_is_named() -> None:
    assert "the budget" in says(turn("2 bedrooms under 900"), UnitsFound((home("204"),), 1, relaxed=("rent_max",)))


def test_without_any_home_the_team_is_offered() -> None:
    ctx = turn("5 bedrooms")
    says(ctx, UnitsFound((), 0))
    assert ctx.agenda.asked == "ask_person"
    later = turn("yes please", agenda=ctx.agenda)
    assert calls(later) == [("ask_person", {"question": "5 bedrooms", "reason": "unsupported_request"})]


def test_a_quote_states_rent_deposit_and_fees() -> None:
    ctx = turn("how much is the first one?", agenda=Agenda(homes=shown(home("204"), home("311"))))
    assert calls(ctx) == [("quote_unit", {"unit": "id-204"})]
    said = says(ctx, quoted("204", APPLICATION_FEE))
    assert "$1,850 a month" in said
    assert "Due once: Security deposit $400 and Application fee $60 per person." in said


def test_which_home_is_asked_where_several_are_meant() -> None:
    ctx = turn("what's the deposit on that one?", agenda=Agenda(homes=shown(home("204"), home("311"))))
    says(ctx)
    assert ctx.agenda.asked == "unit"


# Questions


def test_several_questions_are_looked_up_apart() -> None:
    found = calls(turn("Do you allow cats? How much is parking?"))
    assert [args["question"] for _, args in found] == ["Do you allow cats?", "How much is parking?"]


def test_an_answer_is_said_in_the_communitys_own_words() -> None:
    answer = "Cats are welcome.  Two at most; fee: $300."
    said = says(turn("do you allow cats?"), KnowledgeAnswer("do you allow cats?", True, answer, 0.9))
    assert answer in said


def test_an_unanswered_question_goes_to_the_team_with_the_time_of_the_answer() -> None:
    ctx = turn("do you have a heliport?")
    ctx.findings.results.append(KnowledgeAnswer("do you have a heliport?", False, "", 0.1))
    assert calls(ctx) == [("ask_person", {"question": "do you have a heliport?", "reason": "missing_knowledge"})]
    by = datetime(2026, 11, 23, 9, tzinfo=ZONE)
    said = says(ctx, PersonAsked("missing_knowledge", joined=False, expected_at=by))
    assert "Mon, Nov 23 at 9:00 AM" in said
    assert ctx.agenda.question == "do you have a heliport?"
    assert ctx.agenda.asked == "contact"


def test_nonsense_is_asked_back_and_not_passed_on() -> None:
    ctx = turn("flurb the wug blick")
    said = says(ctx, KnowledgeAnswer(ctx.text, False, "", 0.0))
    assert "search homes" in said


def test_a_question_in_between_returns_to_the_tour_times() -> None:
    ctx = turn("is parking free?", agenda=Agenda(asked="tour_time", slots=TIMES))
    said = says(ctx, KnowledgeAnswer("is parking free?", True, "Yes, parking is free.", 0.9))
    assert said.startswith("Yes, parking is free.")
    assert ctx.agenda.asked == "tour_time"


# Tours


@pytest.mark.parametrize(
    ("text", "args"),
    [
        ("I'd like to book a tour", {}),
        ("can I come by on Tuesday?", {"on": "2026-11-24"}),
        ("a virtual tour tomorrow afternoon", {"on": "2026-11-21", "part_of_day": "afternoon", "tour_type": "virtual"}),
    ],
)
def test_without_an_exact_time_the_free_ones_are_fetched(text: str, args: dict[str, str]) -> None:
    assert calls(turn(text)) == [("tour_slots", args)]


def test_free_times_are_offered() -> None:
    ctx = turn("I'd like to book a tour")
    said = says(ctx, SlotsFound((slot(24, 10), slot(24, 14))))
    assert "Tue, Nov 24 at 10:00 AM or 2:00 PM" in said
    assert ctx.agenda.asked == "tour_time"
    assert ctx.agenda.booking["action"] == "book"


def test_a_closed_day_is_said_with_the_nearest_times() -> None:
    found = SlotsFound((slot(24, 10),), requested_on=slot(22, 10).starts_at.date(), exact=False, reason="closed")
    said = says(turn("can I come by on Sunday?"), found)
    assert "closed on Sun, Nov 22" in said
    assert "Tue, Nov 24 at 10:00 AM" in said


def test_an_exact_time_with_contact_known_is_booked_at_once() -> None:
    ctx = turn("book a tour on Tuesday at 10am", state=reachable())
    assert calls(ctx) == [("book_tour", {"starts_at": "2026-11-24T10:00:00-05:00"})]


def test_a_picked_time_without_contact_waits_for_it() -> None:
    ctx = turn("the first one", agenda=Agenda(asked="tour_time", slots=TIMES, homes=shown(home("204"))))
    said = says(ctx)
    assert ctx.agenda.asked == "contact"
    assert ctx.agenda.booking["starts_at"] == TIMES[0]["value"]
    assert "Tue, Nov 24 at 10:00 AM" in said
    assert said.count("?") == 1


def test_an_exact_time_is_checked_before_contact_is_asked() -> None:
    ctx = turn("tour on Tuesday at 10am")
    assert calls(ctx) == [("book_tour", {"starts_at": "2026-11-24T10:00:00-05:00"})]
    says(ctx, SlotsFound((slot(24, 10), slot(24, 14)), requested_on=slot(24, 10).starts_at.date()))
    assert ctx.agenda.asked == "contact"


def test_contact_for_a_waiting_booking_saves_and_then_books() -> None:
    ctx = turn("Jo Park 302-555-0142", agenda=Agenda(asked="contact", booking=dict(BOOKING)))
    assert calls(ctx) == [("save_lead", {"first_name": "Jo", "last_name": "Park", "phone": "+13025550142"})]
    ctx.findings.results.append(LeadSaved(("phone",), {}, reachable=True))
    assert calls(ctx) == [("book_tour", {"starts_at": BOOKING["starts_at"]})]
    said = says(ctx, TourOutcome(tour()))
    assert "in-person tour" in said
    assert "Tue, Nov 24 at 10:00 AM (EST)" in said
    assert "12 Quay Street" in said
    assert "move or cancel" in said
    assert ctx.agenda.booking == {}


def test_a_name_alone_is_kept_and_only_the_address_asked() -> None:
    ctx = turn("Jo Park", agenda=Agenda(asked="contact", booking=dict(BOOKING)))
    said = says(ctx, LeadSaved(("first_name",), {}, reachable=False))
    assert "name" not in said
    assert ctx.agenda.asked == "contact"


def test_a_wrong_address_is_told_and_asked_again() -> None:
    ctx = turn("jo@", agenda=Agenda(asked="contact", booking=dict(BOOKING)))
    said = says(ctx)
    assert "email address" in said
    assert ctx.agenda.asked == "contact"
    assert ctx.agenda.booking["starts_at"] == BOOKING["starts_at"]


def test_who_gives_no_contact_hears_what_works_without() -> None:
    ctx = turn("I'd rather not share my email", agenda=Agenda(asked="contact", booking=dict(BOOKING)))
    said = says(ctx)
    assert "(302) 555-0188" in said
    assert ctx.agenda.asked is None


def test_a_taken_time_offers_others() -> None:
    ctx = turn("book a tour on Tuesday at 10am", state=reachable())
    said = says(ctx, TourOutcome(None, "taken", (slot(24, 11), slot(24, 14))))
    assert "taken" in said
    assert "11:00 AM" in said
    assert ctx.agenda.asked == "tour_time"


def test_who_has_a_tour_is_offered_to_move_it() -> None:
    ctx = turn("book a tour on Tuesday at 2pm", state=reachable(), tours=[tour(23, 11)])
    said = says(ctx, TourOutcome(tour(23, 11), "has_tour"))
    assert "Mon, Nov 23 at 11:00 AM" in said
    later = turn("yes", agenda=ctx.agenda, state=reachable(), tours=[tour(23, 11)])
    assert calls(later) == [("move_tour", {"starts_at": "2026-11-24T14:00:00-05:00", "tour_id": "t1"})]


def test_a_tour_is_moved_to_a_named_time() -> None:
    ctx = turn("please move my tour to Wednesday at 3pm", tours=[tour()])
    assert calls(ctx) == [("move_tour", {"starts_at": "2026-11-25T15:00:00-05:00", "tour_id": "t1"})]
    said = says(ctx, TourOutcome(tour(25, 15), previous_label="Tue, Nov 24 at 10:00 AM"))
    assert "from Tue, Nov 24 at 10:00 AM to Wed, Nov 25 at 3:00 PM" in said


def test_a_move_without_a_time_offers_times() -> None:
    ctx = turn("I need to reschedule my tour", tours=[tour()])
    assert calls(ctx) == [("tour_slots", {})]
    says(ctx, SlotsFound((slot(25, 10),)))
    assert ctx.agenda.booking == {"action": "move", "tour_id": "t1"}
    picked = turn(
        "that works",
        agenda=Agenda(asked="tour_time", booking=ctx.agenda.booking, slots=offered(slot(25, 10))),
        tours=[tour()],
    )
    assert calls(picked) == [("move_tour", {"starts_at": slot(25, 10).value, "tour_id": "t1"})]


def test_a_tour_becomes_another_type_at_its_time() -> None:
    for text in ("can we make it virtual instead?", "Please switch my tour to a video tour", "I'd prefer virtual"):
        ctx = turn(text, tours=[tour()], state=reachable())
        assert calls(ctx) == [("move_tour", {"tour_id": "t1", "tour_type": "virtual"})], text
    assert "in-person" in says(turn("is my tour in person?", tours=[tour()]))
    said = says(ctx, TourOutcome(tour(kind="virtual"), previous_type="in_person"))
    assert "now virtual" in said
    assert "Tue, Nov 24 at 10:00 AM" in said


def test_the_same_time_as_another_type_is_asked_about() -> None:
    ctx = turn("book a virtual tour on Tuesday at 10am", state=reachable(), tours=[tour()])
    said = says(ctx, TourOutcome(tour(), "has_tour"))
    assert "Shall I make it virtual?" in said
    later = turn("yes", agenda=ctx.agenda, state=reachable(), tours=[tour()])
    [(name, args)] = calls(later)
    assert name == "move_tour"
    assert args["tour_type"] == "virtual"


def test_who_says_that_they_come_confirms() -> None:
    for text in ("I'll be there", "I'd like to confirm my tour", "yes, I confirm it"):
        ctx = turn(text, tours=[tour()], state=reachable())
        assert calls(ctx) == [("confirm_tour", {"tour_id": "t1"})], text
    assert "is confirmed" in says(ctx, TourOutcome(tour(status="confirmed")))
    # Without a tour there is nothing to confirm: it is never said that there is.
    assert "confirm_tour" not in dict(calls(turn("I'll be there")))


def test_of_several_tours_which_is_asked() -> None:
    ctx = turn("cancel my tour", tours=[tour(), tour(25, 11, ident="t2")])
    said = says(ctx)
    assert "Tue, Nov 24 at 10:00 AM or Wed, Nov 25 at 11:00 AM" in said
    assert [choice["value"] for choice in ctx.findings.choices] == ["t1", "t2"]
    later = turn("the one on Wednesday", agenda=ctx.agenda, tours=[tour(), tour(25, 11, ident="t2")])
    assert calls(later) == [("cancel_tour", {"tour_id": "t2"})]


def test_a_plain_order_to_cancel_is_carried_out() -> None:
    ctx = turn("cancel my tour please", tours=[tour()])
    assert calls(ctx) == [("cancel_tour", {"tour_id": "t1"})]
    said = says(ctx, TourOutcome(tour(status="cancelled")))
    assert "cancelled" in said
    assert ctx.agenda.asked is None


def test_nothing_is_invented_without_a_tour() -> None:
    said = says(turn("when is my tour?"))
    assert "don't see" in said


def test_yes_to_the_offer_of_a_tour_fetches_times() -> None:
    ctx = turn("yes please", agenda=Agenda(asked="book", homes=shown(home("204"))))
    assert calls(ctx) == [("tour_slots", {})]


def test_no_to_the_offer_of_a_tour_is_taken_for_an_answer() -> None:
    ctx = turn("no thanks", agenda=Agenda(asked="book", homes=shown(home("204"))))
    says(ctx)
    assert ctx.agenda.asked is None


# People and talk


def test_a_wish_for_a_person_is_passed_on_at_once() -> None:
    ctx = turn("let me talk to a human")
    assert calls(ctx) == [("ask_person", {"question": "let me talk to a human", "reason": "customer_request"})]
    assert "team" in says(ctx, PersonAsked("customer_request", joined=False, open_now=True))


def test_contact_that_is_volunteered_is_saved() -> None:
    ctx = turn("by the way my email is jo@park.example")
    assert calls(ctx) == [("save_lead", {"email": "jo@park.example"})]


@pytest.mark.parametrize("text", ["hi", "thanks!", "bye", "are you a robot?", "what can you do?", "ok", "no", "hmm"])
def test_small_talk_needs_no_tool(text: str) -> None:
    assert says(turn(text))


def test_a_failed_tool_is_not_passed_over() -> None:
    assert "couldn't look up our homes" in says(turn("2 bedrooms"))


def test_the_same_turn_is_worded_the_same_way_and_others_differ() -> None:
    greetings: set[str] = set()
    for number in range(8):
        again = [says(turn("hi", agenda=Agenda(turns=number))) for _ in range(2)]
        assert again[0] == again[1]
        greetings.add(again[0])
    assert len(greetings) > 1


def test_no_more_than_three_rounds_of_tools() -> None:
    ctx = turn("do you allow cats? I want a 2 bedroom and a tour tomorrow, my email is jo@park.example")
    assert ctx.understanding is not None
    rounds = 0
    while isinstance(decide(ctx, ctx.understanding), Calls):
        rounds += 1
    assert rounds <= 3
    assert NOTES in ctx.trace


def test_every_phrase_of_another_language_exists_in_english_with_the_same_facts() -> None:
    english = PHRASES["en"]
    for language, phrases in PHRASES.items():
        for key in phrases:
            assert key in english, (language, key)
