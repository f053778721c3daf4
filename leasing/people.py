"""Addresses, numbers and names of people: how they are kept, and how two of them are compared.

What somebody gave is stored as they gave it, but for the domain's case and the number's form. Everything looser
(case, tags, dots, accents, nicknames) is for comparing only.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

DOTLESS_DOMAINS = frozenset({"gmail.com", "googlemail.com"})
"""providers that deliver a.b@ and ab@ to one mailbox"""
TYPO_RATIO = 85
"""rapidfuzz ratio from which two long last names count as one, mistyped"""
LONG_NAME = 5
EMAIL_SLIPS = 2
"""letters that may be wrong, missing, too many or swapped in an email address that is taken for a mistyped one"""
GENERATIONS = frozenset({"jr", "sr", "junior", "senior", "ii", "iii", "iv"})

NICKNAMES: tuple[tuple[str, ...], ...] = (
    ("alexander", "alex", "sasha"), ("alexandra", "alex", "sandra"), ("andrew", "andy", "drew"),
    ("anthony", "tony"), ("benjamin", "ben", "benny"), ("charles", "charlie", "chuck"),
    ("christopher", "chris", "topher"), ("christina", "chris", "tina"), ("daniel", "dan", "danny"),
    ("david", "dave"), ("deborah", "debra", "deb", "debbie"), ("edward", "ed", "eddie", "ted"),
    ("elizabeth", "elisabeth", "liz", "beth", "lisa", "eliza"), ("francisco", "paco", "pancho"),
    ("gregory", "greg"), ("guadalupe", "lupe"), ("jacob", "jake"), ("james", "jim", "jimmy", "jamie"),
    ("jennifer", "jen", "jenny"), ("jessica", "jess", "jessie"), ("jose", "pepe"), ("joseph", "joe", "joey"),
    ("joshua", "josh"), ("john", "johnny", "jack"), ("jonathan", "jon", "johnathan"),
    ("katherine", "catherine", "kathryn", "kate", "katie", "kathy", "cathy"), ("kenneth", "ken", "kenny"),
    ("lawrence", "larry"), ("margaret", "maggie", "meg", "peggy"), ("matthew", "matt"),
    ("michael", "mike", "mick"), ("michelle", "shelly"), ("nicholas", "nick"), ("patricia", "pat", "patty", "trish"),
    ("patrick", "pat"), ("rebecca", "becky", "becca"), ("richard", "rich", "rick", "dick"),
    ("robert", "rob", "bob", "bobby", "robbie"), ("samuel", "sam", "sammy"), ("samantha", "sam"),
    ("stephen", "steven", "steve"), ("susan", "sue", "susie"), ("theodore", "ted", "theo"),
    ("thomas", "tom", "tommy"), ("timothy", "tim"), ("victoria", "vicky", "tori"),
    ("william", "will", "bill", "billy", "liam"), ("zachary", "zach", "zack"),
)  # fmt: skip

Agreement = Literal["agree", "clash", "doubtful", "unknown"]
"""of two names; `doubtful`: father and son may have them, `unknown`: too little of one is known"""


def normal_email(value: str) -> str | None:
    """As it was given with the domain in lower case, or None for what cannot be an address. Whether it receives mail
    is not asked of the network."""
    try:
        return validate_email(value.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


def normal_phone(value: str, region: str = "US") -> str | None:
    """In E.164, or None for what cannot be a number. `region` is the property's country; a number with a plus sign
    brings its own."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return None
    # Not is_valid_number: it knows which area codes are in use today, and visitors outlive that table.
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_key(email: str) -> str:
    """Equal for two spellings of one address: in practice no provider tells them apart by case."""
    return email.casefold()


def weak_email(email: str | None) -> str | None:
    """Equal for addresses that probably reach one mailbox: without a plus-tag, and without dots where the provider
    ignores them."""
    if not email:
        return None
    local, _, domain = email_key(email).rpartition("@")
    local = local.partition("+")[0] or local
    if domain in DOTLESS_DOMAINS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def emails_near(one: str, other: str) -> bool:
    """Whether one address may be the other, mistyped. Other figures are another address: ana1 and ana2 both exist."""
    one, other = email_key(one), email_key(other)
    figures = ["".join(sign for sign in address if sign.isdigit()) for address in (one, other)]
    return figures[0] == figures[1] and OSA.distance(one, other, score_cutoff=EMAIL_SLIPS) <= EMAIL_SLIPS


@lru_cache(maxsize=4096)
def folded(name: str) -> str:
    """Lower case, without accents; hyphens and dots are spaces, other signs are dropped."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    spaced = "".join(" " if sign in "-." else sign for sign in plain if not unicodedata.combining(sign))
    return " ".join("".join(sign for sign in spaced if sign.isalpha() or sign == " ").split())


def name_key(first: str | None, last: str | None) -> str | None:
    """The full name for comparing; None where either part is missing, since a first name alone tells nothing."""
    parts = folded(first or ""), folded(last or "")
    return " ".join(parts)[:210] if all(parts) else None


def names_agree(one: tuple[str | None, str | None], other: tuple[str | None, str | None]) -> Agreement:
    """Whether two (first, last) names can be one person's. A missing part contradicts nothing. Only one of them with a
    Jr. or III may be father and son."""
    (first, last), (first2, last2) = ((folded(a or ""), folded(b or "")) for a, b in (one, other))
    last, generation = _generation(last)
    last2, generation2 = _generation(last2)
    if first and last and (first, last) == (last2, first2):
        return "agree"
    if last and last2 and not _last_alike(last, last2):
        return "clash"
    if not first or not first2:
        return "unknown"
    if not _first_alike(first, first2):
        return "clash"
    return "agree" if generation == generation2 else "doubtful"


def _generation(last: str) -> tuple[str, str]:
    """A last name without its Jr. or III, and that."""
    *words, end = last.split() or [""]
    return (" ".join(words), end) if words and end in GENERATIONS else (last, "")


def _first_alike(one: str, other: str) -> bool:
    one, other = one.split(maxsplit=1)[0], other.split(maxsplit=1)[0]
    if one == other or _sound(one) == _sound(other):
        return True
    if 1 in (len(one), len(other)):
        return one[0] == other[0]
    # No other closeness: Daniel and Daniela, Eric and Erica are couples, not typos.
    return any(one in group and other in group for group in NICKNAMES)


def _last_alike(one: str, other: str) -> bool:
    if one == other or 1 in (len(one), len(other)):
        return one[0] == other[0]
    if one in other.split() or other in one.split():
        # Spanish double names, or only one of two that are hyphenated.
        return True
    return min(len(one), len(other)) >= LONG_NAME and fuzz.ratio(one, other) >= TYPO_RATIO


def _sound(name: str) -> str:
    """Jon and John, Sara and Sarah, Ana and Anna: silent h and doubled letters left out."""
    kept = name[:1]
    for sign in name[1:]:
        if sign != "h" and sign != kept[-1]:
            kept += sign
    return kept
