"""The tests' PostgreSQL databases: one that is lent again holds nothing of who had it before."""

from __future__ import annotations

import psycopg
import pytest

from tests.support import databases
from tests.support.needs import need

ADDED = "INSERT INTO companies (id, slug, name, created_at, updated_at) VALUES ('c', 'c', 'C', now(), now())"


@pytest.mark.postgres
def test_a_database_is_lent_again_empty() -> None:
    need("postgres")
    url = databases.postgres_url()
    left_open = psycopg.connect(url)
    left_open.execute(ADDED)
    left_open.commit()
    left_open.execute("SELECT * FROM companies FOR UPDATE")
    databases.give_back(url)
    again = databases.postgres_url()
    assert again == url
    with psycopg.connect(again) as session:
        assert session.execute("SELECT count(*) FROM companies").fetchone() == (0,)
        assert session.execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    databases.give_back(again)


@pytest.mark.postgres
def test_a_database_whose_tables_were_changed_is_not_lent_again() -> None:
    need("postgres")
    url = databases.postgres_url()
    with psycopg.connect(url) as session:
        session.execute("ALTER TABLE users ALTER CONSTRAINT fk_users_company_id DEFERRABLE INITIALLY DEFERRED")
    databases.give_back(url)
    other = databases.postgres_url()
    assert other != url
    databases.give_back(other)
