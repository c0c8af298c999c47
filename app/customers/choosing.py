"""Which customers of the list something shall happen to: those that were ticked, or all that the filters show."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Self

from flask import request
from sqlalchemy import Uuid, any_, literal, select
from sqlalchemy.dialects.postgresql import ARRAY

from tenants import db

from .asking import Asked, asked_ids
from .listing import MOST
from .models import Customer

EVERY = "alle"
"""Name of the box that means all hits instead of those that are ticked."""


@dataclass(frozen=True)
class Chosen:
    """`ids` of customers that are there. `missing` were named and are not (any more), or are none of ours."""

    ids: list[uuid.UUID]
    asked: Asked
    missing: int = 0
    too_many: bool = False
    """More than MOST: then it is nobody, for nothing may happen to an arbitrary part."""

    @classmethod
    def now(cls) -> Self:
        """What the address says."""
        asked = Asked.now()
        if request.args.get(EVERY):
            listing = asked.listing()
            many = listing.found.more
            return cls([] if many else listing.ids(MOST), asked, too_many=many)
        named, ids = request.args.getlist("kunde"), asked_ids()
        if len(ids) > MOST:
            return cls([], asked, too_many=True)
        there = db.session.scalars(select(Customer.id).where(Customer.id == any_(literal(ids, ARRAY(Uuid)))))
        known = list(there)
        return cls(known, asked, missing=len(set(named)) - len(known))

    @property
    def customers(self) -> list[Customer]:
        """They themselves, in the order of their ids."""
        query = select(Customer).where(Customer.id == any_(literal(self.ids, ARRAY(Uuid)))).order_by(Customer.id)
        return list(db.session.scalars(query))
