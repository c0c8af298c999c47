"""What is typed is kept, what does not fit is said beside the field, and nothing typed breaks a page."""

from __future__ import annotations

from urllib.parse import quote, urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.web.forms import normalize_email
from tests.client import Client
from tests.web.floor import Probe

GOOD = {"Name": "Anna Muster"}
RANDOM_ID = "9d2c1f60-7b1e-4a53-8f0c-3e6a5d4b2c18"
"""Of version 4; the product's own are of version 7."""


def filled(floor, **values):
    """A Probe as it would stand after a POST with these values."""
    data = {"id": str(Probe.id.kwargs["default"]()), "name": "Anna", "language": "de", "kind": "firm"} | values
    with floor.test_request_context("/probe", method="POST", base_url="http://localhost:8000"):
        form = Probe(
            MultiDict([(key, v) for key, value in data.items() for v in ([value] if isinstance(value, str) else value)])
        )
        form.validate()
        return form


def test_good_form_is_answered_with_see_other(browser):
    browser.get("/probe").submit("Speichern", GOOD)
    assert browser.status == 200
    assert browser.title == "Danke"
    assert "Gespeichert: Anna Muster" in browser.text


def test_form_with_errors_is_422_and_keeps_everything_but_passwords(browser):
    typed = {"Notiz": "eins\nzwei", "E-Mail-Adresse": "ann@", "Sprache": "Englisch", "Art": "Privatperson",
             "Gruppen": ["Berta"], "Aktiv": True, "Passwort": "Möwe-Kompass-37"}  # fmt: skip
    browser.get("/probe").submit("Speichern", typed)
    assert browser.status == 422
    assert set(browser.errors()) == {"Name", "E-Mail-Adresse"}
    assert "2 Angaben passen nicht: Name, E-Mail-Adresse" in browser.text
    assert [browser.value(label) for label in ("Notiz", "E-Mail-Adresse", "Passwort")] == ["eins\nzwei", "ann@", ""]
    form = browser.page.all("form")[0]
    ticked = {node["value"] for node in form.all("input") if "checked" in node}
    assert ticked == {"person", "b", "y"}
    assert "Möwe" not in browser.html


def test_summary_links_to_the_fields(browser):
    browser.get("/probe").submit("Speichern", {})
    link = next(a for a in browser.page.all("a") if a.text() == "Name")
    assert link["href"] == "#name"
    assert next(node for node in browser.page.walk() if node["id"] == "name")["aria-describedby"] == "name-fault"


@pytest.mark.parametrize(
    ("typed", "kept"), [("  Anna ", "Anna"), ("Anna\tMuster", "Anna Muster"), ("Jose\u0301", "José"), ("🙂", "🙂")]
)
def test_text_is_stripped_and_normalised(floor, typed, kept):
    form = filled(floor, name=typed)
    assert form.name.data == kept
    assert not form.name.errors


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Bitte füllen"),
        ("   ", "Bitte füllen"),
        ("\u200b\u2060", "Bitte füllen"),
        ("x" * 21, "Höchstens 20 Zeichen, hier sind es 21."),
        ("a\x00b", "nicht lesen"),
        ("a\ud800b", "nicht lesen"),
        ("a\u202eb", "nicht lesen"),
        ("a\u2066b", "nicht lesen"),
        ("Stra�e", "nicht lesen"),
        ("a\x1bb", "nicht lesen"),
        ("a\r\nBcc: b", "eine einzige Zeile"),
        ("a\u2028b", "eine einzige Zeile"),
    ],
)
def test_what_does_not_fit_is_said_in_german(floor, typed, sentence):
    form = filled(floor, name=typed)
    assert sentence in str(form.name.errors[0])
    form.name._value().encode("utf-8")


def test_text_area_takes_lines_and_normalises_their_ends(floor):
    form = filled(floor, note="eins\r\nzwei\rdrei\tvier")
    assert form.note.data == "eins\nzwei\ndrei\tvier"
    assert not form.note.errors


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Anna.Muster@Example.ORG", "anna.muster@example.org"),
        ("anna@Bücher.example.org", "anna@xn--bcher-kva.example.org"),
        ("anna@firma.test", "anna@firma.test"),
    ],
)
def test_addresses_have_one_way_to_be_written(typed, kept):
    assert normalize_email(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["anna", "anna@", "@example.org", "a b@example.org", "änna@example.org", "a@b@example.org", "a@example", "a@-x.org",
     "a@example.org\nBcc: x@example.org", "<a@example.org>", "a@[127.0.0.1]", "a" * 65 + "@example.org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(ValueError, match=r"."):
        normalize_email(typed)


@pytest.mark.parametrize("typed", ["030 23125 100", "+43 1 23125", "(030) 23125-100", "0171/2312510"])
def test_telephone_numbers_are_taken_as_people_write_them(floor, typed):
    assert not filled(floor, phone=typed).phone.errors


@pytest.mark.parametrize("typed", ["zwölf", "1", "030 23125 abends", "030 23125 100 030 23125 100 1", "+999 1"])
def test_what_is_no_telephone_number_is_refused(floor, typed):
    assert "keine Telefonnummer" in str(filled(floor, phone=typed).phone.errors[0])


def test_unknown_choices_are_refused_beside_the_field(floor):
    form = filled(floor, language="xx", kind="god", groups=["a", "zzz"])
    assert all("gibt es hier nicht" in str(field.errors[0]) for field in (form.language, form.kind, form.groups))


def test_values_given_twice_do_no_harm(floor):
    form = filled(floor, name=["Anna", "Berta"], language=["de", "en"], groups=["a", "a"], active=["y", "n"])
    assert not form.has_errors
    assert (form.name.data, form.language.data, form.groups.data, form.active.data) == ("Anna", "de", ["a"], True)


@pytest.mark.parametrize("sent", ["", "7", "zz", RANDOM_ID, "{" + RANDOM_ID + "}"])
def test_create_form_takes_only_its_own_kind_of_id_and_heals(floor, sent):
    form = filled(floor, id=sent)
    assert "noch einmal absenden" in str(form.form_errors[0])
    assert form.id.data.version == 7


def test_errors_of_the_model_come_back_into_the_form(floor):
    form = filled(floor)
    form.add_error("email", "Diese Adresse ist schon vergeben.")
    form.add_error(None, "Das ging nicht.")
    assert form.has_errors
    assert form.faulty == [form.email]
    assert form.form_errors == ["Das ging nicht."]


def test_json_is_no_form(browser):
    browser.get("/probe")
    token = next(node["value"] for node in browser.page.all("input") if node["name"] == "csrf_token")
    body = '{"name": ["\\ud800", {"a": 1}], "kind": 7}'
    browser._open("POST", "/probe", True, data=body, headers={"Content-Type": "application/json", "X-CSRFToken": token})
    assert browser.status == 422


ANYTHING = st.one_of(
    st.text(st.characters(), max_size=60),
    st.text(alphabet="\x00\ud800\udfff\u202e\u2066\ufffd\r\n\t'\"<>&{}%@ äß🙂ا", max_size=30),
    st.sampled_from(["x" * 5000, "{{7*7}}", "<script>alert(1)</script>", "' OR 1=1 --", "a\r\nBcc: b@example.org"]),
)
NAMES = st.sampled_from(["name", "note", "email", "phone", "language", "kind", "groups", "agreed", "active", "id"])


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NAMES, ANYTHING), max_size=8))
def test_nothing_that_is_typed_breaks_the_page(floor, typed):
    form = filled(floor, **dict(typed))
    for field in form:
        if field.kind not in ("choices", "radio", "select"):
            str(field()).encode("utf-8")
    assert all(str(error) for field in form for error in field.errors)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(NAMES, st.binary(max_size=30)), max_size=5))
def test_no_bytes_break_the_page(floor, typed):
    browser = Client(floor, "localhost").get("/probe")
    token = next(node["value"] for node in browser.page.all("input") if node["name"] == "csrf_token")
    body = "&".join(f"{name}={quote(value)}" for name, value in typed) + "&" + urlencode({"csrf_token": token})
    browser._open("POST", "/probe", True, data=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert browser.status in (200, 422)
    browser.response.data.decode("utf-8")


@pytest.mark.parametrize(
    "typed", ["  Blank am Rand  ", "Jose\u0301-Jose\u0301-Jose\u0301", "José-José-José", "Tab\tTab Tab"]
)
def test_password_is_taken_exactly_as_typed(floor, typed):
    assert filled(floor, password=typed).password.data == typed
