"""Language and form of address follow the person, from the link to the error page."""

import pytest

from app.contacts.persons import Person

NEW = "Tonne-Priel-Kanal-Anker47"


@pytest.fixture
def person(cast):
    """Agency a's person speaks as `person(language="en")` says."""

    def speak(**speech):
        with cast.a.work():
            cast.a.person.load().update(**speech)

    return speak


def language(client):
    root = client.page.all("html")[0]
    return root["lang"], root["dir"]


def test_german_sie_du_and_english(cast, person):
    client = cast.a.sign_in("person")
    assert "Noch ist nichts für Sie da" in client.get("/kunden/").text
    person(address_form="du")
    assert "Noch ist nichts für dich da" in client.get("/kunden/").text
    assert client.title.endswith(", Anna")
    person(language="en")
    client.get("/kunden/")
    assert language(client) == ("en", "ltr")
    assert client.title.endswith(", Dr. Muster")


def test_new_language_shows_at_once(cast):
    client = cast.a.sign_in("person").get("/kunden/profil").submit("Speichern", {"Sprache": "English"})
    assert client.title == "My profile"
    assert "Your details are saved." in client.text


@pytest.mark.parametrize(
    ("path", "title"),
    [("/kunden/gibt-es-nicht", "There is no such page here"), ("/kunden/abmelden", "There is no such page here")],
)
def test_error_pages_speak_to_the_person(cast, person, path, title):
    person(language="en")
    client = cast.a.sign_in("person").get(path)
    assert (client.status, client.title) == (404, title)


def test_refused_forms_speak_to_the_person(cast, person):
    person(language="en")
    client = cast.a.sign_in("person").get("/kunden/profil").post("/kunden/profil", {"csrf_token": "x"})
    assert (client.status, language(client)) == (400, ("en", "ltr"))


def test_link_and_the_sign_in_behind_it_speak_to_the_person(cast, newcomer):
    with cast.a.work():
        nele = Person.get(newcomer)
        nele.update(language="en")
        nele.invite()
        link = f"/kunden/passwort/{nele.link('set-password')}"
    client = cast.a.visit().get(link)
    assert client.title == "Choose a password"
    client.submit("Choose a password", {"New password": NEW})
    assert (client.path, language(client)) == ("/kunden/anmelden", ("en", "ltr"))
    assert cast.a.visit().get(link).title == "This link no longer works"


def test_sign_in_page_after_signing_out_speaks_to_the_person(cast, person):
    person(address_form="du")
    client = cast.a.sign_in("person").get("/kunden/").submit("Abmelden")
    assert "Du bist abgemeldet." in client.text


def test_direction_follows_the_person(cast, person):
    person(direction="rtl")
    client = cast.a.sign_in("person").get("/kunden/")
    assert language(client) == ("de", "rtl")


def test_staff_pages_stay_german(cast, person):
    person(language="en")
    client = cast.a.sign_in("person")
    assert language(client.get("/anmelden")) == ("de", "ltr")
