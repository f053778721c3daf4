"""The parts that the chat's handlers ask for by name."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from bot.desk import Desk
from bot.dialogue import Dialogue
from leasing.database import Database
from leasing.security import Tokens
from leasing.settings import Settings

DatabaseDep: TypeAlias = NamedDependency[SkipValidation[Database]]
TokensDep: TypeAlias = NamedDependency[SkipValidation[Tokens]]
SettingsDep: TypeAlias = NamedDependency[SkipValidation[Settings]]
DialogueDep: TypeAlias = NamedDependency[SkipValidation[Dialogue]]
DeskDep: TypeAlias = NamedDependency[SkipValidation[Desk]]

ConversationId: TypeAlias = Annotated[str, PathParameter(name="conversation_id")]
AttachmentId: TypeAlias = Annotated[str, PathParameter(name="attachment_id")]
