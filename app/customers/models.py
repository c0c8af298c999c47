"""The customer: a firm, or a private person, that the agency works for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from sqlalchemy import Boolean, CheckConstraint, DateTime, Index, Select, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.addresses import address_key
from app.audit import record, register_verbs
from app.availability.log import record_changes
from app.staff.models import StaffMember
from tenants import TenantScoped, db, now, refers_to, to_one

from . import search
from .numbering import Numbered, NumberTaken, number_once, tidy
from .presence import Presence
from .renaming import renamed
from .sorting import sort_key
from .standing import Standing
from .twins import twin_key

register_verbs(
    {
        "customer.created": _l("{actor} hat den Kunden {object} angelegt."),
        "customer.changed": _l("{actor} hat die Daten von {object} geändert."),
    }
)

FIRM, PRIVATE = "firm", "private"
KIND = "customer"
"""Under which customers stand in the word table."""

ORDERED_BY = (("sort_key", "id"), ("number_key", "id"), ("city_key", "sort_key", "id"), ("created_at", "id"))
"""What their list is walked by."""


class Customer(Standing, Numbered, Presence, TenantScoped, db.Model):
    """A firm or a private person. Who signs in for it are its contacts' persons, never the customer."""

    __tablename__ = "customer"
    __table_args__ = (
        UniqueConstraint("tenant_id", "number"),
        CheckConstraint("kind IN ('firm', 'private')", name="kind"),
        CheckConstraint("salutation IN ('', 'Frau', 'Herr')", name="salutation"),
        CheckConstraint("address_form IN ('sie', 'du')", name="address_form"),
        CheckConstraint("hours ~ '^([0-9a-f]{42})?$'", name="hours"),
        refers_to("staff_member", "responsible_id"),
        *(Index(None, "tenant_id", *columns) for columns in ORDERED_BY),
        *(
            Index(f"ix_customer_tenant_id_{name}", "tenant_id", name)
            for name in ("responsible_id", "locked_at", "twin_key", "email_key", "phone", "mobile")
        ),
        Index("ix_customer_tenant_id_hours_time_zone", "tenant_id", "hours", "time_zone"),
        Index("ix_customer_tenant_id_in_lists_sort_key_id", "tenant_id", "in_lists", "sort_key", "id"),
    )

    number: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text, default=FIRM)
    company: Mapped[str] = mapped_column(Text, default="")
    salutation: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str] = mapped_column(Text, default="")
    first_name: Mapped[str] = mapped_column(Text, default="")
    last_name: Mapped[str] = mapped_column(Text, default="")
    street: Mapped[str] = mapped_column(Text, default="")
    postcode: Mapped[str] = mapped_column(Text, default="")
    city: Mapped[str] = mapped_column(Text, default="")
    country: Mapped[str] = mapped_column(Text, default="DE")
    phone: Mapped[str] = mapped_column(Text, default="")
    mobile: Mapped[str] = mapped_column(Text, default="")
    fax: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    website: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(Text, default="de")
    address_form: Mapped[str] = mapped_column(Text, default="sie")
    time_zone: Mapped[str] = mapped_column(Text, default="")
    """IANA name; "" for that of the agency."""
    hours: Mapped[str] = mapped_column(Text(collation="C"), default="")
    """When it can be reached: 42 hexadecimal digits, six for each day from Monday; "" when nobody said."""
    note: Mapped[str] = mapped_column(Text, default="")
    """What only the staff read."""
    responsible_id: Mapped[uuid.UUID | None]
    in_lists: Mapped[bool] = mapped_column(Boolean, default=False)
    """Shown in member lists on the website."""
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """When somebody of the customer took it out of the member lists."""
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    number_key: Mapped[str] = mapped_column(Text(collation="C"), default="")
    city_key: Mapped[str] = mapped_column(Text(collation="C"), default="")
    email_key: Mapped[str] = mapped_column(Text(collation="C"), default="")
    twin_key: Mapped[str] = mapped_column(Text(collation="C"), default="")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)

    responsible: Mapped[StaffMember | None] = to_one("Customer", "StaffMember", "responsible_id")

    @classmethod
    def listed(cls) -> Select[tuple[Self]]:
        """All customers in the order of the list."""
        return select(cls).order_by(cls.sort_key, cls.id)

    @classmethod
    def search(cls, query: str, limit: int = 50, offset: int = 0) -> tuple[list[Self], search.Found]:
        """Those of whom every word of `query` is known, in the order of the list, and what was found in all."""
        found = search.find(KIND, query, limit, offset)
        return list(db.session.scalars(cls.listed().where(cls.id.in_(found.ids)))), found

    @classmethod
    def add(cls, *, id: uuid.UUID | None = None, number: str | None = None, **values: Any) -> Customer:
        """Create a customer, findable, with this number or else the next free one.

        Raises NumberTaken when another customer has the number, IntegrityError when the id is taken.
        """
        wanted = tidy(number or "")
        while True:
            customer = cls(number=wanted or cls.next_number(), **({"kind": FIRM} | values))
            if id is not None:
                customer.id = id
            customer.file()
            try:
                with number_once():
                    db.session.add(customer)
                break
            except NumberTaken:
                if wanted:
                    raise
        customer._index()
        record("customer.created", customer, number=customer.number)
        return customer

    def update(self, **values: Any) -> None:
        """Change what is known of the customer; the log says which fields, not what stood there. Raises NumberTaken."""
        if "number" in values:
            values["number"] = tidy(values["number"])
        changed = sorted(name for name, value in values.items() if getattr(self, name) != value)
        if changed:
            former = self.name
            with number_once():
                for name in changed:
                    setattr(self, name, values[name])
                moved = self.file()
            if moved:
                search.reorder(self)
            self._index()
            record_changes(self, changed)
            if self.name != former:
                renamed(self)

    @property
    def firm(self) -> bool:
        return self.kind == FIRM

    @property
    def name(self) -> str:
        """How it is spoken of: the company, or title, first and last name."""
        if self.firm:
            return self.company
        return " ".join(filter(None, (self.title, self.first_name, self.last_name)))

    @property
    def filed_name(self) -> str:
        """How it stands in a list: „Gerlach, Paul“."""
        if self.firm:
            return self.company
        return ", ".join(filter(None, (self.last_name, self.first_name)))

    @property
    def words(self) -> set[str]:
        """What it is found by, but for the words of its contacts."""
        words = search.text_words(self.company, self.title, self.first_name, self.last_name, self.postcode, self.city)
        words |= search.email_words(self.email) | search.number_words(self.number)
        return words | search.phone_words(self.phone, self.mobile, self.fax)

    @property
    def place(self) -> str:
        return " ".join(filter(None, (self.postcode, self.city)))

    def file(self) -> bool:
        """Set what lists are ordered and customers compared by; says whether the order of the list changed."""
        former, self.sort_key = self.sort_key, sort_key(self.filed_name)
        self.number_key = sort_key(self.number)
        self.city_key = sort_key(self.city or "") or search.LAST_LETTER
        self.email_key = address_key(self.email) if self.email else ""
        self.twin_key = twin_key(self.name, self.postcode or "")
        return former != self.sort_key

    def _index(self) -> None:
        search.index(KIND, self, self.words)
