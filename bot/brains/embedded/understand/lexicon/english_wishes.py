"""How a home that somebody wants is described in English: size, money, pets, features, place."""

from __future__ import annotations

from bot.brains.embedded.understand.lexicon.build import compiled, rules, words
from bot.brains.embedded.understand.lexicon.english_dates import COUNT

BED = r"(?:bed ?-?rooms?|beds?|bdrms?|bdr|bds?|brs?|bedrroms?)"
BATH = r"(?:bath ?-?rooms?|baths?|bthrms?|ba)"
SIZE = r"(?:[0-9]|one|two|three|four|five|six|single|double)"
BATHS = r"(?:[1-9](?:\.[05])?|(?:one|two|three|four|five|single)(?: and a half)?|1/2)"
PARTS = {"bed": BED, "bath": BATH, "size": SIZE, "baths": BATHS, "num": COUNT}

NOT_BARE = (
    r"(?![\d:/%]|[,.]\d| ?(?:people|of us|st\b|nd\b|rd\b|th\b|am\b|pm\b|k\b|weeks?|months?|days?|thing|question|"
    r"personas|"
    r"semanas|mes|d[ií]as))"
)
BARE_NUMBER = compiled(r"(?<![\d$.,/:#-])\b(\d|one|two|three|four|five|six|zero)\b" + NOT_BARE)

BEDROOMS = rules(
    [
        ("both", r"\b(?P<n>%size%)[ -]*%bed%,? (?:and|&) %bath%\b"),
        ("both", r"\b(?P<n>%size%)[ -]*%bath%,? (?:and|&) %bed%\b"),
        ("beds_baths", r"\b(?P<n>[0-6]) ?(?:b|br|bd|bed)? ?[x/] ?(?P<m>[1-4](?:\.5)?) ?(?:b|ba|bath)?s?\b(?! ?(?:/|"
                       r"\d|am|pm))"),
        ("beds_baths", r"\b(?P<n>[1-6])b(?P<m>[1-4])b\b"),
        ("range", r"\b(?P<n>%size%) ?(?:-|to|or|/|and) ?(?P<m>%size%)[ -]*%bed%\b"),
        ("range", r"\b(?P<n>%size%)[ -]*%bed%? ?(?:-|to|or) (?:a )?(?P<m>%size%)[ -]*%bed%\b"),
        ("studio_or", r"\b(?:studios?|efficienc(?:y|ies))(?: apartment)?,? (?:or|"
                      r"and) (?:maybe )?(?:an? )?(?P<m>%size%)[ -]*%bed%\b"),
        ("studio_or", r"\b(?P<m>%size%)[ -]*%bed%(?: apartment| home| unit)? or (?:an? |even a )?(?:studio|"
                      r"efficiency)\b"),
        ("beds", r"\b(?P<n>%size%)(?: (?:or more|plus|full|big|large|decent|spacious|private))?[ -]*%bed%\b"),
        ("beds", r"\b%bed% ?(?:count|number)?(?: (?:should|must|needs? to|to|would))? ?(?:is|be|as|of|:|=|"
                 r"are)? (?P<n>%size%)\b(?! ?(?:%bath%|people|,\d))"),
        ("studio", r"\b(?:studios?|efficienc(?:y|ies)|bachelor (?:unit|apartment|pad))\b"),
        ("beds", r"\b(?P<n>%size%)[ -]rooms?\b"),
    ],
    PARTS,
)  # fmt: skip

BATHROOMS = rules(
    [
        ("baths", r"\b(?P<n>%baths%)(?: (?:or more|full|private|big))?[ -]*%bath%\b"),
        ("baths", r"\b%bath% ?(?:count|number)?(?: (?:should|must|needs? to|to|would))? ?(?:is|be|as|of|:|=|"
                  r"are)? (?P<n>%baths%)\b(?! ?%bed%)"),
    ],
    PARTS,
)  # fmt: skip

NEGATION = compiled(
    r"\b(?:not(?: an?)?|not (?:want|wanting|need|looking)(?: an?)?|instead of|rather than|no longer|"
    r"don'?t (?:want|need)(?: an?)?|isn't|other than)(?: the)?\W*$"
)

AMOUNT = (
    r"\$? ?(?P<a>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\.00)? ?(?P<ak>k\b|grand\b|thousand\b|"
    r"hundred\b)?(?: ?(?:dollars|bucks|usd))?"
)
SECOND = (
    r"\$? ?(?P<b>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)(?:\.00)? ?(?P<bk>k\b|grand\b|thousand\b|"
    r"hundred\b)?(?: ?(?:dollars|bucks|usd))?"
)
NOT_MONEY = (
    r"(?!-\d| ?(?:sq|square|feet|ft|lbs?|pounds|miles|minutes|min\b|hours|days|weeks|months\b|years|people|adults|"
    r"of us|kids|percent|%|am\b|pm\b|st\b|nd\b|rd\b|"
    r"th\b|bed|bath|br\b|ba\b|[a-z]*\d|:\d|/\d|credit|[-.]\d{3,}))"
)
MONEY = rules(
    [
        ("range", r"\b(?:between |from |range (?:of |is )?|budget (?:of |is )?)?\W?%amount% ?(?:and|to|-|"
                  r"or) ?%second%%notmoney%"),
        ("max", r"\b(?:under|below|less than|lower than|cheaper than|up to|upto|max(?:imum)?(?: of| is| budget)?|"
                r"no more than|not more than|at most|not (?:over|above|exceed\w*)|"
                r"within|(?:can'?t|cannot|won'?t|don'?t want to|can not) (?:go |pay |spend |afford )?(?:over|above|"
                r"more than)|no higher than|top(?:s)?(?: out)? (?:at|is)|capped? at|limit(?: is| of)?|"
                r"can (?:only )?(?:afford|pay|spend|do)|<=?) ?(?:about |around )?%amount%%notmoney%"),
        ("min", r"\b(?:over|above|more than|at least|min(?:imum)?(?: of| is)?|starting (?:at|from)|no less than|"
                r"upwards? of|>=?) ?%amount%%notmoney%"),
        ("max", r"\b(?:budget|afford|spend|pay(?:ing)?|rent|price)\b(?: (?:is|of|would be|range|around|about|up|to|"
                r"no|more|than|for|at|should|be|it|approximately|roughly|max|comfortably|only|like|somewhere|under|"
                r"'s))*"
                r"\W{0,2}%amount%%notmoney%"),
        ("max", r"\b(?:around|about|roughly|approximately|approx|~|near|close to|for) ?%amount%%notmoney%"),
        ("max", r"(?:^|[\s(])%amount% ?(?:or (?:less|under|below|lower)|max(?:imum)?|tops|and (?:under|below)|budget|"
                r"at most|limit|is my (?:max|limit|budget))\b"),
        ("min", r"(?:^|[\s(])%amount% ?(?:or more|and up|\+)"),
        ("max", r"(?:^|[\s(])%amount% ?(?:/ ?mo\b|/ ?month|a month|per month|monthly|mo\b)"),
    ],
    {"amount": AMOUNT, "second": SECOND, "notmoney": NOT_MONEY},
)  # fmt: skip

OCCUPANTS = rules(
    [
        # Who needs three people, or to speak to them, does not live with them.
        ("count", r"(?<!need )(?<!want )(?<!talk to )(?<!speak to )(?<!talk with )(?<!speak with )"
                  r"\b(?P<n>%num%) (?:people|persons?|adults?|occupants?|residents|tenants|roommates|of us|ppl|"
                  r"humans|in total)\b(?:.{0,8}?(?:and|with|\+|,) (?:(?P<m>%num%|a|our) (?:kids?|child(?:ren)?|"
                  r"bab(?:y|ies)|toddlers?|teen\w*))?)?"),
        ("household", r"\bmy (?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|spouse),? (?:and )?(?:my|our) "
                      r"(?:(?P<n>%num%) )?(?:kids?|children|child|sons?|daughters?|bab(?:y|ies)),? (?:and|"
                      r"&) (?:i|me|myself)\b"),
        ("plus_me", r"\b(?:me|myself|i),? (?:and|plus|with|\+) (?:my )?(?P<n>%num%) (?:friends?|roommates?|kids?|"
                    r"children|others?|buddies|people)\b"),
        ("just_me", r"\b(?:just|only) (?:me|myself|for me|1 person|one person)\b|\bby myself\b|\b(?:i'?ll be|i'?m|"
                    r"i am|live|living|moving in) alone\b|\bit'?s just me\b"),
        ("two", r"\b(?:me|myself|i) (?:and|plus|\+|&) my (?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|"
                r"spouse|roommate|roomie|mom|dad|mother|father|sister|brother|son|daughter|friend|kid|baby|gf|"
                r"bf)\b(?! and)"
                r"|\bmy (?:wife|husband|partner|girlfriend|boyfriend|fianc[eé]e?|spouse|roommate|sister|brother|son|"
                r"daughter|friend|mom|mother) and (?:i|me|myself)\b(?! and)|\b(?:for|just) (?:the )?two of us\b|"
                r"\bboth of us\b"),
        ("family", r"\bfamily of (?P<n>%num%)\b|\bfor (?P<m>%num%) people\b"),
    ],
    PARTS,
)  # fmt: skip

PET_KINDS = {
    "dog": "dog", "dogs": "dog", "puppy": "dog", "puppies": "dog", "pup": "dog", "doggo": "dog", "cat": "cat",
    "cats": "cat", "kitten": "cat", "kittens": "cat", "kitty": "cat", "kitties": "cat",
    "rabbit": "rabbit", "rabbits": "rabbit", "bunny": "rabbit",
    "bird": "bird", "birds": "bird", "parrot": "bird", "parakeet": "bird", "cockatiel": "bird",
    "canary": "bird",
    "cockatoo": "bird", "budgie": "bird", "chicken": "bird", "duck": "bird", "hamster": "hamster",
    "guinea pig": "rodent",
    "gerbil": "rodent", "chinchilla": "rodent",
    "hedgehog": "hedgehog", "ferret": "ferret", "fish": "fish",
    "lizard": "reptile",
    "snake": "reptile", "gecko": "reptile", "turtle": "reptile", "tortoise": "reptile",
    "iguana": "reptile",
    "bearded dragon": "reptile", "frog": "amphibian", "tarantula": "spider", "pig": "pig",
    "lab": "dog", "labs": "dog", "labrador": "dog",
    "retriever": "dog", "poodle": "dog", "chihuahua": "dog", "husky": "dog", "beagle": "dog", "corgi": "dog",
    "german shepherd": "dog", "pit bull": "dog", "pitbull": "dog", "bulldog": "dog", "terrier": "dog",
    "dachshund": "dog",
}  # fmt: skip
BREEDS = (
    "golden retriever|labrador retriever|labrador|german shepherd|pit bull|pitbull|rottweiler|poodle|chihuahua|husky|"
    "beagle|corgi|bulldog|french bulldog|terrier|dachshund|doberman|great dane|border collie|australian shepherd|"
    "shih tzu|boxer|goldendoodle|lab|siamese|maine coon|persian"
)
PET = (
    r"(?:pets?|dogs?|cats?|pup(?:py|pies|s)?|kitt(?:en|y|ens|ies)|rabbits?|bunn(?:y|ies)|birds?|parrot|hamsters?|"
    r"ferrets?|(?:" + BREEDS + r")s?)"
)
PETS = rules(
    [
        ("assistance", r"\b(?:service|assistance|emotional support|support|guide|therapy|seeing[- ]eye) (?:animals?|"
                       r"dogs?|cats?|pets?)\b|\besas?\b"),
        ("none", r"\b(?:no|without(?: any)?|don'?t (?:have|own)(?: any| a)?|do not have(?: any| a)?|not have any|"
                 r"zero|have no) (?:other )?(?:pets?|animals|dogs?(?: or cats?)?|cats?(?: or dogs?)?)\b(?! ?(?:fee|"
                 r"rent|deposit|polic))|\bpet[- ]free\b"),
        ("have", r"(?<!can )(?<!could )(?<!may )(?<!do )(?<!if )(?<!should )(?<!would )\b(?:i|we)(?:'ve| have|"
                 r"'ll have| will have| own| also have|'m bringing|'ll be bringing| got| do have|'ve got|"
                 r" will be bringing)(?: got)?(?: also)? (?:(?P<n>%num%|an?|my|our|"
                 r"some) )?(?:\w+ ){0,3}?(?P<kind>%pet%)\b"),
        ("have", r"\b(?:my|our) (?:(?P<n>%num%) )?(?:\w+ ){0,2}?(?P<kind>%pet%)\b"),
        ("bring", r"\b(?:with|and|have|got|bring|bringing|for) (?P<n>%num%|an?|my|our|"
                  r"some) (?:\w+ ){0,2}?(?P<kind>%pet%)\b(?! (?:fee|rent|deposit|polic|park))"),
        ("bring", r"(?<=, )(?P<n>%num%) (?P<kind>%pet%)\b(?! (?:fee|rent|deposit|polic|park|max|limit))"),
        ("bring", r"^\W*(?:yes|yeah|yep|sure|i do)?[,. ]*(?P<n>%num%|an?) (?:\w+ ){0,2}?(?P<kind>%pet%)\b"),
        ("need", r"\b(?:pet|dog|cat)s?[- ]?friendly\b"),
        ("need", r"\b(?:that|which|it|should|must|where|to|also|who|they|accepts?|will) (?:\w+ )?(?:allow|accept|"
                 r"permit|take|let|welcome)s?(?: \w+){0,2} %pet%\b|\b(?:allow|accept|permit|welcom)(?:s|ing|"
                 r"ed) (?:of )?(?:my |our )?%pet%\b"),
        ("need", r"\b%pet% (?:should|must|need to|have to|would need to|to|also|can) (?:also )?(?:be |"
                 r"get )?(?:allow\w*|permit\w*|accept\w*|ok|welcome|live|stay|come|be)\b|\b%pet% (?:are |"
                 r"being )?(?:allowed|permitted|welcome|accepted|ok|okay)\b"),
        ("need", r"\b(?:can|could|will|may|i'd|to|able to) (?:i |we )?(?:have|keep|bring|own|get) (?:a |my |our |"
                 r"some )?%pet%\b|\b(?:take|bring|keep)(?:ing)? my %pet%\b|\bhave pets\b|\bwith pets\b|"
                 r"\b%pet% too\b"),
    ],
    {**PARTS, "pet": PET},
)  # fmt: skip

FURNISHED = rules(
    [
        ("no", r"\b(?:un-?furnished|non-?furnished)\b|(?:\bnot|n't|\bwithout|\bno need|\bno|\bnever)(?: (?:need|have|"
               r"to|be|for|it|a|any|necessarily|really|being|want|of|one))*(?: furnished| furniture)\b|\b(?:i|"
               r"we) have (?:my|our) own furniture\b"),
        ("yes", r"\b(?:fully |well |already |partially )?furnished\b|\b(?:with|has|have|includes?|including|and|"
                r"comes with) furniture\b"),
    ]
)  # fmt: skip

FEATURES = {
    name: compiled(pattern)
    for name, pattern in {
        "in_unit_laundry": r"\bin[- ]?unit (?:laundry|washer\w*|w/?d|dryer)\b|\b(?:washer|laundry|w/?d)(?: (?:and|&|"
                           r"/|\+|or) ?dryer)? (?:in|inside)(?: the| my)? (?:unit|apartment|home|building)\b|"
                           r"\bin[- ]home (?:laundry|washer)\b|\bown (?:laundry|washer|w/?d)\b|\b(?:washer|"
                           r"washing machine)s?(?: ?(?:and|&|/|\+) ?| )dryers?\b|\bw/?d\b|\bwasher\b|"
                           r"\bwashing machine\b|\blaundry\b",
        "garage": r"\bgarages?\b",
        "parking": r"\bparking\b(?! (?:fee|cost|permit))|\bplace to park\b|\bcarport\b",
        "balcony": r"\bbalcon(?:y|ies)\b",
        "patio": r"\bpatios?\b",
        "pool": r"\b(?:swimming )?pools?\b",
        "gym": r"\bgyms?\b|\bfitness (?:center|room|centre)\b|\bworkout room\b",
        "dishwasher": r"\bdish ?washers?\b",
        "microwave": r"\bmicrowave\b",
        "air_conditioning": r"\bair[- ]?con\w*\b|\ba/?c\b(?!\w)|\bcentral air\b",
        "elevator": r"\belevators?\b|\blift\b",
        "fireplace": r"\bfire ?place\b",
        "hardwood_floors": r"\b(?:hard ?wood|wood(?:en)?) floors?(?:ing)?\b",
        "walk_in_closet": r"\bwalk[- ]in closets?\b",
        "storage": r"\bstorage\b",
        "yard": r"\b(?:back ?)?yard\b|\bgarden\b",
        "ev_charging": r"\bev charg\w+\b|\bcharg\w+ (?:station|for my (?:car|ev|tesla))\b",
        "dog_park": r"\bdog (?:park|run)\b",
        "renovated_kitchen": r"\b(?:renovated|updated|new|modern) kitchens?\b",
        "vaulted_ceiling": r"\b(?:vaulted|high) ceilings?\b",
        "courtyard_view": r"\bcourtyard view\b",
        "step_free_entry": r"\bstep[- ]free\b|\b(?:ground|first|1st)[- ]floor\b|\bno stairs\b",
        "wheelchair_accessible": r"\bwheel ?chair[- ]accessible\b|\baccessible (?:unit|apartment|home)\b",
        "smoke_free": r"\b(?:smoke[- ]free|non[- ]?smoking)\b",
    }.items()
}  # fmt: skip

DEAL = rules(
    [
        ("buy", r"\b(?:to|wanna|want|looking to|interested in|like to|hoping to|and) (?:buy|buying|purchase|"
                r"purchasing)\b(?! (?:\w+ )?furniture)|\bbuying (?:a|an|my|some)\b|\bpurchas(?:e|ing) (?:a|an)\b|"
                r"\bfor sale\b|\bto own\b|^\W*(?:buy|buying|purchase)\W*$"),
        ("rent", r"\b(?:to|wanna|want|looking to|interested in|like to|looking into|for) (?:rent|renting|lease|"
                 r"leasing)\b|\brenting (?:a|an|one|it)\b|\bfor rent\b|\brental\b|\b(?:can|could) (?:i|we) rent\b|"
                 r"^\W*(?:just |only )?(?:rent|renting|lease)(?: it| please)?\W*$|\brent (?:a|an|one|it) \b"),
    ]
)  # fmt: skip

MATTERS_NOT = r"(?:(?:does|do|is|are)(?:n'?t| not) (?:really )?(?:matter|important|an? (?:issue|problem|concern)))"
INDIFFERENT = rules(
    [
        ("price_max_cents", r"\b(?:no|any|forget(?: about)?|drop|ignore) (?:(?:the|my|that) )?(?:budget|"
                            r"price)(?: limit| range)?\b|\b(?:money|price|budget|cost|"
                            r"rent) %not%\b"),
        ("bedrooms", r"\bany (?:number of bedrooms|size)\b|\b(?:size|(?:number of )?%bed%) %not%\b"),
        ("bathrooms", r"\bany number of bathrooms\b|\b(?:number of )?%bath% %not%\b"),
        ("move_in_date", r"\b(?:date|timing|move[- ]in) (?:is )?(?:flexible|%not%)|\bflexible (?:on|with|"
                         r"about) (?:the |my )?(?:date|timing|move)"),
        ("furnished", r"\bfurnished or (?:not|unfurnished)\b|\b(?:furniture|furnished) %not%\b"),
    ],
    {**PARTS, "not": MATTERS_NOT},
)  # fmt: skip
SHRUG = compiled(
    r"^\W*(?:any|anything|whatever|either|no preference|i'?m flexible|flexible|(?:it |that )?does(?:n'?t| not) matter|"
    r"i don'?t (?:care|mind)|not sure|no idea|idk|don'?t know)\b"
)

TOUR_TYPES = {
    "virtual": compiled(
        r"\b(?:virtual(?:ly)?|video|online|zoom|face ?time|remote(?:ly)?|over video|"
        r"live video)\b(?! (?:camera|surveillance|portal|payment))"
    ),
    "self_guided": compiled(
        r"\bself[- ]?(?:guided|tour|showing)\b|\bby myself tour\b|\bon my own\b|\bunaccompanied\b|"
        r"\b(?:tour|see|view|look|visit|walk)\b.{0,24}\bby (?:myself|ourselves)\b|"
        r"\bwithout (?:an|a leasing|any|the) (?:agent|guide|staff)\b"
    ),
    "in_person": compiled(
        r"\bin[- ]?person\b|\bon[- ]?site\b|\bface[- ]to[- ]face\b|"
        r"\bguided tour\b(?<!self-guided tour)(?<!self guided tour)"
    ),
}

PLACE = r"[a-z][a-z'.\-]+(?: [a-z][a-z'.\-]+){0,2}"
AREAS = rules(
    [
        ("area", r"\b(?:in|around|near|nearby|at|to|within|by) (?:the )?(?P<area>%place%?) (?:area|neighborhood|"
                 r"neighbourhood|region|district)\b"),
        ("area", r"\b(?:located|situated|live|living|stay|move|moving|be|based|area|city|town|neighborhood|"
                 r"location)(?: \w+)? (?:in|is|of|to|near|around|be|as) (?:the )?(?:city of |"
                 r"town of )?(?P<area>%place%)"),
        ("area", r"\b(?:in|near|around) (?:the )?(?:city of |town of )?(?P<area>%place%)"),
        ("area", r"\b(?:the )?(?P<area>%place%) area\b"),
    ],
    {"place": PLACE},
)  # fmt: skip
NOT_AREAS = words(
    "the a an my your our this that it there here building unit apartment home place office area neighborhood "
    "city town community person advance total general mind case fact january february march april may june july "
    "august september october november december monday tuesday wednesday thursday friday saturday sunday spring "
    "summer fall winter autumn one two three four five six morning afternoon evening touch contact with which "
    "what where any some all no not and or but to for from of on at by about next last first second good great "
    "nice same new old hello hi yes please thanks thank you i we they he she me us looking interested something "
    "anything open available now today tomorrow tonight week weeks month months year years day days asap soon "
    "price rent budget dollars bedroom bedrooms bath baths bathroom bathrooms bed beds studio pets pet dog cat "
    "dogs cats furnished move see tour visit schedule book find search show need want like have has is are was be "
    "been college school ny line noon more less move-in moving parking laundry order addition unit-laundry "
    "between early mid late work downtown very much so lot lots bunch really"
)
