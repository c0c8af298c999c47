"""„Absender und Mailserver“, over HTTP and real SMTP."""

from __future__ import annotations

import asyncio
import re

import pytest
from sqlalchemy import text

from app import create_app
from app.audit import AuditEntry
from app.mail.models import OutgoingMail
from app.mail.servers import CODE_TRIES, MailServer
from app.mail.worker import run_once
from tenants import current_tenant, db
from tests.cast import make_agency
from tests.mail.letters import empty_queue, post
from tests.mail.own import ADDRESS, ALLOWED, PASSWORD, USER, OwnMailServer, use
from tests.postbox import text_of

PAGE = "/verwaltung/einstellungen/mailserver"


@pytest.fixture(scope="module")
def app(config, tmp_path_factory):
    return create_app(config | ALLOWED | {"SMTP_URL": "", "MAIL_DIR": str(tmp_path_factory.mktemp("ours"))})


@pytest.fixture
def agency(app):
    return make_agency(app, "Hafenlicht")


@pytest.fixture
def own():
    with OwnMailServer() as server:
        yield server


@pytest.fixture
def admin(agency):
    return agency.sign_in("admin")


class Watching(OwnMailServer):
    """Sees how many transactions stand open when it is told of the sender."""

    def __init__(self, superuser) -> None:
        self.superuser, self.idle = superuser, []
        super().__init__()

    async def handle_MAIL(self, server, session, envelope, address, options) -> str:  # noqa: N802
        await asyncio.sleep(0.2)
        with self.superuser.connect() as connection:
            idle = "SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in transaction%'"
            self.idle.append(connection.scalar(text(idle)))
        return await super().handle_MAIL(server, session, envelope, address, options)


def typed(own, **changes) -> dict[str, str]:
    return {
        "Mailserver": "127.0.0.1", "Port": str(own.port), "Verschlüsselung": "STARTTLS (meist 587)",
        "Benutzername": USER, "Passwort": PASSWORD, "Absenderadresse": ADDRESS,
    } | changes  # fmt: skip


def number_in(own) -> str:
    return re.search(r"\d{3} \d{3}", text_of(own.mails_to(ADDRESS)[-1]))[0]


def entries(agency) -> list[tuple[str, dict]]:
    """What the log says of the server, newest first."""
    with agency.work():
        all_of_them = [(one.verb, one.details) for one in db.session.scalars(AuditEntry.latest())]
    return [one for one in all_of_them if one[0].startswith("mail_server.")]


@pytest.mark.parametrize("button", ["Verbindung prüfen", "Code schicken"])
def test_no_transaction_is_open_while_a_strange_server_is_talked_to(admin, superuser, button):
    with Watching(superuser) as own:
        admin.get(PAGE).submit("Speichern", typed(own)).submit(button)
    assert own.idle == [0]


def test_without_one_the_page_says_what_mails_come_from(admin):
    admin.get("/verwaltung/einstellungen").follow("Absender und Mailserver")
    assert (admin.title, admin.path) == ("Absender und Mailserver", PAGE)
    assert "An Kunden Hafenlicht <post@localhost>" in admin.text
    assert "Verbindung prüfen" not in admin.text


def test_from_the_form_to_the_first_mail(app, agency, admin, own, address, superuser):
    empty_queue(superuser)
    admin.get(PAGE).submit("Speichern", typed(own))
    assert "Jetzt fehlt noch die Bestätigung der Absenderadresse." in admin.text
    admin.submit("Verbindung prüfen")
    assert f"Die Verbindung steht: 127.0.0.1 nimmt E-Mails von {ADDRESS} an." in admin.text
    assert own.messages == []
    admin.submit("Code schicken")
    assert f"Der Bestätigungscode ist unterwegs an {ADDRESS}." in admin.text
    (mail,) = own.mails_to(ADDRESS)
    assert (mail["From"], mail["To"]) == (f"Hafenlicht <{ADDRESS}>", f"Ada Amsel <{ADDRESS}>")
    admin.submit("Bestätigen", {"Code aus der E-Mail": number_in(own)})
    assert f"kommen ab jetzt von {ADDRESS}" in admin.text
    post(app, agency, address)
    run_once(app)
    assert own.mails_to(address)[0]["From"] == f"Hafenlicht <{ADDRESS}>"
    verbs = [verb for verb, _details in reversed(entries(agency))]
    assert verbs == ["mail_server.changed", "mail_server.asked", "mail_server.verified"]


def test_number_is_shown_nowhere_but_in_the_mail(agency, admin, own):
    admin.get(PAGE).submit("Speichern", typed(own)).submit("Code schicken")
    number = number_in(own)
    with agency.work():
        mail = db.session.scalars(OutgoingMail.newest_first()).one()
        assert (mail.state, mail.sensitive, mail.content) == ("sent", True, None)
        shown, mail_id = f"{mail.subject} {mail.reply} {MailServer.find().code}", mail.id
    said = str(entries(agency))
    for page in (PAGE, "/verwaltung/postausgang", f"/verwaltung/postausgang/{mail_id}"):
        said += admin.get(page).html
    for written in (number, number.replace(" ", "")):
        assert written not in said + shown


def test_password_never_comes_back(agency, admin, own):
    admin.get(PAGE).submit("Speichern", typed(own))
    seen = admin.html + admin.get(PAGE).html
    admin.submit("Speichern", {"Port": "0", "Passwort": PASSWORD})
    assert admin.status == 422
    seen += admin.html + str(entries(agency))
    assert PASSWORD not in seen


def test_empty_password_keeps_the_one_before(agency, admin, own):
    admin.get(PAGE).submit("Speichern", typed(own)).submit("Speichern", {"Absenderadresse": "neu@hafenlicht.example"})
    with agency.work():
        server = MailServer.find()
        assert (server.address, server.account.password) == ("neu@hafenlicht.example", PASSWORD)


@pytest.mark.parametrize(
    "change",
    [
        {"Mailserver": "evil.example.org"},
        {"Port": "465"},
        {"Verschlüsselung": "TLS (meist 465)"},
        {"Benutzername": "x"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_another_server_asks_for_the_password_anew(agency, admin, own, change):
    use(agency, own)
    before = own.tried.copy()
    admin.get(PAGE).submit("Speichern", change)
    assert admin.status == 422
    assert list(admin.errors()) == ["Passwort"]
    assert own.tried == before
    with agency.work():
        assert MailServer.find().verified


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"Mailserver": "localhost"}, "kein Name eines Servers"),
        ({"Mailserver": "10.0.0.1"}, "kein Name eines Servers"),
        ({"Mailserver": "mail.localhost"}, "kein Name eines Servers"),
        ({"Port": "0"}, "Ports 25"),
        ({"Port": "٢٥"}, "Ports 25"),
        ({"Port": "70000"}, "Ports 25"),
        ({"Passwort": "Möwe"}, "Umlaute"),
        ({"Passwort": ""}, "Bitte"),
        ({"Absenderadresse": "post@localhost"}, ""),
        ({"Absenderadresse": "a@x.example\r\nBcc: b@x.example"}, ""),
        ({"Absenderadresse": "Chef <chef@x.example>"}, ""),
        ({"Absenderadresse": "a@x.example,b@x.example"}, ""),
    ],
)
def test_what_does_not_fit_is_said_and_kept(agency, admin, own, change, sentence):
    admin.get(PAGE).submit("Speichern", typed(own, **change))
    assert admin.status == 422
    label = next(iter(change))
    assert list(admin.errors()) == [label]
    assert sentence in admin.errors()[label]
    with agency.work():
        assert MailServer.find() is None


def test_outside_of_tests_only_mail_ports_are_taken(config):
    client = make_agency(create_app(config), "Hafenlicht").sign_in("admin").get(PAGE)
    client.submit("Speichern", {
        "Mailserver": "127.0.0.1", "Port": "8025", "Benutzername": "x", "Passwort": "x", "Absenderadresse": ADDRESS,
    })  # fmt: skip
    assert list(client.errors()) == ["Mailserver", "Port"]


@pytest.mark.parametrize(
    ("how", "sentence"),
    [
        ({"Passwort": "falsch"}, "lehnt Benutzername oder Passwort ab"),
        ({"Verschlüsselung": "TLS (meist 465)"}, "verschlüsselt an Port"),
        ({"Mailserver": "nirgends.example.invalid.example"}, "Im Internet gibt es keinen Mailserver mit dem Namen"),
    ],
)
@pytest.mark.parametrize("button", ["Verbindung prüfen", "Code schicken"])
def test_what_is_wrong_is_said_in_german(agency, admin, own, how, sentence, button):
    admin.get(PAGE).submit("Speichern", typed(own, **how)).submit(button)
    assert sentence in admin.text
    with agency.work():
        assert MailServer.find().code is None
        assert db.session.scalars(OutgoingMail.newest_first()).all() == []


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"sender": "553 5.7.1 not yours"}, "nimmt von dieser Absenderadresse keine E-Mails an"),
        ({"rcpt": "554 5.7.1 Relay access denied"}, "nimmt die E-Mail nicht an. Der Server sagt: „554 5.7.1 Relay"),
    ],
)
def test_refusals_are_said_with_the_servers_words(admin, answers, sentence):
    with OwnMailServer(**answers) as own:
        admin.get(PAGE).submit("Speichern", typed(own)).submit("Verbindung prüfen")
    assert sentence in admin.text


def test_servers_words_are_only_words(admin):
    with OwnMailServer(rcpt="554 <script>alert(1)</script>") as own:
        admin.get(PAGE).submit("Speichern", typed(own)).submit("Verbindung prüfen")
    assert "<script>alert(1)" not in admin.html
    assert "<script>alert(1)" in admin.text


def test_five_wrong_numbers_make_it_worthless(agency, admin, own):
    admin.get(PAGE).submit("Speichern", typed(own)).submit("Code schicken")
    number = number_in(own)
    wrong = "000 000" if number != "000 000" else "111 111"
    for _each in range(CODE_TRIES):
        admin.submit("Bestätigen", {"Code aus der E-Mail": wrong})
        assert admin.status == 422
    assert [node["id"] for node in admin.page.all("input") if "autofocus" in node] == ["mail_number"]
    assert "gilt nicht mehr" in admin.text
    admin.post(f"{PAGE}/bestaetigung", {"mail_number": number})
    assert admin.status == 422
    with agency.work():
        assert not MailServer.find().verified


def test_number_is_good_for_half_an_hour(agency, admin, own, clock):
    admin.get(PAGE).submit("Speichern", typed(own)).submit("Code schicken")
    clock.move(seconds=30 * 60 - 5)
    admin.get(PAGE)
    clock.move(seconds=10)
    admin.submit("Bestätigen", {"Code aus der E-Mail": number_in(own)})
    assert admin.status == 422
    with agency.work():
        assert not MailServer.find().verified


def test_number_of_one_address_confirms_no_other(agency, admin, own):
    admin.get(PAGE).submit("Speichern", typed(own)).submit("Code schicken")
    number = number_in(own)
    admin.submit("Speichern", {"Absenderadresse": "chef@bank.example"})
    admin.post(f"{PAGE}/bestaetigung", {"mail_number": number})
    assert admin.status == 422
    with agency.work():
        assert not MailServer.find().verified


def test_answers_that_would_come_to_us_are_spoken_of(agency, admin):
    """„Antworten Sie einfach auf diese E-Mail“ is what our wordings say."""
    admin.get(PAGE).follow("Adresse für Antworten angeben").get(PAGE)
    assert "Antworten gehen an uns, nicht an Sie" in admin.text
    with agency.work():
        current_tenant().reply_to = "hallo@example.org"
    assert "nicht an Sie" not in admin.get(PAGE).text


def test_trying_out_has_an_end(admin, own):
    admin.get(PAGE).submit("Speichern", typed(own))
    answers = [admin.post(f"{PAGE}/pruefung", {}).status for _each in range(11)]
    assert answers == [200] * 10 + [429]


def test_sending_numbers_has_an_end(admin, own):
    """No cannon for mails to whoever is named as the sender."""
    admin.get(PAGE).submit("Speichern", typed(own))
    answers = [admin.post(f"{PAGE}/code", {}).status for _each in range(4)]
    assert answers == [200] * 3 + [429]
    assert len(own.messages) == 3


def test_removing_it_brings_ours_back(agency, admin, own):
    use(agency, own)
    admin.get(PAGE).follow("Mailserver entfernen")
    assert "Keine geht verloren." in admin.text
    admin.submit("Entfernen")
    assert "An Kunden Hafenlicht <post@localhost>" in admin.text
    with agency.work():
        assert MailServer.find() is None
    admin.post(f"{PAGE}/entfernung", {})
    assert admin.status == 200, "twice is as good as once"


def test_trouble_is_shown_with_its_way_out(agency, admin, own):
    use(agency, own)
    with agency.work():
        MailServer.find().note("mail.example.org antwortet nicht.")
    said = r"geht über Ihren Mailserver keine E-Mail hinaus \(seit [^)]+\)\. mail\.example\.org antwortet nicht\."
    assert re.search(said, admin.get(PAGE).text)
    admin.submit("Verbindung prüfen").get(PAGE)
    assert "keine E-Mail hinaus" not in admin.text


@pytest.mark.parametrize("way", ["pruefung", "code", "bestaetigung"])
def test_without_a_server_there_is_nothing_to_try(cast, way):
    client = cast.a.sign_in("admin")
    client.get(PAGE).post(f"{PAGE}/{way}", {"mail_number": "1"})
    assert client.status == 404


def test_each_agency_has_its_own(agency, admin, own, app):
    use(agency, own)
    other = make_agency(app, "Deichblick").sign_in("admin").get(PAGE)
    assert "127.0.0.1" not in other.html
    assert ADDRESS not in other.html


def test_without_the_right_nobody_gets_in(cast):
    assert cast.a.sign_in("member").get(PAGE).status == 403
    assert cast.a.sign_in("reader").get(PAGE).status == 403
    client = cast.a.visit().get(PAGE)
    assert client.path.startswith("/anmelden")


@pytest.mark.parametrize("domain", ["post.kontor.example", "POST.Kontor.Example", "neu.post.kontor.example"])
def test_nobody_sends_in_our_name(config, domain):
    app = create_app(config | ALLOWED | {"MAIL_FROM": "Kontor@Post.Kontor.example"})
    admin = make_agency(app, "Hafenlicht").sign_in("admin")
    with OwnMailServer() as own:
        admin.get(PAGE).submit("Speichern", typed(own, Absenderadresse=f"chef@{domain}"))
    assert admin.status == 422
    assert admin.errors() == {"Absenderadresse": "Diese Adresse gehört zu uns. Bitte nehmen Sie eine Ihrer Agentur."}
