"""Who the visitor is and how to reach them."""

from __future__ import annotations

import re

from bot.brains.embedded.understand.lexicon.model import Lexicon
from bot.brains.embedded.understand.reading import Reading
from leasing.people import normal_email, normal_phone

EMAIL = re.compile(r"[^\s@<>,;:()\"]+@[^\s@<>,;:()\"]*")
SPOKEN_EMAIL = re.compile(
    r"([\w.+-]+) ?(?:\(at\)|\[at\]| at ) ?([\w-]+) ?(?:\(dot\)| dot ) ?(com|net|org|edu|co)\b", re.IGNORECASE
)
REPLACED = re.compile(
    r"\b(?:not|instead of|rather than|no longer|isn'?t|was|changed from|en vez de|ya no es)[\s:]*\Z", re.IGNORECASE
)
"""before an address or number that is no longer meant: "it's ana@b.example, not ana@a.example" """
PHONE = re.compile(r"(?<![\w$.,])\+?\(?\d(?:[\s().\-]{0,3}\d){6,14}(?!\w)")
AMOUNTS = re.compile(r"\d{3,4} ?- ?\d{3,4}")
"""from one rent to another"""
ENOUGH_DIGITS = re.compile(r"\d(?:\D{0,3}\d){6}")
SENTENCE = re.compile(
    r"\b(?:of|or|other|two|ones?|for|to|if|what|how|than|with|from|on|at|will|can|o|otr[oa]|dos|con|por|m[aá]s)\b"
)
"""words that make a sentence of a line in lower case, and no name"""
BARE_NAME = re.compile(r"[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-]*(?: [A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'\-]*\.?){0,2}")
FILLER = re.compile(
    r"\b(?:my|the|email|e-mail|mail|address|phone|cell|mobile|number|name|is|it's|its|it|and|at|you can|reach me|"
    r"contact|sure|ok|okay|yes|yeah|of course|here you go|here|thanks|thank you|please|full|i'm|im|i am|this is|hi|"
    r"hello|hey|well|that's|or|text|call me|to|first|me llamo|soy|correo|es|mi|nombre)\b",
    re.IGNORECASE,
)
HUMS = re.compile(r"(.)\1+|h+m+|u+h+m*|u+m+|e+h+m*|e+r+m*|p+f+")
"""what is no word, and so no name"""
MOST_WORDS_BESIDE_A_NAME = 3
MOST_WORDS_OF_A_BARE_ANSWER = 8
EMAIL_WRONG = "that does not look like a complete email address"
PHONE_WRONG = "that does not look like a complete phone number"


def read_contact(reading: Reading) -> None:
    _read_email(reading)
    _read_phone(reading)
    _read_name(reading)


def _read_email(reading: Reading) -> None:
    raw = reading.message.raw
    if "@" in raw:
        for match in EMAIL.finditer(raw):
            written = match.group().rstrip(".!?'")
            if REPLACED.search(raw[: match.start()]):
                reading.blank_text(written)
            else:
                _take_email(reading, written, written)
    elif " dot " in raw.lower() or "(dot)" in raw.lower():
        match = SPOKEN_EMAIL.search(raw)
        if match:
            _take_email(reading, f"{match[1]}@{match[2]}.{match[3]}", match.group())


def _take_email(reading: Reading, address: str, written: str) -> None:
    email = normal_email(address)
    if email is None:
        reading.invalid["email"] = EMAIL_WRONG
    else:
        reading.updates["email"] = email
    reading.blank_text(written)


def _read_phone(reading: Reading) -> None:
    if not ENOUGH_DIGITS.search(reading.rest):
        return
    for match in PHONE.finditer(reading.rest):
        written = match.group().strip()
        if re.fullmatch(r"20\d\d-\d\d-\d\d.*", written) or ("budget" in reading.asked and AMOUNTS.fullmatch(written)):
            continue
        if not REPLACED.search(reading.rest[: match.start()]):
            _take_phone(reading, written)
        reading.blank(match.start(), match.end())


def _take_phone(reading: Reading, written: str) -> None:
    phone = normal_phone(written, reading.scene.region)
    if phone is None:
        reading.invalid["phone"] = PHONE_WRONG
    else:
        reading.updates["phone"] = phone


def _read_name(reading: Reading) -> None:
    for rule in reading.lexicon.people:
        match = rule.pattern.search(reading.message.raw)
        if match and _take_name(reading, match["name"], family=rule.kind == "last", told=rule.kind != "maybe"):
            reading.blank_text(match["name"])
            if rule.kind != "last":
                return
    if "contact" in reading.asked or "email" in reading.updates or "phone" in reading.updates:
        _read_bare_name(reading)


def _read_bare_name(reading: Reading) -> None:
    """ "Ana Ruiz, ana@…" as an answer: what is left beside the address and the usual filler."""
    addressed = "email" in reading.updates or "phone" in reading.updates
    if not addressed and any(clause.asks for clause in reading.message.clauses):
        # Who asks something back has not answered with a name.
        return
    left = reading.message.raw
    for match in (*EMAIL.finditer(left), *PHONE.finditer(left)):
        left = left.replace(match.group(), " , ")
    for piece in re.split(r"[,;:\n/|!?()]|\.(?=\s|$)| - | and ", FILLER.sub(" , ", left)):
        name = piece.strip(" .-\"'")
        if _may_be_a_name(name, reading) and _take_name(reading, name, family=False):
            return


def _may_be_a_name(piece: str, reading: Reading) -> bool:
    if not piece or len(piece.split()) > MOST_WORDS_BESIDE_A_NAME or not BARE_NAME.fullmatch(piece):
        return False
    if any(clause.asks and piece.lower() in clause.text for clause in reading.message.clauses):
        return False
    addressed = "email" in reading.updates or "phone" in reading.updates
    if not piece[0].isupper() and not addressed and SENTENCE.search(reading.message.text):
        return False
    if not piece[0].isupper() and ("contact" not in reading.asked or reading.words > MOST_WORDS_OF_A_BARE_ANSWER):
        # In lower case only the plain answer to "what's your name?" is one.
        return False
    lexicon = reading.lexicon
    if not piece[0].isupper() and lexicon.topic.search(piece):
        return False
    return not any(sign.search(piece.lower()) for sign in (lexicon.wish, lexicon.affirm, lexicon.deny, lexicon.bye))


def _take_name(reading: Reading, written: str, *, family: bool, told: bool = False) -> bool:
    """`told`: after "my name is" or the like, where April is a name; elsewhere it is a month."""
    words: list[str] = []
    for word in written.replace("’", "'").split():
        plain = word.strip(".,'-").lower()
        # A sentence that goes on ("my name is ana and i …") ends the name; so does any everyday word.
        if (
            not plain
            or any(sign.isdigit() for sign in plain)
            or plain in reading.lexicon.not_names
            or (_is_of_the_calendar(plain, reading.lexicon) and not (told and not words and word[0].isupper()))
            or plain.endswith("ing")
            or HUMS.fullmatch(plain)
        ):
            break
        words.append(word.strip(".,'"))
    if not words:
        return False
    names = [_cased(word) for word in words]
    if family:
        reading.updates["last_name"] = " ".join(names)
        return True
    reading.updates["first_name"] = names[0]
    if len(names) > 1:
        reading.updates["last_name"] = " ".join(names[1:])
    return True


def _is_of_the_calendar(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.months or word in lexicon.weekdays


def _cased(word: str) -> str:
    return (
        word
        if any(letter.isupper() for letter in word[1:]) and not word.isupper()
        else word[:1].upper() + word[1:].lower()
    )
