"""Reading with SQL of one's own, on the session and on the connection below it."""

from __future__ import annotations

from sqlalchemy import column, func, literal_column, select, table, text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import Session

from app.contacts.models import Contact
from app.customers.models import Customer

from . import World, attempt, seen

NAMES = "SELECT company FROM customer"
core = Customer.__table__


@attempt
def core_select(s, w: World):
    return seen(s.scalars(select(core.c.company)))


@attempt
def core_select_marked_as_checked(s, w):
    return seen(s.scalars(select(core.c.company), execution_options={"tenant_checked": True}))


@attempt
def text_statement(s, w):
    return seen(s.scalars(text(NAMES)))


@attempt
def text_statement_marked_as_checked(s, w):
    return seen(s.scalars(text(NAMES), execution_options={"tenant_checked": True}))


@attempt
def model_from_text(s, w):
    return seen(
        customer.company for customer in s.scalars(select(Customer).from_statement(text("SELECT * FROM customer")))
    )


@attempt
def core_table_beside_a_model(s, w):
    contacts = Contact.__table__
    return seen(s.scalars(select(contacts.c.position).select_from(Customer).join(contacts, contacts.c.id.is_not(None))))


@attempt
def literal_column_(s, w):
    return seen(s.scalars(select(literal_column("(SELECT string_agg(company, ',') FROM customer)"))))


@attempt
def text_inside_an_orm_statement(s, w):
    return seen(
        s.scalars(select(literal_column("(SELECT string_agg(company, ',') FROM customer)")).select_from(Customer))
    )


@attempt
def table_made_up_on_the_spot(s, w):
    return seen(s.scalars(select(column("company")).select_from(table("customer", column("company")))))


@attempt
def function_that_runs_sql(s, w):
    words = func.ts_stat("SELECT to_tsvector('simple', company) FROM customer").table_valued("word")
    return seen(word.upper() for word in s.scalars(select(words.c.word)))


@attempt
def connection_of_the_session(s, w):
    return seen(s.connection().execute(select(core.c.company)).scalars())


@attempt
def connection_of_the_engine(s, w):
    with s.get_bind().connect() as connection:
        return seen(connection.execute(select(core.c.company)).scalars())


@attempt
def plain_session_in_autocommit(s, w):
    engine = s.get_bind().execution_options(isolation_level="AUTOCOMMIT")
    with Session(engine) as plain:
        return seen(customer.company for customer in plain.scalars(select(Customer)))


@attempt
def driver_of_the_connection(s, w):
    return seen(s.connection().connection.driver_connection.execute(NAMES).fetchall())


@attempt
def driver_sql(s, w):
    return seen(s.connection().exec_driver_sql(NAMES).scalars())


@attempt
def copy_out(s, w):
    with (
        s.connection().connection.driver_connection.cursor() as cursor,
        cursor.copy(f"COPY ({NAMES}) TO STDOUT") as copy,
    ):
        return seen([bytes(part).decode() for part in copy])


@attempt
def cursor_in_the_database(s, w):
    connection = s.connection()
    connection.exec_driver_sql(f"DECLARE theirs CURSOR FOR {NAMES}")
    return seen(connection.exec_driver_sql("FETCH ALL FROM theirs").scalars())


@attempt
def prepared_in_the_database(s, w):
    connection = s.connection()
    connection.exec_driver_sql(f"PREPARE theirs AS {NAMES}")
    try:
        return seen(connection.exec_driver_sql("EXECUTE theirs").scalars())
    finally:
        connection.exec_driver_sql("DEALLOCATE theirs")


@attempt
def row_security_switched_off(s, w):
    connection = s.connection()
    connection.exec_driver_sql("SET LOCAL row_security = off")
    return seen(connection.exec_driver_sql(NAMES).scalars())


FAILS_ON_THEIRS = """
    SELECT count(*) FROM customer
    WHERE CASE WHEN company LIKE 'GEHEIM%' THEN 1 / (length(city) - length(city)) ELSE 1 END > 0
    """


@attempt
def error_that_tells(s, w):
    """A condition that fails on B's row, and would tell so if it were looked at before the policy."""
    try:
        s.connection().execute(text(FAILS_ON_THEIRS))
    except DataError:
        return True
    return False


PLANNED = """
    SELECT concat(most_common_vals::text, histogram_bounds::text)
    FROM pg_stats WHERE tablename = 'customer' AND attname = 'company'
    """


@attempt
def statistics_of_the_planner(s, w):
    with w.superuser.begin() as connection:
        connection.execute(text("ANALYZE customer"))
    return seen(s.connection().execute(text(PLANNED)).scalars())
