"""The columns of the board, one for each status: where a task stands among all tasks of the agency."""

from __future__ import annotations

from typing import Self

from sqlalchemy import BigInteger, func, select, tuple_, update
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.exceptions import NotFound

from tenants import Tenant, current_tenant_id, db

from .ranks import GAP, between


class InColumns:
    """What can be moved between and within columns. Moves of one agency take turns.

    Two that came to the top at the same moment may have the same rank; their ids then decide.
    """

    rank: Mapped[int] = mapped_column(BigInteger, default=0)
    """Where it stands in its column of the board: the smaller, the higher."""

    def move(self, status: str, before: Self | None = None, after: Self | None = None) -> None:
        """Put it into a column, right above `before` or right below `after`, else at the top.

        A neighbour that has left the column meanwhile counts for nothing. 404 when it has gone itself.
        """
        neighbour = before or after
        self.take_turn(neighbour)
        if neighbour is self:
            return
        if neighbour is None or neighbour.status != status:
            self.enter(status, self.top(status))
            return
        rank = self._beside(neighbour, above=before is not None)
        if rank is None:
            self._number_anew(status)
            self.take_turn(neighbour)
            rank = self._beside(neighbour, above=before is not None)
        self.enter(status, rank or 0)

    def take_turn(self, neighbour: Self | None = None) -> None:
        """Wait until nobody else of the agency moves anything, then read both anew. 404 when it has gone."""
        db.session.flush()
        hold()
        cls = type(self)
        ids = [thing.id for thing in (self, neighbour) if thing is not None]
        query = select(cls).where(cls.id.in_(ids)).execution_options(populate_existing=True)
        if self.id not in {thing.id for thing in db.session.scalars(query)}:
            raise NotFound

    def enter(self, status: str, rank: int) -> None:
        """Stand in a column at a rank that was found while holding; what else comes with a new column is the task's."""
        raise NotImplementedError

    @classmethod
    def top(cls, status: str) -> int:
        """The rank above all others of a column."""
        return between(None, db.session.scalar(select(func.min(cls.rank)).where(cls.status == status))) or 0

    def _beside(self, neighbour: Self, above: bool) -> int | None:
        """The rank right above or below a neighbour in its column; None when there is no room."""
        cls = type(self)
        place, here = tuple_(cls.rank, cls.id), tuple_(neighbour.rank, neighbour.id)
        others = select(cls.rank).where(cls.status == neighbour.status, cls.id != self.id).limit(1)
        if above:
            higher = others.where(place < here).order_by(cls.rank.desc(), cls.id.desc())
            return between(db.session.scalar(higher), neighbour.rank)
        return between(neighbour.rank, db.session.scalar(others.where(place > here).order_by(cls.rank, cls.id)))

    @classmethod
    def _number_anew(cls, status: str) -> None:
        """Give the whole column ranks with gaps between them, in the order they have."""
        number = func.row_number().over(order_by=(cls.rank, cls.id)) * GAP
        places = select(cls.id, number.label("rank")).where(cls.status == status).subquery()
        anew = update(cls).where(cls.id == places.c.id, cls.status == status).values(rank=places.c.rank)
        db.session.execute(anew, execution_options={"synchronize_session": False})


def hold() -> None:
    """Wait until nobody else of the agency changes the order; from here on it is as it is read.

    The agency's row stands for all rows of its columns, of which there may be thousands.
    """
    held = select(Tenant.id).where(Tenant.id == current_tenant_id()).with_for_update(key_share=True)
    db.session.execute(held)
