"""The parts that handlers ask for by name, whoever's they are."""

from __future__ import annotations

from typing import TypeAlias

from litestar.di import NamedDependency
from litestar.params import SkipValidation

from leasing.clock import Clock
from leasing.database import Database
from leasing.ports import Knowledge
from leasing.security import Passwords, Tokens, Vault
from leasing.settings import Settings
from leasing.tenancy import Paging, StaffScope
from web.limits import Limiter
from web.readiness import Readiness
from web.sockets import Door, OpenSockets, OpenStreams

DatabaseDep: TypeAlias = NamedDependency[SkipValidation[Database]]
StaffDep: TypeAlias = NamedDependency[SkipValidation[StaffScope]]
PagingDep: TypeAlias = NamedDependency[SkipValidation[Paging]]
SettingsDep: TypeAlias = NamedDependency[SkipValidation[Settings]]
TokensDep: TypeAlias = NamedDependency[SkipValidation[Tokens]]
PasswordsDep: TypeAlias = NamedDependency[SkipValidation[Passwords]]
VaultDep: TypeAlias = NamedDependency[SkipValidation[Vault]]
LimiterDep: TypeAlias = NamedDependency[SkipValidation[Limiter]]
DoorDep: TypeAlias = NamedDependency[SkipValidation[Door]]
SocketsDep: TypeAlias = NamedDependency[SkipValidation[OpenSockets]]
StreamsDep: TypeAlias = NamedDependency[SkipValidation[OpenStreams]]
KnowledgeDep: TypeAlias = NamedDependency[SkipValidation[Knowledge]]
ReadinessDep: TypeAlias = NamedDependency[SkipValidation[Readiness]]
ClockDep: TypeAlias = NamedDependency[SkipValidation[Clock]]
