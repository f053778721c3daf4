"""How visitors ask about the people around, the area and its schools, or say whom they want near them."""

from __future__ import annotations

from bot.guards.fair_housing_topics import GAP, NEAR, asked, said
from bot.guards.fair_housing_words import (
    AGE,
    AMENITY,
    DISABLED,
    FAITH,
    GROUP,
    HERE,
    INCOME,
    ORIENTATION,
    ORIGIN,
    PEOPLE,
    PLACE,
    PROTECTED,
    SCHOOLS,
    WORSHIP,
)

_NOT_OWN = r"(?<!my )(?<!our )(?<!mi )(?<!mis )(?<!the )(?<!and )"
_TRAITS = rf"(?:{ORIGIN}|{FAITH}|{ORIENTATION}|{DISABLED}|{INCOME}|{AGE})"
_NO_AMENITY = rf"(?![^.?!\n]*\b{AMENITY}\b)"
_NEARBY = (
    r"(?:neighbou?rs?|next door|nearby|around(?: (?:me|us|here|there))?|near(?: me| us)?|above|below|upstairs|"
    r"downstairs|"
    r"on (?:my|the|our) floor|in (?:the|my|our) (?:building|complex|area|neighbou?rhood)|section|side|wing|living|"
    r"vecinos|cerca)"
)
_WISH = (
    r"(?:don'?t want|do not want|rather not|wouldn'?t want|not want|prefer(?:ably)?(?: not)?|avoid|hate|can'?t stand|"
    r"dislike|"
    r"away from|far from|not (?:near|next to|around|comfortable)|without|only want|want|looking for|put (?:me|us)|"
    r"find (?:me|us)|"
    r"sick of|tired of|uncomfortable|scared of|afraid of|problem with|no quiero|prefiero|lejos de|odio)"
)

# Whom the visitor would rather have around or not.
PREFERENCE = said(
    # own children and partners are nobody's neighbours
    rf"\b{_WISH}\b(?! (?:\w+ )?(?:to (?:change|move|bring)|my|our)\b)[^.?!\n]{{0,40}}?{_NOT_OWN}\b{PROTECTED}\b"
    rf"(?! (?:room|pool|hours|friendly|size|cabinets|walls?|appliances|food|restaurants?))[- ]?(?:\w+ )?(?:{PEOPLE}|"
    rf"{_NEARBY}|area|neighbou?rhood|building)\b",
    rf"\b(?:live|living|be|stay|surrounded|move|neighbou?rs?|people|next|near|vivir)\b{NEAR}\b(?:by|near|around|with|"
    rf"next to|among|cerca de|con)"
    rf" (?:all |only |mostly |other |any |so many |too many |a bunch of )?{_NOT_OWN}{_TRAITS}\b(?! (?:restaurants?|"
    rf"food|stores?|markets?|discount))(?!\?)",
    rf"\b(?:no|not any|without|away from|far from|don'?t (?:rent|lease) to|keep out|kick out|sin|"
    rf"lejos de)\b {NEAR}{_NOT_OWN}"
    rf"\b(?:{_TRAITS}|kids|children|ninos)\b[^.?!\n]{{0,20}}?\b{_NEARBY}\b",
    r"\b(?:building|floor|area|neighbou?rhood|community|complex|section|place|somewhere|"
    r"one)\b (?:\w+ )?(?:with(?:out| no)|free of) (?:any )?"
    rf"(?:kids|children|{_TRAITS})\b(?! (?:pool|room|area))",
    rf"\b(?:away|far) from (?:the |any |all )?(?:{_TRAITS}|famil(?:y|ies)|kids|children|teenagers)\b(?! (?:pool|room|"
    rf"area|playground|school))",
    rf"\b(?:no quiero|prefiero|sin|odio)\b{NEAR}\b(?:vecinos|gente|personas) (?:\w+ )?{_TRAITS}\b",
    r"\b(?:same (?:race|religion|ethnicity|faith|nationality|background|kind) as (?:me|us)|my own (?:kind|people|"
    r"race)|our own kind|"
    r"(?:around|near|with|among|want|only|by) (?:\w+ )?people like (?:me|us)|gente como (?:yo|nosotros))\b",
)

_RATING = (
    r"(?:good|great|nice|decent|best|better|bad|terrible|top|rated|ratings?|ranked|ranking|rank|quality|score|"
    r"reputation|"
    r"buen[ao]s?|mejor(?:es)?|mal[ao]s?|calidad|que tal)"
)
_SAFE = (
    r"(?:safe(?:ty|st|r)?|unsafe|dangerous|sketchy|sketch|ghetto|rough|shady|segur[oa]s?|peligros[oa]s?|insegur[oa]s?)"
)
_NOT_THINGS = r"(?!\W+(?:deposit|box|to (?:pay|send|share|use|give|bring|leave|assume|say|apply|drink|put)))"

# Safety, crime and schools are for others to rate.
RATING = (
    *said(
        r"\b(?:crimes?(?! (?:free|record))|crime rates?|break-?ins?|burglar(?:y|ies|ized)|shootings?|gunshots?|"
        r"gangs?|mugg(?:ed|ings?)|"
        r"robber(?:y|ies)|carjack\w*|drug (?:activity|deal\w*|problem)|prostitut\w+|(?:sex|registered) offenders?|"
        r"megan'?s law|"
        r"homicides?|murders?|crimen|delincuencia|robos|asaltos|pandillas)\b(?![^.?!\n]*\binsurance\b)",
        rf"\b{_SAFE}\b{_NOT_THINGS}{_NO_AMENITY}{NEAR}\b(?:{PLACE}|part|place|community|complex|building|barrio)\b",
    ),
    *asked(
        rf"\b{_SAFE}\b{_NOT_THINGS}{_NO_AMENITY}{GAP}\b(?:{HERE}|at night|walk(?:ing)?|alone|live|living|wom[ae]n|"
        rf"females?|"
        r"my (?:kids|daughter|wife|children)|de noche|para (?:vivir|caminar|ninos|mujeres))\b",
        rf"\b(?:{PLACE}|{HERE}|is this|is it|how)\b{_NO_AMENITY}{NEAR}\b(?<!to be ){_SAFE}\b{_NOT_THINGS}",
        rf"\b{_RATING}\b[^.?!\n]{{0,30}}?\b{SCHOOLS}\b(?! (?:bus|year|supplies))",
        rf"\b{SCHOOLS}\b[^.?!\n]{{0,30}}?\b(?:{_RATING}|any good|worth|like)\b",
        rf"\bhow (?:are|is|good are) (?:the |your )?(?:\w+ )?{SCHOOLS}\b",
        rf"\b(?:good|nice|bad|decent|great|terrible|upscale|up and coming|desirable|buen|buena|mala|"
        rf"bonit[oa]) {PLACE}\b"
        r"(?! (?:to|for) (?:sit|grill|relax|study|work|park|bike|run))",
        rf"\b(?:how'?s|how is|what'?s|what is|describe|como es) (?:the |this |that |el |la )?{PLACE}\b"
        r"(?! (?:called|named|of|code|address|name|number))[^.?!\n]{0,16}(?:\blike\b|\?|$)",
    ),
)

_NOISE = (
    r"(?:quiet|noise|noisy|loud|peaceful|peace|sleep|silen\w+|tranquil\w*|ruido\w*|crying|scream\w*|"
    r"running around|party\w*|partying|stomping)"
)

# Noise from neighbours: facts about the home, none about people.
NOISE = said(
    rf"\b(?:lots? of|many|any|all|mostly|other|there be|"
    rf"muchos) (?:\w+ )?{GROUP}\b[^\n]{{0,60}}?\b{_NOISE}\b(?![^.?!\n]*\b(?:evict|allowed|problem)\b)",
    rf"\b(?:are|is) (?:the |your |my )?(?:\w+ )?(?:{GROUP}|neighbou?rs) (?:\w+ )?(?:noisy|loud)\b",
    rf"\b{_NOISE}\b[^\n]{{0,40}}?\b(?:lots? of|many|any|other|muchos) (?:\w+ )?(?:students|college kids|kids|"
    rf"children|families|ninos)\b",
)

# Where places of worship and schools are: a fact to look up.
LOCATION = asked(
    rf"\b(?:how (?:far|close|near)|closest|nearest|distance|is there|are there|any|where|where's|which|what|"
    rf"mas cercan[oa]|a cuanto|"
    rf"que tan|hay|donde)\b{GAP}\b(?:{WORSHIP}|{SCHOOLS})\b",
    rf"\b(?:{WORSHIP}|{SCHOOLS})\b{NEAR}\b(?:near(?:by)?|close|around|how far|walking distance|in the area|zoned|"
    rf"cerca)\b",
)

_THINGS = (
    r"(?! (?:can|are allowed|may|allowed|per|fit|discount|room|pool|activities|hours|programs?|menu|friendly|size|"
    r"plan|apartments?|"
    r"units?|could|restaurants?|food|stores?|walls?|appliances|cabinets|rent|bikes?|exchange|housing|floor|sized|"
    r"events?|do you|will be|"
    r"would|live in (?:a|one|the unit)|on the lease))"
)
_MANY = (
    r"(?:mostly|mainly|predominantly|primarily|largely|majority|a lot of|lots of|lot of|alot of|many|any|other|"
    r"full of|bunch of|"
    r"too many|how many|more|percent(?:age)? of|number of|muchos|muchas|pura|puros|mayoria)"
)

# Who lives here is never described.
PEOPLE_HERE = (
    *said(
        rf"\bwhat (?:kinds?|types?|sorts?) of (?:\w+ )?{PEOPLE}\b(?! (?:portal|insurance|app|event|screening|(?:do|"
        rf"can) (?:you|u|i)))",
        rf"\bwhat(?:'?s| is| are| r)? (?:the |my |your |other |ur )?{PEOPLE}(?: \w+){{0,3}} like\b",
        r"\bwho (?:else )?(?:mostly |usually |typically |mainly |all )?(?:lives|rents|stays)\b(?! in (?:unit|apt|"
        r"apartment|#|\d))(?! with)",
        r"\bwhat (?:religion|race|nationality|ethnicity|colou?r|faith) (?:are|is|do|does)\b|"
        r"\bvibe of (?:the )?(?:people|residents|crowd|neighbou?rs)\b",
        rf"\bwho are (?:the|my|your|these) (?:\w+ )?{PEOPLE}\b",
        r"\bdemographics?\b|\bethnic(?:ity|ities|ally)?\b|\bracial(?:ly)?\b|\bdivers(?:e|ity)\b",
        r"\b(?:que|cual) (?:tipo|clase) de (?:gente|personas|vecinos|inquilinos)\b|\bquien(?:es)? viven?\b|"
        r"\bcomo (?:es la gente|son (?:los|mis) vecinos)\b",
    ),
    *asked(
        rf"\b{_MANY} (?:\w+ )?{GROUP}\b{_THINGS}[^.?!\n]{{0,40}}?(?:\b(?:{HERE}|live|living|in|{PLACE}|nearby|"
        rf"next door|around|"
        r"neighbou?rs?|viven|vecinos)\b|\?|$)",
        r"\b(?:i|we|he|she|they) (?:fit|blend) in\b(?! (?:a|the|one|it|that|this)\b)",
        rf"\b(?:hay|viven) (?:\w+ )?{_NOT_OWN}{_TRAITS}\b",
        rf"\b(?:{HERE}|{PLACE}|{PEOPLE}|most of (?:them|the \w+))\b[^.?!\n]{{0,20}}?{_NOT_OWN}\b(?:{ORIGIN}|{AGE}|"
        rf"{ORIENTATION}|students|college kids|"
        r"families|all families)\b(?! (?:discount|restaurants?|housing|apartments|walls?|appliances|cabinets|floors?))",
        rf"\b{PEOPLE}\b(?: \w+){{0,3}} (?:quiet|respectful|friendly|nice|clean|educated|professional|normal|decent|"
        rf"cool)\b",
        rf"\b(?:{ORIGIN}|{FAITH}|{ORIENTATION}) (?:{PLACE}|building|complex|neighbou?rs?|part of town|side)\b",
    ),
)
