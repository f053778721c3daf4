"""Reports of homes: what a search found."""

from __future__ import annotations

from bot.brains.embedded.steps import Say
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import bullets, facts_of, fee_words, home_words, listed
from bot.tools.results import KnowledgeAnswer, Quote, UnitsFound
from bot.understanding import Intent
from leasing.money import from_wire, words
from leasing.pricing import LeaseRent, monthly_fees, varying_fees
from leasing.similar import Relaxed

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
    "rent_min": "the lowest rent",
}
MEASURES = {
    "money": "{amount} more",
    "day": "{amount} day later",
    "days": "{amount} days later",
    "up_to": "up to {how}",
}


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
    than_shown = view.understood.below_cents is not None
    if than_shown and "rent_max" in found.relaxed:
        say.add("none_cheaper")
    elif found.relaxed:
        measured = {relaxed.wish: relaxed for relaxed in found.relaxed_by}
        wishes = [_wish_words(measured.get(wish, Relaxed(wish)), len(homes), view.language) for wish in found.relaxed]
        say.add("homes_relaxed", wishes=listed(wishes, "and", view.language))
    prices = view.ctx.community.prices
    leases = _leases(view)
    lines = [
        home_words(home, view.ctx.today, view.language, monthly_fees(home, prices), leases.get(home.id))
        for home in homes
    ]
    if len(homes) == 1:
        say.add("one_home_close" if found.relaxed else "one_home", home=lines[0])
    elif len(homes) <= MOST_IN_WORDS:
        key = "homes_close" if found.relaxed else "homes_some" if found.total > len(homes) else "homes"
        say.add(key, total=str(found.total), count=str(len(homes)), homes=bullets(lines))
    else:
        low = min(home.rent_cents + monthly_fees(home, prices) for home in homes)
        say.add("many_homes", total=str(found.total), count=str(len(homes)), low=words(low))
    varying = {fee_words(charge, view.language) for home in homes for charge in varying_fees(home, prices)}
    if varying:
        say.add("quote_varying", names=listed(sorted(varying), "and", view.language))
    if than_shown:
        # Over what they asked to be below of, and not over a budget.
        return
    over = {name: from_wire(total) for name, total in found.all_in.items() if name in found.over_budget}
    say_over_budget(view, say, _over_on_a_lease(view) if leases else over)


def _leases(view: View) -> dict[str, LeaseRent]:
    """What the homes cost for the lease length that was asked for with them, by their ids."""
    costs = {quote.home.id: quote.costs for quote in view.results(Quote) if quote.home and quote.costs}
    return {
        home_id: LeaseRent(cost.lease_months, cost.rent_cents)
        for home_id, cost in costs.items()
        if cost.lease_months is not None and cost.rent_cents is not None
    }


def _over_on_a_lease(view: View) -> dict[str, int]:
    over = ((quote.home, quote.costs) for quote in view.results(Quote) if quote.over_budget)
    return {home.name: costs.total_cents for home, costs in over if home and costs and costs.total_cents is not None}


def say_over_budget(view: View, say: Say, over: dict[str, int]) -> None:
    """Homes whose rent is within the budget, and what they come to with the fees."""
    budget = view.ctx.state.price_max_cents
    if over and budget is not None:
        comes_to = "por" if facts_of(view.language) else "at"
        homes = listed([f"{name} {comes_to} {words(total)}" for name, total in over.items()], "and", view.language)
        say.add("over_budget", budget=words(budget), homes=homes)


def _wish_words(relaxed: Relaxed, homes: int, language: str) -> str:
    """`the budget (by up to $140)`"""
    facts = facts_of(language)
    name = (facts.wishes if facts else WISHES).get(relaxed.wish, relaxed.wish.replace("_", " "))
    measures = facts.measures if facts else MEASURES
    if relaxed.over_cents is not None:
        how = measures["money"].format(amount=words(relaxed.over_cents))
    elif relaxed.days_later is not None:
        how = measures["day" if relaxed.days_later == 1 else "days"].format(amount=relaxed.days_later)
    else:
        return name
    return f"{name} ({measures['up_to'].format(how=how) if homes > 1 else how})"
