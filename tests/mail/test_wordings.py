"""The agency's own wording: versions, and what is sent."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from app.audit import AuditEntry, acting_as
from app.mail.registry import get_mail
from app.mail.wording import Variant, Wording, default_wording
from app.mail.wordings import MailWording
from tenants import db

DU = Variant("de_du")
OURS = default_wording("welcome", DU)


def save(subject="Moin", body="Hallo {{ vorname }}\n\n{{ link }}", note=""):
    return MailWording.save(get_mail("welcome"), DU, subject, body, note)


def test_without_a_wording_of_its_own_ours_is_sent(cast):
    with cast.a.work():
        assert MailWording.of("welcome", DU) == OURS
        assert MailWording.newest("welcome", DU) is None
        assert MailWording.history("welcome", DU) == []
        assert MailWording.own() == {}


def test_the_newest_version_is_sent_in_its_variant_and_agency_alone(cast):
    with cast.a.work():
        save("Moin")
        save("Moin moin", note="Herzlicher")
        assert MailWording.of("welcome", DU).subject == "Moin moin"
        assert [(row.number, row.note) for row in MailWording.history("welcome", DU)] == [(2, "Herzlicher"), (1, "")]
        assert MailWording.of("welcome", Variant("de_sie")) == default_wording("welcome", Variant("de_sie"))
        assert {place: row.number for place, row in MailWording.own().items()} == {("welcome", "de_du"): 2}
    with cast.b.work():
        assert MailWording.of("welcome", DU) == OURS


def test_what_was_typed_is_kept_with_our_line_ends(cast):
    with cast.a.work():
        save(" Moin\r\n moin ", "\r\nHallo\r\n\r\nAnna\r\n")
        assert MailWording.of("welcome", DU) == Wording("Moin moin", "Hallo\n\nAnna")


def test_saving_what_is_sent_already_makes_no_version(cast):
    with cast.a.work():
        assert save(OURS.subject, OURS.body.replace("\n", "\r\n")) is None
        assert save()
        assert save() is None
        assert len(MailWording.history("welcome", DU)) == 1


def test_our_own_words_typed_in_are_ours_again(cast):
    with cast.a.work():
        save()
        assert save(OURS.subject, OURS.body).is_default


def test_earlier_version_comes_back_as_a_new_one(cast):
    with cast.a.work():
        mail = get_mail("welcome")
        save("Eins")
        save("Zwei")
        restored = MailWording.restore(mail, DU, 1)
        assert (restored.number, restored.subject) == (3, "Eins")
        assert MailWording.restore(mail, DU, 1) is None
        for number in (0, 4):
            with pytest.raises(NotFound):
                MailWording.restore(mail, DU, number)


def test_reset_sends_our_words_again_and_can_be_taken_back(cast):
    with cast.a.work():
        mail = get_mail("welcome")
        assert MailWording.reset(mail, DU) is None
        save("Eins")
        assert MailWording.reset(mail, DU).is_default
        assert MailWording.of("welcome", DU) == OURS
        assert MailWording.restore(mail, DU, 1).subject == "Eins"


def test_every_version_names_its_author_and_stands_in_the_audit_log(cast):
    with cast.a.work():
        author = cast.a.staff["admin"].load()
        with acting_as(author):
            row = save()
            MailWording.reset(get_mail("welcome"), DU)
            MailWording.restore(get_mail("welcome"), DU, 1)
        assert (row.staff_id, row.staff_name) == (author.id, author.name)
        lines = db.session.scalars(select(AuditEntry).where(AuditEntry.verb.like("mail.wording%")).order_by("id"))
        told = [(line.verb, line.details["variant"], line.details["number"]) for line in lines]
        assert told == [
            ("mail.wording_saved", "Deutsch, Du", 1),
            ("mail.wording_reset", "Deutsch, Du", 2),
            ("mail.wording_restored", "Deutsch, Du", 3),
        ]


def test_that_it_could_not_be_used_is_noted_once(cast):
    with cast.a.work():
        row = save()
        row.cannot_be_used()
        db.session.refresh(row)
        first = row.failed_at
        row.cannot_be_used()
        db.session.refresh(row)
        assert first is not None
        assert row.failed_at == first


def test_many_who_save_at_once_take_turns(cast):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: _save_alone(cast, f"Moin {number}"), range(8)))
        list(pool.map(lambda _number: _save_alone(cast, "Alle dasselbe"), range(8)))
    with cast.a.work():
        assert [row.number for row in MailWording.history("welcome", DU)] == [9, 8, 7, 6, 5, 4, 3, 2, 1]


def _save_alone(cast, subject: str) -> None:
    with cast.a.work():
        save(subject)
