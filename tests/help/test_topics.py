"""The pages of „Hilfe“: reachable from the screens, true to their words, found by search."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.help.topics import TOPICS, topic_for
from app.mail.checking import check
from app.mail.registry import get_mail
from app.mail.wording import Variant
from app.web.locale import catalogue

ROOT = Path(__file__).parents[2]
HELP = "/verwaltung/hilfe"
KEYS = [topic.key for topic in TOPICS]
QUOTED = re.compile(r"„(?:\{\{ to\([^,]*, \")?([^“\"]+)")
QUOTED_ENGLISH = re.compile(r"“(?:\{\{ to\([^,]*, \")?([^”\"]+)")
EXAMPLES = {"ja", "nein", "Muller", "yes", "no"}
"""What is quoted for another reason than that it stands on a screen."""


def source(key: str, language: str = "de") -> str:
    return (ROOT / f"templates/help/{language}/_{key}.html").read_text("utf-8")


@pytest.fixture(scope="module")
def labels() -> str:
    """Everything that screens, forms and code could say."""
    files = [*ROOT.glob("templates/**/*.html"), *ROOT.glob("app/**/*.py")]
    return "\n".join(file.read_text("utf-8") for file in files if "help" not in file.relative_to(ROOT).parts)


@pytest.mark.parametrize("key", KEYS)
def test_what_is_quoted_stands_on_a_screen(key, labels):
    quoted = {*QUOTED.findall(source(key))} - EXAMPLES
    assert quoted, "a page that names nothing"
    assert [words for words in sorted(quoted) if not re.search(rf'[">„]{re.escape(words)}[<"“]', labels)] == []


@pytest.mark.parametrize("key", KEYS)
def test_what_is_quoted_in_english_stands_on_an_english_screen(app, key):
    said = set(catalogue("en")._catalog.values())
    assert sorted({*QUOTED_ENGLISH.findall(source(key, "en"))} - EXAMPLES - said) == []


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_tell_the_same_and_lead_to_the_same_places(key):
    german, english = (
        (re.findall(r"<(\w+)", text), re.findall(r'to\("([^"]*)"', text)) for text in (source(key), source(key, "en"))
    )
    assert german == english


@pytest.mark.parametrize("key", KEYS)
def test_every_link_leads_somewhere(cast, key):
    owner = cast.a.sign_in("owner").get(f"{HELP}/{key}")
    links = {node["href"] for node in owner.page.all("a") if any("manual" in up.classes for up in node.ancestors())}
    assert links
    for link in sorted(links):
        assert owner.get(link).status == 200


@pytest.mark.parametrize("key", KEYS)
def test_who_only_reads_is_led_nowhere_shut(cast, key):
    reader = cast.a.sign_in("reader").get(f"{HELP}/{key}")
    links = {node["href"] for node in reader.page.all("a") if any("manual" in up.classes for up in node.ancestors())}
    for link in sorted(links):
        assert reader.get(link).status == 200


@pytest.mark.parametrize("topic", TOPICS, ids=KEYS)
def test_every_screen_that_a_topic_names_exists(app, topic):
    names = {rule.endpoint for rule in app.url_map.iter_rules()}
    names |= {f"{name.partition('.')[0]}.*" for name in names}
    assert {*topic.endpoints} <= names


@pytest.mark.parametrize("topic", TOPICS, ids=KEYS)
def test_a_screen_or_a_part_of_one_leads_to_every_topic(topic, labels):
    assert topic.endpoints or f'about("{topic.key}"' in labels


@pytest.mark.parametrize("topic", TOPICS, ids=KEYS)
def test_topics_lie_beside_topics(topic):
    assert topic.beside
    assert {*topic.beside} <= {*KEYS} - {topic.key}


def test_each_topic_has_a_page_and_each_page_a_topic():
    for language in ("de", "en"):
        assert {file.name for file in (ROOT / f"templates/help/{language}").iterdir()} == {
            f"_{key}.html" for key in KEYS
        }


def test_the_nearest_topic_explains_a_screen():
    assert topic_for("customers.index").key == "kunden"
    assert topic_for("contacts.password").key == "zugang"
    assert topic_for("contacts.edit").key == "kontakte"
    assert topic_for("office.start") is None
    assert topic_for(None) is None


@pytest.mark.parametrize("language", ["de", "en"])
def test_examples_of_wordings_can_be_sent_as_they_stand(app, cast, language):
    """Each of them, in the welcome mail or in the mail about news."""
    text = source("e-mail-templates", language)
    examples = re.findall(r"\{% raw %\}(.*?)\{% endraw %\}", text, re.DOTALL)
    assert len(examples) >= 8
    with cast.a.work():
        for example in examples:
            tried = [check(get_mail(key), Variant("de_sie"), "x", example) for key in ("welcome", "news")]
            assert any(not any(problem.grave for problem in problems) for problems in tried), (example, tried)
