"""A year of visits to one property, made up, with who is who known.

Names are drawn with the weight that common ones have among renters; addresses lie in example domains and numbers in
ranges that are kept for fiction or are drawn at random. Every visit has the kind of the difficulty that it poses.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2026, 1, 2, 9, tzinfo=UTC)
_FIRST = (
    "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph "
    "Jessica Thomas Sarah Christopher Karen Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley "
    "Steven Emily Andrew Kimberly Joshua Donna Kenneth Michelle Kevin Carol Brian Amanda Timothy Melissa Jason "
    "Deborah Jose Maria Luis Carmen Juan Ana Carlos Sofia Miguel Lucia Diego Valentina Wei Mei Ming Li Raj Priya "
    "Arjun Anika Mohammed Fatima Omar Layla Noor Ahmed Aisha Yusuf Tyrone Keisha Darnell Imani Andre Ebony Malik "
    "Jasmine Olga Ivan Nadia Sergei Kofi Ama "
)
FIRST = _FIRST.split()
_LAST = (
    "Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson "
    "Anderson Thomas Taylor Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis "
    "Robinson Walker Young Allen King Wright Scott Torres Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera "
    "Campbell Mitchell Carter Roberts Patel Kim Chen Singh Khan Ali Cohen Schmidt Kowalski Okafor Mensah Petrov "
    "Novak Larsen OBrien Fitzgerald Washington Jefferson Castillo Vasquez Delgado Ortega Nakamura Tanaka Wong Chang "
    "Abdullah Hassan Ibrahim Haddad "
)
LAST = _LAST.split()
NICK = {
    "James": "Jim", "Robert": "Bob", "John": "Jon", "Michael": "Mike", "Elizabeth": "Liz", "William": "Bill",
    "Richard": "Rick", "Joseph": "Joe", "Jessica": "Jess", "Thomas": "Tom", "Sarah": "Sara", "Christopher": "Chris",
    "Daniel": "Dan", "Matthew": "Matt", "Anthony": "Tony", "Steven": "Steve", "Andrew": "Andy", "Joshua": "Josh",
    "Kenneth": "Ken", "Timothy": "Tim", "Jennifer": "Jen", "Deborah": "Debbie", "Patricia": "Pat", "Jose": "Pepe",
}  # fmt: skip
TWINS = (("Daniel", "Daniela"), ("Mark", "Marc"), ("Jada", "Jade"), ("Erik", "Erika"), ("Tia", "Mia"), ("Ann", "Dan"))
DOMAINS = ("gmail.com", "gmail.com", "gmail.com", "yahoo.com", "outlook.com", "icloud.com", "mail.example")


@dataclass(frozen=True)
class Visit:
    person: int
    at: datetime
    browser: str
    kind: str
    messages: tuple[dict[str, Any], ...]
    """what each message says, as it was typed"""


@dataclass
class Person:
    id: int
    first: str
    last: str
    email: str
    phone: str
    at: datetime
    browsers: int = 1
    visits: list[Visit] = field(default_factory=list[Visit])


class Year:
    def __init__(self, persons: int, seed: int) -> None:
        self.random = random.Random(seed)
        self.persons = persons
        self.visits: list[Visit] = []
        self._next = 0

    def person(self, at: datetime | None = None, **given: str) -> Person:
        self._next += 1
        first = given.get("first") or self._pick(FIRST)
        last = given.get("last") or self._pick(LAST)
        email = given.get("email") or self._email(first, last)
        phone = given.get("phone") or f"+1{self.random.randint(201, 989)}555{self._next % 10_000:04d}"
        when = at or START + timedelta(days=self.random.random() * 300)
        return Person(self._next, first, last, email, phone, when)

    def _pick(self, names: list[str]) -> str:
        """Common names, which come first, are drawn more often."""
        return names[min(int(self.random.expovariate(3) * len(names)), len(names) - 1)]

    def _email(self, first: str, last: str) -> str:
        local = self.random.choice(("{f}.{l}", "{f}{l}", "{i}{l}", "{f}_{l}")).format(
            f=first.lower(), l=last.lower().removesuffix(" jr."), i=first[0].lower()
        )
        return f"{local}{self._next}@{self.random.choice(DOMAINS)}"

    def written(self, phone: str) -> str:
        area, office, line = phone[2:5], phone[5:8], phone[8:]
        form = self.random.choice(("({}) {}-{}", "{}-{}-{}", "{}.{}.{}", "{}{}{}", "+1 {} {} {}", "1-{}-{}-{}"))
        return form.format(area, office, line)

    def typo(self, email: str) -> str:
        local, _, domain = email.partition("@")
        letters = [place for place in range(len(local) - 1) if local[place].isalpha() and local[place + 1].isalpha()]
        place = self.random.choice(letters)
        slips: tuple[Callable[[], str], ...] = (
            lambda: f"{local[:place]}{local[place + 1]}{local[place]}{local[place + 2 :]}@{domain}",
            lambda: f"{local[:place]}{local[place + 1 :]}@{domain}",
            lambda: f"{local[:place]}{local[place]}{local[place:]}@{domain}",
            lambda: f"{local}@{domain[:-1]}",
        )
        return self.random.choice(slips)()

    def visit(self, who: Person, kind: str, *messages: dict[str, Any], browser: str = "", days: float = 0) -> None:
        if not browser:
            browser = f"{who.id}:{who.browsers}"
            who.browsers += 1
        self.visits.append(Visit(who.id, who.at + timedelta(days=days), browser, kind, messages))

    def first_visit(self, who: Person) -> None:
        """How people give themselves: all at once, bit by bit, an address alone, a number alone."""
        way = self.random.random()
        wish = {"bedrooms": self.random.choice((0, 1, 1, 2, 2, 3))}
        name = {"first_name": who.first, "last_name": who.last}
        if way < 0.55:
            self.visit(who, "first", wish, {**name, "email": who.email, "phone": self.written(who.phone)})
        elif way < 0.75:
            self.visit(
                who, "first", {"first_name": who.first, "email": who.email}, wish, {"phone": self.written(who.phone)}
            )
        elif way < 0.9:
            self.visit(who, "first", {**name, "email": who.email}, wish)
        else:
            self.visit(who, "first", {**name, "phone": self.written(who.phone)}, wish)


def _again(year: Year, who: Person) -> None:
    """The same person on another device, days or weeks later."""
    name = {"first_name": who.first, "last_name": who.last}
    phone = {"phone": year.written(who.phone)}
    kinds: dict[str, tuple[float, tuple[dict[str, Any], ...]]] = {
        "same email": (0.30, ({"email": who.email.upper() if year.random.random() < 0.2 else who.email},)),
        "same email, name later": (0.08, ({"email": who.email}, name)),
        "same phone, written otherwise": (0.16, ({**name, **phone},)),
        "same phone, no name": (0.10, (phone,)),
        "nickname, same phone": (0.08, ({**name, "first_name": NICK.get(who.first, who.first[0]), **phone},)),
        "nickname, same email": (0.06, ({"first_name": NICK.get(who.first, who.first), "email": who.email},)),
        "mistyped email, same phone": (0.08, ({**name, **phone, "email": year.typo(who.email)},)),
        "mistyped email, no phone": (0.05, ({**name, "email": year.typo(who.email)},)),
        "plus tag": (0.03, ({"email": who.email.replace("@", "+apt@"), **name},)),
        "second email, same phone": (0.06, ({**name, **phone, "email": f"work{who.id}@office.example"},)),
    }  # fmt: skip
    kind = year.random.choices(list(kinds), [weight for weight, _ in kinds.values()])[0]
    days = year.random.choice((0.1, 1, 3, 7, 14, 30, 60))
    year.visit(who, kind, *kinds[kind][1], days=days)


def _somebody_else(year: Year, who: Person) -> None:
    """Another person who shares something with somebody known."""
    at = who.at + timedelta(days=year.random.choice((0.02, 1, 5, 20)))
    other = lambda **given: year.person(at, **{"last": who.last, **given})  # noqa: E731
    first = next(name for name in iter(lambda: year._pick(FIRST), "") if name[0] != who.first[0])  # pyright: ignore[reportPrivateUsage]
    kind = year.random.choices(
        ("family phone", "family phone, name later", "family phone, never a name", "family email", "shared computer",
         "shared computer, email first", "twins", "father and son", "namesake", "recycled phone",
         "recycled phone, no name"),
        (18, 8, 3, 10, 12, 6, 6, 4, 14, 6, 4),
    )[0]  # fmt: skip
    if kind.startswith("family phone"):
        them = other(first=first, phone=who.phone)
        name = {"first_name": them.first, "last_name": them.last}
        phone = {"phone": year.written(who.phone)}
        said = {"family phone": ({**name, **phone},), "family phone, name later": (phone, {"bedrooms": 1}, name)}
        year.visit(them, kind, *said.get(kind, (phone,)))
    elif kind == "family email":
        them = other(first=first, email=who.email)
        year.visit(them, kind, {"first_name": them.first, "last_name": them.last, "email": who.email})
    elif kind.startswith("shared computer"):
        them = other(first=first, last=year._pick(LAST))  # pyright: ignore[reportPrivateUsage]
        name, email = {"first_name": them.first, "last_name": them.last}, {"email": them.email}
        said = ({**name, **email},) if kind == "shared computer" else (email, name)
        year.visit(them, kind, *said, browser=f"{who.id}:1")
    elif kind == "twins":
        one, two = year.random.choice(TWINS)
        for twin in (one, two):
            them = other(first=twin, phone=who.phone)
            year.visit(them, kind, {"first_name": twin, "last_name": who.last, "email": them.email,
                                    "phone": year.written(who.phone)})  # fmt: skip
    elif kind == "father and son":
        them = other(first=who.first, last=f"{who.last} Jr.", phone=who.phone)
        year.visit(them, kind, {"first_name": them.first, "last_name": them.last, "email": them.email,
                                "phone": year.written(who.phone)})  # fmt: skip
    elif kind == "namesake":
        them = other(first=who.first)
        year.visit(them, kind, {"first_name": them.first, "last_name": them.last, "email": them.email})
    else:
        at = who.at + timedelta(days=year.random.randint(60, 200))
        them = replace(year.person(at, phone=who.phone), visits=[])
        name = {"first_name": them.first, "last_name": them.last} if kind == "recycled phone" else {}
        year.visit(them, kind, {**name, "phone": year.written(who.phone)})


def year(persons: int, seed: int) -> list[Visit]:
    """The visits in the order in which they come."""
    made = Year(persons, seed)
    while made._next < persons:  # pyright: ignore[reportPrivateUsage]
        who = made.person()
        made.first_visit(who)
        if made.random.random() < 0.35:
            # The same browser comes back: no second lead.
            made.visit(who, "same browser", {"price_max_cents": 150_000}, browser=f"{who.id}:1", days=2)
        while made.random.random() < 0.3:
            _again(made, who)
        if made.random.random() < 0.08:
            _somebody_else(made, who)
    return sorted(made.visits, key=lambda visit: visit.at)
