"""How days and times are said in English."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import any_of, compiled, rules

NUMBERS: dict[str, float] = {
    "zero": 0, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple": 2, "a couple of": 2, "couple of": 2,
    "few": 3, "a few": 3, "single": 1, "double": 2,
}  # fmt: skip
COUNT = r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
LOOSE_COUNT = rf"(?:{COUNT}|a couple of|a couple|couple of|couple|a few|few|an|a)"

ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "twenty-first": 21, "twenty first": 21,
    "twenty-second": 22, "twenty second": 22, "twenty-third": 23, "twenty third": 23, "twenty-fourth": 24,
    "twenty fourth": 24, "twenty-fifth": 25, "twenty fifth": 25, "twenty-sixth": 26, "twenty sixth": 26,
    "twenty-seventh": 27, "twenty seventh": 27, "twenty-eighth": 28, "twenty eighth": 28, "twenty-ninth": 29,
    "twenty ninth": 29, "thirtieth": 30, "thirty-first": 31, "thirty first": 31,
}  # fmt: skip

WEEKDAYS = {
    "monday": 0, "mon": 0, "tuesday": 1, "tues": 1, "tue": 1, "wednesday": 2, "wed": 2, "weds": 2, "thursday": 3,
    "thurs": 3, "thur": 3, "thu": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6,
}  # fmt: skip

MONTHS = {
    "january": 1, "jan": 1, "february": 2, "feb": 2, "march": 3, "mar": 3, "april": 4, "apr": 4, "may": 5, "june": 6,
    "jun": 6, "july": 7, "jul": 7, "august": 8, "aug": 8, "september": 9, "sept": 9, "sep": 9, "october": 10,
    "oct": 10, "november": 11, "nov": 11, "december": 12, "dec": 12,
}  # fmt: skip

UNITS = {"day": "day", "week": "week", "month": "month", "year": "year"}

PARTS = {
    "num": COUNT,
    "loose": LOOSE_COUNT,
    "weekday": any_of(WEEKDAYS),
    "month": any_of(MONTHS),
    # "may" and "march" are verbs as well, "mar", "sun" and "sat" words: alone they need a preposition.
    "plainmonth": any_of(name for name in MONTHS if name not in ("may", "march", "mar", "jan")),
    "plainday": any_of(name for name in WEEKDAYS if name not in ("sun", "sat", "wed", "mon")),
    "ordinal": any_of(ORDINALS),
    "dayno": r"(?:(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:])|(?P<dayword>" + any_of(ORDINALS) + "))",
    "th": r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)\b",
    "year": r"(?:,? (?P<year>20\d\d))?",
    # "Monday, December 7": whether the two agree is looked at afterwards.
    "onday": r"(?:(?P<weekday>" + any_of(WEEKDAYS) + r")\.?,? (?:the )?)?",
}

MAYBE_DAY = compiled(
    r"\d|\b(?:to-?(?:day|morrow|night)|tmrw?|asap|soon|now|right away|immediate(?:ly)?|days?|weeks?|weekends?|"
    r"weekdays?|months?|years?"
    r"|morning|afternoon|evening|night|noon|midday|lunch\w*|half past|quarter|o'?clock|%weekday%s?|%month%|%ordinal%"
    r"|(?:at|after|before|past|between|from|until|till) %num%|after work|mid-?week|spring|summer|fall|autumn|winter)\b",
    PARTS,
)

DAYS = rules(
    [
        ("iso", r"\b(?P<year>20\d\d)-(?P<monthno>\d\d)-(?P<day>\d\d)\b"),
        ("month_day", r"(?<![\d/])\b%onday%(?P<monthno>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|"
                      r"3[01])(?:/(?P<year>\d{4}|\d\d))?"
                      r"(?![\d/])(?! ?(?:bed|bd|br|ba|apt|apartment|unit))"),
        ("month_day", r"\b%onday%(?P<month>%month%)\.?,? (?:the )?%dayno%%year%\b(?! ?(?:am|pm|a\.m|p\.m|o'clock|bed|"
                      r"people))"),
        ("month_day", r"\b%onday%(?:the )?%dayno%(?: day)? (?:of )?(?P<month>%month%)\b\.?%year%"),
        ("day_of_month", r"\b(?:the )?%dayno% (?:of|in) (?P<which>this|the|next) month\b"),
        ("after_tomorrow", r"\b(?:the )?day after tomorrow\b"),
        ("tomorrow", r"\b(?:tomorrow|tmrw?|2morrow)\b"),
        ("part_of_month", r"\b(?P<part>early|beginning|start|first|mid|middle|late|end)(?: of)?[ -](?:the |in )?"
                          r"(?:(?P<month>%month%)|(?P<which>this|the|next) month|month)\b"),
        ("part_of_week", r"\b(?:(?P<which>next|following|coming|this) )?(?P<part>mid)-?week\b"),
        # "The first week of December" is no part of a week.
        ("part_of_week", r"\b(?P<part>early|later?|mid|(?:beginning|start|middle|end)(?= of)|"
                         r"(?:first|second|latter|back)(?= (?:half|part) of))(?: (?:half|part))?(?: (?:of|in|on))?[ -]"
                         r"(?:the )?(?:(?P<which>next|following|coming|this) )?week\b(?! of)"),
        ("days_ahead", r"\b(?:in|within|about|after)(?: about| around| the next| roughly)? (?P<count>%loose%) "
                       r"(?P<unit>day|week|month|year)s?(?:'s?)?(?: time)?\b"),
        ("days_ahead", r"\b(?P<count>%loose%) (?P<unit>day|week|month)s? (?:from (?:now|today)|out|away)\b"),
        ("week_from", r"\b(?P<count>%loose%) weeks? from (?P<weekday>%weekday%)\b"),
        ("weekday_of_week", r"\b(?P<weekday>%weekday%)s? (?:of )?(?P<which>this|next) week\b"),
        ("weekday_of_week", r"\b(?P<which>this|next) week(?: on)?,? (?P<weekday>%weekday%)\b"),
        ("weekday_of_week", r"\b(?P<which>next|following) (?P<weekday>%weekday%)\b"),
        # "Wed 18" is no hour; "Wed 4" may be one.
        ("ordinal_day", r"\b(?:(?:on|this|by|for|until|the) )?(?P<weekday>%weekday%)\.?,? (?:the )?"
                        r"(?P<day>1[3-9]|2\d|3[01])\b(?![:/%$.\d]| ?(?:am|pm|people|days|minutes|mins|hours|%))"),
        ("weekday", r"\b(?:this|this coming|coming|upcoming|on|by|before|until|for|the|is|are|every) "
                    r"(?P<weekday>%weekday%)s?\b(?!(?:,? (?:the )?)\d)"),
        ("weekday", r"\b(?P<weekday>sun|sat|wed|mon)\b(?=,? (?:morning|afternoon|evening|night|noon|at \d|around|@|"
                    r"\d{1,2}(?::\d\d)? ?[ap]m|or|and)\b|(?:,? \d{1,2}(?::\d\d)?)?\W*$)"),
        ("weekday", r"\b(?P<weekday>%plainday%)s?\b(?!(?:,? (?:the )?)\d{1,2}(?:st|nd|rd|th))"),
        ("weekend", r"\b(?P<which>this|next|the|coming) (?:coming )?weekend\b(?! of)"),
        ("weekend", r"\bweekends?\b(?! of)"),
        ("weekdays", r"(?<!work )(?<!work on )(?<!works )(?<!working )\b(?:on |during |any |a )*(?<!work on )"
                     r"week ?days?\b|\bduring the week\b"),
        ("next_month", r"\b(?:next|following) month\b"),
        ("this_month", r"\bthis month\b"),
        ("week_after_next", r"\b(?:the )?week after next\b"),
        ("next_week", r"\b(?:next|following) week\b"),
        ("this_week", r"\bthis week\b"),
        ("today", r"\b(?:today|tonight|this (?=morning|afternoon|evening))\b"),
        ("month", r"\b(?:in|by|for|from|until|starting|start|come|around|before|this|next|during|through|of) "
                  r"(?P<month>%month%)\b(?! ?\d)(?:,? (?P<year>20\d\d))?"),
        ("month", r"\b(?P<month>%plainmonth%)\b(?! ?\d)(?:,? (?P<year>20\d\d))?"),
        ("ordinal_day", r"\b(?:(?:on|for|by|to|until|before|after|from|is|about|make it|actually|no|"
                        r"not)[ ,]+)?%onday%(?:the )?"
                        r"%th%(?! (?:floor|one|unit|home|apartment|option|street|st|ave|avenue|grade|time|birthday))"),
        ("ordinal_day", r"\b(?:on|for|by|until|make it) the (?P<dayword>%ordinal%)\b"
                        r"(?! (?:floor|one|unit|home|apartment|option|time|choice))"),
        ("season", r"\b(?:in|by|this|next|for|over)(?: the)? (?P<season>spring|summer|fall|autumn|winter)\b"),
        ("asap", r"\b(?:asap|a\.s\.a\.p|as soon as (?:possible|i can|we can)|right away|immediate(?:ly)?|straight away"
                 r"|right now|now)\b"),
    ],
    PARTS,
)  # fmt: skip

HOUR = r"(?P<hour>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
NOT_AN_HOUR = (
    r"(?![\d:/$%]|[,.]\d| ?(?:bed|bath|bd|br\b|ba\b|k\b|sq|dollars|days?\b|weeks?\b|months?\b|years?\b|people|adults|"
    r"persons?"
    r"|of us|st\b|nd\b|rd\b|th\b|lbs?|pounds|minutes|mins|hours|units?|homes?|apartments?|places?|options?|pets?|"
    r"dogs?|cats?"
    r"|times?\b|or more|percent|-?bed))"
)
HALF = r"(?P<half>a\.?m\b\.?|p\.?m\b\.?|a\b(?=[.,!?]|$)|p\b(?=[.,!?]|$))"

_FROM_THEN_ON = (
    r"(?:not? (?:before|earlier than|until|till)|(?<!not )(?:any ?time |some ?time )?(?:after|"
    r"(?<!half )(?<!quarter )past)(?! \d+ (?:day|week))|"
    r"(?<!no )(?<!not )later than|(?:any ?time )?from(?= [^ ]+(?: ?[ap]m)?(?: on| onwards?)\b)|starting (?:at|from))"
)
_UNTIL_THEN = (
    r"(?:not? (?:after|later than|past)|before|earlier than|prior to|(?:any ?time|free|available|only) (?:till|until|"
    r"by))"
)
TIMES = rules(
    [
        ("span", r"\b(?:from )?%hour%(?::(?P<minute>[0-5]\d))? ?(?P<first>am|pm)? ?(?:to|-|until|till) ?%last% ?"
                 r"%half%"),
        # "10 am and 11 am are free" bounds nothing.
        ("span", r"\bbetween %hour%(?::(?P<minute>[0-5]\d))? ?(?P<first>am|pm)? ?and ?%last% ?%half%"),
        ("span", r"\b(?:between|from) %hour%(?::(?P<minute>[0-5]\d))? ?(?P<first>am|pm)? ?(?:and|to|-|until|till) ?"
                 r"%last%%nothour%"),
        ("after", rf"\b{_FROM_THEN_ON} (?:at )?(?:noon\b|%hour%(?::(?P<minute>[0-5]\d))?(?: ?%half%)?%nothour%)"
                  r"(?! (?:on|of) (?:the )?(?:\d|%month%))"),
        ("after", r"(?:\b(?:at|from) )?(?<![\d:$.])\b%hour%(?::(?P<minute>[0-5]\d))?(?: ?%half%)? "
                  r"(?:or (?:later|after)|onwards?|and (?:later|after)|on(?=\W*$))\b"),
        ("before", rf"\b{_UNTIL_THEN} (?:at )?(?:noon\b|%hour%(?::(?P<minute>[0-5]\d))?(?: ?%half%)?%nothour%)"),
        ("before", r"(?<![\d:$.])\b%hour%(?::(?P<minute>[0-5]\d))?(?: ?%half%)? (?:or (?:earlier|before)|at the latest)"
                   r"\b"),
        ("clock", r"(?<![\d:$.])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d))? ?%half%"),
        ("clock", r"\b(?P<hour>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)(?P<thirty> thirty)? "
                  r"%half%"),
        ("past", r"\b(?P<past>half past|quarter past|quarter to|half) %hour%\b(?: ?%half%)?"),
        ("clock", r"(?<![\d:$])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?!\d)"),
        ("clock", r"\b%hour% ?(?:o'? ?clock|ish)\b"),
        ("clock", r"(?:\b(?:at|around|about|@|by|till|until)|@) ?%hour%\b(?P<thirty> thirty)?%nothour%"),
        ("noon", r"\b(?:at |around |by )?(?:noon|midday|noontime)\b"),
        ("part:morning", r"\b(?<!good )(?:mornings?|before (?:noon|lunch)|(?<!\bi )a\.?m\.?s?|bright and early|"
                         r"first thing)\b"),
        ("part:midday", r"\b(?<!good )(?:lunch[ -]?(?:time|hours?|break)|"
                        r"(?:over|during|at|around|about) (?:my )?lunch)\b"),
        ("part:afternoon", r"\b(?<!good )(?:afternoons?|after (?:noon|lunch))\b"),
        ("part:evening", r"\b(?<!good )(?:evenings?|to-?night|nights?|after work|after (?:my )?work)\b"),
    ],
    {
        "hour": HOUR,
        "half": HALF,
        "nothour": NOT_AN_HOUR,
        "month": any_of(MONTHS),
        "last": HOUR.replace("<hour>", "<last>") + r"(?::(?P<last_minute>[0-5]\d))?",
    },
)  # fmt: skip

ENGAGED = (
    r"(?:(?:job |an? )?interview|meeting|wedding|getting married|gets married|"
    r"(?:a|my|his|her|our|this|blind|hot|big|first|crazy|great) date(?! (?:of|and time|to))|plans|church|class(?:es)?|"
    r"exam|funeral|birthday|concert|flight|out of town|vacation|doctor|dentist|"
    r"(?:dental|doctor'?s?|medical|hair|another|other) (?:appointment|appt))"
)
"""what else a visitor has on: a day or time that stands beside it is taken"""
UP_TO_A_REQUEST = r"(?:(?!\b(?:can|could|may|will|would) (?:we|i|you)\b|\bbut(?! not)\b)[^,;.?!])*"
REJECTED_BEFORE = compiled(
    r"\b(?:any(?:thing| ?day| ?time| other day)?(?: (?:day|time))?(?: (?:this|next) week)? but|"
    r"every ?day but|whenever but|except|besides|"
    r"other than|but not|instead of|rather than|not|never|can't(?! wait)|cannot(?! wait)|"
    r"couldn't|won't|(?<!why )don't(?! you)|"
    rf"doesn't|isn't|busy|conflict|{ENGAGED}|originally|was going to|is out)\b{UP_TO_A_REQUEST}$"
    r"|\b(?:i|we)(?:'m|'re| am| are)? (?:at )?work(?:ing)?(?: from| until| till| between)?\s*$"
)
REJECTED_AFTER = compiled(
    r"^[^\w.?!]*(?:i|we)(?:'m|'re| am| are)? (?:at work|work(?:ing)?|busy)\b|"
    r"^(?:'s)?[^\w.?!;]*(?:\w+ ){0,2}?(?:too(?= (?!please|for|on|at|if|and|then|thanks)\w)|doesn't|does not|won't|"
    r"will not|wouldn't|isn't|is not|"
    r"not(?! (?:before|after|past|until|till|earlier|later))|can't|"
    r"is (?:bad|out|full|taken)|is unavailable|unavailable)\b"
    r"|^(?:(?!\b(?:as|because|since|so|and|but|that way|instead|i|we|can|could|is)\b)[^,;.?!]){0,40}"
    rf"\b{ENGAGED}\b"
)
ANOTHER_TIME = compiled(
    r"\b(?:can|could|may|shall|should|would|let'?s|how about|what about|instead|rather|chang\w+|mov(?:e|ing)|switch\w*|"
    r"push\w*|postpone\w*|delay\w*|later|earlier|sooner|works? better|prefer|want|need|make it|available|free|open)\b"
)
WEATHER = compiled(
    r"\b(?:weather|temperatures?|forecast|"
    r"(?:it'?s|it is|so|really|very|how) (?:hot|cold|warm|sunny|rainy|beautiful|nice))\b"
)
OF_HOMES = compiled(
    r"\b(?:bed\w*|br|studios?|units?|apartments?|apts?|homes?|places?|floor plans?|leas\w+|mov(?:e|es|ing|ed)\b"
    r"(?! (?:it|the tour|my tour|that))|rent\w*)\b"
)
TAKES = compiled(
    r"\b(?:(?:book|schedule|reserve|take|confirm) (?:it|that|me)|let'?s (?:book|do it)|do it|go ahead|yes,? please)\b"
)
PROPOSAL = compiled(
    r"\b(?:available|availability|works?|work for|suits?|would .{0,20}(?:work|be (?:ok|okay|good|fine))|how about|"
    r"what about|instead|schedul\w+|book\w*|visit\w*|"
    r"tour|appointment|viewing|free at|set for|i have|opening|(?:can|could) you (?:do|make|come)|"
    r"(?:we|i) (?:can|could) (?:do|offer))\b"
)
MOVE_IN_CUE = compiled(
    r"\b(?:mov(?:e|ing|ed)|relocat\w+|transfer\w*|lease|occupancy|available|availability|vacan\w+|start(?:ing|s)?|"
    r"need (?:it|a place|one|"
    r"something)|ready|rent(?:ing)? (?:from|by|starting)|by|from)\b"
)
TOUR_CUE = compiled(
    r"\b(?:tours?|touring|visit\w*|see|seeing|view\w*|show(?:ing|ings)?|appointment|appt|schedul\w+|book\w*|"
    r"come (?:by|over|in|see|look|at)"
    r"|stop(?:ping)? by|swing by|drop by|look at|check (?:it|them|out)|walk ?through|walk ?thru|meet|free on|"
    r"available to (?:see|visit|come)"
    r"|reschedul\w+|go by|go see)\b"
)
