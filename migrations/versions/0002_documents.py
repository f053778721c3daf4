"""documents"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('knowledge_sources',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('url', sa.String(length=500), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=True),
    sa.Column('every_hours', sa.Integer(), nullable=False),
    sa.Column('max_pages', sa.Integer(), nullable=False),
    sa.Column('auto_approve', sa.Boolean(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('next_read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reading_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_problems', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("url LIKE 'http://%' OR url LIKE 'https://%'", name=op.f('ck_knowledge_sources_url')),
    sa.CheckConstraint('every_hours BETWEEN 1 AND 720', name=op.f('ck_knowledge_sources_every_hours')),
    sa.CheckConstraint('max_pages BETWEEN 1 AND 50', name=op.f('ck_knowledge_sources_max_pages')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_knowledge_sources_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_knowledge_sources_property_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_sources')),
    sa.UniqueConstraint('property_id', 'url', name=op.f('uq_knowledge_sources_property_id_url'))
    )
    with op.batch_alter_table('knowledge_sources', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_sources_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_sources_next_read_at'), ['next_read_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_sources_property_id'), ['property_id'], unique=False)

    op.create_table('documents',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('source_id', sa.String(length=36), nullable=True),
    sa.Column('url', sa.String(length=1000), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('source_type', sa.String(length=20), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("source_type <> 'website' OR url IS NOT NULL", name=op.f('ck_documents_website_has_url')),
    sa.CheckConstraint("source_type IN ('upload', 'website', 'import')", name=op.f('ck_documents_source_type')),
    sa.CheckConstraint('length(title) BETWEEN 1 AND 200', name=op.f('ck_documents_title_length')),
    sa.CheckConstraint('version >= 1', name=op.f('ck_documents_version')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_documents_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_documents_property_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['source_id'], ['knowledge_sources.id'], name=op.f('fk_documents_source_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_documents')),
    sa.UniqueConstraint('source_id', 'url', name=op.f('uq_documents_source_id_url'))
    )
    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_documents_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_documents_property_id'), ['property_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_documents_source_id'), ['source_id'], unique=False)

    op.create_table('knowledge_pages',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('source_id', sa.String(length=36), nullable=False),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('etag', sa.String(length=500), nullable=True),
    sa.Column('last_modified', sa.String(length=100), nullable=True),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_knowledge_pages_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['source_id'], ['knowledge_sources.id'], name=op.f('fk_knowledge_pages_source_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_pages')),
    sa.UniqueConstraint('source_id', 'url', name=op.f('uq_knowledge_pages_source_id_url'))
    )
    with op.batch_alter_table('knowledge_pages', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_pages_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_pages_source_id'), ['source_id'], unique=False)

    op.create_table('document_versions',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('document_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('format', sa.String(length=20), nullable=False),
    sa.Column('file_name', sa.String(length=200), nullable=True),
    sa.Column('size_bytes', sa.Integer(), nullable=False),
    sa.Column('content_hash', sa.String(length=64), nullable=False),
    sa.Column('made_by', sa.String(length=20), nullable=False),
    sa.Column('restored_from', sa.Integer(), nullable=True),
    sa.Column('created_by', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("format IN ('markdown', 'text', 'pdf', 'html')", name=op.f('ck_document_versions_format')),
    sa.CheckConstraint("made_by IN ('upload', 'website', 'import', 'restore')", name=op.f('ck_document_versions_made_by')),
    sa.CheckConstraint('number >= 1', name=op.f('ck_document_versions_number')),
    sa.CheckConstraint('size_bytes >= 0', name=op.f('ck_document_versions_size')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_document_versions_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['created_by'], ['users.id'], name=op.f('fk_document_versions_created_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_document_versions_document_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_versions')),
    sa.UniqueConstraint('document_id', 'number', name=op.f('uq_document_versions_document_id_number'))
    )
    with op.batch_alter_table('document_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_versions_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_versions_document_id'), ['document_id'], unique=False)

    op.create_table('faq_versions',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('faq_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('change', sa.String(length=20), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('answer', sa.Text(), nullable=True),
    sa.Column('category', sa.String(length=100), nullable=True),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('changed_by', sa.String(length=36), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint("change IN ('before', 'created', 'updated')", name=op.f('ck_faq_versions_change')),
    sa.ForeignKeyConstraint(['changed_by'], ['users.id'], name=op.f('fk_faq_versions_changed_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_faq_versions_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['faq_id'], ['faqs.id'], name=op.f('fk_faq_versions_faq_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_faq_versions')),
    sa.UniqueConstraint('faq_id', 'number', name=op.f('uq_faq_versions_faq_id_number'))
    )
    with op.batch_alter_table('faq_versions', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_faq_versions_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_faq_versions_faq_id'), ['faq_id'], unique=False)

    op.create_table('knowledge_proposals',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('property_id', sa.String(length=36), nullable=False),
    sa.Column('source_id', sa.String(length=36), nullable=False),
    sa.Column('document_id', sa.String(length=36), nullable=True),
    sa.Column('url', sa.String(length=1000), nullable=False),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('action', sa.String(length=20), nullable=False),
    sa.Column('status', sa.String(length=20), nullable=False),
    sa.Column('content', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('diff', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('decided_by', sa.String(length=36), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("action IN ('add', 'change', 'remove')", name=op.f('ck_knowledge_proposals_action')),
    sa.CheckConstraint("status IN ('pending', 'approved', 'rejected', 'superseded')", name=op.f('ck_knowledge_proposals_status')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_knowledge_proposals_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['decided_by'], ['users.id'], name=op.f('fk_knowledge_proposals_decided_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['document_id'], ['documents.id'], name=op.f('fk_knowledge_proposals_document_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['property_id'], ['properties.id'], name=op.f('fk_knowledge_proposals_property_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['source_id'], ['knowledge_sources.id'], name=op.f('fk_knowledge_proposals_source_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_knowledge_proposals'))
    )
    with op.batch_alter_table('knowledge_proposals', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_knowledge_proposals_company_id'), ['company_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_proposals_document_id'), ['document_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_proposals_property_id'), ['property_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_knowledge_proposals_source_id'), ['source_id'], unique=False)
        batch_op.create_index('uq_knowledge_proposals_pending', ['source_id', 'url'], unique=True, sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))

    op.create_table('document_chunks',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('document_id', sa.String(length=36), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('path', sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('company_id', sa.String(length=36), nullable=False),
    sa.CheckConstraint('length(text) BETWEEN 1 AND 10000', name=op.f('ck_document_chunks_text_length')),
    sa.ForeignKeyConstraint(['company_id'], ['companies.id'], name=op.f('fk_document_chunks_company_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['document_id', 'number'], ['document_versions.document_id', 'document_versions.number'], name='fk_document_chunks_version', ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_chunks')),
    sa.UniqueConstraint('document_id', 'number', 'position', name=op.f('uq_document_chunks_document_id_number_position'))
    )
    with op.batch_alter_table('document_chunks', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_chunks_company_id'), ['company_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('document_chunks', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_chunks_company_id'))

    op.drop_table('document_chunks')
    with op.batch_alter_table('knowledge_proposals', schema=None) as batch_op:
        batch_op.drop_index('uq_knowledge_proposals_pending', sqlite_where=sa.text("status = 'pending'"), postgresql_where=sa.text("status = 'pending'"))
        batch_op.drop_index(batch_op.f('ix_knowledge_proposals_source_id'))
        batch_op.drop_index(batch_op.f('ix_knowledge_proposals_property_id'))
        batch_op.drop_index(batch_op.f('ix_knowledge_proposals_document_id'))
        batch_op.drop_index(batch_op.f('ix_knowledge_proposals_company_id'))

    op.drop_table('knowledge_proposals')
    with op.batch_alter_table('faq_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_faq_versions_faq_id'))
        batch_op.drop_index(batch_op.f('ix_faq_versions_company_id'))

    op.drop_table('faq_versions')
    with op.batch_alter_table('document_versions', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_versions_document_id'))
        batch_op.drop_index(batch_op.f('ix_document_versions_company_id'))

    op.drop_table('document_versions')
    with op.batch_alter_table('knowledge_pages', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_pages_source_id'))
        batch_op.drop_index(batch_op.f('ix_knowledge_pages_company_id'))

    op.drop_table('knowledge_pages')
    with op.batch_alter_table('documents', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_documents_source_id'))
        batch_op.drop_index(batch_op.f('ix_documents_property_id'))
        batch_op.drop_index(batch_op.f('ix_documents_company_id'))

    op.drop_table('documents')
    with op.batch_alter_table('knowledge_sources', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_knowledge_sources_property_id'))
        batch_op.drop_index(batch_op.f('ix_knowledge_sources_next_read_at'))
        batch_op.drop_index(batch_op.f('ix_knowledge_sources_company_id'))

    op.drop_table('knowledge_sources')
