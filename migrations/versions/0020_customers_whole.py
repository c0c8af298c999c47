"""Hours, notes, responsible staff, member lists and keys to compare customers by; address confirmation."""

import re
import unicodedata

import sqlalchemy as sa
from alembic import op

from migrations.tools import begin, index, moment, unforced

revision = "0020_customers_whole"
down_revision = "0019_visits"

TEXTS = ("time_zone", "note")
KEYS = ("hours", "email_key", "twin_key", "number_key", "city_key")
HOURS = "hours ~ '^([0-9a-f]{42})?$'"


def upgrade() -> None:
    begin()
    with unforced("customer", "contact", "person", "staff_member"):
        for name in TEXTS:
            op.add_column("customer", sa.Column(name, sa.Text, nullable=False, server_default=""))
        for name in KEYS:
            op.add_column("customer", sa.Column(name, sa.Text(collation="C"), nullable=False, server_default=""))
        op.add_column("customer", sa.Column("responsible_id", sa.Uuid))
        op.add_column("customer", sa.Column("in_lists", sa.Boolean, nullable=False, server_default=sa.false()))
        op.add_column("customer", moment("withdrawn_at"))
        op.create_check_constraint("ck_customer_hours", "customer", HOURS)
        op.create_foreign_key(
            "fk_customer_tenant_id_responsible_id",
            "customer",
            "staff_member",
            ["tenant_id", "responsible_id"],
            ["tenant_id", "id"],
        )
        op.add_column("contact", sa.Column("hours", sa.Text(collation="C"), nullable=False, server_default=""))
        op.create_check_constraint("ck_contact_hours", "contact", HOURS)
        op.add_column("person", moment("confirmation_sent_at"))
        _compare_by()
        for name in (*TEXTS, *KEYS, "in_lists"):
            op.alter_column("customer", name, server_default=None)
        op.alter_column("contact", "hours", server_default=None)
    _number()
    for columns in (("responsible_id",), ("twin_key",), ("email_key",), ("phone",), ("mobile",)):
        index("customer", *columns)
    for columns in (("phone",), ("mobile",)):
        index("contact", *columns)


def _number() -> None:
    """How each agency writes the numbers of its customers."""
    with unforced("tenant"):
        op.add_column("tenant", sa.Column("number_prefix", sa.Text, nullable=False, server_default="K-"))
        op.add_column("tenant", sa.Column("number_digits", sa.BigInteger, nullable=False, server_default="1"))
        for name in ("number_prefix", "number_digits"):
            op.alter_column("tenant", name, server_default=None)
    op.execute("GRANT UPDATE (number_prefix, number_digits) ON tenant TO app_user")


def _compare_by() -> None:
    """Keys of the customers that are there. The next change of a customer makes exact what is only near here."""
    op.execute("UPDATE customer SET email_key = lower(email)")
    connection = op.get_bind()
    customers = connection.execute(
        sa.text("SELECT tenant_id, id, number, city, company, first_name, last_name, postcode FROM customer")
    )
    change = sa.text(
        "UPDATE customer SET number_key = :n, city_key = :c, twin_key = :t WHERE tenant_id = :a AND id = :i"
    )
    for one in customers.all():
        words = {
            word
            for word in _key(f"{one.company} {one.first_name} {one.last_name}").split()
            if len(word) > 1 or word.isdigit()
        }
        twin = f"{' '.join(sorted(words))}|{_key(one.postcode).replace(' ', '')}" if words and one.postcode else ""
        keys = {"n": _key(one.number, pad=True), "c": _key(one.city, pad=True), "t": twin}
        connection.execute(change, keys | {"a": one.tenant_id, "i": one.id})


def _key(text: str, *, pad: bool = False) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    folded = "".join(letter for letter in apart if not unicodedata.combining(letter))
    spaced = re.sub(r"[\W_]+", " ", folded).strip()
    return re.sub(r"\d+", lambda found: found[0].lstrip("0").rjust(12, "0"), spaced) if pad else spaced
