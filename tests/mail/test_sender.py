"""Who mails come from: our domain, or the agency's own server once its address is verified."""

from __future__ import annotations

from email import message_from_bytes, policy

import pytest

from app import create_app
from app.mail.models import OutgoingMail
from app.mail.outbox import enqueue
from app.mail.sender import OURS, route_of
from app.mail.servers import MailServer, PasswordNeeded
from app.mail.worker import run_once
from tenants import db, now
from tests.cast import make_agency
from tests.mail.letters import empty_queue, look, post
from tests.mail.own import ADDRESS, ALLOWED, PASSWORD, OwnMailServer, use
from tests.mail.servers import MailServer as OurServer

STAFF = {"first_name": "Ada", "link": "https://hafenlicht.localhost/x", "link_expires": now()}


@pytest.fixture(autouse=True)
def _empty_queue(superuser):
    empty_queue(superuser)


@pytest.fixture(scope="module")
def our_server():
    with OurServer() as server:
        yield server


@pytest.fixture
def ours(our_server):
    our_server.received.clear()
    return our_server


@pytest.fixture
def own():
    with OwnMailServer() as server:
        yield server


@pytest.fixture(scope="module")
def app(config, our_server):
    return create_app(config | ALLOWED | {"SMTP_URL": our_server.url})


@pytest.fixture
def agency(app):
    return make_agency(app, "Hafenlicht")


def read(raw: bytes):
    return message_from_bytes(raw, policy=policy.default)


def test_without_a_server_of_its_own_mail_comes_from_us_in_the_agencys_name(app, agency, address, ours):
    post(app, agency, address)
    run_once(app)
    mail = read(ours.messages[0])
    assert (mail["From"], mail["Reply-To"]) == ("Hafenlicht <post@localhost>", "Hafenlicht <post@localhost>")


def test_own_server_takes_what_goes_to_customers(app, agency, address, ours, own):
    use(agency, own)
    mail_id = post(app, agency, address)
    stored = look(app, agency, mail_id).content
    run_once(app)
    assert (own.messages, ours.messages, own.tried) == ([stored], [], [PASSWORD])
    assert read(stored)["From"] == read(stored)["Reply-To"] == f"Hafenlicht <{ADDRESS}>"
    assert look(app, agency, mail_id).state == "sent"


def test_what_goes_to_staff_leaves_by_us_all_the_same(app, agency, ours, own):
    """Who may choose the server may not read the links that let the owner in; one that fails locks out nobody."""
    use(agency, own)
    post(app, agency, "ada@example.org", "staff_forgot_password", values=STAFF)
    run_once(app)
    assert (len(ours.messages), own.messages) == (1, [])


def test_other_agencies_are_not_concerned(app, agency, address, ours, own):
    use(agency, own)
    post(app, make_agency(app, "Deichblick"), address)
    run_once(app)
    assert (len(ours.messages), own.messages) == (1, [])


def test_server_that_is_not_verified_sends_nothing(app, agency, address, ours, own):
    with agency.work():
        MailServer.set(**own.settings())
    post(app, agency, address)
    run_once(app)
    assert (len(ours.messages), own.seen, own.tried) == (1, 0, [])


@pytest.mark.parametrize(
    "change",
    [
        {"host": "mail.example.org"},
        {"port": 465},
        {"security": "tls"},
        {"username": "jemand"},
        {"address": "chef@bank.example"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_changing_it_takes_the_verification_away(agency, own, change):
    use(agency, own)
    with agency.work():
        assert not MailServer.set(**own.settings(**change)).verified
        assert MailServer.sending() is None


def test_another_password_alone_keeps_it(agency, own):
    use(agency, own)
    with agency.work():
        assert MailServer.set(**own.settings(password="Neu 1234")).verified
        assert MailServer.find().account.password == "Neu 1234"


@pytest.mark.parametrize(
    "change", [{"host": "evil.example.org"}, {"port": 465}, {"security": "tls"}, {"username": "x"}]
)
def test_kept_password_goes_to_no_other_server_or_user(agency, own, change):
    use(agency, own)
    with agency.work(), pytest.raises(PasswordNeeded):
        MailServer.set(**own.settings(**change, password=None))
    with agency.work():
        assert MailServer.set(**own.settings(password=None)).account.password == PASSWORD


def test_kept_password_does_not_open_beside_another_host(agency, own):
    """Even where a row was changed past the model."""
    use(agency, own)
    with agency.work():
        MailServer.find().host = "evil.example.org"
        assert MailServer.find().account.password is None
        db.session.rollback()


def test_password_is_not_kept_in_the_clear(agency, own):
    use(agency, own)
    with agency.work():
        assert PASSWORD not in MailServer.find().password


@pytest.mark.parametrize("change", ["gone", "unverified", "another address"])
def test_what_waits_goes_to_the_present_sender(app, agency, address, ours, own, change):
    use(agency, own)
    mail_id = post(app, agency, address)
    before = look(app, agency, mail_id)
    if change == "gone":
        with agency.work():
            MailServer.remove()
    elif change == "unverified":
        with agency.work():
            MailServer.set(**own.settings(host="mail.example.org"))
    else:
        use(agency, own, address="neu@hafenlicht.example")
    run_once(app)
    box = own if change == "another address" else ours
    (raw,) = box.messages
    sender = "neu@hafenlicht.example" if change == "another address" else "post@localhost"
    mail, old = read(raw), read(before.content)
    assert mail["From"] == mail["Reply-To"] == f"Hafenlicht <{sender}>"
    for header in ("Message-ID", "To", "Subject", "Date"):
        assert mail[header] == old[header]
    for kind in ("plain", "html"):
        assert mail.get_body((kind,)).get_content() == old.get_body((kind,)).get_content()
    after = look(app, agency, mail_id)
    assert (after.state, after.sender) == ("sent", sender)
    assert len(own.messages) + len(ours.messages) == 1


def test_what_may_have_left_is_never_sent_with_other_bytes(app, agency, address, ours, own):
    use(agency, own)
    mail_id = post(app, agency, address)
    with agency.work():
        OutgoingMail.get(mail_id).unanswered = 1
        MailServer.remove()
    run_once(app)
    mail = look(app, agency, mail_id)
    assert (mail.state, ours.messages, own.messages) == ("failed", [], [])
    assert "nicht bekannt" in mail.reason


def test_wrong_password_holds_mails_back_and_says_so(app, agency, address, own):
    use(agency, own)
    with agency.work():
        MailServer.set(**own.settings(password="veraltet"))
    mail_id = post(app, agency, address)
    run_once(app)
    assert look(app, agency, mail_id).state == "queued"
    with agency.work():
        trouble = db.session.scalar(MailServer.in_trouble())
        assert trouble.trouble.startswith("127.0.0.1 lehnt Benutzername oder Passwort ab.")
        assert trouble.trouble_at
    assert own.seen == 0


def test_sender_refused_by_the_server_holds_mails_back(app, agency, address):
    with OwnMailServer(sender="553 5.7.1 Sender address rejected: not owned by user") as own:
        use(agency, own)
        mail_id = post(app, agency, address)
        run_once(app)
    assert look(app, agency, mail_id).state == "queued"
    with agency.work():
        assert "nimmt von dieser Absenderadresse keine E-Mails an" in db.session.scalar(MailServer.in_trouble()).trouble


def test_trouble_is_over_when_a_mail_has_left(app, agency, address, own):
    use(agency, own)
    with agency.work():
        MailServer.find().note("Kaputt.")
    post(app, agency, address)
    run_once(app)
    with agency.work():
        assert db.session.scalar(MailServer.in_trouble()) is None


def test_our_own_trouble_is_not_the_agencys(agency, address):
    with agency.work():
        queued = enqueue("staff_forgot_password", address, values=STAFF)
        route = route_of(queued)
        assert (route.key, route.own) == (OURS, False)
        route.note(agency.tenant_id, OSError("x"))


def test_each_setting_has_a_breaker_of_its_own(agency, own):
    use(agency, own)
    with agency.work():
        before = MailServer.find().key
        after = MailServer.set(**own.settings(password="Neu 1234")).key
    assert before != after
    assert PASSWORD not in before
