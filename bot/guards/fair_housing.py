"""Fair Housing in what visitors ask: which topic it is, what everybody is told alike, and whether a person is asked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.guards.fair_housing_nations import generalised
from bot.guards.fair_housing_patterns import topic_of
from bot.guards.fair_housing_replies import WORDINGS
from bot.guards.fair_housing_topics import Topic
from bot.guards.fair_housing_words import ASSISTANCE_ANIMAL, FAITH, SCHOOLS
from bot.guards.folding import Message, fold
from bot.guards.remainder import searches, without
from bot.guards.verdicts import PersonReason, Ruling

if TYPE_CHECKING:
    from bot.context import Community

# One of these has to be in a message that any pattern could match.
_MAY_CONCERN = re.compile(
    r"\b(?:discrim|fair hous|civil right|hud\b|turned|denied|reject|refused|ignored|treated|rac(?:e|ial|is)|bigot|"
    r"homophob|sexist|islamoph|"
    r"harass|acos|rude|sec(?:tion|\.)?\s?(?:8|eight)|voucher|hcv|housing|rent(?:al)? assist|vash|hud-|rapid|subsid|"
    r"source of|hap |seccion|vales?|"
    r"bonos?|ayuda|service|emotional|assistance|support|guide|therapy|seeing|hearing|comfort|psychiatric|esas?\b|"
    r"perro|animal|gato|mascota|"
    r"reasonable|grab bar|wheelchair|access|roll|stair|live-in|flashing|acomodo|modificacion|handicap|ada\b|mobility|"
    r"scooter|walker|crutch|cane|"
    r"amput|paraly|parapleg|quadri|deaf|hard of|blind|visual|low|legally|disab|special|autis|asperger|adhd|ptsd|"
    r"epilep|seizure|bipolar|"
    r"schizo|down syn|dementia|alzh|parkinson|cerebral|multiple scl|chronic|cancer|chemical|mcs|asthma|oxygen|"
    r"dialysis|arthritis|tourette|panic|"
    r"anxiety|depress|mental|medical|caregiver|care giver|home health|recovery|silla|discapac|sord|cieg|andador|"
    r"immigr|migrant|foreign|"
    r"refugee|asylum|undoc|illegal|mexican|hispanic|latin|black|african|white|caucas|asian|chin|korean|vietnam|japan|"
    r"filipin|indian|pakist|"
    r"arab|middle east|persian|somali|haiti|puerto|cuban|russian|ukrain|polish|nigeria|native|europ|american|"
    r"non-?citizen|citizen|people|"
    r"minorit|negr|blanc|inmigr|extranj|indocum|sin |muslim|islam|jew|christ|cathol|hindu|sikh|buddh|mormon|lds|"
    r"adventist|evangel|atheis|relig|"
    r"musulman|judi|cristian|gay|lesb|lgbt|queer|trans|bisex|same|homosex|kid|child|bab|toddler|infant|newborn|teen|"
    r"famil|single|pregnan|"
    r"nin[oa]s|hij|bebe|old|elder|senior|retire|young|millenn|boomer|ancian|viej|gente|joven|persona|crazy|mental|"
    r"poor|welfare|student|"
    r"college|undergrad|bachelor|married|unmarried|couple|professional|crim|felon|ex-?con|sex |drug|addict|junk|"
    r"homeless|gang|estudiant|solter|"
    r"my own|own kind|break-?in|burgl|shoot|gunshot|mugg|robber|carjack|prostit|registered|megan|homicid|murder|"
    r"delinc|robos|asalt|pandill|"
    r"safe|unsafe|danger|sketch|ghetto|rough|shady|segur|peligr|inseg|school|elementary|middle|high school|kinder|"
    r"daycare|preschool|escuela|"
    r"colegio|guarder|good|nice|bad|decent|great|terrible|upscale|up and|desirable|buen|mala|bonit|how|what|describe|"
    r"como|quiet|noise|noisy|"
    r"loud|peaceful|tranquil|ruido|synagog|shul|church|mosque|masjid|temple|parish|chapel|gurdwara|cathedral|mandir|"
    r"place|kosher|halal|jcc|iglesia|"
    r"sinagog|mezquit|adult|solo|adopt|expecting|foster|custody|son|daughter|grand|sibling|boy|55|62|50|60|65|"
    r"mayores|age|minimum|maximum|"
    r"need to be|have to be|must be|need be|i fit|we fit|two |blend|active|edad|limite|para|daca|dreamer|green card|"
    r"visa|h-?1|work permit|estatus|international|alimony|food stamp|"
    r"snap|ebt|ssi|ssdi|social|"
    r"tanf|unemploy|public|government|va benef|veteran|pension|manuten|cupones|seguro|interracial|mixed|divorc|"
    r"prefer|demograph|ethnic|fewer|less |least|typical|average|median|class|m[ae]n\b|wom[ae]n|girl|guy|lad(?:y|"
    r"ies)|male|"
    r"female|their |mayoria|speak|mix|mujer|hombre|muchach|chic[ao]|senor|menos|poc[oa]s|comun|feel|fit\b|hablan|"
    r"divers|who|que|cual|quien|vibe|neighbou?r|vecin|hate|avoid)"
)

_FACTUAL = frozenset({"accessible_home", "location_facts"})
_CLASS: dict[Topic, str] = {
    "accessible_home": "accommodation",
    "location_facts": "neutral_facts",
    "same_homes": "familial_welcome",
}
# With these the search or tour that was asked for in the same breath goes on; the reply only comes first.
_GOES_ON = frozenset(
    {"accommodation", "accessible_home", "familial_welcome", "same_homes", "source_of_income", "equal_criteria"}
)

_BENEFIT = re.compile(
    r"\b(?:child support|alimony|food stamps|snap|ebt|ss[di]i?|social security|disability|welfare|tanf|unemployment|"
    r"assistance|benefits|"
    r"pension|retirement|manutencion|cupones|count as)\b"
)
_MIGRATION = re.compile(
    r"\b(?:undocumented|daca|dreamer|green card|visa|h-?1-?b|permit|citizen\w*|immigra\w+|refugees?|asylum|papeles|"
    r"indocumentad\w+|migratorio|international|felons?)\b"
)
_FAITH = re.compile(rf"\b(?:{FAITH})\b")
_ANIMAL = re.compile(ASSISTANCE_ANIMAL)
_SCHOOL = re.compile(SCHOOLS)
_SENIOR = re.compile(
    r"\b(?:55|62)\s?(?:\+|plus|and (?:over|older|better))|\bsenior (?:living|community|housing|apartments)|"
    r"\bactive adult\b|\bage[- ]restricted"
)


@dataclass(frozen=True, slots=True)
class _Plan:
    """What follows from a topic."""

    wording: str
    ask: PersonReason | None = None
    ask_always: bool = False
    knowledge: tuple[str, ...] = ()
    """ask the knowledge first; its answer counts with one of these beginnings of words"""


def classify(text: str) -> str | None:
    """The class of a visitor's message: `no_characterization`, `neutral_facts`, `third_party_source`, `accommodation`,
    `familial_welcome`, `equal_criteria`, `source_of_income`, `decline_preference`, `handoff_complaint`, `hopa_check`,
    or None for an ordinary one."""
    topic = _topic(fold(text))
    return None if topic is None else _CLASS.get(topic, topic)


def rule(message: Message, community: Community) -> Ruling | None:
    topic = _topic(message.folded)
    if topic is None:
        return None
    plan = _plan(topic, message.folded, community)
    rest = without(message.raw, lambda piece: _topic(fold(piece)) is not None)
    goes_on = rest is not None or (topic in _GOES_ON and searches(message.folded))
    return Ruling(
        kind=_CLASS.get(topic, topic),
        reply=WORDINGS[plan.wording].of(community, message.spanish),
        stop=not goes_on,
        ask_person=(message.raw, plan.ask) if plan.ask else None,
        note=f"fair_housing:{topic}:{plan.wording}",
        knowledge_first=bool(plan.knowledge),
        knowledge_words=plan.knowledge,
        ask_always=plan.ask_always,
        rest=rest,
    )


def _topic(folded: str) -> Topic | None:
    named = generalised(folded)
    if named is folded and not _MAY_CONCERN.search(folded):
        return None
    return topic_of(named)


def _plan(topic: Topic, folded: str, community: Community) -> _Plan:
    if topic in {"familial_welcome", "same_homes", "hopa_check"} and _is_senior_housing(community):
        return _Plan(
            "hopa_senior", "policy_restriction", knowledge=("age", "55", "62", "older", "senior", "child", "famil")
        )
    if topic == "accommodation":
        return _Plan(
            "assistance_animal" if _ANIMAL.search(folded) else "accommodation", "policy_restriction", ask_always=True
        )
    if topic == "third_party_source":
        return _Plan("schools" if _SCHOOL.search(folded) else "safety")
    if topic == "equal_criteria":
        return _criteria_plan(folded)
    return _PLANS[topic]


def _criteria_plan(folded: str) -> _Plan:
    """Where the answer hangs on published criteria, they come first and else a person; identity alone needs neither."""
    if _BENEFIT.search(folded):
        words = ("income", "benefit", "support", "assist", "social security", "ingreso")
        return _Plan("equal_criteria_asked", "policy_restriction", knowledge=words)
    if _MIGRATION.search(folded):
        words = (
            "citizen",
            "visa",
            "itin",
            "ssn",
            "social security",
            "immigra",
            "passport",
            "international",
            "felon",
            "criminal",
        )
        return _Plan("equal_criteria_asked", "policy_restriction", knowledge=words)
    if _FAITH.search(folded):
        return _Plan("equal_criteria", knowledge=("faith", "relig", "christian", "all are welcome", "everyone"))
    return _Plan("equal_criteria")


def _is_senior_housing(community: Community) -> bool:
    return _SENIOR.search(fold(f"{community.name} {community.description or ''}")) is not None


_PLANS: dict[Topic, _Plan] = {
    "handoff_complaint": _Plan("handoff_complaint", "policy_restriction", ask_always=True),
    "source_of_income": _Plan(
        "source_of_income",
        "policy_restriction",
        knowledge=(
            "voucher",
            "section 8",
            "housing assistance",
            "housing choice",
            "rental assistance",
            "subsid",
            "source of income",
            "vale",
            "seccion 8",
            "sección 8",
        ),
    ),
    "accessible_home": _Plan(
        "accessible_home",
        "policy_restriction",
        knowledge=("accessib", "ada ", "wheelchair", "handicap", "disab", "step-free", "grab bar", "elevator"),
    ),
    "decline_preference": _Plan("decline_preference"),
    "neutral_facts": _Plan("neutral_facts"),
    "location_facts": _Plan(
        "location_facts",
        "missing_knowledge",
        knowledge=(
            "church",
            "synagog",
            "mosque",
            "temple",
            "worship",
            "school",
            "daycare",
            "kosher",
            "halal",
            "mile",
            "minute",
            "block",
        ),
    ),
    "familial_welcome": _Plan("familial_welcome"),
    "same_homes": _Plan("same_homes"),
    "hopa_check": _Plan("hopa_check", knowledge=("age", "18", "55", "62", "older", "senior")),
    "no_characterization": _Plan("no_characterization"),
}
