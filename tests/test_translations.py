"""Every text exists in English; what customers' people and the public read, also in Arabic and in German with Du.

The catalogues are plain .po files; what is missing in one is named by these tests.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
CATALOGUES = ROOT / "app" / "translations"
READ_BY_EVERYBODY = [
    "templates/document.html", "templates/layouts/*.html", "templates/parts/*.html", "templates/errors/*.html",
    "templates/portal/**/*.html", "templates/signup/**/*.html", "templates/factor/*.html",
    "app/web/*.py", "app/pictures/field.py", "app/accounts/*.py", "app/portal/**/*.py", "app/signup/**/*.py",
    "app/contacts/greeting.py",
    "app/*/section.py", "app/*/notices.py", "templates/discussion/_*.html", "app/discussion/[ceft]*.py",
    "app/projects/choices.py", "app/tasks/choices.py", "app/availability/now.py", "app/availability/words.py",
    "templates/files/_attach.html", "templates/files/_list.html", "app/newsletter/wording.py",
    *(f"templates/members/{name}.html" for name in ("_list", "_member", "embed", "index")),
    "app/members/listing.py", "app/members/models.py",
    *(f"app/files/{name}.py" for name in ("admission", "fields", "quota", "sizes", "uploads")),
]  # fmt: skip
STAFF_ONLY = {
    "badges.html", "_office_side.html", "_office_help.html", "file.html", "office.html", "mails.py", "verbs.py",
    "_staff_marks.html",
}  # fmt: skip
FOUNDERS = ("templates/signup/", "app/signup/")
"""Read by people who found an agency: no person of ours yet, so nobody to say Du to."""
THE_WORDS_THEMSELVES = {"Sie", "Du"}
KEYWORDS = {
    "_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2), "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
}  # fmt: skip
FORMAL = re.compile(r"\b(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")
EXAMPLES = re.compile(r"\b(?:Kontor|Sie|Du|subdomain|name@example\.org|PNG|JPEG|WebP)\b")
"""What stands in Arabic as it is in German."""


@cache
def messages() -> dict[str | tuple, str]:
    """What everybody reads: msgid → the file it stands in."""
    paths = [path for pattern in READ_BY_EVERYBODY for path in sorted(ROOT.glob(pattern))]
    return written_in(path for path in paths if path.name not in STAFF_ONLY)


@cache
def all_messages() -> dict[str | tuple, str]:
    """What anybody reads, the staff too: msgid → the file it stands in."""
    return written_in(path for folder in ("app/**/*.py", "templates/**/*.html") for path in sorted(ROOT.glob(folder)))


def written_in(paths: Iterable[Path]) -> dict[str | tuple, str]:
    found: dict = {}
    for path in paths:
        method = "jinja2.ext:babel_extract" if path.suffix == ".html" else "python"
        options = {"trimmed": "true", "newstyle": "true", "silent": "false"}
        for _line, message, _comments, context in extract_from_file(method, path, keywords=KEYWORDS, options=options):
            found.setdefault(key(context, message), path.relative_to(ROOT).as_posix())
    return found


def key(context: str | None, message: str | tuple) -> str | tuple:
    """What tells a message from others: the same word with another context is another message."""
    return f"{context}\x04{message}" if context else message


@cache
def catalogue(locale: str) -> dict:
    """msgid → message, fuzzy ones left out."""
    found: dict = {}
    for path in sorted((CATALOGUES / locale / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            entries = [entry for entry in read_po(file, locale=locale.partition("@")[0]) if entry.id]
        twice = {key(entry.context, entry.id) for entry in entries} & found.keys()
        assert not twice, f"{path.name}: stands in another file too"
        found |= {key(entry.context, entry.id): entry for entry in entries if not entry.fuzzy}
    return found


def strings(entry) -> list[str]:
    return list(entry.string) if isinstance(entry.string, tuple) else [entry.string]


def test_there_is_something_to_translate():
    assert len(messages()) > 50


def test_every_text_exists_in_english():
    missing = [
        (path, m)
        for m, path in all_messages().items()
        if m not in catalogue("en") or not all(strings(catalogue("en")[m]))
    ]
    assert not missing


def test_every_text_that_everybody_reads_exists_in_arabic():
    arabic = catalogue("ar")
    missing = [(path, m) for m, path in messages().items() if m not in arabic or not all(strings(arabic[m]))]
    assert not missing


def test_arabic_is_written_in_arabic():
    """Neither words of another language are left in it nor signs of theirs; a name or an example may stand there."""
    wrong = []
    for text in (text for entry in catalogue("ar").values() for text in strings(entry)):
        bare = PLACEHOLDER.sub("", EXAMPLES.sub("", text))
        if re.search("[A-Za-zÄÖÜäöüß]{2,}", bare) or re.search("[\u0621-\u064a][,;?]", text):
            wrong.append(text)
    assert not wrong


def test_arabic_counts_as_arabic_does():
    path = next((CATALOGUES / "ar" / "LC_MESSAGES").glob("messages.po"))
    with path.open("rb") as file:
        form = c2py(read_po(file, locale="ar").plural_expr)
    names = ("zero", "one", "two", "few", "many", "other")
    assert [names[form(n)] for n in range(1000)] == [Locale("ar").plural_form(n) for n in range(1000)]


def familiar() -> dict[str | tuple, str]:
    """The texts that speak to a person and therefore need a wording with Du."""
    speaks = {m: path for m, path in messages().items() if FORMAL.search(" ".join(m) if isinstance(m, tuple) else m)}
    return {m: path for m, path in speaks.items() if not path.startswith(FOUNDERS) and m not in THE_WORDS_THEMSELVES}


def test_every_text_that_says_sie_exists_with_du():
    speaks = familiar()
    missing = [
        (path, m)
        for m, path in speaks.items()
        if m not in catalogue("de@du") or not all(strings(catalogue("de@du")[m]))
    ]
    assert not missing


def test_no_sie_is_left_in_du():
    left = [entry.id for entry in catalogue("de@du").values() if any(FORMAL.search(text) for text in strings(entry))]
    assert not left


@pytest.mark.parametrize("locale", ["en", "de@du", "ar"])
def test_placeholders_are_kept(locale):
    """Where a language has words for nothing, one and two of a thing, they may leave out the number."""
    wrong = []
    for entry in catalogue(locale).values():
        source, shown = entry.id if isinstance(entry.id, tuple) else (entry.id,), strings(entry)
        many = len(shown) > len(source)
        for number, text in enumerate(shown):
            names, wanted = set(PLACEHOLDER.findall(text)), set(PLACEHOLDER.findall(source[1 if many else number]))
            if many and number < 3:
                names, wanted = names - {"%(num)d"}, wanted - {"%(num)d"}
            if names != wanted:
                wrong.append((entry.id, text))
    assert not wrong


@pytest.mark.parametrize(
    ("locale", "used"), [("en", all_messages), ("de@du", messages), ("ar", all_messages)], ids=["en", "de@du", "ar"]
)
def test_no_translation_is_left_over(locale, used):
    assert not catalogue(locale).keys() - used().keys()
