"""What staff's logins need: roles, teams, keys, links, second factors, and the record of who did what."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from leasing.models.base import Base, Id, JsonDict, JsonList, MaybeMoment, Moment, Tenant, Timestamps, one_of, reference


class Role(Base, Tenant, Timestamps):
    """A company's own role; the built-in ones are in `leasing.permissions`."""

    __tablename__ = "roles"
    __table_args__ = (one_of("property_access", "all", "assigned"), UniqueConstraint("company_id", "name"))

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(60))
    description: Mapped[str | None] = mapped_column(String(500))
    permissions: Mapped[JsonList]
    property_access: Mapped[str] = mapped_column(String(10), default="all")


class Team(Base, Tenant, Timestamps):
    """Members of staff who work together."""

    __tablename__ = "teams"
    __table_args__ = (UniqueConstraint("company_id", "name"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100))
    description: Mapped[str | None] = mapped_column(String(500))


class TeamMember(Base, Tenant):
    __tablename__ = "team_members"

    team_id: Mapped[str] = mapped_column(String(36), ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class TeamProperty(Base, Tenant):
    __tablename__ = "team_properties"

    team_id: Mapped[str] = mapped_column(String(36), ForeignKey("teams.id", ondelete="CASCADE"), primary_key=True)
    property_id: Mapped[str] = mapped_column(
        String(36), ForeignKey("properties.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ApiKey(Base, Tenant):
    """A machine's credential, of which only the hash is kept. It never may more than who made it may now."""

    __tablename__ = "api_keys"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100))
    prefix: Mapped[str] = mapped_column(String(16), unique=True)
    """names the key; it is shown, and is no secret"""
    key_hash: Mapped[str] = mapped_column(String(64))
    permissions: Mapped[JsonList]
    properties: Mapped[JsonDict]
    """property id → read or write; empty: all that its maker may"""
    created_by: Mapped[str] = reference("users.id")
    created_at: Mapped[Moment]
    expires_at: Mapped[MaybeMoment]
    revoked_at: Mapped[MaybeMoment]
    last_used_at: Mapped[MaybeMoment]


class AccountLink(Base, Tenant):
    """A link that was mailed to a member of staff: good once, until it expires or a newer one of its purpose is made.
    What stands in the mail is signed with a key that is not in the database."""

    __tablename__ = "account_links"
    __table_args__ = (one_of("purpose", "verify", "reset", "invite"),)

    id: Mapped[Id]
    user_id: Mapped[str] = reference("users.id")
    purpose: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[MaybeMoment]


class SecondFactor(Base, Tenant):
    """A user's one-time codes (RFC 6238). The secret is encrypted, recovery codes are kept as hashes."""

    __tablename__ = "second_factors"

    user_id: Mapped[str] = mapped_column(String(36), ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(String(300))
    confirmed_at: Mapped[MaybeMoment]
    """null: enrolment was begun, and sign-in does not ask for a code yet"""
    last_step: Mapped[int] = mapped_column(default=0)
    """the newest 30-second step of which a code was taken; neither it nor an older one is taken again"""
    recovery_hashes: Mapped[JsonList]
    created_at: Mapped[Moment]


class SignInFailure(Base):
    """Failures in a row to sign in to a login, whether it exists or not. `key` is a hash of what was tried."""

    __tablename__ = "sign_in_failures"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[Moment] = mapped_column(index=True)
    wait_until: Mapped[Moment]


class AuditEntry(Base, Tenant):
    """Who did what to accounts. Rows are added and never changed; they name people by id, without a reference, so that
    they outlive them."""

    __tablename__ = "audit_log"
    __table_args__ = (
        one_of("actor_kind", "user", "api_key", "anonymous", "system"),
        Index("ix_audit_log_company_at", "company_id", "at"),
    )

    id: Mapped[Id]
    actor_kind: Mapped[str] = mapped_column(String(10))
    actor_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[str | None] = mapped_column(String(80))
    changes: Mapped[JsonDict]
    """field → what it became; never a secret"""
    address_hash: Mapped[str | None] = mapped_column(String(32))
    at: Mapped[Moment]
