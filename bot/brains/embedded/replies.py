"""The reply of a turn: each thing that was found out is reported, then at most one question is asked."""

from __future__ import annotations

import re

from bot.brains.embedded.needs import MOST_QUESTIONS, failed, unanswered
from bot.brains.embedded.phrase import last_line
from bot.brains.embedded.phrases import PHRASES
from bot.brains.embedded.replies_contact import ask_contact
from bot.brains.embedded.replies_homes import report_homes
from bot.brains.embedded.replies_prices import report_prices, report_quotes
from bot.brains.embedded.replies_talk import close, report_small_talk
from bot.brains.embedded.replies_tours import report_tours
from bot.brains.embedded.steps import Say
from bot.brains.embedded.understand.household import weight_in_kilos
from bot.brains.embedded.understand.language import told_by_words
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import ENGLISH, listed, moment_words
from bot.tools.results import KnowledgeAnswer, LeadSaved, PersonAsked
from bot.understanding import Intent

POUNDS = re.compile(r"\b\d+ ?-?(?:pounds?|lbs?|libras?)\b", re.IGNORECASE)
FAILED_TOOLS_SAY = {
    "answer_from_knowledge": "failed_answer",
    "search_units": "failed_search",
    "quote_unit": "failed_search",
    "fees_and_specials": "failed_search",
    "tour_slots": "failed_tour",
    "book_tour": "failed_tour",
    "move_tour": "failed_tour",
    "confirm_tour": "failed_tour",
    "cancel_tour": "failed_tour",
}


def reply(view: View) -> Say:
    """Phrases the turn and notes in the agenda what the reply asks."""
    say = Say()
    for report in REPORTS:
        report(view, say)
    agenda = view.ctx.agenda
    agenda.asked = say.asked
    return say


def _report_contact(view: View, say: Say) -> None:
    wrong = dict(view.understood.invalid)
    saved = view.last(LeadSaved)
    if saved is not None:
        wrong |= saved.invalid
    for field in wrong:
        say.add(f"invalid_{field}" if field in ("email", "phone") else "invalid_field", field=field.replace("_", " "))
    if saved is not None and saved.saved and view.goal is None and not wrong:
        name = view.ctx.state.contact.first_name or view.given_contact.get("first_name")
        say.add("contact_saved_named" if name else "contact_saved", name=name or "")
    if wrong and view.goal is None:
        ask_contact(view, say, "ask_contact_again")


def _report_answers(view: View, say: Say) -> None:
    answers = view.results(KnowledgeAnswer)
    texts = list(dict.fromkeys(answer.answer for answer in answers if answer.answered))
    english = view.language != ENGLISH and any(told_by_words(text.lower()) == ENGLISH for text in texts)
    _say_weight(view, say, texts)
    if texts and all(text.strip() in last_line(view.ctx) for text in texts):
        say.add("as_before")
    elif english:
        say.add("in_english")
    for text in texts:
        # Words in another language stand apart from those around them.
        say.quote(text, apart=english or len(texts) > 1)
    if len(view.understood.parts) > MOST_QUESTIONS:
        say.add("more_questions")


def _say_weight(view: View, say: Say, texts: list[str]) -> None:
    """Who weighs in kilos can compare it with a limit that the community has written in pounds."""
    weight = weight_in_kilos(view.ctx.text)
    if weight and any(POUNDS.search(text) for text in texts):
        say.add("weight_in_pounds", kilos=str(weight[0]), pounds=str(weight[1]))


def _report_person(view: View, say: Say) -> None:
    asked = view.last(PersonAsked)
    if asked is None:
        return
    by = moment_words(asked.expected_at, view.language) if asked.expected_at else ""
    if view.has(Intent.PERSON) or view.passes_on:
        key = "person_open" if asked.open_now else "person_by" if by else "person_asked"
    else:
        key = "team_answers_open" if asked.open_now else "team_answers_by" if by else "team_answers"
    about = unanswered(view)
    if not view.has(Intent.PERSON) and len(view.results(KnowledgeAnswer)) > len(about):
        # Beside answers it has to be said which question has none.
        say.add("unanswered_one" if len(about) == 1 else "unanswered", parts=_named(about, view.language))
        key = key.replace("team_answers", "team_has")
    say.add(key, by=by)
    if view.has(Intent.PERSON) or view.declined("contact"):
        # Nobody can write back here: the way to them is the phone, or the address that they leave.
        _say_how_reached(view, say)
    view.ctx.agenda.question = view.understood.question or view.ctx.text
    if not view.reachable and view.goal is None and not _asked_for_contact_before(view):
        ask_contact(view, say, "ask_contact_for_answer")


def _say_how_reached(view: View, say: Say) -> None:
    contact = view.ctx.state.contact
    if contact.reachable:
        say.add("reached_by_email" if contact.email else "reached_by_phone")
    elif view.ctx.community.phone:
        say.add("call_office", phone=view.ctx.community.phone)


def _named(questions: list[str], language: str) -> str:
    """The questions in the words in which they were asked."""
    return listed([f"“{question.strip(' ?!.¿')}”" for question in questions], "and", language)


def _asked_for_contact_before(view: View) -> bool:
    """Once is enough: who did not leave an address then is not asked at every question."""
    asked = [text for phrases in PHRASES.values() for text in phrases["ask_contact_for_answer"]]
    return any(line.author == "bot" and any(text in line.text for text in asked) for line in view.ctx.history)


def _report_failures(view: View, say: Say) -> None:
    """A tool that was called and left no result: say so rather than pass over it."""
    for key in dict.fromkeys(FAILED_TOOLS_SAY[name] for name in failed(view) if name in FAILED_TOOLS_SAY):
        say.add(key)


def _report_sister(view: View, say: Say) -> None:
    """Whoever names another community of the company hears that homes, prices and tours here are of this one."""
    sister = view.sister
    if sister is None:
        return
    say.add("sister_asked", sister=sister.name, community=view.ctx.community.name)
    if sister.phone or sister.website_url:
        ways_there = [way for way in (sister.website_url, sister.phone) if way]
        say.add("sister_reached", sister=sister.name, ways=listed(ways_there, "or", view.language))


REPORTS = (
    report_small_talk,
    _report_sister,
    _report_contact,
    _report_answers,
    report_quotes,
    report_prices,
    report_homes,
    report_tours,
    _report_person,
    _report_failures,
    close,
)
"""In the order in which a reply says them."""
