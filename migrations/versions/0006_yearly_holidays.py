"""holidays that come every year"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    names = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
    op.add_column("properties", sa.Column("yearly_holidays", names, nullable=False, server_default="[]"))
    op.add_column(
        "properties", sa.Column("yearly_holidays_observed", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def downgrade() -> None:
    op.drop_column("properties", "yearly_holidays_observed")
    op.drop_column("properties", "yearly_holidays")
