"""What visitors write and what it has to be understood as. Today is Friday, November 20, 2026.

A row: the text, the intents (all of them, in any order), the slots that it must give (and no other), and how it is set:
`said` is the bot's line before, `asked` what the agenda holds.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from embedded_support import ZONE


class Row(NamedTuple):
    text: str
    intents: str
    slots: dict[str, Any] = {}
    asked: str | None = None
    said: str = ""


MAX, MIN = "price_max_cents", "price_min_cents"

SIZES = [
    Row("looking for a two-bedroom place", "search", {"bedrooms": 2}),
    Row("2br please", "search", {"bedrooms": 2}),
    Row("got any 3 bdrm units?", "search", {"bedrooms": 3}),
    Row("Do you have a studio open?", "search", {"bedrooms": 0}),
    Row("I need 1 or 2 bedrooms", "search", {"bedrooms": 1}),
    Row("we want 3 bed 2 bath", "search", {"bedrooms": 3, "bathrooms": 2.0}),
    Row("a 2 bedroom with 1.5 baths", "search", {"bedrooms": 2, "bathrooms": 1.5}),
    Row("2x2 apartment with a garage", "search", {"bedrooms": 2, "bathrooms": 2.0, "desired_features": ["garage"]}),
    Row("i want an apartmnet with two bedroms", "search", {"bedrooms": 2}),
    Row("actually, make that 3 bedrooms", "search", {"bedrooms": 3}),
    Row("not 2 bedrooms, 3 bedrooms", "search", {"bedrooms": 3}),
    Row("two", "inform", {"bedrooms": 2}, asked="bedrooms"),
    Row("just one will do", "inform", {"bedrooms": 1}, asked="bedrooms"),
    Row("a studio is fine", "affirm search", {"bedrooms": 0}, asked="bedrooms"),
    Row("three i think", "inform", {"bedrooms": 3}, said="How many bedrooms did you have in mind?"),
    Row("just one will do", "inform", {"bathrooms": 1.0}, said="And how many bathrooms?"),
]

MONEY = [
    Row("anything under $1,800?", "search", {MAX: 180000}),
    Row("no more than 2k", "inform", {MAX: 200000}),
    Row("my budget is 1500", "inform", {MAX: 150000}),
    Row("between 1200 and 1500 a month", "inform", {MIN: 120000, MAX: 150000}),
    Row("around 1,500", "inform", {MAX: 150000}),
    Row("we can spend up to $2200/mo", "search", {MAX: 220000}),
    Row("1500", "inform", {MAX: 150000}, asked="budget"),
    Row("1.5k to 1.8k", "inform", {MIN: 150000, MAX: 180000}, asked="budget"),
    Row("I'd like a 1 bedroom for at most 1,450 dollars", "search", {"bedrooms": 1, MAX: 145000}),
    Row("what 2 bedrooms go for less than 1900", "search", {"bedrooms": 2, MAX: 190000}),
]

MOVING = [
    Row("moving in mid July", "inform", {"move_in_date": date(2027, 7, 15)}),
    Row("we'd move in three weeks", "inform", {"move_in_date": date(2026, 12, 11)}),
    Row("I need a place by Jan 1st", "search", {"move_in_date": date(2027, 1, 1)}),
    Row("what's open in February?", "search", {"move_in_date": date(2027, 2, 1)}),
    Row("planning to move next month", "inform", {"move_in_date": date(2026, 12, 1)}),
    Row("ASAP", "inform", {"move_in_date": date(2026, 11, 20)}, asked="move_in"),
    Row("end of december", "inform", {"move_in_date": date(2026, 12, 31)}, asked="move_in"),
    Row("12/15", "inform", {"move_in_date": date(2026, 12, 15)}, asked="move_in"),
    Row("moving on 2027-03-04", "inform", {"move_in_date": date(2027, 3, 4)}),
    Row("my move in date is the 5th of january", "inform", {"move_in_date": date(2027, 1, 5)}),
]

HOUSEHOLD = [
    Row("I have a dog", "inform", {"has_pets": True, "pet_details": {"kind": "dog", "count": 1}}),
    Row("we have 2 cats", "inform", {"has_pets": True, "pet_details": {"kind": "cat", "count": 2}}),
    Row(
        "I've got a 45 lb beagle",
        "inform",
        {"has_pets": True, "pet_details": {"kind": "dog", "count": 1, "weight_lbs": 45, "breed": "beagle"}},
    ),
    Row("no pets", "inform", {"has_pets": False}),
    Row("I don't have any pets", "inform", {"has_pets": False}),
    Row("my service dog lives with me", "inform", {"pet_details": {"assistance_animal": True, "kind": "dog"}}),
    Row("it has to be pet friendly", "search", {"has_pets": True}),
    Row("find me something that takes cats", "search", {"has_pets": True, "pet_details": {"kind": "cat"}}),
    Row("it's just me", "inform", {"occupants_count": 1}),
    Row("me and my wife", "inform", {"occupants_count": 2}),
    Row("we are 3 people", "inform", {"occupants_count": 3}),
    Row("it should not be furnished", "inform", {"furnished": False}),
    Row("I want a furnished one bedroom", "search", {"furnished": True, "bedrooms": 1}),
    Row("an apartment with a balcony and a dishwasher", "search", {"desired_features": ["balcony", "dishwasher"]}),
    Row("I'm looking for a place to rent", "search", {"intent": "rent"}),
    Row("I work at Mercy Hospital", "inform", {"work_location": "Mercy Hospital"}),
    Row(
        "our lease is up in May",
        "inform",
        {"reason_for_moving": "our lease is up in May", "move_in_date": date(2027, 5, 1)},
    ),
]

PEOPLE = [
    Row("my name is April Stone", "inform", {"first_name": "April", "last_name": "Stone"}),
    Row(
        "book a tour for Wed at 4pm",
        "tour",
        {
            "tour_requested_on": date(2026, 11, 25),
            "tour_datetime": datetime(2026, 11, 25, 16, tzinfo=ZONE),
        },
    ),
    Row("I'm Jo Park", "inform", {"first_name": "Jo", "last_name": "Park"}),
    Row("my name is lena", "inform", {"first_name": "Lena"}),
    Row("Lena Ortiz", "inform", {"first_name": "Lena", "last_name": "Ortiz"}, asked="contact"),
    Row(
        "lena ortiz, Lena@Ortiz.example, 302 555 0142",
        "inform",
        {"first_name": "Lena", "last_name": "Ortiz", "email": "Lena@ortiz.example", "phone": "+13025550142"},
        asked="contact",
    ),
    Row("you can reach me at (302) 555-0142", "inform", {"phone": "+13025550142"}),
    Row("my email is jo.park+home@mail.example", "inform", {"email": "jo.park+home@mail.example"}),
    Row("I'm looking for a home", "search", {}),
    Row("I'd rather not give my email", "deny stop_asking", {}, asked="contact"),
    Row("why do you need my phone number?", "stop_asking", {}, asked="contact"),
]

ASKS = [
    Row("do you allow dogs?", "ask"),
    Row("how much is parking", "ask"),
    Row("Is there a gym on site?", "ask"),
    Row("what are the pet fees", "ask"),
    Row("can I pay rent by card?", "ask"),
    Row("When is your office open?", "ask"),
    Row("are you open on saturday", "ask"),
    Row("how long is a tour", "ask"),
    Row("do you take section 8", "ask"),
    Row("my sister stays over a lot, is that allowed?", "ask"),
    Row("washer and dryer included?", "ask"),
    Row("application fee?", "ask"),
    Row("are the residents mostly couples", "ask"),
    Row("whom would I ring about a burst pipe", "ask"),
]

TALK = [
    Row("hi there", "greet"),
    Row("thanks a lot!", "thank"),
    Row("bye, have a good day", "bye"),
    Row("can I talk to a real person", "person"),
    Row("are you a bot?", "is_ai"),
    Row("what can you do", "help"),
    Row("yes please", "affirm tour", asked="book"),
    Row("no thanks", "deny thank", asked="book"),
    Row("asdf qwerty", "unclear"),
]

SEVERAL = [
    Row("Hi! Do you allow cats, and any 2 bedrooms under 2000?", "greet ask search", {"bedrooms": 2, MAX: 200000}),
    Row("I need a 1 bedroom. Is parking free?", "search ask", {"bedrooms": 1}),
    Row("show me other homes", "more_homes"),
    Row("anything cheaper with 2 bedrooms?", "search", {"bedrooms": 2}),
    Row("anything else you could show me", "more_homes"),
    Row("how much is a 1 bedroom", "search", {"bedrooms": 1}),
]

ROWS = [*SIZES, *MONEY, *MOVING, *HOUSEHOLD, *PEOPLE, *ASKS, *TALK, *SEVERAL]
