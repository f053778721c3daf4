"""How visitors ask about the people around, the area and its schools, or say whom they want near them."""

from __future__ import annotations

from bot.guards.fair_housing_topics import GAP, NEAR, asked, said
from bot.guards.fair_housing_words import (
    AGE,
    AMENITY,
    DISABLED,
    FAITH,
    FAMILY,
    GROUP,
    HERE,
    INCOME,
    ORIENTATION,
    ORIGIN,
    OTHERS,
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
    r"vecinos|cerca|arriba|abajo|al lado)"
)
_WISH = (
    r"(?:don'?t want|do not want|rather not|wouldn'?t want|not want|prefer(?:ably)?(?: not)?|avoid|hate|can'?t stand|"
    r"dislike|"
    r"away from|far from|not (?:near|next to|around|comfortable)|without|only want|want|looking for|put (?:me|us)|"
    r"find (?:me|us)|"
    r"feel (?:better|safer|more comfortable)|sick of|tired of|uncomfortable|scared of|afraid of|problem with|"
    r"no quiero|prefiero|lejos de|odio)"
)

_THINGS = (
    r"(?! (?:can|are allowed|may|allowed|per|fit|discount|room|pool|activities|hours|programs?|menu|friendly|size|"
    r"plan|apartments?|"
    r"units?|could|restaurants?|food|stores?|walls?|appliances|cabinets|rent|bikes?|exchange|housing|floor|sized|"
    r"events?|do you|will be|"
    r"would|live in (?:a|one|the unit)|on the lease))"
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
    rf"\b(?:fewer|less|fewest|least|hardly any|not (?:so |too |as )?many|menos|poc[oa]s) (?:\w+ )?{GROUP}\b{_THINGS}",
    rf"\b{_WISH}\b{GAP}\b(?:older|younger|young|old|mature|elderly|single|married|female|male|childless|rich|educated|"
    rf"professional|english[- ]speaking|\w+an) (?:{PEOPLE})\b",
    rf"\b{_WISH}\b{GAP}\b(?:{PEOPLE})\b{NEAR}\b(?:speak|habl[ae]n) \w+",
    rf"\b(?:no quiero|prefiero|sin|odio)\b{NEAR}\b(?:gente|personas) de color\b",
    rf"\b{_WISH}\b{NEAR}\b{PEOPLE} (?:with|without|with no|con|sin) (?:\w+ )?(?:{FAMILY})\b",
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
_PERSON = (
    r"(?:wom[ae]n|(?:gentle)?m[ae]n|famil(?:y|ies|ias?)|girls?|guys?|boys?|lad(?:y|ies)|females?|males?|couples?|"
    r"singles|seniors?|professionals?|"
    r"students?|retirees?|(?:grand)?(?:mother|father|mom|dad|parents)|mujer(?:es)?|hombres?|muchach[oa]s?|chic[oa]s?|"
    r"senor(?:a|es|as)?|parejas?|estudiantes?|jovenes|personas? (?:mayor(?:es)?|sol[ao])|adultos mayores)"
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
        rf"\b{_SAFE}\b{_NOT_THINGS}{_NO_AMENITY} (?:for|para) (?:an? |un[ao]? |my |mi |una? )?(?:\w+ )?{_PERSON}\b",
        rf"\b{PLACE}(?: \w+)? (?:good|bad|nice|ok|okay|decent|rough)\W*$",
        rf"\b{PLACE}\b{NEAR}\b(?:ok|okay|fine|good|comfortable) for (?:an? )?(?:\w+ )?(?:wom[ae]n|girls?|females?)\b",
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

_RESIDENTS = (
    r"(?:residents|tenants|renters|neighbou?rs|inquilinos|vecinos|residentes|"
    r"people (?:here|there|(?:who|that) live\w*|living (?:here|there)))"
)
_DONE_TO = (
    r"(?:allowed|required|responsible|able|expected|permitted|charged|billed|given|notified|supposed|going|covered|"
    r"eligible|entitled|liable|asked|told|moving|paying|in|on|at|to|for|getting|using|loud|noisy)\b"
)

_SUITS = (
    r"\b(?:good|great|right|nice|suitable|ideal|perfect|best|ok|okay|comfortable|buen[oa]?|ideal|adecuad[oa]|"
    r"comod[oa])"
    r"(?: \w+){0,2} (?:for|para) "
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
    rf"\b{WORSHIP} communit(?:y|ies)\b",
    rf"\b(?:{WORSHIP}|{SCHOOLS})\b{NEAR}\b(?:near(?:by)?|close|around|how far|walking distance|in the area|zoned|"
    rf"cerca)\b",
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
        rf"\b(?:typical|average|usual|normal) (?:{PEOPLE})\b",
        rf"\b(?:class|mix|calib(?:er|re)) of (?:\w+ )?{PEOPLE}\b",
        rf"\b(?:describe|tell me about) (?:the |your |my )?(?:other )?(?:{_RESIDENTS})\b(?! (?:events?|portal|"
        rf"lounge))",
        r"\bque edad tienen?\b",
        rf"\b(?:average|typical|median|usual) age\b(?! of (?:the|your|this) (?:building|propert|complex|roof|"
        rf"appliance))|"
        rf"\bage (?:range|group|mix) of\b|\bage of (?:the |your |most )?(?:{PEOPLE})\b|"
        rf"\bhow old (?:are|is) (?:most|the|your|my)(?: \w+)? (?:{PEOPLE})\b|"
        rf"\bde que edad(?:es)? son\b|\bedad (?:promedio|media) de\b",
        r"\b(?:que|cual) (?:tipo|clase) de (?:gente|personas|vecinos|inquilinos)\b|\bquien(?:es)? viven?\b|"
        r"\bcomo (?:es la gente|son (?:los|mis) vecinos)\b",
    ),
    *asked(
        rf"\b{_MANY} (?:\w+ )?{GROUP}\b{_THINGS}[^.?!\n]{{0,40}}?(?:\b(?:{HERE}|live|living|in|{PLACE}|nearby|"
        rf"next door|around|"
        r"neighbou?rs?|viven|vecinos)\b|\?|$)",
        r"\b(?:i|we|he|she|they) (?:fit|blend) in\b(?! (?:a|the|one|it|that|this)\b)",
        rf"\b(?:hay|viven) (?:(?:much[oa]s|otr[oa]s|mas|solo|pur[oa]s?|gente|personas|vecinos|familias|parejas) )"
        rf"{{0,2}}{_NOT_OWN}{_TRAITS}\b",
        rf"\b(?:viven|vive) (?:\w+ ){{0,2}}{GROUP}\b",
        rf"^(?![^\n]*\b(?:studio|estudio|\w*bedrooms?|bed|recamaras?|units?)\b)[^\n]*?{_SUITS}"
        rf"(?:an? |my |un[ao]? |mi )?(?:\w+ )?{_PERSON}\b(?! (?:of|to)\b)",
        rf"\b(?:are|is) (?:\w+ ){{0,2}}(?:{_RESIDENTS})\b(?: (?:all|mostly|mainly|generally|usually|pretty))*"
        rf" (?!(?:\w+ )?{_DONE_TO})\w+(?: \w+)?\W*$",
        r"\b(?:inquilinos|vecinos|residentes)(?: \w+)? son (?!(?:\w+ )?responsables)\w+",
        r"\b(?:do|does) (?:you|u|they|y'?all) (?:mostly|mainly|usually|only|primarily|typically) (?:rent|lease) to\b",
        rf"\b{_PERSON}\b[^.?!\n]{{0,30}}\b(?:be|feel) (?:comfortable|safe|welcome|at home)\b",
        rf"\bthe only (?:\w+ )?(?:{_TRAITS}|{FAMILY})\b",
        r"\bhay (?:\w+ )?(?:familias|ninos|bebes)\b(?: con \w+)?"
        r"(?: (?:aqui|ahi|arriba|cerca|(?:en|de) (?:el|ese|este|la|esa|esta) (?:edificio|piso|complejo|zona)))",
        rf"\bwould (?:an? |my |our )?(?:\w+ ){{0,2}}{_PERSON}\b{NEAR}\b(?:feel (?:comfortable|welcome|at home|safe)|"
        rf"fit in|like it(?: here| there)?|blend in)\b",
        rf"\bfriendly (?:to|towards?|with) (?:\w+ )?{_TRAITS}\b",
        rf"\b(?:do|does) (?:\w+ ){{0,2}}{GROUP}\b(?: \w+){{0,2}} (?:live|rent|stay)\b(?! with)",
        rf"\b(?:{PEOPLE}|most|everyone|everybody)\b(?: \w+){{0,2}} have (?:any |small |young )?(?:kids|children)\b",
        rf"\b(?:are|is) there (?:\w+ ){{0,2}}(?:{_TRAITS}|{OTHERS})\b{_THINGS}",
        r"\b(?:are|is) there (?:\w+ )?(?:kids|children|families|babies)(?: (?:living|upstairs|downstairs|next door|"
        r"above|below|here|there|around|nearby|in (?:the|your|this) (?:building|complex|community|area)))\b",
        r"\b(?:are|is) there (?:\w+ )?(?:people|residents|tenants|families|neighbou?rs) from "
        r"(?!the\b|your\b|my\b|our\b|maint|manag|leas|work|time)\w+",
        rf"^(?![^\n]*\b(?:office|staff|team|agents?|managers?)\b)[^\n]*\b(?:{PEOPLE}|most|everyone|everybody)\b"
        rf"{NEAR}\b(?:speak|habl[ae]n?) \w+",
        r"\b(?:mostly|mainly|more|all|only|mas) (?:men|women|guys|girls|males|females|boys|ladies|hombres|mujeres)\b"
        r"(?!'?s? (?:bathroom|restroom|room|gym|shirts?|locker))",
        r"\b(?:working|middle|upper|lower|blue[- ]collar|white[- ]collar)[- ](?:class|collar) "
        r"(?:area|neighbou?rhood|building|community|complex|place|people|crowd)\b",
        r"\b(?:an? |more (?:of an? )?)(?:family|students?|singles?|party|college|yuppie|young) "
        r"(?:building|complex|community|place|crowd|neighbou?rhood|area)\b",
        rf"\b{PLACE} (?:\w+ )?(?:racially )?mixed\b(?!-| (?:use|income))",
        rf"\b(?:{FAITH}|{ORIGIN}|{ORIENTATION}) communit(?:y|ies)\b|\bcomunidad(?:es)? (?:\w+ )?(?:{FAITH}|judia|"
        rf"musulmana|"
        rf"cristiana|catolica|latina|hispana|china|gay)\b",
        r"\b(?:one|same|which) race\b|\bin their (?:[2-8]0s|twenties|thirties|forties|fifties|sixties)\b|"
        rf"\bhay (?:mucha )?gente (?!en la oficina)\w+|\bla mayoria (?:son|es) (?:(?!son|es)\w+ )?{GROUP}\b",
        rf"\b(?:edificio|lugar|comunidad|zona|barrio) (?:de|para|con) (?:\w+ )?(?:{AGE}|familias|estudiantes|"
        rf"solter[oa]s)\b",
        # Whatever else a question says of others' origin, faith or orientation.
        rf"^(?![^\n]*\b(?:i|i'm|im|we|we're|my|our|me|us|soy|somos|mi|mis|nuestr[oa])\b)"
        rf"[^\n]*\b(?!(?:blacks?|whites?|americans?|polish|indian|negr|blanc)\w*\b)"
        rf"(?:{ORIGIN}|{FAITH}|{ORIENTATION})\b{_THINGS}",
        r"\blugar\b[^.?!\n]{0,30}\b(?:gente mayor|gente joven|personas mayores)\b",
        rf"\b(?:{HERE}|{PLACE}|{PEOPLE}|most of (?:them|the \w+))\b[^.?!\n]{{0,20}}?{_NOT_OWN}\b(?:{ORIGIN}|{AGE}|"
        rf"{ORIENTATION}|students|college kids|"
        r"families|all families)\b(?! (?:discount|restaurants?|housing|apartments|walls?|appliances|cabinets|"
        r"floors?))",
        rf"\b{PEOPLE}\b(?: \w+){{0,3}} (?:quiet|respectful|friendly|nice|clean|educated|professional|normal|decent|"
        rf"cool)\b",
        rf"\b(?:{ORIGIN}|{FAITH}|{ORIENTATION}) (?:{PLACE}|building|complex|neighbou?rs?|part of town|side)\b",
    ),
)
