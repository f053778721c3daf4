"""Addresses that a reply may write: the community's own, the visitor's, and those of the community's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.guards.leaks import host_of, hosts_in
from bot.guards.private_data import EMAIL
from bot.tools.results import KnowledgeAnswer

if TYPE_CHECKING:
    from bot.context import TurnContext


def known_emails(ctx: TurnContext) -> frozenset[str]:
    """In lower case."""
    own = [address for address in (ctx.community.email, ctx.state.contact.email) if address]
    return frozenset(address.lower() for address in (*own, *EMAIL.findall(" ".join(_words(ctx)))))


def known_hosts(ctx: TurnContext) -> frozenset[str]:
    """Without `www.`, in lower case."""
    ours = (ctx.community.website_url, *(sister.website_url for sister in ctx.community.sisters))
    return frozenset([*(host_of(site) for site in ours if site), *hosts_in(" ".join(_words(ctx)))]) - {""}


def _words(ctx: TurnContext) -> list[str]:
    """This turn's knowledge, the community's description, and what the team wrote in this conversation."""
    answers = [
        result.answer for result in ctx.findings.results if isinstance(result, KnowledgeAnswer) and result.answered
    ]
    team = [line.text for line in ctx.history if line.author == "manager"]
    return [*answers, *team, ctx.community.description or ""]
