"""leads in full"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql

from leasing.people import name_key, weak_email


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

LIVE = sa.text('merged_into_id IS NULL')
LOST_REASONS = (
    "lost_reason IN ('price', 'availability', 'size', 'timing', 'location', 'pets', 'chose_other', 'no_response', "
    "'duplicate', 'other')"
)


def _json(name, empty):
    """A column of JSON that rows which are there already begin with as empty."""
    kind = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
    return sa.Column(name, kind, nullable=False, server_default=empty)


def upgrade() -> None:
    with op.batch_alter_table('visitors', schema=None) as batch_op:
        batch_op.add_column(_json('first_touch', '{}'))
        batch_op.add_column(_json('last_touch', '{}'))

    op.add_column('leads', sa.Column('person_id', sa.String(length=36), nullable=True))
    op.add_column('leads', sa.Column('email_weak', sa.String(length=254), nullable=True))
    op.add_column('leads', sa.Column('name_key', sa.String(length=210), nullable=True))
    _fill_leads()
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.String(length=36), nullable=False)
        batch_op.add_column(sa.Column('merged_into_id', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('lost_reason', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('assigned_to', sa.String(length=36), nullable=True))
        batch_op.add_column(_json('first_touch', '{}'))
        batch_op.add_column(_json('last_touch', '{}'))
        batch_op.add_column(_json('score_explained', '[]'))
        batch_op.add_column(_json('stamps', '{}'))
        batch_op.create_check_constraint(batch_op.f('ck_leads_lost_reason'), LOST_REASONS)
        batch_op.create_check_constraint(batch_op.f('ck_leads_lost'), "lost_reason IS NULL OR status = 'lost'")
        batch_op.create_check_constraint(batch_op.f('ck_leads_merged_into_other'), 'merged_into_id <> id')
        batch_op.create_foreign_key(batch_op.f('fk_leads_assigned_to'), 'property_managers', ['assigned_to'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_leads_merged_into_id'), 'leads', ['merged_into_id'], ['id'], ondelete='CASCADE')
        batch_op.create_index(batch_op.f('ix_leads_assigned_to'), ['assigned_to'], unique=False)
        batch_op.create_index(batch_op.f('ix_leads_merged_into_id'), ['merged_into_id'], unique=False)
        batch_op.create_index('ix_leads_email_weak', ['company_id', 'email_weak'], unique=False)
        batch_op.create_index('ix_leads_name_key', ['property_id', 'name_key'], unique=False)
        batch_op.create_index('ix_leads_recent', ['company_id', 'created_at'], unique=False)
        batch_op.create_index('uq_leads_person', ['person_id', 'property_id'], unique=True, sqlite_where=LIVE, postgresql_where=LIVE)

    op.create_table('lead_duplicates',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('lead_a', sa.String(length=36), nullable=False),
    sa.Column('lead_b', sa.String(length=36), nullable=False),
    sa.Column('status', sa.String(length=10), nullable=False),
    sa.Column('sign', sa.String(length=40), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('open', 'merged', 'dismissed')", name=op.f('ck_lead_duplicates_status')),
    sa.CheckConstraint('lead_a < lead_b', name=op.f('ck_lead_duplicates_ordered')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_lead_duplicates_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lead_a'], ['leads.id'], name=op.f('fk_lead_duplicates_lead_a'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lead_b'], ['leads.id'], name=op.f('fk_lead_duplicates_lead_b'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_duplicates')),
    sa.UniqueConstraint('lead_a', 'lead_b', name=op.f('uq_lead_duplicates_lead_a_lead_b'))
    )
    with op.batch_alter_table('lead_duplicates', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_duplicates_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_duplicates_lead_b'), ['lead_b'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_duplicates_status'), ['status'], unique=False)

    op.create_table('lead_merges',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('survivor_id', sa.String(length=36), nullable=False),
    sa.Column('merged_id', sa.String(length=36), nullable=False),
    sa.Column('automatic', sa.Boolean(), nullable=False),
    sa.Column('sign', sa.String(length=40), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('undone_by', sa.String(length=36), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint('survivor_id <> merged_id', name=op.f('ck_lead_merges_two')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_lead_merges_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merged_id'], ['leads.id'], name=op.f('fk_lead_merges_merged_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['survivor_id'], ['leads.id'], name=op.f('fk_lead_merges_survivor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['undone_by'], ['users.id'], name=op.f('fk_lead_merges_undone_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_lead_merges_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_merges'))
    )
    with op.batch_alter_table('lead_merges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_merges_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_merges_merged_id'), ['merged_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_merges_survivor_id'), ['survivor_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_merges_user_id'), ['user_id'], unique=False)

    op.create_table('lead_activities',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('lead_id', sa.String(length=36), nullable=False),
    sa.Column('type', sa.String(length=20), nullable=False),
    sa.Column('actor', sa.String(length=10), nullable=False),
    sa.Column('user_id', sa.String(length=36), nullable=True),
    sa.Column('conversation_id', sa.String(length=36), nullable=True),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('data', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("actor IN ('visitor', 'staff', 'system')", name=op.f('ck_lead_activities_actor')),
    sa.CheckConstraint("type IN ('created', 'updated', 'status', 'assigned', 'merged', 'unmerged', 'note', 'call', 'email', 'sms', 'meeting', 'tour')", name=op.f('ck_lead_activities_type')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_lead_activities_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_lead_activities_conversation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_activities_lead_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_lead_activities_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_activities'))
    )
    with op.batch_alter_table('lead_activities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_activities_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_activities_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ix_lead_activities_history', ['lead_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_activities_user_id'), ['user_id'], unique=False)

    op.create_table('lead_merge_steps',
    sa.Column('merge_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('lead_id', sa.String(length=36), nullable=False),
    sa.Column('into_id', sa.String(length=36), nullable=True),
    sa.Column('from_person', sa.String(length=36), nullable=False),
    sa.Column('to_person', sa.String(length=36), nullable=False),
    sa.Column('before', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('after', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('moved', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('email_weak', sa.String(length=254), nullable=True),
    sa.Column('phone', sa.String(length=40), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_lead_merge_steps_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['into_id'], ['leads.id'], name=op.f('fk_lead_merge_steps_into_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_lead_merge_steps_lead_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['merge_id'], ['lead_merges.id'], name=op.f('fk_lead_merge_steps_merge_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('merge_id', 'seq', name=op.f('pk_lead_merge_steps'))
    )
    with op.batch_alter_table('lead_merge_steps', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_merge_steps_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_merge_steps_into_id'), ['into_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_lead_merge_steps_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_lead_merge_steps_email_weak', ['company_id', 'email_weak'], unique=False)
        batch_op.create_index('ix_lead_merge_steps_phone', ['company_id', 'phone'], unique=False)


def _fill_leads() -> None:
    """Each lead is a person of its own, and is found by what it is."""
    leads = sa.table('leads', *(sa.column(name) for name in ('id', 'person_id', 'first_name', 'last_name', 'email', 'email_weak', 'name_key')))
    connection = op.get_bind()
    for row in connection.execute(sa.select(leads)).all():
        values = {'person_id': row.id, 'email_weak': weak_email(row.email), 'name_key': name_key(row.first_name, row.last_name)}
        connection.execute(sa.update(leads).where(leads.c.id == row.id).values(values))


def downgrade() -> None:
    with op.batch_alter_table('lead_merge_steps', schema=None) as batch_op:
        batch_op.drop_index('ix_lead_merge_steps_phone')
        batch_op.drop_index('ix_lead_merge_steps_email_weak')
        batch_op.drop_index(batch_op.f('ix_lead_merge_steps_lead_id'))
        batch_op.drop_index(batch_op.f('ix_lead_merge_steps_into_id'))
        batch_op.drop_index(batch_op.f('ix_lead_merge_steps_company_id'))

    op.drop_table('lead_merge_steps')
    with op.batch_alter_table('lead_activities', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_activities_user_id'))
        batch_op.drop_index('ix_lead_activities_history')
        batch_op.drop_index(batch_op.f('ix_lead_activities_conversation_id'))
        batch_op.drop_index(batch_op.f('ix_lead_activities_company_id'))

    op.drop_table('lead_activities')
    with op.batch_alter_table('lead_merges', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_merges_user_id'))
        batch_op.drop_index(batch_op.f('ix_lead_merges_survivor_id'))
        batch_op.drop_index(batch_op.f('ix_lead_merges_merged_id'))
        batch_op.drop_index(batch_op.f('ix_lead_merges_company_id'))

    op.drop_table('lead_merges')
    with op.batch_alter_table('lead_duplicates', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_duplicates_status'))
        batch_op.drop_index(batch_op.f('ix_lead_duplicates_lead_b'))
        batch_op.drop_index(batch_op.f('ix_lead_duplicates_company_id'))

    op.drop_table('lead_duplicates')
    with op.batch_alter_table('leads', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_leads_merged_into_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_leads_assigned_to'), type_='foreignkey')
        for name in ('lost_reason', 'lost', 'merged_into_other'):
            batch_op.drop_constraint(batch_op.f(f'ck_leads_{name}'), type_='check')
        for name in ('uq_leads_person', 'ix_leads_recent', 'ix_leads_name_key', 'ix_leads_email_weak', 'ix_leads_merged_into_id', 'ix_leads_assigned_to'):
            batch_op.drop_index(name)
        for name in ('stamps', 'score_explained', 'assigned_to', 'last_touch', 'first_touch', 'lost_reason', 'name_key', 'email_weak', 'merged_into_id', 'person_id'):
            batch_op.drop_column(name)

    with op.batch_alter_table('visitors', schema=None) as batch_op:
        batch_op.drop_column('last_touch')
        batch_op.drop_column('first_touch')
