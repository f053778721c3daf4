"""English, the language that every other lexicon starts from."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon import english_dates as dates
from bot.brains.embedded.understand.lexicon import english_intents as intents
from bot.brains.embedded.understand.lexicon import english_parts as parts
from bot.brains.embedded.understand.lexicon import english_people as people
from bot.brains.embedded.understand.lexicon import english_quotes as quotes
from bot.brains.embedded.understand.lexicon import english_talk as talk
from bot.brains.embedded.understand.lexicon import english_wishes as wishes
from bot.brains.embedded.understand.lexicon import inquiries
from bot.brains.embedded.understand.lexicon.build import compiled, words, words_in_order
from bot.brains.embedded.understand.lexicon.model import Lexicon

SLIPS = tuple(
    (compiled(slip), meant)
    for slip, meant in [
        (r"\b(?:bed|bd) +rooms?\b", "bedroom"),
        (r"\bbath +rooms?\b", "bathroom"),
        (r"\bappt\b", "appointment"),
        (r"\bbdrs\b", "bedrooms"),
        (r"(?<=\d)(?:p+m+|pn|om)\b", "pm"),
        (r"\b(?:cancle|cansel|cancell)\b", "cancel"),
        (r"\b(?:tmrw|tmr|2moro|2morrow|tmw|tomm?or+ow)\b", "tomorrow"),
        (r"\b(?:wensday|wednsday|wendsday|wednesay)\b", "wednesday"),
        (r"\b(?:thrusday|thursady)\b", "thursday"),
        (r"\bteh\b", "the"),
        (r"\b(?:pls|plz|plese)\b", "please"),
        (r"\b(?:wat|waht|wht)\b", "what"),
        (r"\b(?:hav|ahve|haev)\b", "have"),
        (
            r"(?<![.@\w])(?:com|cme|coem)(?= (?:for|by|over|in|see|to|and|at|on|look|take|visit|tomorrow|today)\b)",
            "come",
        ),
    ]
)
MENDABLE = words_in_order(
    "bedroom bedrooms bathroom bathrooms apartment apartments available availability schedule appointment "
    "furnished unfurnished tomorrow weekend virtual parking budget dishwasher balcony elevator monday tuesday "
    "wednesday thursday friday saturday sunday january february september october november december august "
    "morning afternoon evening reschedule reservation laundry property properties studio deposit application"
)
MENDABLE_SHORT = words_in_order(
    "tour tours under below visit price prices rent lease month today cheap cheaper tonight"
)
NEVER_MENDED = words(
    "rant runt chap torus bellow leash blow finished unfinished ballroom elevation mounting mourning moaning parting "
    "prosperity weakened augusta augusto "
    "packing marking barking rooms marked parkings scheduled scheduling reschedules furnishes mondays tuesdays "
    "wednesdays thursdays fridays saturdays sundays weekends mornings afternoons evenings studios deposits "
    "applications balconies elevators budgets apartment's appointments schedules weekday weekdays virtually "
    "deposited warning learning morning's unavailable everning applicant applicants elevated studied audios "
    "proper properly"
)

ENGLISH = Lexicon(
    code="en",
    hints=compiled(
        r"\b(?:the|is|are|do|does|you|what|how|have|can|for|with|need|want|looking|my|and|please|when|any|there|hi|"
        r"hello|"
        r"to|of|it|i'm|bed|bedroom|yes|thanks|apartment)\b"
    ),
    slips=SLIPS,
    mendable=MENDABLE,
    mendable_short=MENDABLE_SHORT,
    never_mended=NEVER_MENDED,
    corrections=talk.CORRECTIONS,
    no_tour=talk.NO_TOUR,
    compared=talk.COMPARED,
    clause_cut=intents.CLAUSE_CUT,
    question_start=intents.QUESTION_START,
    asks_indirectly=intents.ASKS_INDIRECTLY,
    question_joint=parts.JOINT,
    question_run_on=parts.RUN_ON,
    leaning=parts.LEANING,
    list_lead=parts.LIST_LEAD,
    list_cut=parts.LIST_CUT,
    list_item=parts.LIST_ITEM,
    numbers=dates.NUMBERS,
    ordinals=dates.ORDINALS,
    weekdays=dates.WEEKDAYS,
    months=dates.MONTHS,
    units=dates.UNITS,
    maybe_day=dates.MAYBE_DAY,
    days=dates.DAYS,
    times=dates.TIMES,
    rejected_before=dates.REJECTED_BEFORE,
    rejected_after=dates.REJECTED_AFTER,
    another_time=dates.ANOTHER_TIME,
    inquires=inquiries.ENGLISH,
    suits=inquiries.SUITS_ENGLISH,
    weather=dates.WEATHER,
    of_homes=dates.OF_HOMES,
    takes=dates.TAKES,
    proposal=dates.PROPOSAL,
    move_in_cue=dates.MOVE_IN_CUE,
    tour_cue=dates.TOUR_CUE,
    tour_shift=intents.TOUR_SHIFT,
    greet=talk.GREET,
    thank=talk.THANK,
    bye=talk.BYE,
    courtesy=talk.COURTESY,
    affirm=talk.AFFIRM,
    deny=talk.DENY,
    likes=talk.LIKES,
    cues=intents.CUES,
    figures=quotes.FIGURES,
    only_figures=quotes.ONLY_FIGURES,
    home_alone=quotes.HOME_ALONE,
    topic=intents.TOPIC,
    wish=intents.WISH,
    bare_number=wishes.BARE_NUMBER,
    bedrooms=wishes.BEDROOMS,
    bathrooms=wishes.BATHROOMS,
    negation=wishes.NEGATION,
    money=wishes.MONEY,
    occupants=wishes.OCCUPANTS,
    pets=wishes.PETS,
    pet_kinds=wishes.PET_KINDS,
    furnished=wishes.FURNISHED,
    features=wishes.FEATURES,
    deal=wishes.DEAL,
    indifferent=wishes.INDIFFERENT,
    shrug=wishes.SHRUG,
    tour_types=wishes.TOUR_TYPES,
    areas=wishes.AREAS,
    not_areas=wishes.NOT_AREAS,
    people=people.PEOPLE,
    not_names=people.NOT_NAMES,
    background=people.BACKGROUND,
    references=people.REFERENCES,
    asked=people.ASKED,
)
