"""The newsletter in the portal: whether one gets it, ordering it, cancelling it."""

from __future__ import annotations

import pytest

from app.groups.models import Group
from app.newsletter.models import Consent
from app.newsletter.subscription import Subscription
from tenants import db

PAGE = "/kunden/newsletter"
ORDER, CANCEL = f"{PAGE}/bestellen", f"{PAGE}/abbestellen"


def lines(agency) -> list[tuple[str, str]]:
    with agency.work():
        return [(line.action, line.source) for line in db.session.scalars(Consent.of(agency.person.load()))]


def confirm(agency) -> None:
    with agency.work():
        agency.person.load().confirm_address()


class TestWhoGetsIn:
    def test_it_stands_in_the_menu(self, cast):
        client = cast.a.sign_in("person").get("/kunden/").follow("Newsletter")
        assert (client.status, client.path) == (200, PAGE)
        assert "Sie bekommen ihn zurzeit nicht." in client.text

    def test_the_signed_out_are_sent_to_sign_in(self, cast):
        assert cast.a.visit().get(PAGE, follow=False).location.startswith("/kunden/anmelden")

    def test_no_tick_is_needed(self, cast):
        cast.a.permit(cast.a.contact)
        assert cast.a.sign_in("person").get(PAGE).status == 200

    def test_without_a_group_that_opens_it_there_is_no_such_page(self, cast):
        """And no trace of it; on the next request."""
        client = cast.a.sign_in("person").get(PAGE)
        with cast.a.work():
            group = db.session.scalars(Group.preselection()).one()
            group.opens_all = False
            group.open("projects")
        client.submit("Newsletter bestellen")
        assert client.status == 404
        assert client.get(PAGE).status == 404
        assert "Newsletter" not in client.get("/kunden/").text
        for path in (ORDER, CANCEL):
            assert client.get("/kunden/profil").post(path).status == 404
        assert lines(cast.a) == []

    @pytest.mark.parametrize("path", [ORDER, CANCEL])
    def test_get_changes_nothing(self, cast, path):
        assert cast.a.sign_in("person").get(path).status == 404


class TestOrder:
    def test_with_a_confirmed_address_at_once(self, cast):
        confirm(cast.a)
        client = cast.a.sign_in("person").get(PAGE)
        assert "noch nicht bestätigt" not in client.text
        words = client.page.all("blockquote")[0].text()
        client.submit("Newsletter bestellen")
        assert (client.path, lines(cast.a)) == (PAGE, [("given", "portal")])
        assert "Sie bekommen den Newsletter." in client.text
        assert "an anna@example.org." in client.text
        with cast.a.work():
            assert db.session.scalars(Consent.of(cast.a.person.load())).one().wording == words

    def test_else_by_a_link_to_the_address(self, cast, letters):
        client = cast.a.sign_in("person").get(PAGE)
        assert "Ihre Adresse ist noch nicht bestätigt." in client.text
        client.submit("Newsletter bestellen")
        assert lines(cast.a) == [("asked", "portal")]
        assert "Der Link ist unterwegs zu anna@example.org." in client.text
        assert "noch zu bestätigen" in client.text
        cast.a.visit().get(letters.link("anna@example.org", cast.a.slug, "/l/newsletter/")).submit(
            "Newsletter bestätigen"
        )
        assert lines(cast.a) == [("given", "newsletter_link"), ("asked", "portal")]
        assert "bestellt" in client.get(PAGE).text

    def test_one_gets_only_so_many_links(self, cast):
        client = cast.a.sign_in("person").get(PAGE).submit("Newsletter bestellen")
        answers = [client.get(PAGE).submit("Link noch einmal senden").status for _time in range(10)]
        assert answers == [200] * 9 + [429]

    def test_nobody_agrees_to_words_that_did_not_stand_there(self, cast):
        confirm(cast.a)
        client = cast.a.sign_in("person").get(PAGE)
        with cast.a.work():
            cast.a.person.load().update(language="en")
        client.submit("Newsletter bestellen")
        assert (client.status, lines(cast.a)) == (422, [])
        assert "The wording has changed in the meantime. Please read it again." in client.text
        client.submit("Order newsletter")
        assert lines(cast.a) == [("given", "portal")]

    def test_twice_is_once(self, cast):
        confirm(cast.a)
        clients = [cast.a.sign_in("person").get(PAGE) for _number in range(2)]
        for client in clients:
            assert client.submit("Newsletter bestellen").path == PAGE
        assert lines(cast.a) == [("given", "portal")]


class TestCancel:
    def test_with_one_button(self, cast):
        with cast.a.work():
            Subscription(cast.a.person.load()).give("portal", "Ja")
        client = cast.a.sign_in("person").get(PAGE).submit("Abbestellen")
        assert "Sie bekommen den Newsletter nicht mehr." in client.text
        assert "Newsletter bestellen" in client.text
        assert lines(cast.a) == [("withdrawn", "portal"), ("given", "portal")]

    def test_what_is_not_ordered_cannot_be_cancelled(self, cast):
        client = cast.a.sign_in("person").get(PAGE)
        assert client.post(CANCEL).path == PAGE
        assert lines(cast.a) == []


def test_it_speaks_as_the_person_is_spoken_to(cast):
    with cast.a.work():
        cast.a.person.load().update(address_form="du")
    assert "Du bekommst ihn zurzeit nicht." in cast.a.sign_in("person").get(PAGE).text
