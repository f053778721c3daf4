"""The pages as HTML: no script, nothing from elsewhere, and everything that is not ours escaped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape

from bot.tour_pages.words import WORDS
from leasing.community import Community
from leasing.services.tour_links import Linked, Times
from leasing.services.tour_words import KINDS, clock, day, when, zone_of


@dataclass(frozen=True, slots=True)
class Look:
    """What every page of a link needs: its address, language, and what its forms prove."""

    path: str
    language: str
    proof: str = ""
    notice: str | None = None
    """a key of WORDS"""
    is_bad: bool = False
    """the notice says that something was not done"""

    def say(self, key: str, **values: object) -> str:
        return escape(WORDS[self.language][key].format(**values))

    def to(self, below: str = "", **query: str) -> str:
        asked = "&".join(f"{name}={value}" for name, value in {**query, "lang": self.language}.items())
        return escape(f"{self.path}{below}?{asked}")


def tour_page(look: Look, tour: Linked) -> str:
    """The tour, and what can be done with it."""
    parts = [_card(look, tour)]
    if tour.state == "ahead":
        confirm = "" if tour.status == "confirmed" else _form(look, "/confirm", _button(look, "confirm", "main"))
        parts.append(
            f'<div class="do">{confirm}<a class="button" href="{look.to("/times")}">{look.say("move")}</a>'
            f'<a class="button quiet" href="{look.to("/cancel")}">{look.say("cancel")}</a></div>'
            f'<p><a href="{escape(look.path)}/calendar.ics">{look.say("calendar")}</a></p>'
        )
    else:
        parts.append(f"<p>{look.say(f'is_{tour.state}')}</p>")
    return _page(look, look.say("title", name=tour.community.name), "".join(parts), tour.community)


def cancel_page(look: Look, tour: Linked) -> str:
    asked = (
        _card(look, tour)
        + f'<div class="do">{_form(look, "/cancel", _button(look, "yes", "danger"))}'
        + f'<a class="button" href="{look.to()}">{look.say("keep")}</a></div>'
    )
    return _page(look, look.say("ask"), asked, tour.community)


def times_page(look: Look, tour: Linked, free: Times) -> str:
    """Free times of one day, and the days around it."""
    zone, name = zone_of(tour.starts_at), tour.community.name
    days = "".join(_day(look, one, free.day) for one in free.days)
    buttons = "".join(
        f'<button class="time" name="starts_at" value="{escape(slot.starts_at.isoformat())}">'
        f"{escape(clock(slot.starts_at, look.language))}</button>"
        for slot in free.slots
    )
    listed = _form(look, "/times", f'<div class="times">{buttons}</div>') if buttons else f"<p>{look.say('none')}</p>"
    turn = "".join(
        f'<a href="{look.to("/times", day=other.isoformat())}">{look.say(key)}</a>'
        for key, other in (("earlier", free.earlier), ("later", free.later))
        if other is not None
    )
    local = f"{when(tour.starts_at, look.language)} {zone}"
    body = (
        f'<p class="soft">{look.say("now", when=local)}</p>'
        f'<nav class="days" aria-label="{look.say("when")}">{days}</nav>'
        f'{listed}<p class="turn">{turn}</p><p class="soft">{look.say("zone", zone=zone, name=name)}</p>'
        f'<p><a href="{look.to()}">{look.say("back")}</a></p>'
    )
    return _page(look, look.say("choose"), body, tour.community)


def closed_page(look: Look, kind: str, community: Community | None) -> str:
    """A link that opens nothing; `kind` is invalid, gone, busy or failed."""
    return _page(look, look.say(f"{kind}_title"), f"<p>{look.say(kind)}</p>", community)


def _card(look: Look, tour: Linked) -> str:
    here = tour.community
    where = f"{here.name}, {here.address}, {here.city}, {here.state} {here.zip_code}"
    kind = KINDS[look.language][tour.tour_type]
    status = tour.status if tour.status in ("scheduled", "confirmed", "cancelled") and tour.state != "over" else "over"
    rows = [
        ("when", f"{when(tour.starts_at, look.language)} {zone_of(tour.starts_at)}"),
        ("where", where),
        ("how", WORDS[look.language]["minutes"].format(kind=kind, count=tour.minutes)),
        ("with", tour.host),
        ("home", tour.unit),
        ("status", WORDS[look.language][status]),
    ]
    told = "".join(f"<dt>{look.say(key)}</dt><dd>{escape(value)}</dd>" for key, value in rows if value)
    return f'<dl class="card" data-status="{escape(status)}">{told}</dl>'


def _day(look: Look, one: date, chosen: date | None) -> str:
    label = escape(day(one, look.language))
    current = ' aria-current="date"' if one == chosen else ""
    return f'<a{current} href="{look.to("/times", day=one.isoformat())}">{label}</a>'


def _form(look: Look, below: str, inside: str) -> str:
    return (
        f'<form method="post" action="{escape(look.path + below)}">'
        f'<input type="hidden" name="proof" value="{escape(look.proof)}">'
        f'<input type="hidden" name="lang" value="{look.language}">{inside}</form>'
    )


def _button(look: Look, key: str, kind: str) -> str:
    return f'<button class="button {kind}">{look.say(key)}</button>'


def _page(look: Look, heading: str, body: str, community: Community | None) -> str:
    """`heading` and `body` are HTML."""
    notice = ""
    if look.notice is not None:
        notice = f'<p class="notice{" bad" if look.is_bad else ""}" role="status">{look.say(look.notice)}</p>'
    name, call = "", ""
    if community is not None:
        name = f'<p class="name">{escape(community.name)}</p>'
        if community.phone:
            number = escape("".join(sign for sign in community.phone if sign.isdigit() or sign == "+"))
            told = look.say("call", phone=community.phone)
            call = f'<p><a href="tel:{number}">{told}</a></p>'
    other = "es" if look.language == "en" else "en"
    switch = (
        f'<p><a lang="{other}" hreflang="{other}" href="{escape(look.path)}?lang={other}">{look.say("other")}</a></p>'
    )
    return (
        f'<!doctype html><html lang="{look.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f'<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,">'
        f'<link rel="stylesheet" href="/tours.css"><title>{heading}</title></head>'
        f"<body><main>{name}<h1>{heading}</h1>{notice}{body}</main><footer>{call}{switch}</footer></body></html>"
    )
