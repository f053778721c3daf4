"""what accounts needed beside"""

from alembic import op
import sqlalchemy as sa


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("companies", sa.Column("hubspot_company_id", sa.String(length=64), nullable=True))
    # Not in a batch: a table that SQLite makes anew would lose the trigger that keeps it from being changed.
    op.drop_column("audit_log", "address_hash")
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=60), type_=sa.String(length=100))


def downgrade() -> None:
    with op.batch_alter_table("roles", schema=None) as batch_op:
        batch_op.alter_column("name", existing_type=sa.String(length=100), type_=sa.String(length=60))
    op.add_column("audit_log", sa.Column("address_hash", sa.String(length=32), nullable=True))
    op.drop_column("companies", "hubspot_company_id")
