"""The small talk of a reply: greetings before the matter, and the question that keeps the talk going after it."""

from __future__ import annotations

from datetime import datetime

from bot.brains.embedded.needs import wants_homes
from bot.brains.embedded.replies_contact import ask_contact, ways
from bot.brains.embedded.steps import Say
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import moment_words
from bot.tools.results import KnowledgeAnswer, Quote, TourOutcome, UnitsFound
from bot.understanding import Intent

SMALL_TALK = (
    (Intent.IS_AI, "is_ai"),
    (Intent.HELP, "help"),
    (Intent.STOP_ASKING, "stop_asking"),
)
"""said whatever else the message was about"""
ALONE = (
    (Intent.BYE, "bye"),
    (Intent.THANK, "welcome"),
    (Intent.GREET, "greet"),
    (Intent.DENY, "fine"),
    (Intent.AFFIRM, "what_next"),
    (Intent.INFORM, "noted"),
)
"""said only where there is nothing else to say; the first that applies"""


def report_small_talk(view: View, say: Say) -> None:
    community = view.ctx.community
    for intent, usual in SMALL_TALK:
        if view.has(intent) and not (intent is Intent.IS_AI and view.goes_on):
            key = "contact_why" if intent is Intent.STOP_ASKING and view.asks_why else usual
            say.add(key, community=community.name, **ways(view))
    if view.asks_why and not view.has(Intent.STOP_ASKING):
        say.add("contact_why", **ways(view))
        say.asked = "contact"
    elif _declines_contact(view):
        say.add("stop_asking", community=community.name, **ways(view))


def _declines_contact(view: View) -> bool:
    if view.asked != "contact" or view.given_contact or view.has(Intent.STOP_ASKING):
        return False
    return view.has(Intent.DENY) and not view.understood.names_a_time


def close(view: View, say: Say) -> None:
    """The one question at the end, if none is asked yet: after homes the tour, before any the size."""
    if view.asked == "contact" and view.agrees and not say.phrases:
        # "Yes" to "may I have your name and an email?" is still neither.
        _ask_again(view, say)
    if not say.phrases and view.hesitates and (view.asked or view.waits_for_a_time):
        # "Hmm" is no reason to begin anew: what was asked stays asked.
        say.add("no_hurry")
        _ask_again(view, say)
        say.asked = say.asked or view.asked
        return
    if not say.phrases:
        _say_alone(view, say)
    if say.asked is not None or view.has(Intent.BYE, Intent.STOP_ASKING, Intent.PERSON) or view.last(TourOutcome):
        return
    if view.last(UnitsFound) is not None or view.last(Quote) is not None:
        _ask_after_homes(view, say)
    elif view.asked in ("book", "move", "tour_time", "contact", "unit") and view.last(KnowledgeAnswer) is not None:
        _ask_again(view, say)
    elif view.waits_for_a_time and (view.given_contact or "tour_type" in view.understood.updates):
        # They said who they are, or how they want to come, and not yet when.
        _ask_again(view, say)
    elif _may_ask_size(view):
        say.ask("bedrooms", "ask_bedrooms")


def _say_alone(view: View, say: Say) -> None:
    if view.goes_on and (view.has(Intent.GREET) or view.understood.intents == [Intent.IS_AI]):
        # What was said before has greeted, or has said it all.
        return
    key = next((key for intent, key in ALONE if view.has(intent)), "unclear")
    if key in ("what_next", "bye") and view.ctx.tours:
        say.add("see_you", when=moment_words(view.ctx.tours[0].starts_at, view.language))
        return
    say.add(key, community=view.ctx.community.name, name=view.ctx.state.contact.first_name or "", **ways(view))


def _ask_after_homes(view: View, say: Say) -> None:
    found = view.last(UnitsFound)
    unsized = view.ctx.state.bedrooms is None and not view.declined("bedrooms")
    if found is not None and unsized and found.total > len(found.homes):
        say.ask("bedrooms", "ask_bedrooms_narrow")
    elif not view.ctx.tours and (_is_quoted(view) or (found is not None and found.homes)):
        one = len(found.homes) == 1 if found is not None else len(view.results(Quote)) == 1
        say.ask("book", "ask_tour_one" if one else "ask_tour")


def _is_quoted(view: View) -> bool:
    quoted = view.last(Quote)
    return quoted is not None and quoted.home is not None


def _ask_again(view: View, say: Say) -> None:
    """After a question in between, back to what was being settled."""
    proposed = view.starts_at
    if view.asked in ("book", "move") and proposed is not None and view.is_waited_for(proposed):
        when = moment_words(datetime.fromisoformat(proposed).astimezone(view.ctx.community.zone), view.language)
        say.ask(view.asked, "ask_move_waits" if view.asked == "move" else "ask_book_waits", when=when)
    elif view.asked == "book" and not view.ctx.tours:
        say.ask("book", "ask_tour_again")
    elif view.waits_for_a_time:
        say.ask("tour_time", "ask_time_again")
    elif view.asked == "contact" and view.ctx.agenda.booking and not view.reachable:
        ask_contact(view, say, "ask_contact_to_book")


def _may_ask_size(view: View) -> bool:
    if view.ctx.state.bedrooms is not None or view.ctx.agenda.searched or view.asked == "bedrooms":
        return False
    if view.declined("bedrooms"):
        return False
    return not wants_homes(view) and view.goal is None and view.has(Intent.GREET, Intent.INFORM, Intent.HELP)
