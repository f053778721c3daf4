"""Where an erased person was, so that who works at some properties sees the proofs of those only; a notification of what
visitors ask about their own data."""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

BEFORE = ("lead_new", "lead_qualified", "lead_hot", "tour_booked", "tour_moved", "tour_cancelled", "question_waiting",
          "question_assigned", "question_reminded", "question_escalated", "task_assigned", "person_requested",
          "email_replied", "sync_failed", "staff_note")
ADDED = "privacy_requested"
TABLES = ("notifications", "notification_preferences")


def _allow(*kinds: str) -> None:
    among = ", ".join(f"'{kind}'" for kind in kinds)
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_kind"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_kind"), f"kind IN ({among})")


def upgrade() -> None:
    op.create_table(
        "erasure_places",
        sa.Column("erasure_id", sa.String(36), nullable=False),
        sa.Column("of_property", sa.String(36), nullable=False),
        sa.Column("company_id", sa.String(36), nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name=op.f("fk_erasure_places_company_id_companies"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["erasure_id"], ["erasures.id"], name=op.f("fk_erasure_places_erasure_id_erasures"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("erasure_id", "of_property", name=op.f("pk_erasure_places")),
    )
    op.create_index(op.f("ix_erasure_places_company_id"), "erasure_places", ["company_id"])
    _allow(*BEFORE[:12], ADDED, *BEFORE[12:])


def downgrade() -> None:
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE kind = '{ADDED}'")
    _allow(*BEFORE)
    op.drop_table("erasure_places")
