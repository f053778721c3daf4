"""the life of questions: who gets them, reminders, reviews, votes, reports, suggestions"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

KINDS = "kind IN ('question', 'handoff', 'other')"
KINDS_BEFORE = "kind IN ('question', 'handoff')"
REVIEWS = "review_reason IN ('aged', 'votes', 'staff', 'report')"


def _json(name):
    """A column of JSON that rows which are there already begin with as empty."""
    kind = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")
    return sa.Column(name, kind, nullable=False, server_default='{}')


def upgrade() -> None:
    op.create_table('question_settings',
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('remind_after_minutes', sa.Integer(), nullable=False),
    sa.Column('escalate_after_minutes', sa.Integer(), nullable=False),
    sa.Column('review_after_days', sa.Integer(), nullable=False),
    sa.Column('review_days_by_category', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('escalate_after_minutes > remind_after_minutes', name=op.f('ck_question_settings_remind_first')),
    sa.CheckConstraint('escalate_after_minutes BETWEEN 1 AND 20000', name=op.f('ck_question_settings_escalate')),
    sa.CheckConstraint('remind_after_minutes BETWEEN 1 AND 20000', name=op.f('ck_question_settings_remind')),
    sa.CheckConstraint('review_after_days BETWEEN 1 AND 3650', name=op.f('ck_question_settings_review')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_question_settings_company_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('company_id', name=op.f('pk_question_settings'))
    )
    op.create_table('question_rules',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=True),
    sa.Column('category', sa.String(length=100), nullable=True),
    sa.Column('manager_id', sa.String(length=36), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('position BETWEEN 1 AND 1000', name=op.f('ck_question_rules_position')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_question_rules_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_question_rules_manager_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_question_rules_property_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question_rules'))
    )
    with op.batch_alter_table('question_rules', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_question_rules_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_rules_manager_id'), ['manager_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_question_rules_property_id'), ['property_id'], unique=False)

    op.create_table('faq_suggestions',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('faq_id', sa.String(length=36), nullable=True),
    sa.Column('decided_by', sa.String(length=36), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("status IN ('open', 'approved', 'dismissed')", name=op.f('ck_faq_suggestions_status')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_faq_suggestions_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_faq_suggestions_decided_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_faq_suggestions_faq_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_faq_suggestions_property_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_suggestions'))
    )
    with op.batch_alter_table('faq_suggestions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_suggestions_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_suggestions_faq_id'), ['faq_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_suggestions_property_id'), ['property_id'], unique=False)

    op.create_table('faq_corrections',
    sa.Column('faq_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_faq_corrections_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_faq_corrections_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_faq_corrections_faq_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('faq_id', 'conversation_id', 'number', name=op.f('pk_faq_corrections'))
    )
    with op.batch_alter_table('faq_corrections', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_corrections_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_corrections_conversation_id'), ['conversation_id'], unique=False)

    op.create_table('answer_reports',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('faq_id', sa.String(length=36), nullable=True),
    sa.Column('reason', sa.String(length=30), nullable=False),
    sa.Column('text', sa.Text(), nullable=True),
    sa.Column('reported_by', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("reason IN ('wrong_fact', 'outdated', 'not_answered', 'tone', 'should_have_handed_off', 'fair_housing', 'other')", name=op.f('ck_answer_reports_reason')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_answer_reports_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_answer_reports_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_answer_reports_faq_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_answer_reports_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_answer_reports_property_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['reported_by'], ['users.id'], name=op.f('fk_answer_reports_reported_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_reports')),
    sa.UniqueConstraint('message_id', 'reported_by', name=op.f('uq_answer_reports_message_id_reported_by'))
    )
    with op.batch_alter_table('answer_reports', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_answer_reports_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_reports_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_reports_faq_id'), ['faq_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_reports_message_id'), ['message_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_answer_reports_property_id'), ['property_id'], unique=False)

    op.create_table('faq_observations',
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('suggestion_id', sa.String(length=36), nullable=True),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('question_message_id', sa.String(length=36), nullable=True),
    sa.Column('question', sa.Text(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_faq_observations_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversations.id'], name=op.f('fk_faq_observations_conversation_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_faq_observations_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['suggestion_id'], ['faq_suggestions.id'], name=op.f('fk_faq_observations_suggestion_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('message_id', name=op.f('pk_faq_observations'))
    )
    with op.batch_alter_table('faq_observations', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_observations_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_observations_conversation_id'), ['conversation_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_observations_suggestion_id'), ['suggestion_id'], unique=False)

    op.create_table('faq_votes',
    sa.Column('faq_id', sa.String(length=36), nullable=False),
    sa.Column('message_id', sa.String(length=36), nullable=False),
    sa.Column('value', sa.String(length=4), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("value IN ('up', 'down')", name=op.f('ck_faq_votes_value')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_faq_votes_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_faq_votes_faq_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['message_id'], ['messages.id'], name=op.f('fk_faq_votes_message_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('faq_id', 'message_id', name=op.f('pk_faq_votes'))
    )
    with op.batch_alter_table('faq_votes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_votes_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_votes_message_id'), ['message_id'], unique=False)
        batch_op.create_index('ix_faq_votes_recent', ['faq_id', 'created_at'], unique=False)

    op.create_table('task_events',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('task_id', sa.String(length=36), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('manager_id', sa.String(length=36), nullable=True),
    sa.Column('user_id', sa.String(length=36), nullable=True),
    sa.Column('data', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("action IN ('created', 'assigned', 'unassigned', 'reminded', 'escalated', 'status', 'answered')", name=op.f('ck_task_events_action')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_task_events_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['manager_id'], ['property_managers.id'], name=op.f('fk_task_events_manager_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['task_id'], ['tasks.id'], name=op.f('fk_task_events_task_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_task_events_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_events'))
    )
    with op.batch_alter_table('task_events', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_task_events_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_events_task_id'), ['task_id'], unique=False)

    op.add_column('faq_waiters', sa.Column('answer', sa.Text(), nullable=True))

    with op.batch_alter_table('faqs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('in_knowledge', sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column('merged_into', sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column('review_reason', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_faqs_review_reason'), REVIEWS)
        batch_op.create_check_constraint(batch_op.f('ck_faqs_merged_into_other'), 'merged_into <> id')
        batch_op.create_index(batch_op.f('ix_faqs_merged_into'), ['merged_into'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_faqs_merged_into'), 'faqs', ['merged_into'], ['id'], ondelete='SET NULL')

    op.add_column('tasks', sa.Column('waits_since', sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE tasks SET waits_since = created_at WHERE kind = 'question'")
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.add_column(sa.Column('answer', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('assigned_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(_json('assigned_because'))
        batch_op.add_column(sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('escalated_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('escalations', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('completed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.drop_constraint(batch_op.f('ck_tasks_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_tasks_kind'), KINDS)
        batch_op.create_index('ix_tasks_waiting', ['status', 'waits_since'], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM tasks WHERE kind = 'other'")
    with op.batch_alter_table('tasks', schema=None) as batch_op:
        batch_op.drop_index('ix_tasks_waiting')
        batch_op.drop_constraint(batch_op.f('ck_tasks_kind'), type_='check')
        batch_op.create_check_constraint(batch_op.f('ck_tasks_kind'), KINDS_BEFORE)
        for column in (
            'completed_at', 'escalations', 'escalated_at', 'reminded_at', 'waits_since', 'assigned_because',
            'assigned_at', 'answer',
        ):
            batch_op.drop_column(column)

    # What was answered to who asked only would be said to everybody.
    op.execute('DELETE FROM faqs WHERE in_knowledge = false')
    with op.batch_alter_table('faqs', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_faqs_merged_into'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_faqs_merged_into'))
        batch_op.drop_constraint(batch_op.f('ck_faqs_merged_into_other'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_faqs_review_reason'), type_='check')
        for column in ('reviewed_at', 'review_reason', 'merged_into', 'in_knowledge'):
            batch_op.drop_column(column)
    op.drop_column('faq_waiters', 'answer')

    op.drop_table('task_events')
    op.drop_table('faq_votes')
    op.drop_table('faq_observations')
    op.drop_table('answer_reports')
    op.drop_table('faq_corrections')
    op.drop_table('faq_suggestions')
    op.drop_table('question_rules')
    op.drop_table('question_settings')
