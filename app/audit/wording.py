"""Reading the log: each verb has a sentence, registered by the feature it belongs to."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from flask_babel import gettext as _

from .models import AuditEntry

_sentences: dict[str, Any] = {}


def register_verb(verb: str, sentence: Any) -> None:
    """Give a verb its sentence: `register_verb("contact.invited", _l("{actor} hat {object} eingeladen."))`.

    Besides {actor} and {object} it may name any detail the line was recorded with, as {name}.
    """
    _sentences[verb] = sentence


def register_verbs(sentences: dict[str, Any]) -> None:
    """Several at once."""
    _sentences.update(sentences)


def registered_verbs() -> frozenset[str]:
    return frozenset(_sentences)


def describe(entry: AuditEntry) -> str:
    """The line as a sentence. A verb without one is shown as it is: the log never fails to be read."""
    words = defaultdict(lambda: "–", {key: str(value) for key, value in entry.details.items()})
    words |= {"actor": actor_words(entry), "object": entry.object_name or "–"}
    sentence = _sentences.get(entry.verb)
    if sentence is None:
        return f"{words['actor']}: {entry.verb} ({words['object']})"
    return str(sentence).format_map(words)


def actor_words(entry: AuditEntry) -> str:
    """Who it was: the name as it was then, or what is known of somebody without one."""
    if entry.actor_name:
        return entry.actor_name
    return {
        "system": _("Das System"),
        "visitor": _("Jemand, der nicht angemeldet war,"),
    }.get(entry.actor_kind, _("Jemand"))
