"""How visitors ask whether their family, their age or they themselves are welcome."""

from __future__ import annotations

from bot.guards.fair_housing_topics import GAP, NEAR, asked, said
from bot.guards.fair_housing_words import AGE, AMENITY, FAITH, FAMILY, ORIENTATION, ORIGIN

_NO_AMENITY = rf"(?![^.?!\n]*\b{AMENITY}\b)"
_CHILD = rf"(?:{FAMILY}|kiddos?|sons?|daughters?|grandkids?|grandchild(?:ren)?|nephews?|nieces?|hij[oa]s?)"
_COMING = r"(?:adopt(?:ing)?|expecting|foster(?:ing)?|custody|embarazada)"
_FINE = (
    r"(?:ok|okay|allowed|accepted|welcome|fine|permitted|a problem|an issue|extra (?:charge|fee|rent)|"
    r"against the rules|"
    r"kick(?:ed)? (?:me|us)? ?out|evict\w*|have to move|permitid[oa]s?|bienvenid[oa]s?|(?:un )?problema)"
)
_LANDLORD = (
    r"(?:you|u|ya|they|y'?all|community|place|property|building|landlord|management|apartments?|apts?|se|ustedes)"
)

_BEST = (
    r"(?:best|better|good|great|ideal|perfect|quiet(?:er|est)?|calm(?:er|est)?|peaceful|suit(?:s|ed|able)?|right|"
    r"nicest|"
    r"nicer|recommend\w*|made|meant|designed|suggest|mejor(?:es)?|ideal(?:es)?|tranquil[oa]s?|adecuad[oa]s?|"
    r"recomiendan?)"
)
_PART = (
    r"(?:buildings?|bldgs?|floors?|levels?|units?|homes?|apartments?|apts?|places?|sides?|wings?|sections?|parts?|"
    r"areas?|"
    r"spots?|ones?|floor ?plans?|edificios?|pisos?|departamentos?|apartamentos?|unidad(?:es)?|lados?|zonas?)"
)
_WITH_KIDS = (
    rf"(?:for|with|having|para|con) (?:\w+ ){{0,3}}?{_CHILD}\b"
    r"(?! (?:room|sized?|discount|pool|menu|hours|friendly|portal|night|reunion|doctor|of \w+|to (?:play|swim|ride|"
    r"run|"
    r"study)))"
)

# Which of the homes is for families: none more than another.
WHERE_FAMILIES = (
    *asked(
        rf"\b{_PART}\b[^.?!\n]{{0,40}}?\b{_BEST}\b{NEAR}\b{_WITH_KIDS}",
        rf"\b{_BEST}\b{NEAR}\b{_PART}\b{NEAR}\b{_WITH_KIDS}",
        rf"\b(?:which|what|where|que|cual|donde)\b{NEAR}\b(?:{FAMILY})\b {NEAR}\b(?:live|put|placed?|belong|go|"
        rf"usually|"
        rf"mostly|normally|prefer|like|viven)\b",
    ),
    *said(
        rf"\b(?:recommend|suggest|recomiend[ae]n?)\b{NEAR}\b{_PART}\b {NEAR}{_WITH_KIDS}",
    ),
)

# Children are welcome; the same occupancy standard for everybody.
FAMILIES = (
    *said(
        r"\badults?[- ]only\b|\bchild[- ]?free\b|\bkid[- ]free\b|\bsolo (?:para |de )?adultos\b|"
        r"\bsin ninos (?:permitidos|el edificio)\b",
        r"\bno[- ](?:kids|children)\b (?:\w+ )?(?:building|policy|community|complex|allowed|floor|section|rule)",
        rf"\b{_LANDLORD}\b {NEAR}\b(?:allow|accept|take|rent to|lease to|welcome|permit|mind|okay with|ok with|"
        rf"against|restrict\w*|"
        rf"charge)\b {NEAR}(?<!guest )\b(?:{FAMILY})\b(?!(?: \w+)? (?:{AMENITY}|room|hours|pets?|dogs?|"
        rf"units?)){_NO_AMENITY}",
        r"\b(?:aceptan|permiten|admiten|rentan a|se aceptan|se permiten|puedo (?:vivir|"
        r"rentar) con) (?:\w+ )?(?:ninos|bebes|familias|hijos)\b",
    ),
    *said(
        rf"\b{_CHILD}\b[^.?!\n]{{0,20}}?\b(?:can|could|would) (?:we|i) (?:all |still )?(?:live|fit|rent|stay|share)\b",
        rf"\bpregnan\w+\b{NEAR}\b(?:rent|live|apply|lease|allowed|okay|ok)\b",
    ),
    *asked(
        rf"\b(?:limits?|max(?:imum)?|restrictions?|rules?|polic(?:y|ies))\b{NEAR}\b(?:kids|children|babies|"
        rf"infants)\b{_NO_AMENITY}",
        rf"\b(?:{_CHILD}|{_COMING})\b{_NO_AMENITY}(?!\W(?:dog|cat|pet|puppy|kitten|discount|"
        rf"room))[^.?!\n]{{0,50}}?\b{_FINE}\b",
        rf"\b(?:is|are|would|will|can|could|may|does|do|hay|puede[ns]?|puedo)\b{NEAR}\b{_FINE}\b{NEAR}\b{_CHILD}\b"
        rf"(?!(?: \w+)? (?:{AMENITY}|room|hours)){_NO_AMENITY}",
        rf"\b(?:can|could|may|would|puede[ns]?)\b{NEAR}\b{_CHILD}\b{NEAR}\b(?:share|live|sleep|have to have|"
        rf"need their own|compartir|vivir)\b"
        rf"{_NO_AMENITY}",
        r"\b(?:kids?|kiddos?|children|ninos)[- ]?(?:friendly|welcome|allowed|ok|permitidos|"
        r"bienvenidos)\b(?! (?:hours|pool))",
        r"\bfamily[- ](?:friendly|oriented)\b",
        r"\b(?:good|great|suitable|right|nice) (?:place |fit |community |spot )?for (?:a |my |our |young )?(?:kids|"
        r"children|famil(?:y|ies))\b",
    ),
)

_55 = r"(?:55|62|60|50)"

# An age limit only where the community is one for older persons.
AGE_LIMIT = (
    *said(
        rf"\b{_55}\s?(?:\+|plus\b|and (?:over|older|up|above|better)|or (?:over|older|better)|y mas|o mas)",
        rf"\b(?:people |those |adults |anyone |persons )?(?:over|mayores de|older than) {_55}\b(?! ?(?:%|lbs?|pounds|"
        rf"sq|dollars|units|minutes|a\b|/|percent|k\b))",
        r"\bsenior (?:living|community|communities|housing|apartments?|complex|building|residents? only|"
        r"citizens? only|place)\b",
        rf"\bseniors? only\b|\bage[- ]restricted\b|\b(?:minimum|maximum|min|max) age\b{_NO_AMENITY}",
        rf"\bage (?:limits?|restrict\w*|requirements?|cut-?off|range|policy|minimum)\b{_NO_AMENITY}",
        r"\b(?:retirement|active adult) (?:community|home|living|apartments?|place|complex)\b",
        rf"\bhow old (?:do|must|should|does) (?:i|we|you|u|one|someone|my)\b{_NO_AMENITY}",
        r"\b(?:need|have|must|got)(?: to)? be (?:at least |over )?[1-6]\d\b(?! ?(?:%|lbs?|pounds|minutes|days|"
        r"dollars|miles|a\b|/))",
        r"\btoo (?:young|old) (?:to|for)\b|\b(?:old|young) enough to\b|\b(?:old people'?s|old folks'?) (?:home|place|"
        r"building)\b",
        r"\b(?:edad (?:minima|maxima)|limite de edad|(?:solo )?para (?:personas mayores|ancianos|gente mayor|"
        r"jubilados|adultos mayores))\b",
    ),
    *asked(
        r"\b(?:am i|is (?:he|she|my \w+)|are we) (?:too|not) (?:young|old)\b",
        r"\b(?:just|only|mostly|mainly|meant) for (?:the )?(?:seniors?|elderly|retirees|old(?:er)? (?:people|folks|"
        r"adults)|retired (?:people|folks))\b",
        rf"\bis (?:it|this|that|the (?:building|community|place|complex)) for (?:the )?(?:{AGE})\b(?! discount)",
    ),
)

MIGRATION = (
    r"(?:undocumented|daca|dreamers?|green card|visa holders?|(?:work|student|tourist) visas?|on (?:a |"
    r"an )?(?:\w+ )?visa|h-?1-?b|work permit|"
    r"non-?citizens?|not (?:a )?(?:us )?citizens?|citizenship|immigration status|immigrants?|refugees?|asylum\w*|"
    r"sin papeles|indocumentad[oa]s?|estatus migratorio|(?:un|una) inmigrante|international students?)"
)
BENEFITS = (
    r"(?:child support|alimony|food stamps|snap benefits|ebt|ssi\b|ssdi|social security(?: income| benefits|"
    r" check)?(?! (?:number|#|card|no))|"
    r"disability (?:income|check|benefits|payments?)|on disability|welfare|tanf|unemployment(?: benefits| check)?|"
    r"public assistance|"
    r"government (?:benefits|assistance|check)|v\.?a\.? benefits|veterans? benefits|pension|retirement income|"
    r"manutencion|"
    r"cupones de comida)"
)
_WHO = (
    r"\b(?:i(?:'?m| am)|we(?:'?re| are)|my (?:partner|husband|wife|spouse|boyfriend|girlfriend|family|mom|mother|dad|"
    r"father|son|daughter|"
    r"brother|sister|cousin|friend|fiance)(?: and i)?(?:'?s| is| are)?|soy|somos)"
)
_TRAIT = (
    rf"(?:{ORIGIN}|{FAITH}|{ORIENTATION}|{MIGRATION}|unmarried|(?:not|n'?t|never) married|divorced|interracial|"
    r"mixed[- ]race|two (?:men|women|moms|dads)|people (?:with|on) (?:\w+ )?visas?|people like (?:me|us))"
)
# A wish to be let in, not just any question: a trait that is only mentioned must change nothing.
_MAY = (
    r"(?:(?:can|could|may|would|will) (?:i|we|she|he|they|my \w+|you)(?: \w+){0,2} (?:rent(?! is)|live|qualify|lease|"
    r"approved?|accept(?:ed)?|"
    r"denied|welcome|allowed|apply)|still (?:apply|rent|qualify|lease)|do you (?:accept|rent|mind|allow|take|care)|"
    r"is (?:that|it|this) (?:\w+ )?(?:ok|okay|fine|allowed|a problem|an issue)|ok\?|okay\?|a problem|an issue|"
    r"matter to you|does (?:it|that) matter|"
    r"feel welcome|puedo (?:rentar|vivir|aplicar)|podemos (?:rentar|vivir|aplicar)|(?:un )?problema)"
)

# The same criteria for everybody, whoever asks.
CRITERIA = (
    *said(
        rf"\b{_LANDLORD}\b {NEAR}\b(?:rent(?:ing)? to|lease to|leasing to|accept|take|allow|welcome|approve|"
        rf"discriminate|deny|refuse|"
        rf"turn (?:away|down)|serve|okay with|ok with|cool with|friendly to(?:wards?)?|have (?:a problem|anything|"
        rf"something) (?:with|against)|"
        rf"rentan a|aceptan)\b {NEAR}\b(?:{_TRAIT}|felons?|ex-?cons?|elderly|old(?:er)? people|seniors|"
        rf"disabled)\b(?! (?:discount|express|cards?|wifi|walls?))",
        r"\b(?:rentan|aceptan|alquilan)\b(?: a)? (?:\w+ ){0,2}(?:inmigrantes|indocumentad\w+|extranjer\w+|"
        r"parejas (?:gay|homosexuales)|musulman\w+|sin papeles)\b",
        rf"{_WHO} (?:\w+ ){{0,2}}{_TRAIT}\b[^\n]{{0,60}}?\b{_MAY}\b",
        rf"\b(?:can|could|would|will|do|does|am i|are we|may|puedo|puede)\b{GAP}\b(?:apply|rent|lease|live|qualify|"
        rf"approved|accepted|denied|"
        rf"welcome|rentar|aplicar|vivir|calificar)\b{GAP}\b(?:{MIGRATION}|{ORIENTATION}|{BENEFITS}|unmarried|"
        rf"not married|muslim|us citizen)\b",
        rf"\b(?:{MIGRATION}|{BENEFITS})\b[^\n]{{0,60}}?\b(?:apply|rent here|lease|qualify|count\w*|accept\w*|ok|okay|"
        rf"enough|as income|approved|"
        r"problem|required|matter|rentar|aplicar|calificar|cuentan?)\b",
        rf"\b(?:counts?|accept|take|consider|use|include|require|check|cuentan?|aceptan)\b{NEAR}\b(?:{MIGRATION}|"
        rf"{BENEFITS})\b",
        rf"\b(?:do i|do we|must i|do you|does (?:one|somebody|someone)) (?:have|need) to be (?:an? )?(?:{ORIGIN}|"
        rf"{FAITH}|us citizen|citizen|married)\b",
        r"\b(?:do|does|would|will) (?:you|they|u|the \w+|ur \w+)(?: \w+)? discriminate\b",
        r"\b(?:wom[ae]n|m[ae]n|girls?|lad(?:y|ies)|females?|males?)(?:'?s)?[- ]only\b|\bsolo (?:para )?(?:mujeres|"
        r"hombres|"
        r"senoritas)\b",
        rf"\bonly (?:for|rent to|accept|take) (?:{ORIGIN}|{FAITH})\b",
    ),
    *asked(
        rf"\bis (?:it|this|that|the \w+)(?: place| community)? (?:an? )?(?:{FAITH})(?: (?:community|building|place|"
        rf"organization|affiliated|property))?\b(?! near)",
        r"\b(?:ok|okay|problem|issue|allowed|matter)\b[^.?!\n]{0,40}\b(?:married|unmarried)\b",
        rf"\b(?:unmarried|same[- ]sex|gay|interracial|lesbian|trans) (?:couples?|partners?|people)\b{NEAR}\b(?:ok|"
        rf"okay|allowed|welcome|rent|apply|live)\b",
        r"\b(?:you|they|management|landlord) (?:\w+ )?(?:prefer|rather|favou?r|want)\b(?: that| if)? (?:she|he|they|"
        r"my \w+|i|we)\b(?: \w+n't| not| \w+)? (?:live|lived|stay|move|rent|apply|be)",
        r"\b(?:elderly|forgetful|senior|[789]\d|grandma|grandmother|grandpa|grandfather)\b[^\n]{0,60}?\b(?:live|"
        r"living|lived|be) (?:\w+ )?(?:alone|by (?:herself|himself)|on (?:her|his) own)\b",
        r"\b(?:what (?:kinds?|types?|sorts?) of (?:people|tenants|renters|applicants|residents)|who) (?:do|would|"
        r"will) (?:you|u|they) (?:rent|lease|accept|take|approve|prefer|like)\b",
    ),
)
