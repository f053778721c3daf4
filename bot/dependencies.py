"""The parts that handlers ask for by name: those of every handler, and what only the chat's take."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from bot.desk import Desk
from bot.dialogue import Dialogue
from web.dependencies import DatabaseDep, LimiterDep, SettingsDep, SocketsDep, TokensDep

__all__ = [
    "AttachmentId", "ConversationId", "DatabaseDep", "DeskDep", "DialogueDep", "LimiterDep", "SettingsDep",
    "SocketsDep", "TokensDep",
]  # fmt: skip

DialogueDep: TypeAlias = NamedDependency[SkipValidation[Dialogue]]
DeskDep: TypeAlias = NamedDependency[SkipValidation[Desk]]

ConversationId: TypeAlias = Annotated[str, PathParameter(name="conversation_id")]
AttachmentId: TypeAlias = Annotated[str, PathParameter(name="attachment_id")]
