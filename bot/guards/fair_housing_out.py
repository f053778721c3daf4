"""Fair Housing in what leaves: no description of people or area, no steering, no refusal, no question about traits."""

from __future__ import annotations

import re

from bot.guards.fair_housing_words import AMENITY, ASSISTANCE_ANIMAL, GROUP
from bot.guards.folding import fold
from bot.guards.verdicts import Problem

MAY_DESCRIBE = re.compile(
    r"safe|secure|crime|danger|sketch|rough|quiet|famil|kid|child|divers|upscale|exclusive|desirable|up-and|school|"
    r"neighbo|area|"
    r"residents|tenants|people|professional|student|young|senior|retire|perfect for|ideal|suited|suits|fit in|"
    r"comfortable|happier|"
    r"section|voucher|assist|subsid|service|support|disab|diagnos|medical|adult|religio|church|marr|pregnan|citizen|"
    r"race|ethnic|"
    r"nationality|immigra|how old|your age|segur|barrio|zona|vecinos|gente|ninos|adultos|discapac|vale|bono|escuela|"
    r"tranquil|"
    r"lived-in|vibrant|christian|muslim|jewish|gay|elder|wheelchair|accessible"
)

_PLACE = (
    r"(?:neighbou?rhood|area|part of town|community|district|block|street|surroundings|location|environment|building|"
    r"zona|barrio)"
)
_PEOPLE = r"(?:residents?|neighbou?rs?|tenants?|people|folks|renters|crowd|vecinos|residentes|gente)"
_KIND = (
    r"(?:safe|safest|low-crime|crime-free|family-friendly|family-oriented|kid-friendly|diverse|exclusive|upscale|"
    r"desirable|up-and-coming)"
)
_SURE = (
    r"(?:very |really |quite |pretty |so |generally |relatively |extremely |fairly |considered |known (?:as|"
    r"for being) |muy )?"
)

# (rule, pattern): descriptions, which a sentence that declines to describe may quote
_DESCRIPTIONS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        (
            "rates the area",
            rf"\b{_KIND}(?:,? (?:and )?\w+){{0,2}} {_PLACE}\b|\b(?:quiet|nice|good|great|bad|rough|"
            rf"peaceful) (?:and \w+ )?(?:neighbou?rhood|part of town|block)\b",
        ),
        (
            "rates the area",
            rf"\b(?:{_PLACE}|it|here|we|apartments?|this|that)(?:'s| is| are|'re| feels?| seems?| es| son)(?: also|"
            rf" a)? {_SURE}(?:safe|safer|unsafe|dangerous|sketchy|rough|family-friendly|kid-friendly|family-oriented|"
            rf"diverse|low-crime|segur[oa]|peligros[oa])\b(?! (?:to (?:say|assume|pay|share)|deposit))",
        ),
        (
            "rates the area",
            r"\b(?:low|lower|high|higher|little|minimal|no|very little) crime\b|\bcrime (?:is|rates? (?:is|are)) \w+|"
            r"\b(?:feel|be|are) (?:very |perfectly |totally |completely )?safe (?:here|walking|at night|living)\b|"
            r"\bzona (?:muy )?segura\b|\bbarrio (?:muy )?(?:seguro|tranquilo)\b",
        ),
        (
            "rates schools",
            r"\b(?:good|great|excellent|top|top-rated|best|better|highly[- ]rated|award-winning|fantastic|strong|bad|"
            r"poor|buenas|excelentes)(?: public| local| nearby| area)* (?:schools?|school districts?|escuelas)\b|"
            r"\bschools? (?:here |nearby |in the area |around here )?(?:is|are) (?:\w+ )?(?:good|great|excellent|top|"
            r"highly|fantastic|strong|bad|poor|well)\b|\b(?:great|good|excellent) school district\b",
        ),
        (
            "describes people",
            rf"\b(?:mostly|mainly|predominantly|largely|primarily|majority|a (?:good )?mix of|lots of|a lot of|"
            rf"full of|many|plenty of|popular (?:with|among)|home to|attracts?|made up of|"
            rf"mix of)(?: \w+){{0,2}} {GROUP}\b(?! (?:activities|hours|programs?|amenities|rooms?|pool))",
        ),
        (
            "describes people",
            rf"\b(?:our|the|your|most)(?: \w+)? {_PEOPLE} (?:here |there )?(?:is|are|tend to be|seem|son) (?:\w+ly |"
            rf"all |very |mostly |really |muy )?(?:quiet|friendly|nice|respectful|young|older|professionals?|"
            rf"families|students|diverse|educated|clean|great|good|white|black|amables|tranquil[oa]s|jovenes)\b",
        ),
        (
            "steers",
            r"\b(?:perfect|ideal|great|best|better|well[- ]suited|suited|suitable|designed|geared|meant|"
            r"good) (?:\w+ )?(?:for|to|toward|towards) (?:\w+ ){0,2}(?:famil(?:y|ies)|kids|children|young \w+|"
            r"professionals?|singles?|couples?|seniors?|retirees|students|empty nesters|bachelors?|someone like you|"
            r"people like you)\b",
        ),
        (
            "steers",
            r"\byou(?:'d| would|'ll| will)(?: \w+)? (?:be (?:more comfortable|happier|better off)|fit (?:right )?in|"
            r"feel (?:at home with|more at home)|like the people)\b|\b(?:your|their) (?:own )?kind\b|"
            r"\bpeople like you\b|\bfamily section\b|\bfamily (?:floor|building)s?\b",
        ),
        (
            "describes people",
            rf"\b(?:christian|muslim|jewish|catholic|black|white|hispanic|latino|asian|indian|gay|immigrant|student|"
            rf"senior|working[- ]class|wealthy) (?:{_PLACE}|{_PEOPLE})\b",
        ),
    )
)
_DECLINES = re.compile(
    r"\b(?:can't|cannot|can not|won't|unable to|not able to|don't|do not|not allowed to|no puedo|"
    r"no podemos)\b[^.?!]{0,30}\b(?:say|rate|describe|"
    r"characteri[sz]e|speak|comment|judge|vouch|compare|tell|assess|choose|rule out|steer|recommend|describir|"
    r"calificar|hablar|comparar|elegir)\b|"
    r"\bno (?:adults-only|child-free)\b"
)

# What no sentence may say, however it is wrapped.
_NEVER: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (rule, re.compile(pattern))
    for rule, pattern in (
        (
            "refuses vouchers",
            r"\b(?:don't|do not|doesn't|does not|can't|cannot|won't|will not|not|never|no longer|unable to|"
            r"no)\b(?: \w+){0,2} (?:accept(?:ing|ed)?|take|taking|participat\w+|honou?r|process|approve|rent to|"
            r"work with|aceptamos|aceptan)\b[^.?!]{0,40}\b(?:section 8|vouchers?|housing assistance|"
            r"rental assistance|subsid\w+|seccion 8|vales?)\b",
        ),
        (
            "refuses vouchers",
            r"\bno (?:section 8|vouchers?)\b|\b(?:section 8|vouchers?|housing assistance|"
            r"subsid\w+)\b[^.?!]{0,30}\b(?:(?:is|are) ?n[o']t|not (?:be )?(?:accepted|taken|allowed|an option|"
            r"possible)|isn't|aren't|no longer|declined|don't work)\b",
        ),
        (
            "asks about disability",
            r"\b(?:what|which|describe|explain|nature of|prove|proof of|evidence of|details? (?:of|about)|more about|"
            r"share|disclose|verify|how severe is)\b[^.?!]{0,20}\byour (?:\w+ )?(?:disabilit(?:y|ies)|diagnosis|"
            r"condition|illness|impairment)\b|\b(?:are you|is (?:he|she)) (?:\w+ )?(?:disabled|handicapped|"
            r"mentally ill)\b|\bdo you have a (?:\w+ )?(?:disability|mental illness|medical condition)\b|"
            r"\bmedical records\b|\bwhat(?:'s| is) wrong with\b|\bwhy do you need (?:a|an|the|your) (?:service|"
            r"support|assistance|emotional|accommodation|wheelchair)\b",
        ),
        (
            "adults only",
            r"\b(?:adults?-only|child-free)\b|\bno (?:kids|children)(?: (?:allowed|permitted|here))?\b(?! (?:under|"
            r"younger))|\b(?:kids|children) (?:are|aren't|are not|is)(?: not| n't)? (?:allowed|permitted|"
            r"welcome)\b(?<!are welcome)|\bnot (?:suitable|appropriate|ideal|a good fit) for (?:kids|children|famil)|"
            r"\bsolo (?:para )?adultos\b|\bno se permiten ninos\b",
        ),
        (
            "asks about a trait",
            r"\b(?:are you|is your \w+) (?:\w+ )?(?:married|single|divorced|pregnant|a (?:us )?citizen|an immigrant|"
            r"religious|gay|straight|christian|muslim|jewish|retired)\b[^.!]*\?|"
            r"\bdo you (?:\w+ )?have (?:any )?(?:kids|children)\b|\bhow old are (?:you|your)\b|\b(?:what(?:'s| is)|"
            r"which|tell me|may i ask|share) your (?:\w+ )?(?:religion|faith|race|ethnicity|nationality|"
            r"national origin|age|immigration status|citizenship|marital status|gender|sexual orientation|"
            r"date of birth|source of income)\b|\bwhere are you (?:really )?(?:originally )?from\b|\b(?:will|"
            r"are) (?:there be )?(?:any )?(?:kids|children) (?:be )?(?:living|moving)\b|\b(?:tiene|tienes) hijos\b|"
            r"\bcuantos anos tiene",
        ),
    )
)
_ANIMAL = re.compile(ASSISTANCE_ANIMAL)
_PET_TERMS = re.compile(r"\bpet (?:fee|rent|deposit|policy|charge)s?\b|\bbreed|\$\s?\d|\bdeposit\b|\bcuota|\bdeposito")
_EXEMPT = re.compile(r"\b(?:no|not|n't|never|exempt|without|waived?|aren't|isn't|don't|doesn't|sin)\b|n't\b")
_AMENITY = re.compile(AMENITY)
_DENIES_RULE = re.compile(
    r"\b(?:no|not an?|isn't an?|don't have an?|there's no) (?:\w+ )?(?:adults?-only|child-free)\b|\bno hay\b"
)


def check(sentence: str) -> Problem | None:
    folded = fold(sentence)
    if not MAY_DESCRIBE.search(folded):
        return None
    return _forbidden(folded) or _treated_as_pet(folded) or _described(folded)


def _forbidden(folded: str) -> Problem | None:
    for rule, pattern in _NEVER:
        if pattern.search(folded) and not (rule == "adults only" and _is_no_exclusion(folded)):
            return Problem("fair_housing", rule)
    return None


def _is_no_exclusion(folded: str) -> bool:
    """A pool rule, or the statement that nothing is for adults only."""
    return _DENIES_RULE.search(folded) is not None or _AMENITY.search(folded) is not None


def _treated_as_pet(folded: str) -> Problem | None:
    if _ANIMAL.search(folded) and _PET_TERMS.search(folded) and not _EXEMPT.search(folded):
        return Problem("fair_housing", "assistance animal treated as a pet")
    return None


def _described(folded: str) -> Problem | None:
    for rule, pattern in _DESCRIPTIONS:
        if pattern.search(folded):
            return None if _DECLINES.search(folded) else Problem("fair_housing", rule)
    return None
