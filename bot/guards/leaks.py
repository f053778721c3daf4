"""What a reply must not give away or carry: the prompt, the marker in it, tool calls, markup, links to elsewhere."""

from __future__ import annotations

import base64
import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from bot.guards.folding import fold
from bot.guards.verdicts import Problem

WORDS_IN_A_ROW = 7
"""so many words of the prompt in the same order are no chance"""
MIN_CANARY = 6

_WORD = re.compile(r"[a-z0-9]+")
_NOT_ALNUM = re.compile(r"[^a-z0-9]+")
_URL = re.compile(r"(?:https?://|www\.)[^\s)\]>\"']+", re.IGNORECASE)
_BARE_HOST = re.compile(
    r"(?<![@\w.-])((?:[a-z0-9-]+\.)+(?:com|net|org|io|co|info|biz|app|dev|xyz|site|online|ru|cn|me|ai|gov|edu|"
    r"us))\b(?!@)(?!\.\w)"
)
_EMAIL = re.compile(r"[\w.+-]+@[\w.-]+")

MAY_LEAK = re.compile(
    r"[<>{}\[\]`_|]|https?:|www\.|\.\w{2,4}\b|instruct|prompt|told to|programmed|configured|guideline|my rules|"
    r"system|developer|as an ai|language model|"
    r"openai|gpt|data:|javascript|tool|function|json|\S{36,}"
)
_MARKUP: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("image", re.compile(r"!\[")),
    (
        "html",
        re.compile(
            r"<\s?/?\s?[a-z!?%][^>\n]*>?|&lt;\s?/?\s?script|javascript\s?:|vbscript\s?:|data:text|\bon(?:error|load|"
            r"click)\s?=|document\.cookie"
        ),
    ),
    ("control token", re.compile(r"<\|.{0,40}\|>|\[/?inst\]|<</?sys>>|###\s?(?:system|instruction)")),
    (
        "tool call",
        re.compile(
            r"\{\s?\"|\"\s?:\s?[\"\[{\d]|\btool_calls?\b|\bfunction_calls?\b|\bfunctions\.\w+|"
            r"\b[a-z]+(?:_[a-z]+)+\s?\(|```|\[/?tool"
        ),
    ),
    ("internal name", re.compile(r"\b[a-z]{2,}(?:_[a-z0-9]{2,})+\b")),
    ("encoded text", re.compile(r"(?<![\w/.-])[a-z0-9+/=]{40,}(?![\w/.-])")),
)
_TALKS_OF_PROMPT = re.compile(
    r"\bas (?:i was |i am |i'm )?instructed\b|\b(?:system|initial|hidden|original) (?:prompt|instructions?|"
    r"message)\b|\bmy (?:\w+ )?(?:instructions|prompt|guidelines|directives|programming|system rules)\b"
    r"(?!\?)|\bi(?:'ve| have| was| am|'m) (?:been )?(?:instructed|programmed|prompted|configured|told) (?:to|not to|"
    r"that|never)\b|\bmy rules (?:are|say|state)\b|"
    r"\bthe (?:developers?|prompt) (?:told|says?|instruct\w*|want\w*)\b|\bas a (?:large )?language model\b|"
    r"\b(?:developer|dan|debug|maintenance|god|jailbreak) mode\b|\bmis instrucciones\b|\bprompt del sistema\b"
)
_REFUSES = re.compile(
    r"\b(?:can't|cannot|won't|not able to|unable to|no puedo)\b[^.?!]{0,40}\b(?:share|reveal|discuss|show|tell|"
    r"repeat|disclose|compartir|mostrar)\b"
)


@dataclass(frozen=True, slots=True)
class PromptSecrets:
    """What the model was given that nobody else may read."""

    canary: str = ""
    """a random marker in the prompt; with it in a reply the prompt has leaked"""
    lines: tuple[str, ...] = ()
    """the instructions of the prompt, without the community's facts, which replies may repeat"""
    hosts: frozenset[str] = frozenset()
    """hosts that replies may link to besides the community's own: this server's, the application portal's"""


@lru_cache(maxsize=16)
def _fingerprints(secrets: PromptSecrets) -> frozenset[tuple[str, ...]]:
    return frozenset(run for line in secrets.lines for run in _runs(line))


@lru_cache(maxsize=64)
def _disguises(canary: str) -> tuple[str, ...]:
    """The marker as it stands, backwards, in ROT13, hexadecimal and base64."""
    if len(canary) < MIN_CANARY:
        return ()
    encoded = base64.b64encode(canary.encode()).decode().rstrip("=")
    forms = (canary, canary[::-1], codecs.encode(canary, "rot13"), canary.encode().hex(), encoded[:-1])
    return tuple(_NOT_ALNUM.sub("", form.lower()) for form in forms)


def _runs(text: str) -> list[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return [tuple(words[index : index + WORDS_IN_A_ROW]) for index in range(len(words) - WORDS_IN_A_ROW + 1)]


def may_link(sentence: str) -> bool:
    return "." in sentence and MAY_LEAK.search(fold(sentence)) is not None


def check(sentence: str, secrets: PromptSecrets, hosts: frozenset[str]) -> Problem | None:
    """`hosts` are those that the community's own texts of this turn link to, in lower case."""
    folded = fold(sentence)
    if _holds_canary(folded, secrets.canary):
        return Problem("leaks", "marker of the prompt")
    if secrets.lines and not _fingerprints(secrets).isdisjoint(_runs(folded)):
        return Problem("leaks", "words of the prompt")
    if not MAY_LEAK.search(folded):
        return None
    return _markup(folded) or _foreign_link(folded, hosts | secrets.hosts) or _talks_of_prompt(folded)


def _holds_canary(folded: str, canary: str) -> bool:
    if not canary:
        return False
    squeezed = _NOT_ALNUM.sub("", folded)
    return any(form in squeezed for form in _disguises(canary))


def _markup(folded: str) -> Problem | None:
    plain = _EMAIL.sub(" ", _URL.sub(" ", folded))
    return next((Problem("leaks", rule) for rule, pattern in _MARKUP if pattern.search(plain)), None)


def _foreign_link(folded: str, hosts: frozenset[str]) -> Problem | None:
    links = [host_of(url) for url in _URL.findall(folded)]
    links.extend(_BARE_HOST.findall(_EMAIL.sub(" ", _URL.sub(" ", folded))))
    return Problem("leaks", "link to elsewhere") if any(not _is_among(link, hosts) for link in links) else None


def _is_among(host: str, hosts: frozenset[str]) -> bool:
    return any(host == known or host.endswith(f".{known}") for known in hosts)


def host_of(url: str) -> str:
    """Lower case, without `www.`; empty where the address has none."""
    try:
        host = urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""  # not an address: it is among nobody's hosts
    return host.lower().removeprefix("www.").rstrip(".")


def hosts_in(text: str) -> frozenset[str]:
    """Hosts that a text of the community links to."""
    folded = fold(text)
    return frozenset([*(host_of(url) for url in _URL.findall(folded)), *_BARE_HOST.findall(folded)]) - {""}


def _talks_of_prompt(folded: str) -> Problem | None:
    if _TALKS_OF_PROMPT.search(folded) and not _REFUSES.search(folded):
        return Problem("leaks", "speaks of its instructions")
    return None
