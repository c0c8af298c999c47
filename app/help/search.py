"""Finding a page of „Hilfe“ by words."""

from __future__ import annotations

import re
from functools import cache

from flask import current_app

from app.customers.sorting import spellings, split

from .topics import TOPICS, Topic

CODE = re.compile(r"\{#.*?#\}|\{%.*?%\}|<[^>]*>", re.DOTALL)
SAID = re.compile(r'\{\{ to\("[^"]*", "([^"]*)".*?\}\}')
"""A link in a text, and what it says."""


def search(query: str) -> list[Topic]:
    """The topics in which every word begins some word, those first that have all of them in title and keywords."""
    wanted = [spellings(word) for word in split(query)]
    found = [topic for topic in TOPICS if wanted and _all_begin(wanted, _words(topic))]
    return sorted(found, key=lambda topic: not _all_begin(wanted, _spelled(_heads(topic))))


def _all_begin(wanted: list[set[str]], words: frozenset[str]) -> bool:
    return all(any(word.startswith(form) for word in words for form in forms) for forms in wanted)


def _heads(topic: Topic) -> str:
    return " ".join(map(str, (topic.title, topic.lead, *topic.keywords)))


def _words(topic: Topic) -> frozenset[str]:
    return _spelled(_heads(topic)) | _written(topic.template)


@cache
def _written(template: str) -> frozenset[str]:
    """The words of a page as it stands in its file."""
    source, _name, _uptodate = current_app.jinja_env.loader.get_source(current_app.jinja_env, template)
    return _spelled(CODE.sub(" ", SAID.sub(r" \1 ", source)))


def _spelled(text: str) -> frozenset[str]:
    return frozenset(form for word in split(text) for form in spellings(word))
