"""Reports of homes: what a search found, and what one home costs."""

from __future__ import annotations

from bot.brains.embedded.needs import quoted_home
from bot.brains.embedded.steps import Say
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import area_words, available_words, facts_of, home_words, listed, size_words
from bot.tools.results import KnowledgeAnswer, Quote, UnitsFound
from bot.understanding import Intent
from leasing.money import words

MOST_IN_WORDS = 3
"""more homes than these are left to their cards"""
WISHES = {
    "rent_max": "the budget",
    "features": "the features",
    "move_in": "the move-in date",
    "bathrooms": "the number of bathrooms",
    "furnished": "furnished or not",
    "bedrooms": "the number of bedrooms",
    "has_pets": "pets",
}
PER = {"month": "a month", "application": "to apply", "move_in": "at move-in", "pet": "per pet"}


def report_homes(view: View, say: Say) -> None:
    found = view.last(UnitsFound)
    if found is None:
        return
    view.ctx.agenda.searched = True
    if not found.homes:
        if not any(answer.answered for answer in view.results(KnowledgeAnswer)):
            _nothing_found(view, say)
        return
    _say_which(view, found, say)
    if view.ctx.state.intent == "buy":
        say.add("rent_only")


def _nothing_found(view: View, say: Say) -> None:
    if view.has(Intent.MORE_HOMES) and view.shown:
        say.add("no_more_homes")
        return
    say.add("no_homes")
    if view.goal is None:
        view.ctx.agenda.question = view.ctx.text
        say.ask("ask_person", "ask_pass_on_wish")


def _say_which(view: View, found: UnitsFound, say: Say) -> None:
    homes = found.homes
    if found.relaxed:
        facts = facts_of(view.language)
        names = facts.wishes if facts else WISHES
        wishes = [names.get(wish, wish.replace("_", " ")) for wish in found.relaxed]
        say.add("homes_relaxed", wishes=listed(wishes, "and", view.language))
    lines = [home_words(home, view.ctx.today, view.language) for home in homes]
    if len(homes) == 1:
        say.add("one_home_close" if found.relaxed else "one_home", home=lines[0])
    elif len(homes) <= MOST_IN_WORDS:
        key = "homes_close" if found.relaxed else "homes_some" if found.total > len(homes) else "homes"
        say.add(key, total=str(found.total), count=str(len(homes)), homes=_bullets(lines))
    else:
        low = min(home.rent_cents for home in homes)
        say.add("many_homes", total=str(found.total), count=str(len(homes)), low=words(low))


def _bullets(lines: list[str]) -> str:
    return "\n" + "\n".join(f"• {line}" for line in lines)


def report_quote(view: View, say: Say) -> None:
    quote = view.last(Quote)
    if quote is None:
        if view.has(Intent.QUOTE) and quoted_home(view) is None:
            say.ask("unit", "ask_which_home")
        return
    home = quote.home
    if home is None:
        say.add("no_such_home", reference=quote.reference)
        return
    say.add(
        "quote",
        name=home.name,
        size=size_words(home.bedrooms, home.bathrooms, view.language) + area_words(home.square_feet, view.language),
        rent=words(home.rent_cents),
        available=available_words(home.available_on, view.ctx.today, view.language),
    )
    if home.deposit_cents is not None:
        say.add("quote_deposit", deposit=words(home.deposit_cents))
    facts = facts_of(view.language)
    per_words = facts.per if facts else PER
    fees = [f"{name} {words(cents)} {per_words.get(per, per.replace('_', ' '))}" for name, cents, per in quote.fees]
    if fees:
        say.add("quote_fees", fees=_bullets(fees))
