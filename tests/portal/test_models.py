"""Visits: a receipt of who was here when."""

from app.portal.models import Visit
from tenants import uuid7


def kept(agency) -> Visit:
    return Visit.of(agency.contact.load())


def test_a_visit_is_a_session(cast, clock):
    first, second = uuid7(), uuid7()
    with cast.a.work():
        Visit.note(cast.a.contact.load(), first)
    with cast.a.work():
        visit = kept(cast.a)
        began = visit.seen_at
        assert (visit.before(first), visit.before(second)) == (None, began)
        assert visit.fresh(first)
        assert not visit.fresh(second)
    clock.move(hours=3)
    with cast.a.work():
        Visit.note(cast.a.contact.load(), second)
    with cast.a.work():
        assert kept(cast.a).before(second) == began


def test_a_visit_lasts_as_long_as_somebody_is_seen(cast, clock):
    session, later = uuid7(), uuid7()
    with cast.a.work():
        Visit.note(cast.a.contact.load(), session)
    clock.move(minutes=30)
    with cast.a.work():
        assert not kept(cast.a).fresh(session)
        Visit.note(cast.a.contact.load(), session)
    with cast.a.work():
        visit = kept(cast.a)
        assert visit.previous_at is None
        assert visit.before(later) == visit.seen_at
        ended = visit.seen_at
    with cast.a.work():
        Visit.note(cast.a.contact.load(), later)
    with cast.a.work():
        assert kept(cast.a).previous_at == ended


def test_the_same_moment_twice_is_one_visit(cast):
    session = uuid7()
    for _page in range(2):
        with cast.a.work():
            Visit.note(cast.a.contact.load(), session)
    with cast.a.work():
        assert kept(cast.a).previous_at is None


def test_visits_go_with_the_contact(cast):
    with cast.a.work():
        Visit.note(cast.a.other_contact.load(), uuid7())
    with cast.a.work():
        contact = cast.a.other_contact.load()
        contact.remove()
        assert Visit.of(contact) is None
