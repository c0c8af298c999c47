"""Who reads English meets no German: every page of the staff, as it is and as it refuses an empty form."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from app import create_app
from app.web.locale import CATALOGUES
from tests.page import Node, parse
from tests.routes.table import ACCESS
from tests.routes.town import make_house
from tests.routes.visitors import sign_in

WORD = re.compile(r"[^\W\d_]+")
READ_OUT = ("alt", "aria-label", "placeholder", "title", "data-placeholder", "aria-description")
NO_WORDS = re.compile(r"\S*[/@.]\S*[^\s.:,]|MARKE\S+")
"""Addresses, and what the agency of the test wrote itself."""

THEIRS = {"deutsch", "es", "firma", "hof", "müller", "türkiye", "volapük"}
"""What is called that in every language, and what the agency of the test has written."""

STAFF = sorted(key for key, access in ACCESS.items() if access.split(":")[0] not in ("public", "portal"))


@cache
def german() -> frozenset[str]:
    """Words that stand in German texts and in no English one."""
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for path in (CATALOGUES / "en").rglob("*.po"):
        for entry in read_po(path.open("rb")):
            for ours, texts in ((True, entry.id), (False, entry.string)):
                for text in texts if isinstance(texts, tuple) else (texts,):
                    said[ours].update(WORD.findall(re.sub(r"%\(\w+\)[sd]|\{\w+\}", " ", text).lower()))
    for page in Path("templates/help/en").iterdir():
        said[False].update(WORD.findall(page.read_text("utf-8").lower()))
    return frozenset(said[True] - said[False] - THEIRS)


def left_in(html: str) -> list[str]:
    """The German words that are read, seen or read out on a page."""
    page = parse(html)
    texts = [page.text(in_another_language), *(node[name] for node in page.all() for name in READ_OUT)]
    texts += [node.text() for node in page.all("option")]
    words = WORD.findall(NO_WORDS.sub(" ", " ".join(texts)).lower())
    return sorted({word for word in words if word in german() or re.search("[äöüß]", word)} - THEIRS)


def in_another_language(node: Node) -> bool:
    """What is shown as it goes to a reader of German, and says so; and a password made of German words."""
    return node["lang"] == "de" or "secret" in node.classes


@pytest.fixture(scope="module")
def open_app(config):
    """The product without form tokens."""
    return create_app(config | {"WTF_CSRF_ENABLED": False})


@pytest.fixture(scope="module", params=["GET", "POST"])
def house(open_app, superuser, request):
    """One for looking, and one that empty forms are sent to: some of them do what they say."""
    house = make_house(open_app, superuser, f"MARKEENGLISCH{request.param}")
    with house.agency.work():
        house.agency.owner.load().language = "en"
    return request.param, house


@pytest.mark.parametrize("endpoint", STAFF)
def test_no_german_is_left(open_app, house, endpoint):
    method, house = house
    [rule] = open_app.url_map.iter_rules(endpoint)
    if method not in rule.methods:
        return
    base = f"http://{house.agency.host}:8000"
    with open_app.test_request_context(base_url=base):
        path = open_app.url_for(endpoint, **house.values(endpoint, rule.arguments))
    cookie = sign_in(house.agency, house.agency.owner)
    answer = open_app.test_client(use_cookies=False).open(
        path, method=method, base_url=base, headers={"Cookie": cookie}
    )
    assert method == "POST" or answer.status_code in (200, 303, 403), endpoint
    if answer.mimetype == "text/html" and answer.status_code != 303:
        assert left_in(answer.get_data(as_text=True)) == []
