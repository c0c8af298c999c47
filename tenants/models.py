"""The tenant itself, and what every row of a tenant has."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, DateTime, ForeignKey, ForeignKeyConstraint, Sequence, Text, Uuid, column
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from .clock import now
from .context import current_tenant_id
from .db import db
from .ids import uuid7

tenant_ids = Sequence("tenant_id_seq", metadata=db.metadata, data_type=BigInteger)


class Owned:
    """What belongs to one tenant: its rows, and the row that is the tenant itself."""

    @classmethod
    def owner_column(cls) -> Any:
        """The column that says whose row it is. (Asked of this class itself only to see what criteria look like.)"""
        return column("tenant_id", BigInteger)


class Tenant(Owned, db.Model):
    """An agency: one customer of ours, one subdomain. Agency 0 is the apex."""

    __tablename__ = "tenant"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    confirmed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    suspended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    deleted_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    time_zone: Mapped[str] = mapped_column(Text, default="Europe/Berlin")
    reply_to: Mapped[str | None] = mapped_column(Text)
    imprint_url: Mapped[str | None] = mapped_column(Text)
    privacy_url: Mapped[str | None] = mapped_column(Text)
    tasks_visible: Mapped[bool] = mapped_column(Boolean, default=True)
    """Whether „für den Kunden sichtbar“ is ticked by itself once a task has a customer."""
    number_prefix: Mapped[str] = mapped_column(Text, default="K-")
    """What stands before the figures of a customer number."""
    number_digits: Mapped[int] = mapped_column(BigInteger, default=1)
    """So many figures a customer number has at least, filled up with zeros."""
    brand_color: Mapped[str] = mapped_column(Text, default="")
    """`#rrggbb`; "" for the colour that comes from the subdomain."""
    logo_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    """Since when it has the logo that it has now; None without one."""
    logo_width: Mapped[int | None] = mapped_column(BigInteger)
    logo_height: Mapped[int | None] = mapped_column(BigInteger)
    """Dots of the logo; None without one."""
    signature: Mapped[str] = mapped_column(Text, default="")
    """What stands under every mail."""
    portal_languages: Mapped[str] = mapped_column(Text, default="de en ar")
    """Languages with wording of ours that the portal speaks, apart by spaces, the first one for everybody else."""
    customers_manage_contacts: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether primary contacts may add and remove the other contacts of their firm."""
    mail_kept_days: Mapped[int] = mapped_column(default=365)
    """How long the Postausgang keeps what was sent."""
    staff_second_factor: Mapped[bool] = mapped_column(Boolean, default=False)
    """Whether owners and administrators need a second factor."""
    storage_limit: Mapped[int | None] = mapped_column(BigInteger)
    """Bytes that all its files may take together; None: what the installation grants everybody."""

    @classmethod
    def owner_column(cls) -> Any:
        return cls.id

    @property
    def languages(self) -> tuple[str, ...]:
        """What its portal, its public pages and its mails to customers speak; the first one where nobody chose."""
        return tuple(self.portal_languages.split())

    def language_for(self, language: str | None) -> str:
        """Which of its languages somebody is spoken to in: their own (BCP 47), else English, else the first."""
        code = (language or "").replace("_", "-").partition("-")[0].lower()
        return next((one for one in (code, "en") if one in self.languages), self.languages[0])


class TenantScoped(Owned):
    """Base of every row that belongs to a tenant: key (tenant_id, id), stamped and guarded by the kernel."""

    @declared_attr
    def tenant_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(BigInteger, ForeignKey("tenant.id", ondelete="CASCADE"), primary_key=True)

    @declared_attr
    def id(cls) -> Mapped[uuid.UUID]:  # noqa: N805
        return mapped_column(Uuid, primary_key=True, default=uuid7)

    @classmethod
    def owner_column(cls) -> Any:
        return cls.tenant_id

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.__dict__.get('tenant_id')}, {self.__dict__.get('id')})"

    @classmethod
    def find(cls, id: uuid.UUID | str | None) -> Any:
        """The row of the current tenant with this id, or None, also when it is no id at all (typed into a form)."""
        if isinstance(id, str):
            try:
                id = uuid.UUID(id)
            except ValueError:
                return None
        return db.session.get(cls, (current_tenant_id(), id)) if id else None

    @classmethod
    def get(cls, id: uuid.UUID | str | None) -> Any:
        """The row of the current tenant with this id; 404 when there is none (also when it is another tenant's)."""
        from werkzeug.exceptions import NotFound

        found = cls.find(id)
        if found is None:
            raise NotFound
        return found


def refers_to(table: str, column: str, **options: Any) -> ForeignKeyConstraint:
    """A foreign key to another table of the same tenant; it contains tenant_id, so it cannot cross."""
    return ForeignKeyConstraint(["tenant_id", column], [f"{table}.tenant_id", f"{table}.id"], **options)


def to_one(owner: str, target: str, column: str, **options: Any) -> Any:
    """Relationship from `owner.column` to one `target`.

    Only the id column is marked foreign: over the whole composite key SQLAlchemy copies tenant_id too, and
    assigning a foreign object would move the row to that object's tenant.
    """
    join = f"and_({target}.tenant_id == {owner}.tenant_id, {target}.id == foreign({owner}.{column}))"
    return relationship(target, primaryjoin=join, **options)


def to_many(owner: str, target: str, column: str, **options: Any) -> Any:
    """The other side of `to_one`: all `target` whose `column` points at this `owner`."""
    join = f"and_({owner}.tenant_id == {target}.tenant_id, {owner}.id == foreign({target}.{column}))"
    return relationship(target, primaryjoin=join, **options)


def current_tenant() -> Tenant:
    """The row of the tenant at work."""
    return db.session.get_one(Tenant, current_tenant_id())
