"""How visitors speak of being wronged, of vouchers, and of what a disability calls for."""

from __future__ import annotations

from bot.guards.fair_housing_topics import GAP, NEAR, asked, said
from bot.guards.fair_housing_words import ASSISTANCE_ANIMAL, PROTECTED

_TRAIT = (
    rf"(?:{PROTECTED}|race|skin|accent|kids|religion|disab\w+|colou?r|gender|sex\b|voucher|wheelchair|last name|"
    rf"pregnan\w+)"
)

# Somebody was or feels wronged: a person, at once.
COMPLAINT = said(
    r"\bdiscriminat(?:ed|ing|ion|ory)\b|\bdiscrimin(?:ado|ada|acion|aron|an contra)\b",
    rf"\b(?:fair housing|civil rights|hud)\b{GAP}\b(?:complaint|violat\w+|report|lawyer|attorney|sue|suing)\b",
    rf"\b(?:file|filing|report|reporting|make)\b{GAP}\b(?:fair housing|hud|civil rights)\b",
    rf"\b(?:turned (?:me|us|him|her) (?:away|down)|turned away|denied|rejected|refused|ignored|ghosted|hung up|"
    rf"treat(?:ed|ing)|"
    rf"charged|told (?:me|us))\b{GAP}\b(?:because|due to|just for|on account of|for being)\b{NEAR}\b{_TRAIT}\b",
    rf"\b{_TRAIT}\b[^\n]{{0,40}}\bis (?:that|this|it) (?:even )?(?:legal|illegal)\b",
    r"\b(?:racist|racism|bigot\w*|homophobic|sexist|islamophob\w+|anti-?semitic)\b",
    r"\b(?:harass(?:ed|es|ing|ment)?|acoso|acosa|acosando)\b",
    rf"\b(?:treat(?:ed|s|ing)? (?:me |us |him |her )?(?:differently|unfairly|worse|badly)|rude to (?:me|"
    rf"us))\b{GAP}\bbecause\b",
)

# Vouchers and the like: never a refusal.
INCOME = said(
    r"\b(?:sec(?:tion|t|\.)?|seccion)\s?(?:8|eight|ocho)\b(?! (?:people|folks|tenants|renters|residents|families|"
    r"neighbou?rs))",
    r"(?<!parking )(?<!guest )(?<!gift )(?<!drink )(?<!valet )\bvouchers?\b(?! (?:people|tenants|for (?:guests?|"
    r"parking)))",
    r"\bhcvp?\b|\b(?:do|take|accept|with|on) (?:\w+ )?hud\b|\bhousing (?:choice|assistance|authority|subsid\w+|"
    r"program)\b|\brent(?:al)? (?:assistance|subsid\w+)\b",
    r"\b(?:hud-?)?vash\b|\brapid re-?housing\b|\bsubsidi[sz]ed\b|\bsource of income\b|\bhap (?:contract|payments?)\b",
    r"\b(?:vales?|bonos?|cupon(?:es)?) de (?:vivienda|renta|alquiler)\b|\bayuda (?:de|con la|para la) (?:renta|"
    r"vivienda)\b",
)

# A bodily or mental condition, the visitor's own or of somebody near.
_CONDITION = (
    r"\b(?:wheelchair|mobility (?:scooter|device|aid|issues?|impair\w+|problems?)|uses? (?:a )?(?:walker|cane|"
    r"crutches)|amputee|"
    r"paraly\w+|paraplegic|quadriplegic|deaf|hard of hearing|hearing (?:impaired|loss|aids?)|blind\b(?! spot)|"
    r"visually impaired|"
    r"low vision|disab(?:led|ility|ilities)|handicapped|special needs|autis(?:m|tic)|asperger\w*|adhd|ptsd|epilep\w+|"
    r"seizures?|"
    r"bipolar|schizo\w+|down syndrome|dementia|alzheimer\w*|parkinson\w*|cerebral palsy|multiple sclerosis|"
    r"chronic (?:illness|pain|fatigue)|cancer|chemical sensitivit\w+|asthma|oxygen tank|dialysis|arthritis|"
    r"tourette\w*|panic attacks|"
    r"(?:my|her|his|their|have|has|from|severe|with) (?:\w+ )?(?:anxiety|depression|mental (?:health|illness))|"
    r"medical (?:condition|reasons?|need|equipment)|care ?giver|home health aide|in recovery|can'?t (?:climb|use|"
    r"do) (?:the )?stairs|"
    r"silla de ruedas|discapacidad|discapacitad[oa]|sord[oa]|cieg[oa]|autista|autismo|andador)\b"
)
# What is asked for because of it.
_REQUEST = (
    r"\b(?:(?:can|could|would|will|may) (?:you|we|i|they|he|she|my|it|somebody|someone|u)\b(?! (?:\w+ ){0,2}(?:tour|"
    r"see|visit|book|schedule|"
    r"view|come|show|tell|find|know|look|send|rent|apply|afford|have more info))|require[sd]?|requesting?|"
    r"request|"
    r"allow\w*|let (?:me|us|her|him)|install|put in|provide|reserve|assign|waive|exempt\w*|evict\w*|accommodat\w+|"
    r"modif\w+|"
    r"possible|is (?:it|that) (?:ok|okay)|how do i (?:request|ask|arrange|get (?:an? )?(?:accom|modif|ramp|parking|"
    r"spot))|who do i (?:ask|contact|tell|talk)|is there a way|an? (?:problem|issue)|kicked out|still (?:rent|apply|"
    r"live|qualify)|reserved (?:spot|space|parking)|in trouble|"
    r"need (?:a |an |the )?(?:\w+ )?(?:parking|spot|space|first floor|ground floor|lower|unit away|transfer|aide|"
    r"shower|door|rails?|bars?|ramp)|"
    r"puedo|pueden|podria|permiten|necesito un (?:espacio|lugar|piso))\b"
)

# Assistance animals and changes that a disability calls for.
ACCOMMODATION = said(
    rf"(?:\b|^)(?:{ASSISTANCE_ANIMAL})\b(?! (?:desk|line|team|request))",
    r"\breasonable (?:accommodation|modification)s?\b|\bgrab bars?\b|"
    r"\broll-?in shower\b",
    r"\bstair ?lift\b|\blive-in (?:aide|caregiver|nurse)\b|\bflashing (?:doorbell|smoke)\b|"
    r"\b(?:acomodo|adaptacion(?:es)?|modificacion(?:es)?|ajustes?) razonables?\b",
    rf"{_CONDITION}[^\n]{{0,80}}?{_REQUEST}",
    rf"{_REQUEST}[^\n]{{0,80}}?{_CONDITION}",
)

# Whether accessible homes exist: a fact to look up.
ACCESSIBLE = (
    *said(
        r"\b(?:wheelchair|handicap(?:ped)?|ada|disability)[- ](?:accessib\w+|units?|parking|friendly|compliant|"
        r"apartments?|bathrooms?|spots?|spaces?|entrances?)\b",
        r"\baccessib(?:le|ility) (?:units?|apartments?|homes?|parking|bathrooms?|showers?|entrances?|features?|[1-4]|"
        r"one|two|three)\b",
        rf"\baccesibles?\b{NEAR}silla de ruedas|\bestacionamiento para discapacitados\b",
    ),
    *asked(
        r"\b(?:wheelchair|access(?:ible|ibility)?) ramps?\b|\brampas? (?:de acceso|para (?:silla|discapac))",
        r"\b(?:units?|apartments?|homes?|building|entrance|property|complex|place|it|you|parking)\b(?: \w+){0,3} "
        r"(?:wheelchair |fully |handicap |ada )?(?:accessible|ada[- ]compliant)\b(?! (?:storage|lockers?|24|by|from|"
        r"all|at|to|via|"
        r"online|with|during))",
        r"\b(?:step-?free|no stairs|without stairs|elevator access for (?:a )?wheelchair)\b",
    ),
)
