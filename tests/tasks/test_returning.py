"""A customer hands back a task: it is in the agency's hands again, and the agency is told."""

from sqlalchemy import select

from app.notifications.models import Notice
from app.tasks.returning import hand_back
from tenants import db
from tests.portal.work import task


def told() -> set:
    return set(db.session.scalars(select(Notice.reader_id).where(Notice.occasion == "task_returned")))


def test_whose_task_it_is_are_told(cast):
    one = task(cast.a, status="waiting", assignees=["member", "admin"])
    with cast.a.work():
        assert hand_back(one.load())
        assert one.load().status == "doing"
        assert told() == {cast.a.member.id, cast.a.admin.id}


def test_a_task_that_does_not_wait_stays_as_it_is(cast):
    for status in ("open", "doing", "done"):
        one = task(cast.a, status=status)
        with cast.a.work():
            assert not hand_back(one.load())
            assert one.load().status == status
            assert told() == set()


def test_handed_back_twice_is_told_once(cast):
    one = task(cast.a, status="waiting")
    with cast.a.work():
        assert hand_back(one.load())
        assert not hand_back(one.load())
        assert told() == {cast.a.member.id}
