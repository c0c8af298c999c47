"""Whatever is sent: an answer of ours, never a fault."""

from __future__ import annotations

import pytest

from tests.client import Client


@pytest.fixture(autouse=True)
def _like_production(app):
    """Faults become answers, as they do outside of tests."""
    app.testing = False
    yield
    app.testing = True


@pytest.mark.parametrize("query", ["endpoint=1", "self=1", "_external=1&_scheme=javascript", "values=1&token=x"])
def test_names_of_query_arguments_are_no_orders(app, cast, query):
    """The links at the foot and below lists repeat the query: `?endpoint=1` was taken for url_for()'s own argument."""
    apex = Client(app, "localhost").get(f"/?{query}")
    assert (apex.status, "sprache=en" in apex.html) == (200, True)
    assert cast.a.visit().get(f"/kunden/anmelden?{query}").status == 200


def test_other_languages_keep_the_query(app):
    apex = Client(app, "localhost").get("/?q=a%26b&_scheme=javascript")
    assert 'href="/?q=a%26b&amp;_scheme=javascript&amp;sprache=en"' in apex.html


@pytest.mark.parametrize("query", ["a%00@b", "%00", "%00@", "%ED%A0%80@x", "%EF%BF%BF@x", "+49%0030", "@" * 3900])
def test_any_search_is_answered(cast, query):
    assert cast.a.sign_in("reader").get(f"/verwaltung/kunden?q={query}").status == 200


def test_a_preview_of_a_greeting_takes_any_words(cast):
    owner = cast.a.sign_in("owner")
    asked = {"language": "en", "salutation": "Quatsch", "last_name": "Muster", "first_name": "Anna"}
    assert owner.get("/verwaltung/kunden/neu/anrede", query_string=asked).json == {
        "greeting": "Dear Anna Muster",
        "lang": "en",
    }
    owner.get("/verwaltung/kunden/neu").post("/verwaltung/kunden/neu", asked)
    assert (owner.status, "Diese Möglichkeit gibt es hier nicht" in owner.text) == (422, True)


@pytest.mark.parametrize("header", ["Origin", "Referer"])
def test_a_sender_that_is_no_address_is_refused(app, header):
    apex = Client(app, "localhost", scheme="https", port=None)
    apex.get("/zu-meiner-agentur").post("/zu-meiner-agentur", {"email": "a@example.org"}, headers={header: "https://["})
    assert (apex.status, apex.title) == (400, "Das Formular ist abgelaufen")


@pytest.mark.parametrize("host", ["x" * 300, "a" * 64 + ".localhost", "..localhost", "[", "a b", "ä.localhost", "x:y"])
def test_a_host_that_is_no_name_gets_the_page_of_an_unknown_one(app, host):
    answer = app.test_client().get("/anmelden", base_url="http://localhost", headers={"Host": host})
    assert answer.status_code == 404
    assert "Diese Seite gibt es hier nicht" in answer.text
