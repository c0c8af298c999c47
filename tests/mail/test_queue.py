"""The job queue: what the web role may do with it."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError


def test_web_role_may_only_enqueue(superuser):
    functions = """
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'queue'::regnamespace
        AND has_function_privilege('app_user', p.oid, 'EXECUTE')
    """
    tables = """
        SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'queue'::regnamespace AND c.relkind IN ('r', 'v', 'S')
        AND CASE c.relkind WHEN 'S' THEN has_sequence_privilege('app_user', c.oid, 'USAGE, SELECT, UPDATE')
            ELSE has_table_privilege('app_user', c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER') END
    """
    with superuser.connect() as connection:
        assert connection.scalars(text(functions)).all() == ["enqueue"]
        assert connection.scalars(text(tables)).all() == []


def test_queue_role_sees_nothing_of_the_agencies(urls):
    engine = create_engine(urls["app_queue"])
    with engine.connect() as connection, pytest.raises(DBAPIError, match="permission denied"):
        connection.execute(text("SELECT * FROM public.outgoing_mail"))
    engine.dispose()


def test_nothing_is_queued_without_a_tenant(urls):
    engine = create_engine(urls["app_user"])
    with engine.connect() as connection, pytest.raises(DBAPIError, match="a job needs a tenant"):
        connection.execute(text("SELECT queue.enqueue('urgent', 'mail.deliver', '{\"tenant_id\": 1}'::jsonb, NULL)"))
    engine.dispose()


def test_functions_of_the_queue_have_a_fixed_search_path(superuser):
    loose = """
        SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'queue'::regnamespace
        AND NOT EXISTS (SELECT FROM unnest(p.proconfig) setting WHERE setting = 'search_path=queue, pg_temp')
    """
    with superuser.connect() as connection:
        assert connection.scalars(text(loose)).all() == []
