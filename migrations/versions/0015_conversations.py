"""conversations are searched, tagged and kept for a time; what was erased is on record"""

from alembic import op
import sqlalchemy as sa
import sqlalchemy.dialects.postgresql


revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Letters with marks are found without them, and everything that is no letter or digit parts two words, also in
# addresses, which the parser of PostgreSQL would keep whole.
POSTGRES_WORDS = """
CREATE FUNCTION domiq_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.simple'::regconfig, regexp_replace(translate(lower(said),
        'áàâäãåéèêëíìîïóòôöõúùûüñç', 'aaaaaaeeeeiiiiooooouuuunc'), '[^[:alnum:]]+', ' ', 'g'))
$$
"""
POSTGRES_CONTACT = """
CREATE FUNCTION domiq_contact_words(contact jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT domiq_words(coalesce(contact->>'first_name', '') || ' ' || coalesce(contact->>'last_name', '') || ' ' ||
        coalesce(contact->>'email', '') || ' ' || coalesce(contact->>'phone', '') || ' ' ||
        right(coalesce(contact->>'phone', ''), 10))
$$
"""
POSTGRES = (
    POSTGRES_WORDS,
    POSTGRES_CONTACT,
    "CREATE INDEX ix_messages_words ON messages USING gin (domiq_words(text))",
    "CREATE INDEX ix_conversations_contact_words ON conversations USING gin (domiq_contact_words(contact)) "
    "WHERE contact <> '{}'::jsonb",
)

# `about` holds the id of what an entry is of as one word: FTS5 finds an entry to delete by words only.
SQLITE_TABLE = """
CREATE VIRTUAL TABLE conversation_words USING fts5(
    text, about, conversation_id UNINDEXED, company_id UNINDEXED, tokenize = 'unicode61 remove_diacritics 2')
"""
_MESSAGE = """
INSERT INTO conversation_words(text, about, conversation_id, company_id)
    VALUES (new.text, replace(new.id, '-', ''), new.conversation_id, new.company_id);
"""
_CONTACT = """
INSERT INTO conversation_words(text, about, conversation_id, company_id)
    VALUES ({words}, replace({row}.id, '-', ''), {row}.id, {row}.company_id);
"""
_CONTACT_WORDS = (
    "coalesce(json_extract({row}.contact, '$.first_name'), '') || ' ' || "
    "coalesce(json_extract({row}.contact, '$.last_name'), '') || ' ' || "
    "coalesce(json_extract({row}.contact, '$.email'), '') || ' ' || "
    "coalesce(json_extract({row}.contact, '$.phone'), '') || ' ' || "
    "substr(coalesce(json_extract({row}.contact, '$.phone'), ''), -10)"
)
_FORGET = """
DELETE FROM conversation_words WHERE rowid IN (
    SELECT rowid FROM conversation_words WHERE conversation_words MATCH 'about : "' || replace(old.id, '-', '') || '"');
"""
_NEW_CONTACT = _CONTACT.format(words=_CONTACT_WORDS.format(row="new"), row="new")
SQLITE_TRIGGERS = {
    "messages_words_insert": f"AFTER INSERT ON messages BEGIN {_MESSAGE} END",
    "messages_words_update": f"AFTER UPDATE OF text ON messages BEGIN {_FORGET} {_MESSAGE} END",
    "messages_words_delete": f"AFTER DELETE ON messages BEGIN {_FORGET} END",
    "conversations_words_insert": f"AFTER INSERT ON conversations WHEN new.contact <> '{{}}' BEGIN {_NEW_CONTACT} END",
    "conversations_words_update": (
        f"AFTER UPDATE OF contact ON conversations WHEN new.contact <> old.contact BEGIN {_FORGET} {_NEW_CONTACT} END"
    ),
    "conversations_words_delete": f"AFTER DELETE ON conversations WHEN old.contact <> '{{}}' BEGIN {_FORGET} END",
}
SQLITE_FILL = (
    "INSERT INTO conversation_words(text, about, conversation_id, company_id) SELECT text, "
    "replace(id, '-', ''), conversation_id, company_id FROM messages ORDER BY id",
    f"INSERT INTO conversation_words(text, about, conversation_id, company_id) SELECT {_CONTACT_WORDS.format(row='c')}, "
    "replace(c.id, '-', ''), c.id, c.company_id FROM conversations c "
    "WHERE c.contact <> '{}'",
)

MOMENT = sa.DateTime(timezone=True)
JSON = sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("messages", sa.Column("edited_at", MOMENT, nullable=True))
    op.add_column("messages", sa.Column("edited_by", sa.String(36), nullable=True))
    op.create_index("ix_domain_events_report", "domain_events", ["company_id", "name", "at"])
    op.create_index("ix_conversations_begun", "conversations", ["company_id", "created_at"])
    op.create_table(
        "conversation_tags",
        sa.Column("conversation_id", sa.String(36), nullable=False),
        sa.Column("tag", sa.String(60), nullable=False),
        sa.Column("company_id", sa.String(36), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_conversation_tags_conversation_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_conversation_tags_company_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_conversation_tags_user_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("conversation_id", "tag", name="pk_conversation_tags"),
    )
    op.create_index("ix_conversation_tags_company_id_tag", "conversation_tags", ["company_id", "tag"])
    op.create_index("ix_conversation_tags_user_id", "conversation_tags", ["user_id"])
    _privacy()
    if op.get_bind().dialect.name == "postgresql":
        statements = POSTGRES
    else:
        triggers = tuple(f"CREATE TRIGGER {name} {body}" for name, body in SQLITE_TRIGGERS.items())
        statements = (SQLITE_TABLE, *triggers, *SQLITE_FILL)
    for statement in statements:
        op.get_bind().exec_driver_sql(statement)


def _privacy() -> None:
    op.create_table(
        "retention_policies",
        sa.Column("company_id", sa.String(36), nullable=False),
        *(
            sa.Column(f"{what}_days", sa.Integer(), nullable=True)
            for what in ("conversations", "leads", "attachments", "mails", "logs")
        ),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["company_id"], ["companies.id"], name="fk_retention_policies_company_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("company_id", name="pk_retention_policies"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("company_id", sa.String(36), nullable=False),
        sa.Column("subject", sa.String(36), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("user_id", sa.String(36), nullable=True),
        sa.Column("erased", JSON, nullable=False),
        sa.Column("remains", JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("files_erased_at", MOMENT, nullable=True),
        sa.CheckConstraint("reason IN ('request', 'conversation', 'retention')", name="ck_erasures_reason"),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name="fk_erasures_company_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_erasures_user_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_erasures"),
    )
    op.create_index("ix_erasures_company_id_subject", "erasures", ["company_id", "subject"])
    op.create_index("ix_erasures_user_id", "erasures", ["user_id"])
    with op.batch_alter_table("consents") as batch:
        batch.alter_column("visitor_id", existing_type=sa.String(36), nullable=True)
        batch.add_column(sa.Column("lead_id", sa.String(36), nullable=True))
        batch.add_column(sa.Column("user_id", sa.String(36), nullable=True))
        batch.add_column(sa.Column("recorded", sa.String(10), nullable=False, server_default="visitor"))
        batch.create_foreign_key("fk_consents_lead_id", "leads", ["lead_id"], ["id"], ondelete="CASCADE")
        batch.create_foreign_key("fk_consents_user_id", "users", ["user_id"], ["id"], ondelete="SET NULL")
        batch.create_index("ix_consents_lead_id", ["lead_id"])
        batch.create_index("ix_consents_user_id", ["user_id"])
        batch.create_check_constraint(op.f("ck_consents_whose"), "visitor_id IS NOT NULL OR lead_id IS NOT NULL")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for statement in (
            "DROP INDEX ix_conversations_contact_words",
            "DROP INDEX ix_messages_words",
            "DROP FUNCTION domiq_contact_words(jsonb)",
            "DROP FUNCTION domiq_words(text)",
        ):
            op.get_bind().exec_driver_sql(statement)
    else:
        for name in SQLITE_TRIGGERS:
            op.get_bind().exec_driver_sql(f"DROP TRIGGER {name}")
        op.get_bind().exec_driver_sql("DROP TABLE conversation_words")
    op.execute("DELETE FROM consents WHERE visitor_id IS NULL")
    with op.batch_alter_table("consents") as batch:
        batch.drop_constraint(op.f("ck_consents_whose"), type_="check")
        batch.drop_index("ix_consents_user_id")
        batch.drop_index("ix_consents_lead_id")
        batch.drop_constraint("fk_consents_user_id", type_="foreignkey")
        batch.drop_constraint("fk_consents_lead_id", type_="foreignkey")
        for name in ("recorded", "user_id", "lead_id"):
            batch.drop_column(name)
        batch.alter_column("visitor_id", existing_type=sa.String(36), nullable=False)
    op.drop_table("erasures")
    op.drop_table("retention_policies")
    op.drop_table("conversation_tags")
    op.drop_index("ix_conversations_begun", "conversations")
    op.drop_index("ix_domain_events_report", "domain_events")
    op.drop_column("messages", "edited_by")
    op.drop_column("messages", "edited_at")
