"""The parts that handlers ask for by name: those of every handler, and what only the chat's take."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from bot.desk import Desk
from bot.dialogue import Dialogue
from bot.takeover.desk import StaffDesk
from bot.takeover.suggesting import Suggester
from web.dependencies import (
    DatabaseDep,
    DoorDep,
    LimiterDep,
    PagingDep,
    SettingsDep,
    SocketsDep,
    StaffDep,
    TokensDep,
)

__all__ = [
    "AttachmentId", "ConversationId", "DatabaseDep", "DeskDep", "DialogueDep", "DoorDep", "LimiterDep", "PagingDep",
    "RecordId", "SettingsDep", "SocketsDep", "StaffDep", "StaffDeskDep", "SuggesterDep", "TokensDep",
]  # fmt: skip

DialogueDep: TypeAlias = NamedDependency[SkipValidation[Dialogue]]
DeskDep: TypeAlias = NamedDependency[SkipValidation[Desk]]
StaffDeskDep: TypeAlias = NamedDependency[SkipValidation[StaffDesk]]
SuggesterDep: TypeAlias = NamedDependency[SkipValidation[Suggester]]

ConversationId: TypeAlias = Annotated[str, PathParameter(name="conversation_id")]
RecordId: TypeAlias = Annotated[str, PathParameter(name="id")]
AttachmentId: TypeAlias = Annotated[str, PathParameter(name="attachment_id")]
