"""Whatever stands in a value of a mail appears as it was written: Markdown, HTML, Liquid, line breaks, directions.

Each mail is written twice, once with harmless marks and once with what would like to be more than words. Both must be
the same but for the marks: same tags, same attributes, same lines.
"""

from __future__ import annotations

import re
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from app.mail.message import one_line
from app.mail.outbox import compose
from app.mail.registry import Mail, all_mails
from app.mail.rendering import Rendered
from app.mail.wording import Variant, Wording, variants
from tenants import as_tenant

TRICKS = (
    "[Konto bestätigen](https://evil.example)", "[Konto][1] [1]: https://evil.example", "<https://evil.example>",
    "https://evil.example", "![x](https://evil.example/x.png)", "**fett** _kursiv_ ***beides***", "# Titel",
    "> Zitat",
    "- Punkt", "1. Punkt", "---", "===", "`code` ```block```", "~~~", "\\* \\[ \\", "a | b |",
    "&amp; &lt;b&gt; &#x41;",
    "<b>fett</b>", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
    "</style><style>*{display:none}</style>",
    "</title><h1>x", "<!-- x -->", "]]>", "{{ link }}", "{% if true %}x{% endif %}", "{{ 'x' | upcase }}",
    "{%- raw -%}",
    "}} {{", "$1 \\1 \\g<0> %s {0} %(x)s", "Zeile\r\n\r\n# Zwei", "Zeile\u2028Drei\u2029Vier\x85Fünf",
    "\u202eevil\u202c", "q0z q1z q12z",
    "Anna\0\x1b[31m", "مرحبا Anna (a)", "  viel   Platz  ", "O'Neil & Söhne \"GmbH\"", "-- ", "10.12.2026:",
    "x" * 300,
)  # fmt: skip
EVERYWHERE = """# {{ %(w)s }}

{{ %(w)s }} **{{ %(w)s }}** *{{ %(w)s }}* [{{ %(w)s }}](https://agentur.example.org/?n={{ %(w)s }})

- {{ %(w)s }}
- a {{ %(w)s }}: b

> {{ %(w)s }}

1. {{ %(w)s }}

`{{ %(w)s }}`

[{{ %(w)s }}](https://agentur.example.org/)
"""


class Bones(HTMLParser):
    """The tags of a page with their attributes, and what stands between them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs) -> None:
        self.tags.append((tag, *attrs))

    def handle_endtag(self, tag) -> None:
        self.tags.append((f"/{tag}",))

    def handle_comment(self, data) -> None:
        self.tags.append(("comment", (data, "")))


def marked(mail: Mail, variant: Variant) -> tuple[dict, dict]:
    """The samples with every word replaced by a mark, and the trick behind each mark."""
    tricks: dict[str, str] = {}

    def mark(value):
        if isinstance(value, list):
            return [{k: v if k == "adresse" else mark(v) for k, v in row.items()} for row in value for _ in range(3)]
        if not isinstance(value, str):
            return value
        name = f"Zq{len(tricks)}zqZ"
        tricks[name] = TRICKS[(len(tricks) * 7 + len(mail.key)) % len(TRICKS)]
        return name

    urls = {place.name for place in mail.placeholders if place.url}
    samples = mail.samples(variant).items()
    return {k: mark(v) if isinstance(v, list) or k not in urls else v for k, v in samples}, tricks


def tricked(value, tricks):
    if isinstance(value, list):
        return [{k: tricked(v, tricks) for k, v in row.items()} for row in value]
    return tricks.get(value, value) if isinstance(value, str) else value


def assert_literal(harmless: Rendered, hostile: Rendered, tricks: dict[str, str]) -> None:
    """The second is the first with the tricks in place of the marks, and nothing else."""

    def filled(text: str, turned=lambda value: value) -> str:
        text = re.sub(r"n=(Zq\d+zqZ)", lambda found: "n=" + quote(one_line(tricks[found[1]]), safe=""), text)
        return re.sub(r"Zq\d+zqZ", lambda found: turned(one_line(tricks[found[0]])), text)

    assert one_line(hostile.subject) == one_line(filled(harmless.subject))
    assert hostile.text.split() == filled(harmless.text).split()
    assert hostile.text.count("\n") == harmless.text.count("\n")
    before, after = Bones(harmless.html), Bones(hostile.html)
    assert [tag[0] for tag in after.tags] == [tag[0] for tag in before.tags]
    assert [[name for name, _value in tag[1:]] for tag in after.tags] == [
        [name for name, _value in tag[1:]] for tag in before.tags
    ]
    bare = re.compile(r'<a [^>]*href="[^"]*"')
    shown = filled(bare.sub("<a", harmless.html), lambda value: escape(value, quote=False))
    assert unescape(bare.sub("<a", hostile.html)).split() == unescape(shown).split()


@pytest.fixture
def hafenlicht(app, agency):
    with app.app_context(), as_tenant(agency.tenant_id):
        yield


@pytest.mark.parametrize("folder", [variant.folder for variant in variants()])
def test_every_value_of_every_mail_stays_what_it_is(app, hafenlicht, folder):
    variant = Variant(folder)
    for mail in all_mails():
        values, tricks = marked(mail, variant)
        assert tricks
        hostile = {name: tricked(value, tricks) for name, value in values.items()}
        assert_literal(compose(mail, variant, values), compose(mail, variant, hostile), tricks)


@pytest.mark.parametrize("folder", [variant.folder for variant in variants()])
def test_every_value_stays_what_it_is_wherever_a_wording_puts_it(app, hafenlicht, folder):
    """In a heading, a list, a quotation, bold, as the words of a link, within its target, and in the subject."""
    variant = Variant(folder)
    for mail in all_mails():
        values, tricks = marked(mail, variant)
        hostile = {name: tricked(value, tricks) for name, value in values.items()}
        words = [place.word for place in mail.placeholders if isinstance(values[place.name], str) and not place.url]
        draft = Wording(
            " ".join(f"{{{{ {word} }}}}" for word in words),
            "\n".join(EVERYWHERE.replace("%(w)s", word) for word in words),
        )
        assert_literal(compose(mail, variant, values, draft), compose(mail, variant, hostile, draft), tricks)


@pytest.mark.parametrize("number", range(len(TRICKS)))
def test_every_trick_stays_what_it_is_as_a_name(app, hafenlicht, number):
    """One mail of each direction, for each of them."""
    for folder in ("de_du", "ar"):
        variant = Variant(folder)
        mail = next(mail for mail in all_mails() if mail.key == "welcome")
        tricks = {"Zq0zqZ": TRICKS[number]}
        draft = Wording("{{ vorname }}", EVERYWHERE.replace("%(w)s", "vorname"))
        harmless, hostile = (
            compose(mail, variant, mail.samples(variant) | {"first_name": name}, draft)
            for name in ("Zq0zqZ", TRICKS[number])
        )
        assert_literal(harmless, hostile, tricks)
