"""The order of tasks in the columns of the board."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import select, update

from app.tasks.choices import STATUSES
from app.tasks.models import Task
from app.tasks.ranks import GAP, between
from tenants import as_tenant, db
from tests.cast import make_agency

RANKS = some.integers(-(2**40), 2**40)


@pytest.fixture
def agency(app, cast):
    """Inside agency A."""
    with app.app_context(), as_tenant(cast.a.tenant_id):
        yield cast.a


def column(status="open") -> list[str]:
    """The titles of a column from the top."""
    return list(db.session.scalars(select(Task.title).where(Task.status == status).order_by(Task.rank, Task.id)))


def add(*titles: str) -> list[Task]:
    """Tasks that stand in this order."""
    return [Task.add(title=title) for title in reversed(titles)][::-1]


class TestArithmetic:
    @given(RANKS, RANKS)
    def test_a_rank_between_two_lies_between_them_or_there_is_none(self, one, other):
        above, below = sorted((one, other))
        rank = between(above, below)
        assert (rank is None) == (below - above < 2)
        assert rank is None or above < rank < below

    @given(RANKS)
    def test_at_the_ends_there_is_always_room(self, rank):
        assert between(None, rank) < rank < between(rank, None)

    def test_the_first_of_all_has_a_rank(self):
        assert between(None, None) == 0

    def test_a_gap_holds_thirty_two_at_the_very_same_place(self):
        above, below, fitted = 0, GAP, 0
        while (rank := between(above, below)) is not None:
            below, fitted = rank, fitted + 1
        assert fitted == 32


class TestMoving:
    def test_above_and_below_a_neighbour(self, agency):
        a, b, c = add("A", "B", "C")
        c.move("open", before=b)
        assert column() == ["A", "C", "B"]
        a.move("open", after=b)
        assert column() == ["C", "B", "A"]

    def test_without_neighbour_to_the_top_of_another_column(self, agency):
        a, b, _c = add("A", "B", "C")
        b.move("doing")
        a.move("doing")
        assert (column(), column("doing")) == (["C"], ["A", "B"])

    def test_beside_a_neighbour_in_another_column(self, agency):
        a, b, c, d = add("A", "B", "C", "D")
        for task in (d, c):
            task.set_status("done")
        a.move("done", before=d)
        b.move("done", after=d)
        assert column("done") == ["C", "A", "D", "B"]
        assert a.done_at is not None

    def test_a_neighbour_that_has_left_the_column_counts_for_nothing(self, agency):
        a, b, _c = add("A", "B", "C")
        b.set_status("done")
        a.move("doing", before=b)
        assert column("doing") == ["A"]

    def test_beside_itself_it_stays(self, agency):
        _a, b, _c = add("A", "B", "C")
        b.move("open", before=b)
        assert column() == ["A", "B", "C"]

    def test_equal_ranks_are_told_apart_by_id_and_mended_when_something_moves_between(self, agency):
        tasks = {task.title: task for task in add("A", "B", "C")}
        db.session.execute(update(Task).values(rank=7), execution_options={"synchronize_session": False})
        first, second, third = column()
        tasks[first].move("open", before=tasks[third])
        assert column() == [second, first, third]

    def test_a_column_without_room_is_numbered_anew_and_keeps_its_order(self, agency):
        titles = [f"T{number}" for number in range(5)]
        tasks = add(*titles)
        for place, task in enumerate(tasks):
            task.rank = place
        db.session.flush()
        tasks[4].move("open", after=tasks[0])
        assert column() == ["T0", "T4", "T1", "T2", "T3"]
        db.session.expire_all()
        ranks = sorted(task.rank for task in tasks)
        assert all(above < below for above, below in pairwise(ranks))

    def test_numbering_anew_touches_no_other_column_and_no_other_agency(self, app, cast):
        with app.app_context():
            with as_tenant(cast.b.tenant_id):
                theirs = Task.add(title="Fremd")
                theirs.rank, id = 3, theirs.id
            with as_tenant(cast.a.tenant_id):
                done = Task.add(title="Fertig", status="done")
                done.rank = 5
                a, b, c = add("A", "B", "C")
                a.rank, b.rank, c.rank = 1, 2, 3
                c.move("open", after=a)
                assert done.rank == 5
                assert column() == ["A", "C", "B"]
            with as_tenant(cast.b.tenant_id):
                assert Task.get(id).rank == 3


MOVES = some.lists(
    some.tuples(some.integers(0, 5), some.sampled_from(list(STATUSES)), some.integers(0, 5), some.booleans()),
    max_size=25,
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(MOVES, some.booleans())
def test_any_sequence_of_moves_leaves_what_a_list_would_have(app, moves, tight):
    """Against a model of plain lists; `tight` begins without any gaps, so that columns are numbered anew."""
    agency = make_agency(app, "Reihe", empty=True)
    with agency.work():
        tasks = add(*"ABCDEF")
        if tight:
            for place, task in enumerate(tasks):
                task.rank = place
        model = {status: [] for status in STATUSES} | {"open": list("ABCDEF")}
        for which, status, beside, above in moves:
            task, neighbour = tasks[which], tasks[beside]
            task.move(status, **{"before" if above else "after": neighbour})
            if task is neighbour:
                continue
            for titles in model.values():
                if task.title in titles:
                    titles.remove(task.title)
            there = model[status]
            place = there.index(neighbour.title) + (not above) if neighbour.title in there else 0
            there.insert(place, task.title)
        assert {status: column(status) for status in STATUSES} == model


def test_moves_at_once_take_turns(cast):
    """Twelve people put twelve cards right above the same one: all stand there, none twice, none lost."""
    with cast.a.work():
        anchor, *tasks = add("Anker", *(f"T{number:02}" for number in range(12)))
        anchor.rank = 10**6
        for place, task in enumerate(tasks):
            task.rank = 10**6 + place + 1
        anchor_id, ids = anchor.id, [task.id for task in tasks]

    def move(id):
        with cast.a.work():
            Task.get(id).move("open", before=Task.get(anchor_id))

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(move, ids))
    with cast.a.work():
        titles = column()
        ranks = list(db.session.scalars(select(Task.rank)))
    assert titles[-1] == "Anker"
    assert sorted(titles[:-1]) == [f"T{number:02}" for number in range(12)]
    assert len(set(ranks)) == 13


def test_two_who_move_the_same_card_at_once_leave_it_in_one_column(cast):
    with cast.a.work():
        id = Task.add(title="Karte").id

    def move(status):
        with cast.a.work():
            Task.get(id).move(status)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(move, ["doing", "waiting", "done"]))
    with cast.a.work():
        task = Task.get(id)
        assert task.status in ("doing", "waiting", "done")
        assert (task.status == "done") == (task.done_at is not None)
