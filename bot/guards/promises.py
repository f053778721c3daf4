"""No promises and no gifts: eligibility verdicts, guarantees and specials leave only in the community's own words."""

from __future__ import annotations

import re

from bot.guards.evidence import Evidence
from bot.guards.folding import fold
from bot.guards.verdicts import Problem

MAY_PROMISE = re.compile(
    r"guarante|garanti|qualif|calific|approv|aprob|eligib|elegib|denied|rejected|accept you|discount|descuento|"
    r"special|"
    r"promo|concession|waiv|free|gratis|coupon|rebate|credit|incentive|\boff\b|oferta|included|incluid|"
    r"no (?:\w+ )?(?:fee|deposit)|"
    r"promise|prometo|definitely|beyond|best price|lowest|see you|forward to|booked|confirm|scheduled|reserved|"
    r"arranged|agendad|reservad|nos vemos|\ball set\b|lo esperamos|la esperamos"
)

# (rule, what it looks like, the stems by which the community's own words may say it)
_PROMISES: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...] = (
    (
        "guarantee",
        re.compile(
            r"\bguarantee[sd]?\b(?! income)|\bi promise\b|\bgarantiz|\bgarantizad|\bte prometo|\ble prometo|"
            r"\b100% (?:sure|certain)"
        ),
        ("guarantee", "garanti"),
    ),
    (
        "discount",
        re.compile(
            r"\bdiscounts?\b|\bdescuentos?\b|\b(?:move-in|leasing|current|rent|special|limited[ -]time) (?:special|"
            r"offer|promotion|deal)s?\b|"
            r"\bspecials\b|\bpromos?\b|\bpromotions?\b|\bpromocion|\bconcessions?\b|\bcoupons?\b|\brebates?\b|"
            r"\bincentives?\b|"
            r"\bofertas?\b|\b(?:rent|move-in|application) credit\b|\bcredit (?:toward|off)\b|%\s?off\b|"
            r"\$[\d,.]+ off\b|\boff (?:the |your )?"
            r"(?:first|rent|deposit)|\bbest price\b|\blowest price\b"
        ),
        (
            "discount",
            "descuento",
            "special",
            "promo",
            "concession",
            "coupon",
            "rebate",
            "incentive",
            "oferta",
            "credit",
            " off",
        ),
    ),
    (
        "free rent",
        re.compile(
            r"\b(?:months?|weeks?|rent|mes|meses|semanas?|renta)(?:'s)?(?: of)?(?: rent)? (?:is |are |"
            r"es )?(?:absolutely |totally )?"
            r"(?:free|gratis|on us)\b|\bfree (?:\w+ )?(?:months?|weeks?|rent)\b|\blook and lease\b"
        ),
        ("free", "gratis"),
    ),
    ("waiver", re.compile(r"\bwaiv(?:e|es|ed|ing|er)\b|\bexoner|\bsin cobr"), ("waiv", "exoner")),
    (
        "free of charge",
        re.compile(
            r"\bfree of charge\b|\bfor free\b|\bat no (?:extra |additional )?(?:cost|charge)\b|\bcomplimentary\b|"
            r"\bfree (?:parking|wi-?fi|internet|cable|water|heat|gas|electric|utilities|laundry|storage|gym|trash|"
            r"garage)\b|"
            r"\b(?:parking|wi-?fi|internet|cable|water|heat|gas|electricity|utilities|laundry|storage|gym|trash|"
            r"garage|pets?|dogs?|cats?|"
            r"application|estacionamiento|agua|luz)\b[^.!?]{0,20}\b(?:is|are|es|son) (?:\w+ )?(?:free|gratis|"
            r"included|incluid[ao]s?)\b|"
            r"\bincluded (?:in|with) (?:the |your )?rent\b|\bincluid[ao]s? en (?:la|su) renta\b"
        ),
        (
            "free",
            "gratis",
            "no charge",
            "no cost",
            "no extra",
            "no additional",
            "includ",
            "incluy",
            "inclu",
            "complimentary",
        ),
    ),
    (
        "no fee",
        re.compile(
            r"\b(?:there(?:'s| is| are)|we (?:have|charge|take|require)|with|"
            r"charge) (?:absolutely )?no (?:\w+ ){0,2}(?:fees?|deposits?)\b"
        ),
        ("no fee", "no deposit", "no application", "no admin", "no security", "no pet", "without", "free", "waiv"),
    ),
)

# Whether somebody qualifies is for people and published criteria: never said, not even in the community's words.
_VERDICT = re.compile(
    r"\byou(?:'ll| will| would|'d| should| do| may not| won't| wouldn't| don't| can't| cannot| are not going to)?"
    r" (?:\w+ly |easily |not |also |clearly |be able to ){0,2}(?:qualify|be (?:approved|accepted|denied|rejected|"
    r"eligible|declined)|get approved|pass the)\b|"
    r"\byou(?:'re| are) (?:\w+ly |all |not |pre-?){0,2}(?:approved|qualified|eligible|ineligible|accepted|denied|"
    r"rejected)\b|"
    r"\byour application (?:will|would|is|has been|should|won't)(?: \w+ly)? (?:be )?(?:approved|accepted|denied|"
    r"rejected|declined)\b|"
    r"\bapproval is (?:certain|guaranteed|automatic)\b|\b(?:usted )?(?:si |no )?(?:calificas?|sera aprobad[ao]|"
    r"esta aprobad[ao]|estas aprobad[ao])\b"
)
# That a tour is booked is said only to who has one.
_BOOKED = re.compile(
    r"\bsee you (?:then|there|soon|on|at|tomorrow|today|this|next|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b|"
    r"\blooking forward to (?:seeing|meeting|showing|welcoming|having) you\b|\bwe look forward to (?:seeing|"
    r"meeting)\b|"
    r"\b(?:tour|visit|appointment|showing|viewing|slot|spot)(?: \w+){0,4}? (?:is|has been|was)(?: now| all)? "
    r"(?:booked|confirmed|scheduled|set|reserved|arranged)\b|"
    r"\byou(?:'re| are)(?: all| now)* (?:booked|scheduled|confirmed|all set|set for)\b|"
    r"\bi(?:'ve| have)(?: just| now)* (?:booked|scheduled|reserved|confirmed|arranged) (?:you|your|it|the|a)\b|"
    r"\b(?:visita|cita)\b[^.!?]{0,24}\b(?:agendad|confirmad|reservad)a\b|\bnos vemos (?:el|la|manana|entonces|"
    r"ahi|pronto)\b"
)
_OPEN_QUESTION = re.compile(
    r"\b(?:if|whether|once|when|after|until|unless|how|in case|should|si|cuando|una vez que|hasta que|depends?|"
    r"to see|determine|criteria)\b"
)
_DENIED = re.compile(
    r"\b(?:can't|cannot|can not|unable|not able|don't have|do not have|don't see|not aware|no (?:current |"
    r"listed )?(?:specials|discounts|promotions|offers)|"
    r"isn't|not guaranteed|no guarantee|don't know|don't want|not sure|won't be able|no puedo|no tengo|no veo|"
    r"no hay)\b"
)
_ASSISTANCE = re.compile(
    r"\b(?:assistance|service|support) (?:animal|dog|cat)|\banimal(?:es)? de (?:asistencia|servicio|apoyo)"
)


def check(sentence: str, evidence: Evidence) -> Problem | None:
    folded = fold(sentence)
    if not MAY_PROMISE.search(folded):
        return None
    verdict = _VERDICT.search(folded)
    if (
        verdict
        and not _OPEN_QUESTION.search(folded, 0, verdict.start())
        and not _DENIED.search(folded, 0, verdict.start())
    ):
        return Problem("promises", "eligibility verdict")
    if folded.rstrip(" \n\"')").endswith("?") or _DENIED.search(folded) or _ASSISTANCE.search(folded):
        return None
    booked = None if evidence.has_tour else _BOOKED.search(folded)
    if booked and not _OPEN_QUESTION.search(folded, 0, booked.start()) and not evidence.says(booked.group()):
        return Problem("promises", "booking without a tour")
    for rule, pattern, stems in _PROMISES:
        if pattern.search(folded) and not any(evidence.says(stem) for stem in stems):
            return Problem("promises", f"{rule} without evidence")
    return None
