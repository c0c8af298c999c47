"""The Postausgang: filters, the mails of one contact and one customer, the mail itself, and sending it again."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.audit import AuditEntry
from app.contacts.models import Contact
from app.contacts.persons import Person
from app.mail.models import MailSwitch, OutgoingMail
from app.mail.parts import parts_of
from app.mail.registry import get_mail
from app.mail.resend import resend_each
from app.mail.worker import run_once
from tenants import as_tenant, db, now, uuid7
from tests.mail.letters import empty_queue, look, post, values
from tests.mail.test_views import OUTBOX, PLAIN, change, plain_mail

GONE = ("Diese E-Mail-Adresse gibt es nicht.", "550 5.1.1 <anna@example.org> unknown")


def to_person(app, agency, someone=None, **options):
    """A mail without a personal link about a person of the agency, to the present address."""
    with agency.work():
        person = (someone or agency.person).load()
        address, id, name = person.email, person.id, person.name
    wanted = {"key": "password_changed", "values": PLAIN | {"changed_at": now()}, "to_name": name}
    return post(app, agency, address, subject_of=("person", id), **wanted | options)


def failed(app, agency, *words, **options):
    mail_id = to_person(app, agency, **options)
    change(agency, mail_id, "fail", *(words or ("Das Postfach des Empfängers ist voll.", "552 5.2.2 full")))
    return mail_id


def sent(app, agency, **options):
    mail_id = to_person(app, agency, **options)
    change(agency, mail_id, "sent", "OK")
    return mail_id


def children(agency, mail_id) -> list:
    """The ids of the mails that were sent in its place."""
    with agency.work():
        return list(db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.resent_from == mail_id)))


def shown(client) -> set[str]:
    """The mails in the list, by their ids."""
    links = [node["href"] for node in client.page.all("a") if node["href"].startswith(OUTBOX + "/")]
    return {link.rpartition("/")[2] for link in links} - {"erneut-senden"}


def test_filters_narrow_the_list(app, cast):
    plain, secret = plain_mail(app, cast.a), post(app, cast.a, "berta@example.org")
    with cast.a.work():
        OutgoingMail.get(plain).queued_at = now() - timedelta(days=40)
    client = cast.a.sign_in("member")
    expected = {
        "art=password_changed": {plain}, "art=set_password": {secret}, "art=unsinn": {plain, secret},
        "zeit=heute": {secret}, "zeit=7": {secret}, "zeit=unsinn": {plain, secret}, "zeit=2026-99": {plain, secret},
        f"zeit={now() - timedelta(days=40):%Y-%m}": {plain},
        "q=ber": {secret}, "q=BERTA@example.org": {secret}, "q=anna@": {plain}, "q=nirgends": set(), "q=%00": set(),
        "q=%ED%A0%80": set(), "zustand=queued&art=set_password&q=b": {secret}, "zustand=sent": set(),
    }  # fmt: skip
    found = {query: shown(client.get(f"{OUTBOX}?{query}")) for query in expected}
    assert found == {query: {str(id) for id in ids} for query, ids in expected.items()}
    assert client.get(f"{OUTBOX}?q=nirgends").follow("Alle E-Mails zeigen").path == OUTBOX


def test_recipients_are_found_by_name(app, cast):
    theirs, other = to_person(app, cast.a), post(app, cast.a, "x@example.org", subject_of=("staff", cast.a.owner.id))
    with cast.a.work():
        person, owner = cast.a.person.load(), cast.a.owner.load()
        words, colleague = f"{person.last_name[:3]} {person.first_name}", owner.last_name
    client = cast.a.sign_in("member")
    assert shown(client.get(OUTBOX, query_string={"q": words})) == {str(theirs)}
    assert shown(client.get(OUTBOX, query_string={"q": colleague})) == {str(other)}


def test_contact_and_customer_lead_to_their_mails(app, cast):
    theirs, others = to_person(app, cast.a), to_person(app, cast.a, cast.a.other_person)
    client = cast.a.sign_in("member").get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}").follow("E-Mails")
    assert (client.title.split()[0], shown(client)) == ("E-Mails", {str(theirs)})
    assert shown(client.submit("Suchen", {"Zustand": "wartet"})) == {str(theirs)}
    assert shown(client.submit("Suchen", {"Zustand": "gesendet"})) == set()
    client.get(f"/verwaltung/kunden/{cast.a.customer.id}").follow("E-Mails")
    assert shown(client) == {str(theirs)}
    assert shown(client.get(f"/verwaltung/kunden/{cast.a.other_customer.id}/e-mails")) == {str(others)}


def test_who_is_not_here_has_no_mails(app, cast):
    client = cast.a.sign_in("owner")
    assert client.get(f"{OUTBOX}?kontakt={cast.b.contact.id}").status == 404
    assert client.get(f"/verwaltung/kunden/{cast.b.customer.id}/e-mails").status == 404
    assert client.get(f"{OUTBOX}?kontakt=unsinn").status == 200
    assert cast.a.sign_in("reader").get(f"/verwaltung/kunden/{cast.a.customer.id}/e-mails").status == 403


def test_lists_of_a_customer_cost_the_same_for_few_and_many(app, cast, count_queries):
    client, counts = cast.a.sign_in("member"), []
    for more in (2, 30):
        for _each in range(more):
            failed(app, cast.a)
        for path in (f"/verwaltung/kunden/{cast.a.customer.id}/e-mails", f"{OUTBOX}?zustand=failed"):
            with count_queries() as statements:
                client.get(path)
            counts.append(len(statements))
    assert counts[:2] == counts[2:]


def test_mail_is_shown_in_a_frame_that_runs_nothing(app, cast):
    mail_id = plain_mail(app, cast.a)
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{mail_id}")
    assert "frame-src 'self'" in client.headers["Content-Security-Policy"]
    (frame,) = client.page.all("iframe")
    assert (frame["sandbox"], frame["src"]) == ("", f"{OUTBOX}/{mail_id}/ansicht")
    answer = client.http.get(frame["src"], base_url=client.base)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert "script" not in policy
    assert policy.endswith("frame-ancestors 'self'; sandbox")
    assert "X-Frame-Options" not in answer.headers
    assert "Hallo Anna" in answer.get_data(as_text=True)
    assert "cid:" not in answer.get_data(as_text=True)


def test_personal_links_are_in_no_frame_either(app, cast):
    mail_id = post(app, cast.a, "anna@example.org")
    client = cast.a.sign_in("owner").get(f"{OUTBOX}/{mail_id}")
    assert client.page.all("iframe") == []
    assert client.get(f"{OUTBOX}/{mail_id}/ansicht").status == 404


def test_resent_mail_is_a_new_one_to_the_present_address(app, cast):
    old = failed(app, cast.a)
    with cast.a.work():
        cast.a.person.load().change_address("neu-anna@example.org")
        before = parts_of(OutgoingMail.get(old).content)
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{old}").submit("Erneut senden")
    assert "Die E-Mail geht noch einmal hinaus, an neu-anna@example.org." in client.text
    (new,) = children(cast.a, old)
    new = look(app, cast.a, new)
    assert (new.state, new.recipient, new.resent_from) == ("queued", "neu-anna@example.org", old)
    assert new.message_id != look(app, cast.a, old).message_id
    assert b"To: " in new.content
    assert b"neu-anna@example.org" in new.content
    assert parts_of(new.content) == before
    assert "Zur neuen E-Mail" in client.get(f"{OUTBOX}/{old}").text
    with cast.a.work():
        (entry,) = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "mail.resent"))
        assert entry.actor_id == cast.a.member.id


def test_the_same_button_sent_twice_is_one_mail(app, cast):
    old = sent(app, cast.a)
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{old}")
    token = next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")
    data = {"id": str(uuid7()), "csrf_token": token}
    answers = [client.post(f"{OUTBOX}/{old}/wiederholung", data, follow=False).status for _each in range(2)]
    assert answers == [303, 303]
    assert [str(id) for id in children(cast.a, old)] == [data["id"]]


def test_resent_mail_leaves(mail_app, cast, superuser):
    app = mail_app()
    old = failed(app, cast.a)
    cast.a.sign_in("member").get(f"{OUTBOX}/{old}").submit("Erneut senden")
    run_once(app)
    (new,) = children(cast.a, old)
    assert look(app, cast.a, new).state == "sent"


def test_invitation_is_not_sent_again_but_renewed(app, cast):
    mail_id = to_person(app, cast.a, key="set_password", values=values())
    change(cast.a, mail_id, "sent", "OK")
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{mail_id}")
    assert "Schicken Sie stattdessen einen neuen Link." in client.text
    client.post(f"{OUTBOX}/{mail_id}/wiederholung", {"id": str(uuid7())})
    assert children(cast.a, mail_id) == []
    assert client.follow("Einladung erneut senden").path.startswith(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}")


def _without_address(person: Person) -> None:
    person.email = person.email_key = None


def _locked(person: Person) -> None:
    person.locked_at = now()


def _revoked(person: Person) -> None:
    person.access_revoked_at = now()


@pytest.mark.parametrize(
    ("change_person", "words"),
    [
        (_without_address, "hat hier keine E-Mail-Adresse mehr"),
        (_locked, "hat keinen Zugang zum Kundenportal mehr"),
        (_revoked, "hat keinen Zugang zum Kundenportal mehr"),
    ],
)
def test_nothing_goes_again_to_whom_nothing_goes(app, cast, change_person, words):
    old = sent(app, cast.a)
    with cast.a.work():
        change_person(cast.a.person.load())
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{old}")
    assert words in client.text
    client.post(f"{OUTBOX}/{old}/wiederholung", {"id": str(uuid7())})
    assert words in client.text
    assert children(cast.a, old) == []


def test_waiting_switched_off_and_outdated_mails_are_not_sent_again(app, cast):
    waiting, outdated = to_person(app, cast.a), sent(app, cast.a, expires_at=now() + timedelta(hours=1))
    client = cast.a.sign_in("member")
    client.get(f"{OUTBOX}/{waiting}").post(f"{OUTBOX}/{waiting}/wiederholung", {"id": str(uuid7())})
    assert "wartet noch auf ihren Versand" in client.text
    with cast.a.work():
        OutgoingMail.get(outdated).expires_at = now()
    assert "Der Link in dieser E-Mail ist abgelaufen." in client.get(f"{OUTBOX}/{outdated}").text


def test_who_may_not_send_again_is_not_offered_it(app, cast):
    old = sent(app, cast.a)
    reader = cast.a.sign_in("reader").get("/verwaltung/profil")
    assert reader.post(f"{OUTBOX}/{old}/wiederholung").status == 403
    assert reader.get(f"{OUTBOX}/erneut-senden?mail={old}").status == 403
    assert cast.b.sign_in("owner").get("/verwaltung/profil").post(f"{OUTBOX}/{old}/wiederholung").status == 404
    assert cast.a.visit().get(f"{OUTBOX}/erneut-senden").path.startswith("/anmelden")
    assert children(cast.a, old) == []


def test_ticked_mails_are_sent_again_once(app, cast):
    mails = [failed(app, cast.a) for _each in range(3)]
    refused = failed(app, cast.a, *GONE)
    foreign = failed(app, cast.b)
    query = "&".join(f"mail={id}" for id in [*mails, refused, foreign, "unsinn"])
    client = cast.a.sign_in("member").get(f"{OUTBOX}/erneut-senden?{query}")
    assert "Sollen 5 E-Mails noch einmal hinausgehen?" in client.text
    client.submit("Erneut senden")
    assert "3 E-Mails werden erneut gesendet." in client.text
    assert "1 E-Mail wurde nicht erneut gesendet. Die Adresse nimmt keine E-Mails an" in client.text
    client.get(f"{OUTBOX}/erneut-senden?{query}").submit("Erneut senden")
    assert [len(children(cast.a, id)) for id in mails] == [1, 1, 1]
    assert children(cast.b, foreign) == []
    with cast.a.work():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.verb == "mail.resent")).all()
        assert [entry.actor_id for entry in entries] == [cast.a.member.id] * 3


def test_all_failed_mails_are_sent_again_in_batches(app, cast, superuser, monkeypatch):
    empty_queue(superuser)
    monkeypatch.setattr("app.mail.resend.BATCH", 2)
    mails = [failed(app, cast.a) for _each in range(5)]
    old = failed(app, cast.a)
    with cast.a.work():
        OutgoingMail.get(old).queued_at = now() - timedelta(days=31)
    client = cast.a.sign_in("member").get(f"{OUTBOX}?zustand=failed").follow("Alle erneut senden")
    assert "wurden 5 E-Mails nicht zugestellt" in client.text
    client.submit("Erneut senden")
    run_once(app)
    assert [len(children(cast.a, id)) for id in [*mails, old]] == [1, 1, 1, 1, 1, 0]


def test_nothing_chosen_says_so(cast):
    client = cast.a.sign_in("member").get(f"{OUTBOX}/erneut-senden")
    assert "Es ist keine E-Mail ausgewählt" in client.text
    client.get(f"{OUTBOX}/erneut-senden?alle=ja")
    assert "ist schon erneut gesendet" in client.text


@pytest.mark.parametrize("narrowed", ["q=anna", "art=password_changed", "zeit=7", "kontakt"])
def test_all_is_offered_only_where_all_are_meant(app, cast, narrowed):
    failed(app, cast.a)
    query = narrowed.replace("kontakt", f"kontakt={cast.a.contact.id}")
    client = cast.a.sign_in("member").get(f"{OUTBOX}?zustand=failed&{query}")
    assert shown(client)
    assert "Alle erneut senden" not in client.text


def test_switched_off_mail_is_not_sent_again(app, cast):
    old = sent(app, cast.a)
    with cast.a.work():
        MailSwitch.switch_off(get_mail("news"))
        OutgoingMail.get(old).key = "news"
    assert "in den E-Mail-Templates abgeschaltet" in cast.a.sign_in("member").get(f"{OUTBOX}/{old}").text


def test_contact_of_two_customers_is_found_at_both(app, cast):
    with cast.a.work():
        Contact.add(cast.a.other_customer.load(), cast.a.person.load())
    mail_id = to_person(app, cast.a)
    client = cast.a.sign_in("member")
    for customer in (cast.a.customer, cast.a.other_customer):
        assert shown(client.get(f"/verwaltung/kunden/{customer.id}/e-mails")) == {str(mail_id)}


def test_undeliverable_contact_says_why_and_how_to_mend_it(app, cast):
    mail_id = failed(app, cast.a, *GONE)
    path = f"/verwaltung/kunden/kontakte/{cast.a.contact.id}"
    client = cast.a.sign_in("member").get(path)
    assert "kommen nicht an" in client.text
    assert GONE[0] in client.text
    assert client.follow("E-Mail ansehen").path == f"{OUTBOX}/{mail_id}"
    assert "hat die E-Mail abgewiesen. Berichtigen Sie sie zuerst." in client.text
    client.get(path).follow("Adresse berichtigen").submit("Speichern", {"E-Mail-Adresse": "neu-anna@example.org"})
    assert "kommen nicht an" not in client.get(path).text
    assert "nicht zustellbar" not in client.text


def test_full_mailbox_says_nothing_about_the_address(app, cast):
    failed(app, cast.a)
    assert (
        "kommen nicht an" not in cast.a.sign_in("member").get(f"/verwaltung/kunden/kontakte/{cast.a.contact.id}").text
    )


def test_mail_of_plain_text_is_shown_without_a_frame(app, cast):
    mail_id = plain_mail(app, cast.a)
    with cast.a.work():
        OutgoingMail.get(mail_id).content = b"Content-Type: text/plain\r\n\r\nHallo Anna\r\n"
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{mail_id}")
    assert "Hallo Anna" in client.text
    assert client.page.all("iframe") == []
    assert client.get(f"{OUTBOX}/{mail_id}/ansicht").status == 404


def test_id_that_another_mail_has_makes_no_fault(app, cast):
    old, other = sent(app, cast.a), plain_mail(app, cast.a)
    client = cast.a.sign_in("member").get(f"{OUTBOX}/{old}")
    token = next(node["value"] for node in client.page.all("input") if node["name"] == "csrf_token")
    data = {"id": str(other), "csrf_token": token}
    assert client.post(f"{OUTBOX}/{old}/wiederholung", data, follow=False).status == 303
    assert len(children(cast.a, old)) == 1


def test_two_who_send_the_same_failed_mails_again_send_each_once(app, cast, superuser):
    lost = [failed(app, cast.a), failed(app, cast.a)]
    held = threading.Event()

    def second() -> tuple[int, list[str]]:
        with app.app_context(), as_tenant(cast.a.tenant_id):
            held.wait(30)
            return resend_each(lost)

    with ThreadPoolExecutor(1) as pool:
        with app.app_context(), as_tenant(cast.a.tenant_id):
            first, other = resend_each(lost), pool.submit(second)
            held.set()
            while not _someone_waits(superuser):
                time.sleep(0.05)
        assert (first, other.result()) == ((2, []), (0, []))
    assert [len(children(cast.a, one)) for one in lost] == [1, 1]


def _someone_waits(superuser) -> bool:
    """Whether a connection waits for rows that another one holds."""
    with superuser.connect() as connection:
        return connection.scalar(
            text("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0)")
        )


def test_who_sends_one_after_the_other_again_is_slowed_down(app, cast, monkeypatch):
    monkeypatch.setattr("app.mail.views.outbox.RESENT", 2)
    old = sent(app, cast.a)
    client = cast.a.sign_in("member")
    for _each in range(2):
        client.get(f"{OUTBOX}/{old}").submit("Erneut senden")
    token = next(
        node["value"] for node in client.get(f"{OUTBOX}/{old}").page.all("input") if node["name"] == "csrf_token"
    )
    data = {"id": str(uuid7()), "csrf_token": token}
    assert client.post(f"{OUTBOX}/{old}/wiederholung", data, follow=False).status == 429
    assert len(children(cast.a, old)) == 2
