"""Consent in the hands of staff: asking for it, withdrawing it, the log and its proof."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import quote

import pytest

from app.groups.models import GroupMembership
from app.newsletter.models import Consent
from app.newsletter.subscription import Subscription
from app.newsletter.wording import VERSION
from app.settings.day import today
from tenants import db, uuid7

BASE = "/verwaltung/kunden/kontakte"
HOW, ON = "Wie wurde danach gefragt?", "Wann war das?"
WORDS = "Ich möchte den Newsletter von Hafenlicht."


def below(step: str):
    def path(agency) -> str:
        return f"{BASE}/{agency.contact.id}{step}"

    return path


RECORD, ASK, WITHDRAW = below(""), below("/newsletter/anfragen"), below("/newsletter/abmelden")
LOG, PROOF, FILE = below("/einwilligungen"), below("/einwilligungen/nachweis"), below("/einwilligungen/nachweis.html")
PAGES = [ASK, WITHDRAW, LOG, PROOF, FILE]


def give(agency, words: str = WORDS) -> None:
    with agency.work():
        Subscription(agency.person.load()).give("address_page", words)


def actions(agency) -> list[str]:
    with agency.work():
        return [line.action for line in db.session.scalars(Consent.of(agency.person.load()))]


def card(agency, role: str = "member") -> str:
    """What the card „Stand“ says about the newsletter."""
    client = agency.sign_in(role).get(RECORD(agency))
    (found,) = [node for node in client.page.all("section") if node["aria-labelledby"] == "stand"]
    return found.all("li")[1].text()


class TestWhoGetsIn:
    @pytest.mark.parametrize("path", PAGES)
    def test_a_member_sees_the_pages(self, cast, path):
        assert cast.a.sign_in("member").get(path(cast.a)).status == 200

    @pytest.mark.parametrize("path", PAGES)
    def test_the_signed_out_are_sent_to_sign_in(self, cast, path):
        assert cast.a.visit().get(path(cast.a), follow=False).location.startswith("/anmelden")

    @pytest.mark.parametrize("path", PAGES)
    def test_another_agencys_contact_is_404(self, cast, path):
        assert cast.b.sign_in("owner").get(path(cast.a)).status == 404

    @pytest.mark.parametrize("path", [ASK, WITHDRAW])
    def test_who_only_reads_may_change_nothing(self, cast, path):
        client = cast.a.sign_in("reader").get(RECORD(cast.a))
        assert client.get(path(cast.a)).status == 403
        client.get(RECORD(cast.a))
        assert client.post(path(cast.a), {"how": "x", "on": "2026-01-01"}).status == 403
        assert actions(cast.a) == []

    @pytest.mark.parametrize("path", [LOG, PROOF, FILE])
    def test_who_only_reads_sees_the_log(self, cast, path):
        assert cast.a.sign_in("reader").get(path(cast.a)).status == 200


class TestAsk:
    def test_with_how_and_when_the_mail_goes_out(self, cast, letters):
        client = cast.a.sign_in("member").get(RECORD(cast.a)).follow("Einwilligung anfragen")
        client.submit("Anfrage senden", {HOW: "am Telefon"})
        assert client.path == RECORD(cast.a)
        assert "Die Anfrage ist unterwegs zu anna@example.org." in client.text
        assert "angefragt am" in card(cast.a)
        (mail,) = letters.to("anna@example.org", cast.a.slug)
        assert mail["Subject"] == "Bitte bestätigen Sie, dass Sie den Newsletter möchten"
        with cast.a.work():
            line = db.session.scalars(Consent.of(cast.a.person.load())).one()
            assert (line.asked_how, line.asked_on, line.staff_id) == ("am Telefon", today(), cast.a.member.id)

    @pytest.mark.parametrize(
        ("typed", "label", "sentence"),
        [
            ({HOW: ""}, HOW, "Bitte sagen Sie, wie danach gefragt wurde."),
            ({HOW: "am Telefon", ON: ""}, ON, "Bitte sagen Sie, wann das war."),
            ({HOW: "am Telefon", ON: "morgen"}, ON, "Dieses Datum gibt es nicht. Richtig wäre etwa 24.11.2026."),
        ],
    )
    def test_without_how_and_when_nothing_goes_out(self, cast, letters, typed, label, sentence):
        client = cast.a.sign_in("member").get(ASK(cast.a)).submit("Anfrage senden", typed)
        assert (client.status, client.errors()) == (422, {label: sentence})
        assert (actions(cast.a), letters.to("anna@example.org", cast.a.slug)) == ([], [])

    def test_no_day_that_is_still_to_come(self, cast):
        with cast.a.work():
            tomorrow = today() + timedelta(days=1)
        client = cast.a.sign_in("member").get(ASK(cast.a))
        client.submit("Anfrage senden", {HOW: "am Telefon", ON: tomorrow.isoformat()})
        assert client.errors() == {ON: "Dieser Tag kommt erst noch."}
        assert client.value(HOW) == "am Telefon"

    def test_the_same_form_twice_asks_once(self, cast, letters):
        client = cast.a.sign_in("member").get(ASK(cast.a))
        sent = {"id": str(uuid7()), "how": "am Telefon", "on": "2026-11-01"}
        for _time in range(2):
            client.get(ASK(cast.a)).post(ASK(cast.a), sent)
            assert client.path == f"/verwaltung/kunden/{cast.a.customer.id}"
        assert actions(cast.a) == ["asked"]
        assert len(letters.to("anna@example.org", cast.a.slug)) == 1

    def test_who_has_agreed_is_not_asked(self, cast, letters):
        client = cast.a.sign_in("member").get(ASK(cast.a))
        give(cast.a)
        client.submit("Anfrage senden", {HOW: "am Telefon"})
        assert "Anna Muster hat schon eingewilligt." in client.text
        assert letters.to("anna@example.org", cast.a.slug) == []

    def test_it_is_not_offered_where_no_group_opens_it(self, cast):
        with cast.a.work():
            GroupMembership.set(cast.a.customer.load(), [])
        assert card(cast.a) == "Newsletter keine Einwilligung Keine Gruppe öffnet Newsletter."
        assert cast.a.sign_in("member").get(ASK(cast.a)).status == 409

    def test_it_needs_an_address(self, cast):
        with cast.a.work():
            cast.a.person.load().change_address(None)
        assert card(cast.a) == "Newsletter keine Einwilligung"
        assert cast.a.sign_in("member").get(ASK(cast.a)).status == 409


class TestWithdraw:
    def test_on_request(self, cast):
        give(cast.a)
        assert "eingewilligt am" in card(cast.a)
        client = cast.a.sign_in("member").get(RECORD(cast.a)).follow("Abmelden")
        client.submit("Abmelden", {"Wie wurde abgesagt?": "per E-Mail"}, near="Die Einwilligung ist damit widerrufen.")
        assert "Anna Muster bekommt keinen Newsletter mehr." in client.text
        assert "widerrufen am" in card(cast.a)
        assert "Einwilligung anfragen" in card(cast.a)
        with cast.a.work():
            line = db.session.scalars(Consent.of(cast.a.person.load())).first()
            assert (line.source, line.asked_how, line.staff_id) == ("staff", "per E-Mail", cast.a.member.id)

    def test_it_must_be_said_how(self, cast):
        give(cast.a)
        client = cast.a.sign_in("member").get(WITHDRAW(cast.a))
        client.submit("Abmelden", near="Die Einwilligung ist damit widerrufen.")
        assert client.errors() == {"Wie wurde abgesagt?": "Bitte sagen Sie, wie abgesagt wurde."}
        assert actions(cast.a) == ["given"]


class TestCard:
    def test_each_state_has_its_words(self, cast, clock):
        assert card(cast.a) == "Newsletter keine Einwilligung Einwilligung anfragen"
        with cast.a.work():
            Subscription(cast.a.person.load()).ask(how="x", on=today(), by=cast.a.member.load())
            day = f"{today():%d.%m.%Y}"
        assert card(cast.a) == f"Newsletter angefragt am {day} Erneut anfragen Protokoll"
        clock.move(days=7, seconds=1)
        assert "Anfrage abgelaufen am" in card(cast.a)
        give(cast.a)
        assert card(cast.a).endswith("Abmelden vom Newsletter Protokoll")
        with cast.a.work():
            cast.a.person.load().change_address("neu@example.org")
        assert "galt für eine frühere Adresse Einwilligung anfragen" in card(cast.a)

    def test_who_only_reads_gets_no_actions(self, cast):
        give(cast.a)
        assert card(cast.a, "reader").endswith("Protokoll")
        assert "Abmelden" not in card(cast.a, "reader")

    def test_it_costs_a_fixed_number_of_queries(self, cast, count_queries):
        client = cast.a.sign_in("member").get(RECORD(cast.a))
        counts = []
        for _time in range(3):
            give(cast.a)
            with cast.a.work():
                Subscription(cast.a.person.load()).withdraw()
            with count_queries() as statements:
                client.get(RECORD(cast.a))
            counts.append(len(statements))
        assert len(set(counts)) == 1, counts


class TestLog:
    def fill(self, agency) -> None:
        with agency.work():
            subscription = Subscription(agency.person.load())
            subscription.ask(how="auf der Messe", on=today(), by=agency.member.load())
            subscription.give("newsletter_link", WORDS)
            subscription.withdraw(how="per Brief", on=today(), by=agency.owner.load())

    @pytest.mark.parametrize("path", [LOG, PROOF, FILE])
    def test_every_line_with_its_words(self, cast, path):
        self.fill(cast.a)
        client = cast.a.sign_in("reader").get(path(cast.a))
        for said in ("auf der Messe", WORDS, VERSION, "anna@example.org", "hinter dem Link einer E-Mail", "per Brief",
                     "Mitarbeiter: Mika Moor", "Mitarbeiter: Olga Ohm", "widerrufen"):  # fmt: skip
            assert said in client.text
        assert client.html.count("<article") == 3

    @pytest.mark.parametrize("path", [LOG, PROOF, FILE])
    def test_nothing_yet_is_said(self, cast, path):
        client = cast.a.sign_in("reader").get(path(cast.a))
        assert "Es wurde weder angefragt noch eingewilligt." in client.text

    def test_the_page_to_print_says_what_holds_today(self, cast):
        give(cast.a)
        client = cast.a.sign_in("reader").get(LOG(cast.a)).follow("Nachweis")
        assert client.title == "Nachweis zum Newsletter: Anna Muster"
        assert "Einwilligung heute ja, seit" in client.text
        with cast.a.work():
            Subscription(cast.a.person.load()).withdraw()
        assert "Einwilligung heute nein" in client.get(PROOF(cast.a)).text

    def test_the_file_needs_nothing_else(self, cast):
        give(cast.a)
        client = cast.a.sign_in("reader").get(PROOF(cast.a)).follow("Als Datei speichern")
        name = quote("Newsletter-Nachweis Anna Muster.html")
        assert client.headers["Content-Disposition"].startswith("attachment;")
        assert client.headers["Content-Disposition"].endswith(name)
        assert "<style>" in client.html
        assert not {"src", "href"} & {name for node in client.page.walk() for name in node.attrs}

    def test_long_logs_go_over_pages_and_are_whole_in_the_proof(self, cast):
        for _time in range(26):
            give(cast.a)
            with cast.a.work():
                Subscription(cast.a.person.load()).withdraw()
        client = cast.a.sign_in("reader").get(LOG(cast.a))
        assert client.html.count("<article") == 50
        assert client.get(PROOF(cast.a)).html.count("<article") == 52

    @pytest.mark.parametrize("text", ["<script>alert(1)</script>", "{{7*7}}", "\"'><img src=x>"])
    def test_texts_stay_texts(self, cast, text):
        with cast.a.work():
            cast.a.person.load().update(first_name=text)
            Subscription(cast.a.person.load()).ask(how=text, on=today(), by=cast.a.member.load())
        give(cast.a, text)
        for path in (LOG, PROOF, FILE):
            client = cast.a.sign_in("reader").get(path(cast.a))
            assert client.text.count(text) >= 2
            assert not [node for node in client.page.all("img", "script") if node["src"] in ("", "x")]
