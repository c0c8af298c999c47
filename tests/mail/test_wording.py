"""Wordings: what people's names and hostile templates can and cannot do."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.mail import liquid, markup
from app.mail.liquid import Printed, Url, WordingError
from app.mail.rendering import subject
from app.mail.wording import Variant, Wording, default_wording, parse, variant_for, variants
from tests.mail.attacks import ATTACKS, WAYS

ROOT = Path(__file__).resolve().parents[2]
LINK = "https://hafenlicht.kontor.example/kunden/passwort/abc_def?x=1&y=2"


def rendered(source: str, **values) -> tuple[str, str]:
    printed = Printed()
    return markup.render(liquid.run(source, values, printed), printed)


NAMES = [
    *(
        "[Konto bestätigen](https://evil.example)",
        "*Anna*",
        "**Anna**",
        "`Anna`",
        "# Anna",
        "> Anna",
        "- Anna",
        "1. Anna",
    ),
    *(
        "~~~",
        "<b>Anna</b>",
        "<script>alert(1)</script>",
        "{{ link }}",
        "{% if true %}x{% endif %}",
        "Anna\\",
        "***",
        "---",
    ),
    *(
        "![x](https://evil.example/x.png)",
        "a | b",
        "&amp;",
        "<https://evil.example>",
        "[a]: https://evil.example",
        "$1",
    ),
    *('"><img src=x onerror=alert(1)>', "Anna &lt;", "\\1"),
]


@pytest.mark.parametrize("name", NAMES)
def test_name_appears_as_it_is_written(name):
    html, text = rendered("Guten Tag {{ name }},\n\n{{ name }}\n\n- {{ name }}", name=name)
    shown = name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert html == f"<p>Guten Tag {shown},</p>\n<p>{shown}</p>\n<ul>\n<li>{shown}</li>\n</ul>\n"
    assert text == f"Guten Tag {name},\n\n{name}\n\n- {name}"


def test_newlines_and_directions_in_a_name_become_a_blank():
    html, text = rendered("Hallo {{ name }}!", name="Anna\r\n\r\n# Muster\u202e\u2028x\0")
    assert text == "Hallo Anna # Muster x!"
    assert html == "<p>Hallo Anna # Muster x!</p>\n"


def test_a_name_after_a_filter_is_still_only_a_name():
    html, _text = rendered("{{ name | upcase }} {{ name | truncate: 6 }}", name="[a](https://evil.example)")
    assert "<a" not in html


def test_only_our_own_addresses_become_links():
    html, text = rendered("{{ link }} {{ other }}", link=Url(LINK), other="https://evil.example")
    assert html.count("<a ") == 1
    assert f'<a href="{LINK.replace("&", "&amp;")}">' in html
    assert text == f"{LINK} https://evil.example"


def test_a_filtered_address_is_no_longer_ours():
    assert "<a" not in rendered("{{ link | downcase }}", link=Url(LINK))[0]


def test_a_name_in_an_address_is_only_a_part_of_it():
    html, _text = rendered(
        "[a](https://x.example/?n={{ name }}) [b]({{ name }})", name="https://evil.example/?a=1&b=2#c"
    )
    assert 'href="https://x.example/?n=https%3A%2F%2Fevil.example%2F%3Fa%3D1%26b%3D2%23c"' in html
    assert html.count("<a ") == 1


BAD = [
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example",
    "/kunden",
    "vbscript:x",
    "file:///etc/passwd",
    "https:x",
]


@pytest.mark.parametrize("address", BAD)
def test_bad_targets_lose_the_link_and_keep_the_words(address):
    html, text = rendered(f"[Klick]({address}) [Klack]({{{{ link }}}})", link=Url(address))
    assert "<a" not in html
    assert text.endswith("Klack")


def test_link_alone_in_a_paragraph_is_a_button():
    html, text = rendered(
        "[Passwort festlegen]({{ link }})\n\nOder [hier]({{ link }}).", link=Url("https://a.example/")
    )
    assert html.count('class="button"') == 1
    assert text == "Passwort festlegen: https://a.example/\n\nOder hier (https://a.example/)."


def test_markdown_has_no_html_and_no_images():
    html, _text = rendered('<b onclick="x">a</b>\n\n<script>b</script>\n\n![c](https://evil.example/c.png)')
    assert "<b" not in html
    assert "<script" not in html
    assert "<img" not in html


def test_plain_text_reads_like_text():
    source = (
        "# Titel\n\nEins *zwei* **drei** `vier`\nfünf\n\n1. a\n2. b\n   - c\n\n> d\n\n---\n\n[P](mailto:a@b.example)"
    )
    _html, text = rendered(source)
    expected = "Titel\n\nEins zwei drei vier\nfünf\n\n1. a\n2. b\n\n   - c\n\n> d\n\n---\n\nP: a@b.example"
    assert text == expected


def test_subject_is_one_plain_line():
    wording = Wording("Hallo {{ name }},\n willkommen", "")
    assert subject(wording, {"name": "A\r\nBcc: x <b>"}) == "Hallo A Bcc: x <b>, willkommen"


def test_unknown_placeholder_is_an_error():
    with pytest.raises(WordingError):
        rendered("{{ unbekannt }}")


def test_no_attack_reads_calls_or_grows():
    """Each in a child process with bounded processor time and memory; `--table` shows the figures."""
    command = [sys.executable, "-m", "tests.mail.attacks"]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    outcomes = [json.loads(line) for line in told.stdout.splitlines()]
    assert [(one["name"], one["way"]) for one in outcomes] == [(name, way) for name in ATTACKS for way in WAYS]
    assert len(ATTACKS) >= 51
    assert {one["came"] for one in outcomes} == {"rendered", "refused", "told"}
    everything = "".join(one["output"] for one in outcomes)
    assert not [bait for bait in ("S3CRET", "root:", "<script", "<img", "object at 0x") if bait in everything]


def test_languages_without_wording_get_english():
    assert variant_for("de", "sie") == variant_for(None, None) == variant_for("de-AT", None) == Variant("de_sie")
    assert variant_for("de", "du") == Variant("de_du")
    assert variant_for("en-GB", "du") == variant_for("fr", "sie") == variant_for("../x", None) == Variant("en")


def test_direction_follows_the_language():
    assert [Variant(folder).direction for folder in ("de_du", "en", "ar")] == ["ltr", "ltr", "rtl"]


def test_values_keep_their_direction_where_the_text_runs_from_right_to_left():
    printed, values = Printed(), {"name": "Anna (Muster)", "link": Url("https://a.example/kunden/")}
    source = "مرحبًا {{ name }}،\n\n[تعيين]({{ link }})\n\n{{ link }}"
    html, text = markup.render(liquid.run(source, values, printed), printed, right_to_left=True)
    assert "<p>مرحبًا <bdi>Anna (Muster)</bdi>،</p>" in html
    assert html.count('class="button"') == 2
    assert "<bdi>https://a.example/kunden/</bdi></a>" in html
    assert text == "مرحبًا Anna (Muster)،\n\nتعيين:\nhttps://a.example/kunden/\n\nhttps://a.example/kunden/"


def test_every_mail_has_a_wording_in_every_language():
    keys = {
        variant.folder: {path.stem for path in (ROOT / "templates/mail/defaults" / variant.folder).glob("*.md")}
        for variant in variants()
    }
    assert set(keys) == {"de_sie", "de_du", "en", "ar"}
    assert keys["de_sie"] == keys["de_du"] == keys["en"] == keys["ar"]


def test_wording_file_begins_with_its_subject():
    assert parse("Betreff: Hallo {{ x }}\n\nText\n") == Wording("Hallo {{ x }}", "Text")
    assert default_wording("welcome", Variant("en")).subject == "Welcome to the customer portal of {{ agentur }}"
