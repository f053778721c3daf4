"""Runs migrations on the connection that `app.migrate` hands over."""

from typing import Any, Literal

from alembic import context

from leasing.models import Base
from leasing.models.base import Instant


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our column types in the library's own terms, so that a migration does not change when our code does."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and type(item).__name__ == "JSON":
        return 'sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")'
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=render_item,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
