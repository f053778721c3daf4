"""Reports of prices: what a home costs in all, what is due once, other fees, and specials with their terms."""

from __future__ import annotations

from collections.abc import Sequence

from bot.brains.embedded.asked_fees import pets_asked
from bot.brains.embedded.needs import charges_for, quoted_home, wants_every_fee
from bot.brains.embedded.phrase import was_said
from bot.brains.embedded.replies_homes import say_over_budget
from bot.brains.embedded.steps import Say
from bot.brains.embedded.understand.language import told_by_words
from bot.brains.embedded.view import View
from bot.brains.embedded.wording import (
    ENGLISH,
    area_words,
    available_words,
    bullets,
    facts_of,
    fee_words,
    lease_words,
    listed,
    money_words,
    size_words,
)
from bot.tools.results import KnowledgeAnswer, PricesFound, Quote, UnitsFound
from bot.understanding import Intent, PriceAsk
from leasing.money import words
from leasing.ports import Home
from leasing.pricing import AppliedOffer, Charge, HomeQuote, WithChosen

NOTHING_ASKED = PriceAsk()


def report_quotes(view: View, say: Say) -> None:
    """What was quoted: one home in full, several in a line each."""
    quotes = view.results(Quote)
    if not quotes:
        if view.has(Intent.QUOTE) and quoted_home(view) is None:
            say.ask("unit", "ask_which_home")
        return
    found = [(quote.home, quote.costs) for quote in quotes if quote.home and quote.costs]
    searched = view.last(UnitsFound)
    if found and searched is not None and all(home in searched.homes for home, _ in found):
        # The homes that were searched for, for a lease length: they are told with its rents.
        _say_lengths(view, say, found[0][1])
        return
    shown = {str(home["id"]): str(home["name"]) for home in view.shown}
    missing = [quote.reference for quote in quotes if quote.home is None]
    gone = [shown[reference] for reference in missing if reference in shown]
    if gone:
        say.add("homes_gone", names=listed(gone, "and", view.language))
    elif not found:
        say.add("no_such_home", reference=missing[-1])
    if not found:
        return
    chosen = [(quote.home, quote.chosen) for quote in quotes if quote.home and quote.chosen]
    if chosen:
        _say_chosen(view, say, chosen)
        _say_varying(view, say, [charge for _, costs in found for charge in costs.varying])
    elif len(found) == 1:
        _one(view, say, *found[0])
    else:
        lines = [line for home, costs in found if (line := _in_a_line(view, home, costs))]
        if lines:
            say.add("quotes", homes=bullets(lines))
            _say_varying(view, say, [charge for _, costs in found for charge in costs.varying])
        _say_lengths(view, say, found[0][1])
    totals = {quote.home.name: quote.costs for quote in quotes if quote.home and quote.costs and quote.over_budget}
    over = {name: costs.total_cents or 0 for name, costs in totals.items()}
    if chosen:
        most = view.ctx.state.price_max_cents
        over = {home.name: month.total_cents for home, month in chosen if most is not None and month.total_cents > most}
    say_over_budget(view, say, over)


def _say_chosen(view: View, say: Say, chosen: Sequence[tuple[Home, WithChosen]]) -> None:
    """The month with what was asked to be added, and what that costs once; other fees were not asked."""
    first = chosen[0][1]
    monthly = [_counted(view, charge, first.times(charge)) for charge in first.monthly]
    parts = listed(monthly, "and", view.language)
    if len(chosen) == 1:
        say.add("quote_with", name=chosen[0][0].name, parts=parts, total=words(first.total_cents))
    else:
        a_month = "al mes" if facts_of(view.language) else "a month"
        lines = [f"{home.name}: {words(month.total_cents)} {a_month}" for home, month in chosen]
        say.add("quotes_with", parts=parts, homes=bullets(lines))
    if first.once:
        once = [_counted(view, charge, first.times(charge)) for charge in first.once]
        say.add("quote_once_too", charges=listed(once, "and", view.language))


def _counted(view: View, charge: Charge, times: int) -> str:
    """`2 × Pet rent $25 a month per pet`"""
    one = charge_words(view, charge)
    return one if times == 1 else f"{times} × {one}"


def _one(view: View, say: Say, home: Home, costs: HomeQuote) -> None:
    if costs.rent_cents is None:
        _say_lengths(view, say, costs, home)
        return
    price = view.understood.price or NOTHING_ASKED
    size = size_words(home.bedrooms, home.bathrooms, view.language) + area_words(home.square_feet, view.language)
    facts = {
        "name": home.name,
        "size": size,
        "rent": words(costs.rent_cents),
        "lease": lease_words(costs.lease_months, view.language),
        "available": available_words(home.available_on, view.ctx.today, view.language),
    }
    if costs.monthly and costs.total_cents is not None:
        say.add("quote_in_all", **facts, total=words(costs.total_cents), parts=_parts(view, costs))
    else:
        say.add("quote", **facts)
    _say_varying(view, say, costs.varying)
    if not _asks_for_a_lease_only(price):
        _say_once(view, say, costs)
    if costs.extra and not price.due and not _asks_for_a_lease_only(price):
        fees = bullets([charge_words(view, charge) for charge in costs.extra])
        # They are the same for every home: once they were listed, only who asks for them hears them again.
        if not was_said(view.ctx, view.language, "quote_fees", fees=fees):
            say.add("quote_fees", fees=fees)
    _say_offers(view, say, costs)


def _say_varying(view: View, say: Say, charges: Sequence[Charge]) -> None:
    names = list(dict.fromkeys(fee_words(charge, view.language) for charge in charges))
    if names:
        say.add("quote_varying", names=listed(names, "and", view.language))


def _asks_for_a_lease_only(price: PriceAsk) -> bool:
    """Then what is due once and by choice has been said, or is not what they want to know."""
    return price.lease_months is not None and not price.total and not price.due


def _say_once(view: View, say: Say, costs: HomeQuote) -> None:
    """The deposit is a sentence of its own where it is all that there is to pay once."""
    known = [charge for charge in costs.once if charge.amount_cents is not None]
    if len(known) == 1 and known[0].kind == "security_deposit":
        say.add("quote_deposit", deposit=words(known[0].amount_cents or 0))
    elif known:
        say.add("quote_once", charges=listed([charge_words(view, charge) for charge in known], "and", view.language))


def _say_offers(view: View, say: Say, costs: HomeQuote) -> None:
    """Each special with its terms; an average rent only after them, and only where all that they ask is known."""
    for offer in costs.offers:
        _say_offer(view, say, offer.text, offer.terms)
        _say_effective(say, offer, costs)


def _say_effective(say: Say, offer: AppliedOffer, costs: HomeQuote) -> None:
    lowers = offer.effective_rent_cents is not None and offer.effective_rent_cents != costs.rent_cents
    if lowers and costs.lease_months:
        say.add("quote_effective", rent=words(offer.effective_rent_cents or 0), months=str(costs.lease_months))


def _say_offer(view: View, say: Say, text: str, terms: str) -> None:
    # The team's own words, in whatever language they were written.
    if view.language != ENGLISH and told_by_words(text.lower()) == ENGLISH:
        say.add("in_english")
    say.add("special", text=text.strip())
    if terms.strip():
        say.add("special_terms", terms=terms.strip())


def _in_a_line(view: View, home: Home, costs: HomeQuote) -> str:
    if costs.rent_cents is None or costs.total_cents is None:
        return ""
    rent = money_words(costs.rent_cents, costs.total_cents - costs.rent_cents, view.language)
    return f"{home.name}: {rent}{lease_words(costs.lease_months, view.language)}"


def _parts(view: View, costs: HomeQuote) -> str:
    """`$1,890 rent, $25 valet trash and $5 pest control`"""
    facts = facts_of(view.language)
    rent = f"{words(costs.rent_cents or 0)} {facts.rent if facts else 'rent'}"
    counted = facts.counted if facts else PER
    # A fee for each person is in the total for one.
    of = f"{facts.of} " if facts else ""
    fees = [
        f"{words(fee.amount_cents or 0)} {of}{fee_words(fee, view.language)}{counted.get(fee.per, '')}"
        for fee in costs.monthly
    ]
    return listed([rent, *fees], "and", view.language)


def _say_lengths(view: View, say: Say, costs: HomeQuote, home: Home | None = None) -> None:
    """Where the asked lease length has no price: which ones have."""
    if costs.lease_months is None or costs.rent_cents is not None:
        return
    say.add("no_such_length", lease=lease_words(costs.lease_months, view.language), name=home.name if home else "")
    lengths = _spans([rent.lease_months for rent in costs.lease_rents if rent.lease_months])
    if lengths:
        facts = facts_of(view.language)
        spans = [str(a) if a == b else f"{a} {facts.to if facts else 'to'} {b}" for a, b in lengths]
        say.add("lengths", months=listed(spans, "and", view.language))


def _spans(months: Sequence[int]) -> list[tuple[int, int]]:
    """6, 7, 8 and 12 as 6 to 8 and 12."""
    spans: list[tuple[int, int]] = []
    for length in months:
        if spans and spans[-1][1] == length - 1:
            spans[-1] = (spans[-1][0], length)
        else:
            spans.append((length, length))
    return spans


def charge_words(view: View, charge: Charge) -> str:
    """`Pet rent $25 a month per pet`"""
    facts, name = facts_of(view.language), fee_words(charge, view.language)
    if charge.amount_cents is None:
        return f"{name} ({charge.description or (facts.varies if facts else 'varies')})"
    when = (facts.monthly if facts else " a month") if charge.frequency == "monthly" else ""
    per = (facts.counted if facts else PER).get(charge.per, "")
    later = (facts.at_move_out if facts else " at the move-out") if charge.due == "move_out" else ""
    back = (facts.refundable if facts else " (refundable)") if charge.refundable else ""
    return f"{name} {words(charge.amount_cents)}{when}{per}{later}{back}"


PER = {"person": " per person", "pet": " per pet", "vehicle": " per vehicle"}


def report_prices(view: View, say: Say) -> None:
    """Specials, and fees that the knowledge has no answer on."""
    found = view.last(PricesFound)
    if found is None:
        return
    price = view.understood.price
    if price is not None and price.specials and not view.results(Quote):
        for offer in found.offers:
            _say_offer(view, say, offer.text, offer.terms)
            if offer.floor_plans:
                say.add("special_plans", plans=listed(offer.floor_plans, "and", view.language))
    if wants_every_fee(view):
        _say_every_fee(view, say, found.charges)
        return
    count = pets_asked(view)
    if count is not None:
        of_pets = [charge for charge in found.charges if charge.of_a_pet]
        lines = [_for_pets(view, charge, count) for charge in of_pets]
        say.add("pet_fees", fees=bullets(lines))
    charges: Sequence[Charge] = [
        charge
        for answer in view.results(KnowledgeAnswer)
        if not answer.answered
        for charge in charges_for(view, answer.question)
    ]
    if charges:
        say.add("fees_listed", fees=bullets([charge_words(view, charge) for charge in dict.fromkeys(charges)]))


def _for_pets(view: View, charge: Charge, count: int) -> str:
    """`Pet rent $25 a month per pet: $50 a month for 2`"""
    one, facts = charge_words(view, charge), facts_of(view.language)
    if charge.per != "pet" or charge.amount_cents is None:
        return one
    monthly = (facts.monthly if facts else " a month") if charge.frequency == "monthly" else ""
    return f"{one}: {words(charge.amount_cents * count)}{monthly} {'por' if facts else 'for'} {count}"


def _say_every_fee(view: View, say: Say, charges: Sequence[Charge]) -> None:
    of_all = [one for one in charges if one.requirement == "mandatory" and one.floor_plan_id is None]
    others = [one for one in charges if one not in of_all]
    if of_all:
        say.add("fees_of_all", fees=bullets([charge_words(view, charge) for charge in of_all]))
    if others:
        say.add("quote_fees", fees=bullets([charge_words(view, charge) for charge in others]))
