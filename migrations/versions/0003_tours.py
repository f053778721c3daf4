"""tours in full"""

import datetime

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
TAKEN = sa.text("status IN ('scheduled', 'confirmed')")
PROPERTY_CHECKS = {
    'tour_grid': 'tour_grid_minutes BETWEEN 5 AND 240 AND tour_grid_minutes % 5 = 0',
    'tour_buffer_before': 'tour_buffer_before_minutes BETWEEN 0 AND 120',
    'tour_buffer_after': 'tour_buffer_after_minutes BETWEEN 0 AND 120',
    'tour_daily_cap': 'tour_daily_cap >= 1',
    'tour_hold': 'tour_hold_minutes BETWEEN 0 AND 60',
}
PROPERTY_COLUMNS = {
    'tour_grid_minutes': None,
    'tour_buffer_before_minutes': '0',
    'tour_buffer_after_minutes': '0',
    'tour_daily_cap': None,
    'tour_hold_minutes': '10',
}
CELL = 300


def _number(name, default):
    """A whole number; rows that are there already begin with the default, or with nothing."""
    return sa.Column(name, sa.Integer(), nullable=default is None, server_default=default)


def upgrade() -> None:
    op.create_table('manager_hours',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('weekday', sa.Integer(), nullable=False),
    sa.Column('opens_minute', sa.Integer(), nullable=False),
    sa.Column('closes_minute', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint('opens_minute >= 0 AND closes_minute <= 1440 AND opens_minute < closes_minute', name=op.f('ck_manager_hours_span')),
    sa.CheckConstraint('weekday BETWEEN 0 AND 6', name=op.f('ck_manager_hours_weekday')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_manager_hours_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_manager_hours_manager_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manager_hours')),
    sa.UniqueConstraint('manager_id', 'weekday', 'opens_minute', name=op.f('uq_manager_hours_manager_id_weekday_opens_minute'))
    )
    with op.batch_alter_table('manager_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_manager_hours_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_manager_hours_manager_id'), ['manager_id'], unique=False)

    op.create_table('manager_time_off',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint('ends_at > starts_at', name=op.f('ck_manager_time_off_span')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_manager_time_off_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_manager_time_off_manager_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_manager_time_off'))
    )
    with op.batch_alter_table('manager_time_off', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_manager_time_off_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_manager_time_off_manager_id'), ['manager_id'], unique=False)

    op.create_table('tour_holds',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('manager_id', sa.String(length=36), nullable=True),
    sa.Column('unit_id', sa.String(length=36), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tour_type', sa.String(length=20), nullable=False),
    sa.Column('because', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("tour_type IN ('in_person', 'virtual', 'self_guided')", name=op.f('ck_tour_holds_tour_type')),
    sa.CheckConstraint('expires_at > created_at', name=op.f('ck_tour_holds_span')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tour_holds_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_tour_holds_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_tour_holds_manager_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_tour_holds_property_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['unit_id'], ['units.id'], name=op.f('fk_tour_holds_unit_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_holds')),
    sa.UniqueConstraint('conversation_id', name=op.f('uq_tour_holds_conversation_id'))
    )
    with op.batch_alter_table('tour_holds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_holds_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_holds_expires_at'), ['expires_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_holds_manager_id'), ['manager_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_holds_property_id'), ['property_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_holds_unit_id'), ['unit_id'], unique=False)

    op.create_table('tour_cells',
    sa.Column('resource', sa.String(length=60), nullable=False),
    sa.Column('cell', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('span', sa.Integer(), nullable=False),
    sa.Column('tour_id', sa.String(length=36), nullable=True),
    sa.Column('hold_id', sa.String(length=36), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint('(tour_id IS NULL) <> (hold_id IS NULL)', name=op.f('ck_tour_cells_one_taker')),
    sa.CheckConstraint('span >= 0', name=op.f('ck_tour_cells_span')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tour_cells_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hold_id'], ['tour_holds.id'], name=op.f('fk_tour_cells_hold_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_tour_cells_tour_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('resource', 'cell', name=op.f('pk_tour_cells'))
    )
    with op.batch_alter_table('tour_cells', schema=None) as batch_op:
        batch_op.create_index('ix_tour_cells_cell', ['cell'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_cells_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_cells_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index('ix_tour_cells_takers', ['resource', 'cell'], unique=False, sqlite_where=sa.text('span > 0'), postgresql_where=sa.text('span > 0'))
        batch_op.create_index(batch_op.f('ix_tour_cells_tour_id'), ['tour_id'], unique=False)

    op.create_table('tour_events',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('tour_id', sa.String(length=36), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('actor', sa.String(length=10), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=True),
    sa.Column('conversation_id', sa.String(length=36), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('data', JSON, nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("action IN ('booked', 'moved', 'assigned', 'confirmed', 'cancelled', 'completed', 'no_show')", name=op.f('ck_tour_events_action')),
    sa.CheckConstraint("actor IN ('visitor', 'staff', 'system')", name=op.f('ck_tour_events_actor')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_tour_events_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_tour_events_conversation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_tour_events_tour_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_tour_events_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tour_events'))
    )
    with op.batch_alter_table('tour_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_tour_events_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_events_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ix_tour_events_history', ['tour_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_tour_events_user_id'), ['user_id'], unique=False)

    with op.batch_alter_table('manager_assignments', schema=None) as batch_op:
        batch_op.add_column(sa.Column('tour_order', sa.Integer(), nullable=True))

    with op.batch_alter_table('properties', schema=None) as batch_op:
        for name, default in PROPERTY_COLUMNS.items():
            batch_op.add_column(_number(name, default))
        for name, rule in PROPERTY_CHECKS.items():
            batch_op.create_check_constraint(batch_op.f(f'ck_properties_{name}'), rule)

    with op.batch_alter_table('property_managers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('languages', JSON, nullable=False, server_default='[]'))
        batch_op.add_column(_number('tour_capacity', '1'))
        batch_op.create_check_constraint(batch_op.f('ck_property_managers_tour_capacity'), 'tour_capacity BETWEEN 1 AND 10')

    _fill_cells()
    with op.batch_alter_table('tours', schema=None) as batch_op:
        batch_op.drop_index('uq_tours_slot')
        batch_op.drop_constraint(batch_op.f('ck_tours_lane'), type_='check')
        batch_op.drop_column('lane')
        batch_op.add_column(_number('revision', '0'))
        batch_op.add_column(sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(length=2), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_tours_revision'), 'revision >= 0')
        batch_op.create_index('ix_tours_load', ['manager_id', 'starts_at'], unique=False)


def _fill_cells() -> None:
    """The tours that are booked take their cells: their own lane's, or the next free one's where odd lengths share a
    cell of five minutes."""
    connection = op.get_bind()
    tours = sa.table(
        'tours',
        *(sa.column(name) for name in ('id', 'company_id', 'property_id', 'lane', 'status')),
        sa.column('starts_at', sa.DateTime(timezone=True)),
        sa.column('ends_at', sa.DateTime(timezone=True)),
    )
    cells = sa.table('tour_cells', *(sa.column(name) for name in ('resource', 'cell', 'span', 'tour_id', 'company_id')))
    booked = connection.execute(sa.select(tours).where(TAKEN).order_by(tours.c.starts_at, tours.c.lane)).all()
    taken = set()
    for tour in booked:
        first, end = _unix(tour.starts_at) // CELL, -(-_unix(tour.ends_at) // CELL)
        lane = tour.lane
        while any((f'place:{tour.property_id}:{lane}', cell) in taken for cell in range(first, end)):
            lane += 1
        resource = f'place:{tour.property_id}:{lane}'
        taken |= {(resource, cell) for cell in range(first, end)}
        rows = [
            {
                'resource': resource, 'cell': cell, 'span': end - first if cell == first else 0, 'tour_id': tour.id,
                'company_id': tour.company_id,
            }
            for cell in range(first, end)
        ]
        connection.execute(cells.insert(), rows)


def _unix(at) -> int:
    """SQLite gives a time without its zone; all are in UTC."""
    return int((at if at.tzinfo else at.replace(tzinfo=datetime.UTC)).timestamp())


def downgrade() -> None:
    with op.batch_alter_table('tours', schema=None) as batch_op:
        batch_op.drop_index('ix_tours_load')
        batch_op.drop_constraint(batch_op.f('ck_tours_revision'), type_='check')
        batch_op.drop_column('language')
        batch_op.drop_column('assigned_at')
        batch_op.drop_column('revision')
        batch_op.add_column(_number('lane', '0'))
        batch_op.create_check_constraint(batch_op.f('ck_tours_lane'), 'lane >= 0')
    _fill_lanes()
    with op.batch_alter_table('tours', schema=None) as batch_op:
        batch_op.create_index('uq_tours_slot', ['property_id', 'starts_at', 'lane'], unique=True, sqlite_where=TAKEN, postgresql_where=TAKEN)

    with op.batch_alter_table('property_managers', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_property_managers_tour_capacity'), type_='check')
        batch_op.drop_column('tour_capacity')
        batch_op.drop_column('languages')

    with op.batch_alter_table('properties', schema=None) as batch_op:
        for name in PROPERTY_CHECKS:
            batch_op.drop_constraint(batch_op.f(f'ck_properties_{name}'), type_='check')
        for name in PROPERTY_COLUMNS:
            batch_op.drop_column(name)

    with op.batch_alter_table('manager_assignments', schema=None) as batch_op:
        batch_op.drop_column('tour_order')

    for name in ('tour_events', 'tour_cells', 'tour_holds', 'manager_time_off', 'manager_hours'):
        op.drop_table(name)


def _fill_lanes() -> None:
    """Tours of a property that begin together are numbered."""
    connection = op.get_bind()
    tours = sa.table('tours', *(sa.column(name) for name in ('id', 'property_id', 'starts_at', 'lane', 'status')))
    seen = {}
    for tour in connection.execute(sa.select(tours).where(TAKEN).order_by(tours.c.id)).all():
        lane = seen[tour.property_id, tour.starts_at] = seen.get((tour.property_id, tour.starts_at), -1) + 1
        connection.execute(tours.update().where(tours.c.id == tour.id).values(lane=lane))
