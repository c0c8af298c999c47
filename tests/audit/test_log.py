"""The audit log: what a line holds, that it stays with its change, and that nobody can rewrite it."""

import uuid

import pytest
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select, update
from sqlalchemy.exc import ProgrammingError

from app.audit import AuditEntry, acting_as, denied, describe, record, register_verb, wording
from tenants import as_tenant, current_tenant, db, find_by_slug, now, uuid7


class Thing:
    """Something that happens to be in the database."""

    __tablename__ = "thing"

    def __init__(self, name="Möwe GmbH", id=None):
        self.name, self.id = name, id


class Anna:
    actor_kind, actor_name = "person", "Anna Muster"
    id = uuid7()


def lines(agency) -> list[AuditEntry]:
    with agency.work():
        found = db.session.scalars(AuditEntry.latest()).all()
        db.session.expunge_all()
    return found


def test_line_says_who_did_what_to_what(cast):
    thing = Thing()
    with cast.a.work():
        record("thing.made", thing, actor=Anna, count=2)
    line = next(line for line in lines(cast.a) if line.verb == "thing.made")
    assert (line.actor_kind, line.actor_id, line.actor_name) == ("person", Anna.id, "Anna Muster")
    assert (line.object_kind, line.object_id, line.object_name) == ("thing", thing.id, "Möwe GmbH")
    assert line.details == {"count": 2}
    assert line.network is None


def test_outside_of_requests_it_is_the_system(cast):
    with cast.a.work():
        record("night.fell")
    line = lines(cast.a)[0]
    assert (line.actor_kind, line.actor_id, line.object_kind, line.object_name) == ("system", None, None, "")


def test_a_program_can_do_the_work_of_somebody(cast):
    with cast.a.work():
        with acting_as(Anna):
            record("thing.made")
        record("night.fell")
    assert [line.actor_name for line in lines(cast.a)[:2]] == ["", "Anna Muster"]


def test_visitor_is_named_as_one_and_by_network_only(app, cast):
    with app.test_request_context("/", base_url=f"http://{cast.a.host}", environ_overrides=_from(app, cast.a)):
        denied("sign_in.refused")
    line = lines(cast.a)[0]
    assert (line.actor_kind, line.actor_name, line.network) == ("visitor", "", "203.0.113.0/24")


def _from(app, agency) -> dict:
    with app.app_context():
        return {"REMOTE_ADDR": "203.0.113.7", "kontor.tenant": find_by_slug(agency.slug)}


def test_line_goes_with_a_change_that_is_undone(cast):
    with pytest.raises(RuntimeError, match="undone"), cast.a.work():
        record("thing.made", Thing())
        raise RuntimeError("undone")
    assert "thing.made" not in [line.verb for line in lines(cast.a)]


def test_line_about_a_refusal_stays(cast):
    with pytest.raises(RuntimeError, match="undone"), cast.a.work():
        denied("thing.refused", Thing(), reason="no")
        raise RuntimeError("undone")
    assert lines(cast.a)[0].verb == "thing.refused"


def test_details_of_any_kind_become_plain_data(cast):
    moment, key = now(), uuid.uuid4()
    with cast.a.work():
        record(
            "thing.made",
            Thing(),
            at=moment,
            keys={key},
            nothing=None,
            yes=True,
            text="a\0b",
            inner={"day": moment.date()},
        )
    assert lines(cast.a)[0].details == {
        "at": moment.isoformat(),
        "keys": [str(key)],
        "nothing": None,
        "yes": True,
        "text": "a\ufffdb",
        "inner": {"day": moment.date().isoformat()},
    }


def test_lines_about_one_thing_come_latest_first(cast, clock):
    thing = Thing(id=uuid7())
    with cast.a.work():
        record("thing.made", thing)
        record("thing.made", Thing())
        clock.move(seconds=1)
        record("thing.changed", thing)
    with cast.a.work():
        assert [line.verb for line in db.session.scalars(AuditEntry.about(thing))] == ["thing.changed", "thing.made"]


def test_agency_itself_can_be_what_it_happened_to(cast):
    with cast.a.work():
        record("agency.renamed", current_tenant())
    line = lines(cast.a)[0]
    assert (line.object_kind, line.object_id, line.object_name) == ("tenant", None, "Hafenlicht")


@pytest.mark.parametrize("statement", [update(AuditEntry).values(verb="x"), delete(AuditEntry)])
def test_web_can_neither_change_nor_delete_a_line(app, cast, statement):
    with cast.a.work():
        record("thing.made", Thing())
    with pytest.raises(ProgrammingError, match="permission denied"), cast.a.work():
        db.session.execute(statement.execution_options(synchronize_session=False))


def test_other_agency_sees_nothing_of_it(cast):
    with cast.a.work():
        record("thing.made", Thing())
    assert "thing.made" not in [line.verb for line in lines(cast.b)]
    with cast.b.work():
        assert db.session.scalar(select(AuditEntry.id).where(AuditEntry.verb == "thing.made")) is None


@pytest.fixture
def _verbs(monkeypatch):
    monkeypatch.setattr(wording, "_sentences", {})
    register_verb("thing.moved", _l("{actor} hat {object} nach {place} gebracht."))


@pytest.mark.usefixtures("_verbs")
@pytest.mark.parametrize(
    ("verb", "details", "sentence"),
    [
        ("thing.moved", {"place": "Kiel"}, "Anna Muster hat Möwe GmbH nach Kiel gebracht."),
        ("thing.moved", {}, "Anna Muster hat Möwe GmbH nach – gebracht."),
        ("thing.moved", {"place": "{actor}"}, "Anna Muster hat Möwe GmbH nach {actor} gebracht."),
        ("thing.burnt", {}, "Anna Muster: thing.burnt (Möwe GmbH)"),
    ],
)
def test_line_reads_as_a_sentence(app, cast, verb, details, sentence):
    with app.app_context(), as_tenant(cast.a.tenant_id):
        assert describe(record(verb, Thing(), actor=Anna, **details)) == sentence


@pytest.mark.usefixtures("_verbs")
@pytest.mark.parametrize(
    ("kind", "words"), [("system", "Das System"), ("visitor", "Jemand, der nicht angemeldet war,")]
)
def test_nameless_actors_are_described(app, kind, words):
    with app.app_context():
        line = AuditEntry(actor_kind=kind, actor_name="", verb="thing.moved", object_name="", details={})
        assert describe(line) == f"{words} hat – nach – gebracht."
