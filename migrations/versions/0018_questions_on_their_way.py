"""notifications of a question that is given, reminded of and passed on, and of a task that is given"""

from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

BEFORE = ("lead_new", "lead_qualified", "lead_hot", "tour_booked", "tour_moved", "tour_cancelled", "question_waiting",
          "person_requested", "email_replied", "sync_failed", "staff_note")
ADDED = ("question_assigned", "question_reminded", "question_escalated", "task_assigned")
TABLES = ("notifications", "notification_preferences")


def _allow(*kinds: str) -> None:
    among = ", ".join(f"'{kind}'" for kind in kinds)
    for table in TABLES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(batch_op.f(f"ck_{table}_kind"), type_="check")
            batch_op.create_check_constraint(batch_op.f(f"ck_{table}_kind"), f"kind IN ({among})")


def upgrade() -> None:
    _allow(*BEFORE[:7], *ADDED, *BEFORE[7:])


def downgrade() -> None:
    among = ", ".join(f"'{kind}'" for kind in ADDED)
    for table in TABLES:
        op.execute(f"DELETE FROM {table} WHERE kind IN ({among})")
    _allow(*BEFORE)
