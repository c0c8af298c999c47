"""What is wrong with a wording: found before it is saved, in sentences for whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from flask_babel import gettext as _

from . import findings
from .liquid import FILTERS, SOURCE_LIMIT, Printed, Use, WordingError, run, uses
from .markup import check_size
from .names import Names
from .registry import Mail, Placeholder, get_mail
from .rendering import plain_text
from .rendering import subject as rendered_subject
from .scant import Case, cases
from .wording import SUBJECT_LIMIT, Variant, Wording

MOST = 20
"""So many problems are told at once."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, or worth knowing, in `words`; `line` counts from 1.

    `kind`: "syntax", "tag", "filter", "unknown" (a placeholder), "value" (nothing can be done with what it holds),
    "long", "empty", "secret" (nothing for the subject), "missing" (a required placeholder: saved only when confirmed),
    "note" (told, nothing more).
    `name` is what it is about, as written; `suggestion` what is perhaps meant. A `grave` one must not be saved.
    """

    kind: str
    where: Literal["subject", "body"]
    words: str
    line: int | None = None
    name: str = ""
    suggestion: str | None = None
    grave: bool = True


def check(mail: Mail, variant: Variant, subject: str, body: str) -> list[Problem]:
    """Everything wrong with these words for this mail, the grave first. None grave: every mail can be sent in them.

    Read first, then rendered with the samples, with as little as may be known, and with as much as may come.
    """
    wording = Wording.typed(subject, body)
    found = [*_empty(wording), *_read(mail, "subject", wording.subject), *_read(mail, "body", wording.body)]
    if not found:
        found = list(_rendered(mail, variant, wording))
    if not any(problem.grave for problem in found):
        found += _missing(mail, variant, wording)
    once = list(dict.fromkeys(found))[:MOST]
    return sorted(once, key=lambda problem: not problem.grave)


def usable(mail: Mail, variant: Variant, wording: Wording) -> bool:
    """Whether a mail can be sent in these words, as far as samples tell; remembered, as the list asks it of many."""
    return _usable(mail.key, variant, wording)


@lru_cache(maxsize=512)
def _usable(key: str, variant: Variant, wording: Wording) -> bool:
    return not any(problem.grave for problem in check(get_mail(key), variant, wording.subject, wording.body))


def _empty(wording: Wording) -> Iterator[Problem]:
    if not wording.subject:
        yield Problem("empty", "subject", _("Ein Betreff fehlt."))
    if not wording.body.strip():
        yield Problem("empty", "body", _("Der Text fehlt."))


def _read(mail: Mail, where: Literal["subject", "body"], source: str) -> Iterator[Problem]:
    """What shows without rendering."""
    limit = SUBJECT_LIMIT if where == "subject" else SOURCE_LIMIT
    if len(source) > limit:
        yield Problem("long", where, findings.too_long(len(source), limit))
        return
    try:
        names, filters = uses(source)
    except WordingError as error:
        yield _problem(error, where, source)
        return
    known = Names(mail)
    secrets = {place.word for place in mail.placeholders if place.secret and where == "subject"}
    for use in names:
        if not known.knows(use):
            yield _unknown(known, use, where, source)
        elif use.path[0] in secrets and not use.inner:
            name = str(use.path[0])
            yield Problem("secret", where, findings.not_in_subject(name), findings.line_of(source, use.at), name)
    for use in filters:
        if use.path[0] not in FILTERS:
            name = str(use.path[0])
            words = findings.no_filter(name)
            yield Problem("filter", where, words, findings.line_of(source, use.at), name, findings.near(name, FILTERS))


def _unknown(known: Names, use: Use, where: Literal["subject", "body"], source: str) -> Problem:
    name = known.written(use)
    words = findings.unknown(name)
    return Problem("unknown", where, words, findings.line_of(source, use.at), name, known.suggestion(use))


def _rendered(mail: Mail, variant: Variant, wording: Wording) -> Iterator[Problem]:
    """What shows when mails are made of it; the first thing only, as the rest follows from it."""
    for case in cases(mail, variant):
        try:
            head = rendered_subject(wording, case.values)
        except WordingError as error:
            yield _problem(error, "subject", wording.subject, case)
            return
        try:
            check_size(run(wording.body, case.values, Printed()))
        except WordingError as error:
            yield _problem(error, "body", wording.body, case)
            return
        if not head:
            yield Problem("empty", "subject", findings.in_case(_("Der Betreff bleibt leer."), case), grave=case.usual)


def _missing(mail: Mail, variant: Variant, wording: Wording) -> Iterator[Problem]:
    """Placeholders that ought to be seen in the mail and are not."""
    told = set()
    for case in cases(mail, variant)[:2]:
        text = plain_text(wording, case.values, variant)
        for place in mail.placeholders:
            wanted = place.required or (place.absent and case.usual)
            if wanted and place.word not in told and not _shown(place, case, text):
                told.add(place.word)
                yield _absent(place, case)
        if not text.strip() and case.usual:
            yield Problem("empty", "body", _("Der Text bleibt leer."))


def _shown(place: Placeholder, case: Case, text: str) -> bool:
    value = case.values[place.word]
    rows: Iterable[object] = value if isinstance(value, list) else [{"value": value}]
    return any(str(one) in text for row in rows for one in row.values() if one)


def _absent(place: Placeholder, case: Case) -> Problem:
    name = f"{{{{ {place.word} }}}}"
    if place.required:
        words = findings.in_case(_("%(name)s fehlt: %(meaning)s.", name=name, meaning=place.meaning), case)
        return Problem("missing", "body", words, name=place.word, grave=False)
    words = _("%(name)s kommt nicht vor. %(then)s", name=name, then=place.absent)
    return Problem("note", "body", words, name=place.word, grave=False)


def _problem(error: WordingError, where: Literal["subject", "body"], source: str, case: Case | None = None) -> Problem:
    """An error of the template language, in words."""
    words, at, name = findings.in_words(error, source)
    line = None if at is None else findings.line_of(source, at)
    found = Problem(error.kind, where, words, line, name)
    return replace(found, words=findings.in_case(words, case)) if case else found
