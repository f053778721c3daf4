"""The parts that handlers ask for by name."""

from __future__ import annotations

from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import PathParameter, SkipValidation

from leasing.clock import Clock
from leasing.database import Database
from leasing.ports import Knowledge
from leasing.security import Passwords, Tokens, Vault
from leasing.settings import Settings
from leasing.tenancy import Paging, StaffScope
from web.limits import Limiter
from web.readiness import Readiness

DatabaseDep: TypeAlias = NamedDependency[SkipValidation[Database]]
StaffDep: TypeAlias = NamedDependency[SkipValidation[StaffScope]]
PagingDep: TypeAlias = NamedDependency[SkipValidation[Paging]]
SettingsDep: TypeAlias = NamedDependency[SkipValidation[Settings]]
TokensDep: TypeAlias = NamedDependency[SkipValidation[Tokens]]
PasswordsDep: TypeAlias = NamedDependency[SkipValidation[Passwords]]
VaultDep: TypeAlias = NamedDependency[SkipValidation[Vault]]
LimiterDep: TypeAlias = NamedDependency[SkipValidation[Limiter]]
KnowledgeDep: TypeAlias = NamedDependency[SkipValidation[Knowledge]]
ReadinessDep: TypeAlias = NamedDependency[SkipValidation[Readiness]]
ClockDep: TypeAlias = NamedDependency[SkipValidation[Clock]]

RecordId: TypeAlias = Annotated[str, PathParameter(name="id")]
"""the `{id}` of a path"""

MANAGING = frozenset({"admin", "manager"})
"""roles that may change properties and how they present themselves"""
