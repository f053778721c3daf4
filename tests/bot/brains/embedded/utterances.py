"""What visitors write and what it has to be understood as. Today is Friday, November 20, 2026.

A row: the text, the intents (all of them, in any order), the slots that it must give (and no other), and how it is set:
`said` is the bot's line before, `asked` what the agenda holds, `shown` the homes or tour times that were shown. What it
must give besides: `home`, `lease`, `below` and `cleared`, always, `when` and `slot`, where the row has them.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any, NamedTuple

from embedded_support import ZONE

from bot.understanding import When


class Row(NamedTuple):
    text: str
    intents: str
    slots: dict[str, Any] = {}
    asked: str | None = None
    said: str = ""
    shown: str = ""
    """homes, or times"""
    home: str | None = None
    when: When | None = None
    slot: str | None = None
    lease: int | None = None
    cleared: str = ""
    below: int | None = None


def at(month: int, day: int, hour: int, minute: int = 0) -> dict[str, Any]:
    """The slots of a tour at that time of 2026."""
    moment = datetime(2026, month, day, hour, minute, tzinfo=ZONE)
    return {"tour_requested_on": moment.date(), "tour_datetime": moment}


def on(month: int, day: int) -> dict[str, Any]:
    return {"tour_requested_on": date(2026, month, day)}


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
    Row("no, I don't want to schedule it right now", "deny"),
    Row("no thanks, not ready to book a tour", "deny thank"),
    Row("how about one with 2 baths?", "search", {"bathrooms": 2.0}),
    Row("what about a three bedroom that allows pets?", "search", {"bedrooms": 3, "has_pets": True}),
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

WRITTEN_IN_ONE_GO = [
    Row(
        "hi, looking for a 2 bed 2 bath under 2100 for january 1st, i have a small dog",
        "greet search",
        {
            "bedrooms": 2,
            "bathrooms": 2.0,
            MAX: 210000,
            "move_in_date": date(2027, 1, 1),
            "has_pets": True,
            "pet_details": {"kind": "dog", "count": 1},
        },
    ),
    Row(
        "we're 2 adults and a toddler, need 2br, budget around 1900, moving mid january",
        "search",
        {"occupants_count": 3, "bedrooms": 2, MAX: 190000, "move_in_date": date(2027, 1, 15)},
    ),
    Row(
        "Looking for a furnished studio w/ parking, max $1400, move in asap",
        "search",
        {
            "bedrooms": 0,
            "furnished": True,
            "desired_features": ["parking"],
            MAX: 140000,
            "move_in_date": date(2026, 11, 20),
        },
    ),
    Row(
        "do u have any 1 beds and can i come see one tuesday at 11",
        "search tour",
        {"bedrooms": 1, **at(11, 24, 11)},
    ),
    Row("thanks! whats the pet fee and do you have ev charging", "thank ask"),
    Row(
        "My name is Dan Kim, dan.kim@mail.example. Can I tour Saturday at 10?",
        "tour inform",
        {"first_name": "Dan", "last_name": "Kim", "email": "dan.kim@mail.example", **at(11, 21, 10)},
    ),
    Row(
        "one bedroom for me and my boyfriend, 2 cats",
        "search",
        {"bedrooms": 1, "occupants_count": 2, "has_pets": True, "pet_details": {"kind": "cat", "count": 2}},
    ),
    Row("is water included and how much is the deposit?", "ask"),
    Row(
        "I'm relocating for a new job in March and want a 1 bed with a balcony",
        "search",
        {
            "reason_for_moving": "for a new job in March",
            "move_in_date": date(2027, 3, 1),
            "bedrooms": 1,
            "desired_features": ["balcony"],
        },
    ),
    Row("ok sounds good, my cell is 302.555.0142", "affirm inform", {"phone": "+13025550142"}, asked="contact"),
]

MORE_SIZES = [
    Row("u got any 2 bdrs", "search", {"bedrooms": 2}),
    Row("3 bed 2.5 bath", "search", {"bedrooms": 3, "bathrooms": 2.5}),
    Row("not 2, 3", "inform", {"bedrooms": 3}, asked="bedrooms"),
    Row("two. actually no, three bedrooms", "search", {"bedrooms": 3}, asked="bedrooms"),
    Row("2 bedroom, sorry i mean 1 bedroom", "search", {"bedrooms": 1}),
    Row("at least two bedrooms", "search", {"bedrooms": 2}),
    Row("a one bed would be enough", "search", {"bedrooms": 1}),
    Row("2 beds and at least one and a half baths", "search", {"bedrooms": 2, "bathrooms": 1.5}),
    Row("efficiency apartment", "search", {"bedrooms": 0}),
    Row("4", "inform", {"bedrooms": 4}, asked="bedrooms"),
    Row(
        "just one, im not looking for a roommate or anyone else to share with",
        "inform",
        {"bedrooms": 1},
        asked="bedrooms",
    ),
    Row("how about one with 2 baths?", "search", {"bathrooms": 2.0}, shown="homes"),
    Row(
        "what about a 3 bedroom that takes dogs",
        "search",
        {"bedrooms": 3, "has_pets": True, "pet_details": {"kind": "dog"}},
    ),
    Row("umm probably 2", "inform", {"bedrooms": 2}, asked="bedrooms"),
]

MORE_MONEY = [
    Row("1500, no pets", "inform", {MAX: 150000, "has_pets": False}, asked="budget"),
    Row("cant go over 1700", "inform", {MAX: 170000}),
    Row("i can do 1600 max", "search", {MAX: 160000}),
    Row("2k or less", "inform", {MAX: 200000}, asked="budget"),
    Row("around 1.6k a month", "inform", {MAX: 160000}),
    Row("my budget is between $1,400 and $1,700", "inform", {MIN: 140000, MAX: 170000}),
    Row("1300-1600", "inform", {MIN: 130000, MAX: 160000}, asked="budget"),
    Row("something in the 1500 to 1800 range", "search", {MIN: 150000, MAX: 180000}),
    Row("not 1500, 1800", "inform", {MAX: 180000}, asked="budget"),
    Row("1500. no wait, 1600", "inform", {MAX: 160000}, asked="budget"),
    Row("i'd say fifteen hundred", "inform", {MAX: 150000}, asked="budget"),
    Row("two thousand tops", "inform", {MAX: 200000}, asked="budget"),
    Row("I want to spend at least 1500", "inform", {MIN: 150000}),
    Row("less than two grand", "search", {MAX: 200000}),
    Row("no more than $1,750.00 per month please", "inform", {MAX: 175000}),
    Row("budget doesn't matter", "inform", cleared="price_max_cents price_min_cents"),
]

MORE_MOVING = [
    Row("I need to move after december 1", "inform", {"move_in_date": date(2026, 12, 1)}),
    Row("before january 15", "inform", {"move_in_date": date(2027, 1, 15)}, asked="move_in"),
    Row("sometime in january", "inform", {"move_in_date": date(2027, 1, 1)}, asked="move_in"),
    Row("early february", "inform", {"move_in_date": date(2027, 2, 1)}, asked="move_in"),
    Row("not december, january", "inform", {"move_in_date": date(2027, 1, 1)}, asked="move_in"),
    Row("no, the 15th", "deny inform", {"move_in_date": date(2026, 12, 15)}, asked="move_in"),
    Row("in about 6 weeks", "inform", {"move_in_date": date(2027, 1, 1)}, asked="move_in"),
    Row("need to be out of my place by dec 31", "search", {"move_in_date": date(2026, 12, 31)}),
    Row("next friday", "inform", {"move_in_date": date(2026, 11, 27)}, asked="move_in"),
    Row("we need to move in by the end of the month", "inform", {"move_in_date": date(2026, 11, 30)}),
    Row("as soon as possible really", "inform", {"move_in_date": date(2026, 11, 20)}, asked="move_in"),
    Row("1st of feb", "inform", {"move_in_date": date(2027, 2, 1)}, asked="move_in"),
    Row("i move on the 10th of january", "inform", {"move_in_date": date(2027, 1, 10)}),
    Row("actually make it February 1", "inform", {"move_in_date": date(2027, 2, 1)}, asked="move_in"),
    Row("two months from now", "inform", {"move_in_date": date(2027, 1, 20)}, asked="move_in"),
    Row("looking for january 15 2027 move in", "inform", {"move_in_date": date(2027, 1, 15)}),
]

MORE_HOUSEHOLD = [
    Row(
        "i got two dogs, a lab and a poodle",
        "inform",
        {"has_pets": True, "pet_details": {"kind": "dog", "count": 2, "breed": "lab, poodle"}},
    ),
    Row("my cat is 9 lbs", "inform", {"has_pets": True, "pet_details": {"kind": "cat", "weight_lbs": 9}}),
    Row(
        "one dog about 60 pounds",
        "inform",
        {"has_pets": True, "pet_details": {"kind": "dog", "count": 1, "weight_lbs": 60}},
        asked="pets",
    ),
    Row("nope", "deny inform", {"has_pets": False}, said="Do you have any pets?"),
    Row(
        "yeah a cat",
        "affirm inform",
        {"has_pets": True, "pet_details": {"kind": "cat", "count": 1}},
        said="Do you have any pets?",
    ),
    Row("i have an emotional support dog", "inform", {"pet_details": {"assistance_animal": True, "kind": "dog"}}),
    Row("my husband, our 2 kids and i", "inform", {"occupants_count": 4}),
    Row("just the two of us", "inform", {"occupants_count": 2}),
    Row("there will be 4 of us", "inform", {"occupants_count": 4}),
    Row("my roommate and i", "inform", {"occupants_count": 2}),
    Row(
        "i need washer dryer in unit and a dishwasher",
        "search",
        {"desired_features": ["in_unit_laundry", "dishwasher"]},
    ),
    Row("no furniture please, i have my own", "inform", {"furnished": False}),
    Row("first floor would be nice", "affirm inform", {"desired_features": ["step_free_entry"]}),
    Row("i work at the Navy Yard", "inform", {"work_location": "Navy Yard"}),
    Row("im getting divorced so i need a place", "inform search", {"reason_for_moving": "im getting divorced"}),
    Row(
        "we're having a baby and need more space",
        "inform",
        {"reason_for_moving": "we're having a baby and need more space"},
    ),
]

LEASES = [
    Row("what about A-12 in january?", "quote", {"move_in_date": date(2027, 1, 1)}, shown="homes", home="id-A-12"),
    Row(
        "What about A-12, moving in December 10, 12 months?",
        "quote",
        {"move_in_date": date(2026, 12, 10)},
        shown="homes",
        home="id-A-12",
        lease=12,
    ),
    Row("how much is 204 on a 6 month lease", "quote", shown="homes", home="id-204", lease=6),
    Row("price for the second one with a 15-month lease?", "quote", shown="homes", home="id-311", lease=15),
    Row("can i do month to month on unit 311", "quote", shown="homes", home="id-311", lease=0),
    Row(
        "204 for 9 months starting jan 5?",
        "quote",
        {"move_in_date": date(2027, 1, 5)},
        shown="homes",
        home="id-204",
        lease=9,
    ),
]

TOURS = [
    Row(
        "i work from 9 to 5, can i come tuesday after 6",
        "tour",
        on(11, 24),
        when=When(date(2026, 11, 24), earliest=time(18)),
    ),
    Row("can i see it thursday after 4", "tour", on(11, 26), when=When(date(2026, 11, 26), earliest=time(16))),
    Row("anytime before 3 pm tomorrow for a tour", "tour", on(11, 21), when=When(date(2026, 11, 21), latest=time(15))),
    Row(
        "could we tour monday between 2 and 5?",
        "tour",
        on(11, 23),
        when=When(date(2026, 11, 23), earliest=time(14), latest=time(17)),
    ),
    Row(
        "i get off work at 5 so after 5:30 on tuesday works for a tour",
        "tour",
        on(11, 24),
        when=When(date(2026, 11, 24), earliest=time(17, 30)),
    ),
    Row("any time after 10am", "tour", asked="tour_time", when=When(earliest=time(10))),
    Row("no later than noon", "tour", asked="tour_time", when=When(latest=time(12))),
    Row(
        "tuesday from 1 to 4 pm",
        "tour",
        on(11, 24),
        asked="tour_time",
        when=When(date(2026, 11, 24), earliest=time(13), latest=time(16)),
    ),
    Row("actually make it Tuesday", "tour", on(11, 24), asked="tour_time", when=When(date(2026, 11, 24))),
    Row(
        "Monday at 10, no wait, 11", "tour", at(11, 23, 11), asked="tour_time", when=When(date(2026, 11, 23), time(11))
    ),
    Row(
        "can i do a self guided tour sunday",
        "tour",
        {"tour_type": "self_guided", **on(11, 22)},
        when=When(date(2026, 11, 22)),
    ),
    Row(
        "a video tour on dec 1 at 2:30 pls",
        "tour",
        {"tour_type": "virtual", **at(12, 1, 14, 30)},
        when=When(date(2026, 12, 1), time(14, 30)),
    ),
    Row(
        "tmrw morning works for me",
        "affirm tour",
        on(11, 21),
        asked="tour_time",
        when=When(date(2026, 11, 21), None, "morning"),
    ),
    Row("wed 4", "tour", at(11, 25, 16), asked="tour_time", when=When(date(2026, 11, 25), time(16))),
    Row("the later one", "tour", asked="tour_time", shown="times", slot="2026-11-25T10:00-05:00"),
    Row("2 works", "tour", at(11, 24, 14), asked="tour_time", shown="times", slot="2026-11-24T14:00-05:00"),
    Row("anything sooner?", "tour", asked="tour_time", shown="times"),
]

REFERENCES = [
    Row("anything cheaper than 204?", "search", shown="homes", home="id-204", below=189900),
    Row(
        "is there anything cheaper with parking",
        "search",
        {"desired_features": ["parking"]},
        shown="homes",
        below=174900,
    ),
    Row("the rent is too high", "search", shown="homes", below=174900),
    Row("the second one", "quote", shown="homes", home="id-311"),
    Row("the cheaper one", "quote", shown="homes", home="id-311"),
    Row("what about the biggest one?", "quote", shown="homes", home="id-A-12"),
    Row("can i tour the first one on monday", "tour", on(11, 23), shown="homes", home="id-204"),
    Row("is the 311 still available", "quote", shown="homes", home="id-311"),
    Row("how much for number 2", "quote", shown="homes", home="id-311"),
    Row("not the first one, the third", "quote", shown="homes", home="id-A-12"),
    Row("anything cheaper?", "search", shown="homes", below=174900),
    Row("got anything less expensive", "search", shown="homes", below=174900),
    Row("those are too expensive", "search", shown="homes", below=174900),
    Row("something bigger?", "search", shown="homes"),
]

MORE_PEOPLE = [
    Row(
        "Jose Alvarez 3025550142",
        "inform",
        {"first_name": "Jose", "last_name": "Alvarez", "phone": "+13025550142"},
        asked="contact",
    ),
    Row("sure its maria.lopez@mail.example", "affirm inform", {"email": "maria.lopez@mail.example"}, asked="contact"),
    Row("text me at +1 302 555 0142", "inform", {"phone": "+13025550142"}),
    Row("its not dan@a.example, its dan@b.example", "inform", {"email": "dan@b.example"}),
    Row("name's Priya Patel", "inform", {"first_name": "Priya", "last_name": "Patel"}),
    Row("you can call me Sam", "inform", {"first_name": "Sam"}),
    Row("Sam Lee here", "inform", {"first_name": "Sam", "last_name": "Lee"}),
]

MORE_TALK = [
    Row("k thx", "affirm thank"),
    Row("i dont want to book a tour yet", "deny", asked="book"),
    Row("no, I'll schedule a visit later", "deny", asked="book"),
    Row("im not ready to schedule a tour", "deny"),
    Row("nah", "deny", asked="book"),
    Row("yes", "affirm tour", asked="book"),
    Row("heyyy", "greet"),
    Row("no worries, thats all i needed", "bye"),
    Row("is this a real person", "is_ai"),
    Row("can someone call me", "person"),
    Row("i need to cancel my appointment", "tour_cancel"),
]

ROWS = [
    # Homes of a size, asked for in the order of a question after what the community has.
    Row("What 2 bedrooms do you have?", "search", {"bedrooms": 2}),
    Row("What studios do you have?", "search", {"bedrooms": 0}),
    Row("which 1 bedrooms do you have", "search", {"bedrooms": 1}),
    Row("What three bedroom apartments are there?", "search", {"bedrooms": 3}),
    Row("what 2brs have you got", "search", {"bedrooms": 2}),
    Row("what kind of 2 bedroom units do you guys offer", "search", {"bedrooms": 2}),
    Row("which studios are open?", "search", {"bedrooms": 0}),
    Row("how many two bedrooms do you have", "search", {"bedrooms": 2}),
    Row("How many people can live in a 2 bedroom?", "ask"),
    Row("what appliances do your studios have", "ask"),
    Row("what utilities do studios have?", "ask"),
    Row("what is the deposit for a 2 bedroom", "ask"),
    Row("how many bathrooms do the 2 bedrooms have", "ask"),
    Row("what two bedroom rules do you have", "ask"),
    *SIZES, *MONEY, *MOVING, *HOUSEHOLD, *PEOPLE, *ASKS, *TALK, *SEVERAL, *WRITTEN_IN_ONE_GO, *MORE_SIZES, *MORE_MONEY,
    *MORE_MOVING, *MORE_HOUSEHOLD, *LEASES, *TOURS, *REFERENCES, *MORE_PEOPLE, *MORE_TALK,
]  # fmt: skip
