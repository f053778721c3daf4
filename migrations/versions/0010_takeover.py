"""a person in the conversation"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql

from leasing.models.base import Instant


revision = "0010"
down_revision = "0008"
branch_labels = None
depends_on = None

REASONS = (
    "reason IN ('customer_request', 'missing_knowledge', 'unsupported_request', 'policy_restriction', "
    "'tool_failure', 'staff_joined')"
)
ENDED = (
    "ended_how IN ('handed_back', 'transferred', 'cancelled', 'timed_out', 'agent_silent', 'closed')"
)
OPEN = sa.text("ended_at IS NULL")
RESUMES = sa.text("resume_at IS NOT NULL")


def _reference(name, target, table, *, nullable=False, ondelete="CASCADE"):
    return (
        sa.Column(name, sa.String(36), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=ondelete),
    )


def upgrade() -> None:
    agent = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("agent_id", sa.String(36), nullable=True))
        batch_op.add_column(sa.Column("agent", agent, nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("resume_at", Instant(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_conversations_agent_id"), "users", ["agent_id"], ["id"], ondelete="SET NULL"
        )
        batch_op.create_index(batch_op.f("ix_conversations_agent_id"), ["agent_id"], unique=False)
        batch_op.create_index(
            "ix_conversations_resume", ["resume_at"], sqlite_where=RESUMES, postgresql_where=RESUMES
        )
    with op.batch_alter_table("properties", schema=None) as batch_op:
        batch_op.add_column(sa.Column("handoff_queue_minutes", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("handoff_silence_minutes", sa.Integer(), nullable=False, server_default="5"))
        batch_op.create_check_constraint(
            batch_op.f("ck_properties_handoff_queue"), "handoff_queue_minutes BETWEEN 1 AND 240"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_properties_handoff_silence"), "handoff_silence_minutes BETWEEN 1 AND 240"
        )
    op.create_table(
        "handoffs",
        sa.Column("id", sa.String(36), nullable=False),
        *_reference("company_id", "companies", "handoffs"),
        *_reference("property_id", "properties", "handoffs"),
        *_reference("conversation_id", "conversations", "handoffs"),
        *_reference("agent_id", "users", "handoffs", nullable=True, ondelete="SET NULL"),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("expected_at", Instant(), nullable=True),
        sa.Column("joined_at", Instant(), nullable=True),
        sa.Column("first_reply_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_how", sa.String(20), nullable=True),
        sa.CheckConstraint(REASONS, name=op.f("ck_handoffs_reason")),
        sa.CheckConstraint(ENDED, name=op.f("ck_handoffs_ended_how")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    for column in ("agent_id", "company_id", "conversation_id", "property_id"):
        op.create_index(op.f(f"ix_handoffs_{column}"), "handoffs", [column])
    op.create_index("ix_handoffs_asked", "handoffs", ["company_id", "asked_at"])
    op.create_index(
        "uq_handoffs_open", "handoffs", ["conversation_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        "conversation_notes",
        sa.Column("id", sa.String(36), nullable=False),
        *_reference("company_id", "companies", "conversation_notes"),
        *_reference("conversation_id", "conversations", "conversation_notes"),
        *_reference("author_id", "users", "conversation_notes", nullable=True, ondelete="SET NULL"),
        sa.Column("author_name", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(64), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation_notes")),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_conversation_notes_conversation_id_client_id")),
    )
    for column in ("author_id", "company_id", "conversation_id"):
        op.create_index(op.f(f"ix_conversation_notes_{column}"), "conversation_notes", [column])
    op.create_table(
        "canned_replies",
        sa.Column("id", sa.String(36), nullable=False),
        *_reference("company_id", "companies", "canned_replies"),
        *_reference("property_id", "properties", "canned_replies", nullable=True),
        sa.Column("shortcut", sa.String(40), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(2), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("updated_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_replies")),
        sa.UniqueConstraint(
            "company_id", "property_id", "shortcut", name=op.f("uq_canned_replies_company_id_property_id_shortcut")
        ),
    )
    for column in ("company_id", "property_id"):
        op.create_index(op.f(f"ix_canned_replies_{column}"), "canned_replies", [column])


def downgrade() -> None:
    for table in ("canned_replies", "conversation_notes", "handoffs"):
        op.drop_table(table)
    with op.batch_alter_table("properties", schema=None) as batch_op:
        for name in ("queue", "silence"):
            batch_op.drop_constraint(batch_op.f(f"ck_properties_handoff_{name}"), type_="check")
            batch_op.drop_column(f"handoff_{name}_minutes")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index("ix_conversations_resume")
        batch_op.drop_index(batch_op.f("ix_conversations_agent_id"))
        batch_op.drop_constraint(batch_op.f("fk_conversations_agent_id"), type_="foreignkey")
        for column in ("resume_at", "agent", "agent_id"):
            batch_op.drop_column(column)
