"""in which words a question was asked"""

from alembic import op
import sqlalchemy as sa


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("faq_waiters", sa.Column("question", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("faq_waiters", "question")
