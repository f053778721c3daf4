"""Teams: members of staff who work together, and the properties that they look after. A team gives no access."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from leasing.database import Tx
from leasing.errors import Conflict
from leasing.models import Base, Property, Team, TeamMember, TeamProperty, User
from leasing.services import audit
from leasing.tenancy import Page, Paging, StaffScope


@dataclass(frozen=True, slots=True)
class TeamView:
    """`members` are ids of users, `properties` ids of properties."""

    id: str
    name: str
    description: str | None
    members: list[str]
    properties: list[str]
    created_at: datetime
    updated_at: datetime


def page(tx: Tx, scope: StaffScope, paging: Paging) -> Page[TeamView]:
    """By name."""
    found = scope.page(tx, scope.select(Team).order_by(func.lower(Team.name), Team.id), paging)
    views = {view.id: view for view in _views(tx, scope, found.items)}
    return found.map(lambda row: views[row.id])


def get(tx: Tx, scope: StaffScope, team_id: str) -> TeamView:
    """Raises `NotFound`."""
    return _views(tx, scope, [scope.get(tx, Team, team_id)])[0]


def create(tx: Tx, scope: StaffScope, values: Mapping[str, Any]) -> TeamView:
    """Raises `Conflict`, and `NotFound` for a member or a property that is not there."""
    own = {name: values.get(name) for name in ("name", "description")}
    try:
        with tx.connection.begin_nested():
            team_id = scope.insert(tx, Team, **own)
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    _fill(tx, scope, team_id, values)
    audit.record(tx, scope, "team.created", "team", team_id, values)
    return get(tx, scope, team_id)


def update(tx: Tx, scope: StaffScope, team_id: str, values: Mapping[str, Any]) -> TeamView:
    """Lists that are given replace those that were. Raises `NotFound`, `Conflict`."""
    scope.get(tx, Team, team_id, lock=True)
    own = {name: values[name] for name in ("name", "description") if name in values}
    try:
        with tx.connection.begin_nested():
            scope.change(tx, Team, team_id, **own)
    except IntegrityError as error:
        raise _taken(values["name"]) from error
    _fill(tx, scope, team_id, values)
    audit.record(tx, scope, "team.updated", "team", team_id, values)
    return get(tx, scope, team_id)


def remove(tx: Tx, scope: StaffScope, team_id: str) -> None:
    """Raises `NotFound`."""
    scope.remove(tx, Team, team_id)
    audit.record(tx, scope, "team.deleted", "team", team_id)


def _fill(tx: Tx, scope: StaffScope, team_id: str, values: Mapping[str, Any]) -> None:
    if "members" in values:
        _replace(tx, scope, TeamMember, team_id, "user_id", _there(tx, scope, User, values["members"]))
    if "properties" in values:
        _replace(tx, scope, TeamProperty, team_id, "property_id", _there(tx, scope, Property, values["properties"]))


def _there(tx: Tx, scope: StaffScope, model: type[Base], ids: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(ids))
    for one in wanted:
        scope.get(tx, model, one)
    return wanted


def _replace(
    tx: Tx, scope: StaffScope, model: type[TeamMember | TeamProperty], team_id: str, column: str, ids: Sequence[str]
) -> None:
    tx.connection.execute(scope.delete(model).where(model.team_id == team_id))
    scope.insert_all(tx, model, [{"team_id": team_id, column: one} for one in ids])


def _views(tx: Tx, scope: StaffScope, rows: Sequence[Any]) -> list[TeamView]:
    ids = [row.id for row in rows]
    members = tx.connection.execute(
        scope.select(TeamMember).where(TeamMember.team_id.in_(ids)).order_by(TeamMember.user_id)
    ).all()
    properties = tx.connection.execute(
        scope.select(TeamProperty).where(TeamProperty.team_id.in_(ids)).order_by(TeamProperty.property_id)
    ).all()
    return [
        TeamView(
            id=row.id,
            name=row.name,
            description=row.description,
            members=[one.user_id for one in members if one.team_id == row.id],
            properties=[one.property_id for one in properties if one.team_id == row.id],
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]


def _taken(name: str) -> Conflict:
    return Conflict(f"There is a team named {name!r} already.")
