"""What staff and contacts choose to be told: own ticks, and nobody else's."""

import pytest

from app.access.models import ContactNotification, ContactPermission
from app.contacts.models import Contact
from app.groups.models import GroupMembership
from app.mail.models import MailSwitch
from app.mail.registry import get_mail
from app.notifications.models import StaffSilence

MINE = "/verwaltung/benachrichtigungen"
PORTAL = "/kunden/profil/benachrichtigungen"
TICKS = "Anlässe"
ABOUT = "Ich bekomme E-Mails über"


def ticked(client) -> list[str]:
    """The labels of all ticked boxes of the page."""
    boxes = [label for label in client.page.all("label") if any("checked" in box for box in label.all("input"))]
    return [box.text() for box in boxes]


class TestStaff:
    def test_everything_is_on_until_it_is_taken_off(self, cast):
        client = cast.a.sign_in("reader").get("/verwaltung/profil").follow("E-Mail-Benachrichtigungen")
        assert client.path == MINE
        assert ticked(client) == [
            "Eine Aufgabe wird mir zugewiesen", "Ich werde in ein Projekt aufgenommen", "Ein Kunde schreibt",
            "Ein Kollege schreibt", "Ein Kunde lädt eine Datei hoch", "Ein Kunde gibt eine Aufgabe zurück",
        ]  # fmt: skip
        client.submit("Speichern", {TICKS: ["Ein Kunde schreibt"]})
        assert client.path == "/verwaltung/profil"
        assert ticked(client.get(MINE)) == ["Ein Kunde schreibt"]
        client.submit("Speichern", {TICKS: ["Ein Kunde schreibt", "Ein Kollege schreibt"]})
        assert ticked(client.get(MINE)) == ["Ein Kunde schreibt", "Ein Kollege schreibt"]
        for other in ("a", "b"):
            assert len(ticked(getattr(cast, other).sign_in("owner").get(MINE))) == 6

    def test_what_is_not_offered_stays_as_it_was(self, cast):
        with cast.a.work():
            StaffSilence.set(cast.a.member.load(), ["customer_comment", "something_of_later"])
        cast.a.sign_in("member").get(MINE).submit("Speichern", {TICKS: []})
        cast.a.sign_in("member").get(MINE).submit("Speichern", {TICKS: ["Ein Kunde schreibt"]})
        with cast.a.work():
            silenced = StaffSilence.keys(cast.a.member.load())
        assert "something_of_later" in silenced
        assert "customer_comment" not in silenced

    def test_what_was_never_offered_is_refused(self, cast):
        client = cast.a.sign_in("member").get(MINE).post(MINE, {"wanted": "nothing_like_that"})
        assert (client.status, list(client.errors())) == (422, [TICKS])

    def test_the_page_says_when_the_agency_sends_none(self, cast):
        with cast.a.work():
            MailSwitch.switch_off(get_mail("staff_news"))
        assert "abgeschaltet" in cast.a.sign_in("reader").get(MINE).text

    def test_signed_out_to_the_sign_in_page(self, cast):
        assert cast.a.visit().get(MINE).title == "Anmelden"
        assert cast.a.sign_in("person").get(MINE).title == "Anmelden"


@pytest.fixture
def reader(cast):
    """The contact reaches projects and is told of new tasks."""
    cast.a.permit(cast.a.contact, "projects", notifications=["task_new", "file_new"])
    return cast.a


def told(agency, contact="contact") -> set[str]:
    with agency.work():
        return ContactNotification.keys(getattr(agency, contact).load())


class TestPortal:
    def test_ticks_within_the_permissions_held(self, reader):
        client = reader.sign_in("person").get("/kunden/profil").follow("Benachrichtigungen")
        assert client.path == PORTAL
        assert "Neue Datei" not in client.text
        assert ticked(client) == ["Neue Aufgabe"]
        client.submit("Speichern", {ABOUT: ["Neues Projekt", "Neuer Beitrag"]})
        assert client.path == PORTAL
        assert "Ihre Benachrichtigungen sind gespeichert." in client.text
        assert ticked(client) == ["Neues Projekt", "Neuer Beitrag"]
        assert told(reader) == {"project_new", "comment_new", "file_new"}, "what is not reached stays as it was"

    def test_all_may_be_taken_off(self, reader):
        reader.sign_in("person").get(PORTAL).submit("Speichern", {ABOUT: []})
        assert told(reader) == {"file_new"}

    def test_what_is_not_reached_is_refused(self, reader):
        client = reader.sign_in("person").get(PORTAL)
        name = f"{reader.contact.id.hex}-notifications"
        client.post(f"{PORTAL}/{reader.contact.id}", {name: "file_new"})
        assert (client.status, list(client.errors())) == (422, [ABOUT])
        assert told(reader) == {"task_new", "file_new"}

    def test_somebody_else_answers_404_and_keeps_theirs(self, reader, cast):
        client = reader.sign_in("other_person").get(PORTAL)
        assert "noch nichts freigegeben" in client.text
        for contact in (cast.a.contact, cast.b.contact):
            client.get(PORTAL).post(f"{PORTAL}/{contact.id}", {f"{contact.id.hex}-notifications": "task_new"})
            assert client.status == 404
        assert told(reader) == {"task_new", "file_new"}

    def test_each_customer_has_ticks_of_its_own(self, reader):
        with reader.work():
            second = Contact.add(reader.other_customer.load(), reader.person.load())
            ContactPermission.set(second, ["files"])
            second_id = second.id
        client = reader.sign_in("person").get(PORTAL)
        assert [h2.text() for h2 in client.page.all("h2")] == ["Orgelbau Matthiesen", "Café Brandt"]
        client.post(f"{PORTAL}/{second_id}", {f"{second_id.hex}-notifications": "file_new"})
        assert ticked(client) == ["Neue Aufgabe", "Neue Datei"]
        with reader.work():
            assert ContactNotification.keys(Contact.get(second_id)) == {"file_new"}

    @pytest.mark.parametrize("shut", ["group", "permission"])
    def test_where_nothing_is_opened_nothing_is_offered(self, reader, shut):
        with reader.work():
            if shut == "group":
                GroupMembership.set(reader.customer.load(), [])
            else:
                ContactPermission.set(reader.contact.load(), [])
        client = reader.sign_in("person").get(PORTAL)
        assert "Für Sie ist noch nichts freigegeben, worüber es E-Mails gäbe." in client.text
        assert ticked(client) == []

    def test_the_page_speaks_as_the_person_wishes(self, reader):
        for changes, heading in (({"address_form": "du"}, "E-Mails an dich"), ({"language": "en"}, "E-mails to you")):
            with reader.work():
                reader.person.load().update(**changes)
            assert heading in reader.sign_in("person").get(PORTAL).text

    def test_the_page_says_when_the_agency_sends_none(self, reader):
        with reader.work():
            MailSwitch.switch_off(get_mail("news"))
        assert "Hafenlicht verschickt zurzeit keine Benachrichtigungen." in reader.sign_in("person").get(PORTAL).text

    def test_signed_out_to_the_sign_in_page(self, reader):
        assert reader.visit().get(PORTAL).path == f"/kunden/anmelden?next={PORTAL}"
        assert reader.sign_in("owner").get(PORTAL).title == "Anmelden"
