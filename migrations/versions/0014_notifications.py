"""notifications"""

from alembic import op
import sqlalchemy as sa


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notification_rules',
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('escalate_after_minutes', sa.Integer(), nullable=False),
    sa.Column('urgent_always', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('escalate_after_minutes BETWEEN 1 AND 1440', name=op.f('ck_notification_rules_minutes')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_notification_rules_company_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('company_id', name=op.f('pk_notification_rules'))
    )
    op.create_table('notification_inboxes',
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('last_seq', sa.Integer(), nullable=False),
    sa.Column('digest', sa.String(length=10), nullable=False),
    sa.Column('quiet_from_minute', sa.Integer(), nullable=True),
    sa.Column('quiet_until_minute', sa.Integer(), nullable=True),
    sa.Column('webhook_url', sa.String(length=500), nullable=True),
    sa.Column('webhook_secret', sa.Text(), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("digest IN ('none', 'hourly', 'daily')", name=op.f('ck_notification_inboxes_digest')),
    sa.CheckConstraint('(quiet_from_minute IS NULL AND quiet_until_minute IS NULL) OR (quiet_from_minute BETWEEN 0 AND 1439 AND quiet_until_minute BETWEEN 0 AND 1439 AND quiet_from_minute <> quiet_until_minute)', name=op.f('ck_notification_inboxes_quiet')),
    sa.CheckConstraint('last_seq >= 0', name=op.f('ck_notification_inboxes_last_seq')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_notification_inboxes_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_notification_inboxes_manager_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('manager_id', name=op.f('pk_notification_inboxes'))
    )
    with op.batch_alter_table('notification_inboxes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_inboxes_company_id'), ['company_id'], unique=False)

    op.create_table('notification_preferences',
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('dashboard', sa.Boolean(), nullable=False),
    sa.Column('email', sa.Boolean(), nullable=False),
    sa.Column('webhook', sa.Boolean(), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("kind IN ('lead_new', 'lead_qualified', 'lead_hot', 'tour_booked', 'tour_moved', 'tour_cancelled', 'question_waiting', 'person_requested', 'email_replied', 'sync_failed', 'staff_note')", name=op.f('ck_notification_preferences_kind')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_notification_preferences_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_notification_preferences_manager_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('manager_id', 'kind', name=op.f('pk_notification_preferences'))
    )
    with op.batch_alter_table('notification_preferences', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_preferences_company_id'), ['company_id'], unique=False)

    op.create_table('notifications',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=True),
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=True),
    sa.Column('event_id', sa.String(length=36), nullable=False),
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('urgency', sa.String(length=10), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('lead_id', sa.String(length=36), nullable=True),
    sa.Column('conversation_id', sa.String(length=36), nullable=True),
    sa.Column('tour_id', sa.String(length=36), nullable=True),
    sa.Column('faq_id', sa.String(length=36), nullable=True),
    sa.Column('escalation', sa.String(length=10), nullable=False),
    sa.Column('escalated_from', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('responded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('responded_by', sa.String(length=36), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("escalation IN ('none', 'waiting', 'passed_on', 'ended')", name=op.f('ck_notifications_escalation')),
    sa.CheckConstraint("kind IN ('lead_new', 'lead_qualified', 'lead_hot', 'tour_booked', 'tour_moved', 'tour_cancelled', 'question_waiting', 'person_requested', 'email_replied', 'sync_failed', 'staff_note')", name=op.f('ck_notifications_kind')),
    sa.CheckConstraint("urgency IN ('normal', 'urgent')", name=op.f('ck_notifications_urgency')),
    sa.CheckConstraint('responded_at IS NULL OR read_at IS NOT NULL', name=op.f('ck_notifications_responded_is_read')),
    sa.CheckConstraint('seq > 0', name=op.f('ck_notifications_seq')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_notifications_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_notifications_conversation_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['escalated_from'], ['notifications.id'], name=op.f('fk_notifications_escalated_from'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_notifications_faq_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['lead_id'], ['leads.id'], name=op.f('fk_notifications_lead_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_notifications_manager_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_notifications_property_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['responded_by'], ['property_managers.id'], name=op.f('fk_notifications_responded_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['tour_id'], ['tours.id'], name=op.f('fk_notifications_tour_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notifications')),
    sa.UniqueConstraint('manager_id', 'event_id', name=op.f('uq_notifications_manager_id_event_id')),
    sa.UniqueConstraint('manager_id', 'seq', name=op.f('uq_notifications_manager_id_seq'))
    )
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notifications_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index('ix_notifications_event', ['event_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_faq_id'), ['faq_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_property_id'), ['property_id'], unique=False)
        batch_op.create_index('ix_notifications_recent', ['company_id', 'created_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_notifications_tour_id'), ['tour_id'], unique=False)
        batch_op.create_index('ix_notifications_watched', ['created_at'], unique=False, sqlite_where=sa.text("escalation = 'waiting'"), postgresql_where=sa.text("escalation = 'waiting'"))

    op.create_table('notification_deliveries',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('notification_id', sa.String(length=36), nullable=False),
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('channel', sa.String(length=10), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('batch', sa.String(length=200), nullable=True),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('last_error', sa.String(length=500), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("channel IN ('email', 'webhook')", name=op.f('ck_notification_deliveries_channel')),
    sa.CheckConstraint("state IN ('pending', 'sent', 'skipped', 'failed')", name=op.f('ck_notification_deliveries_state')),
    sa.CheckConstraint('attempts >= 0', name=op.f('ck_notification_deliveries_attempts')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_notification_deliveries_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_notification_deliveries_manager_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['notification_id'], ['notifications.id'], name=op.f('fk_notification_deliveries_notification_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notification_deliveries'))
    )
    with op.batch_alter_table('notification_deliveries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_notification_deliveries_batch'), ['batch'], unique=False)
        batch_op.create_index(batch_op.f('ix_notification_deliveries_company_id'), ['company_id'], unique=False)
        batch_op.create_index('ix_notification_deliveries_due', ['manager_id', 'channel', 'due_at'], unique=False, sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))
        batch_op.create_index(batch_op.f('ix_notification_deliveries_notification_id'), ['notification_id'], unique=False)

    with op.batch_alter_table('domain_events', schema=None) as batch_op:
        batch_op.add_column(sa.Column('position', sa.BigInteger(), nullable=False, server_default='0'))
        batch_op.create_index('ix_domain_events_stream', ['company_id', 'position', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('domain_events', schema=None) as batch_op:
        batch_op.drop_index('ix_domain_events_stream')
        batch_op.drop_column('position')

    with op.batch_alter_table('notification_deliveries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_deliveries_notification_id'))
        batch_op.drop_index('ix_notification_deliveries_due', sqlite_where=sa.text("state = 'pending'"), postgresql_where=sa.text("state = 'pending'"))
        batch_op.drop_index(batch_op.f('ix_notification_deliveries_company_id'))
        batch_op.drop_index(batch_op.f('ix_notification_deliveries_batch'))

    op.drop_table('notification_deliveries')
    with op.batch_alter_table('notifications', schema=None) as batch_op:
        batch_op.drop_index('ix_notifications_watched', sqlite_where=sa.text("escalation = 'waiting'"), postgresql_where=sa.text("escalation = 'waiting'"))
        batch_op.drop_index(batch_op.f('ix_notifications_tour_id'))
        batch_op.drop_index('ix_notifications_recent')
        batch_op.drop_index(batch_op.f('ix_notifications_property_id'))
        batch_op.drop_index(batch_op.f('ix_notifications_lead_id'))
        batch_op.drop_index(batch_op.f('ix_notifications_faq_id'))
        batch_op.drop_index('ix_notifications_event')
        batch_op.drop_index(batch_op.f('ix_notifications_conversation_id'))
        batch_op.drop_index(batch_op.f('ix_notifications_company_id'))

    op.drop_table('notifications')
    with op.batch_alter_table('notification_preferences', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_preferences_company_id'))

    op.drop_table('notification_preferences')
    with op.batch_alter_table('notification_inboxes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_notification_inboxes_company_id'))

    op.drop_table('notification_inboxes')
    op.drop_table('notification_rules')
