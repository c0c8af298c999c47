"""Markdown of pages: what people write is shown as meant, and nothing they write becomes more than text and links."""

from __future__ import annotations

import pytest

from app.web.markdown import MOST_SIGNS, leads_out, markdown
from tests.page import parse

SHOWN = {
    "**fett** und *kursiv*": "<p><strong>fett</strong> und <em>kursiv</em></p>",
    "erste Zeile\nzweite Zeile": "<p>erste Zeile<br>\nzweite Zeile</p>",
    "- eins\n- zwei": "<ul>\n<li>eins</li>\n<li>zwei</li>\n</ul>",
    "3. drei": '<ol start="3">\n<li>drei</li>\n</ol>',
    "> Zitat": "<blockquote>\n<p>Zitat</p>\n</blockquote>",
    "# Oben\n\n## Mitte\n\n###### Unten": "<h3>Oben</h3>\n<h4>Mitte</h4>\n<h5>Unten</h5>",
    "```python\nx < 1\n```": "<pre><code>x &lt; 1\n</code></pre>",
    "    vier Blanks davor": "<p>vier Blanks davor</p>",
    "[x]: https://example.org": '<p>[x]: <a href="https://example.org" rel="noopener nofollow ugc">'
    "https://example.org</a></p>",
    "1 < 2 & 3 > 2": "<p>1 &lt; 2 &amp; 3 &gt; 2</p>",
    "": "",
}

ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "![x](https://example.org/x.png)",
    '![x](https://example.org/x.png "onerror=alert(1)")',
    "![x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](java&#10;script:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&#x6A;avascript&colon;alert(1))",
    "[x](%6Aavascript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](file:///etc/passwd)",
    "[x](/verwaltung/kunden)",
    "[x](//boese.example/)",
    "[x](https:///verwaltung)",
    "[x](#inhalt)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "<javascript:alert(1)>",
    '<https://example.org/"onmouseover=alert(1)>',
    '[x](https://example.org/"onmouseover="alert(1))',
    '[x](https://example.org "onmouseover=alert(1)")',
    "[x](<https://example.org/ onmouseover=alert(1)>)",
    'https://example.org/"onmouseover="alert(1)',
    "https://example.org/<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```<script>alert(1)</script>\n<script>alert(1)</script>\n```",
    "<!-- --><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<a href='javascript:alert(1)'>x</a>",
    "<form action=https://boese.example><input name=password>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{display:none}</style>",
    "<h1>Titel</h1>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "</div></article></main><h1>draußen</h1>",
    "{{ 7 * 7 }} {% for x in y %}",
    "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//%0D%0A%0d%0a//</stYle/</titLe/</teXtarEa/</scRipt/--!>"
    "\\x3csVg/<sVg/oNloAd=alert()//>\\x3e",
]
ALLOWED = {"p", "br", "a", "strong", "em", "ul", "ol", "li", "h3", "h4", "h5", "blockquote", "hr", "code", "pre"}


@pytest.mark.parametrize(("source", "html"), SHOWN.items())
def test_what_is_written_is_shown_as_meant(source, html):
    assert markdown(source).strip() == html


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("frame", ["{}", "> {}", "- {}", "**{}**", "# {}", "[{}](https://example.org)"])
def test_nothing_becomes_more_than_text_and_links(attack, frame):
    for node in parse(markdown(frame.format(attack))).walk():
        assert node.tag in ALLOWED
        assert set(node.attrs) <= {"href", "rel", "start"}
        if node.tag == "a":
            assert leads_out(node["href"]), node["href"]
            assert node["rel"] == "noopener nofollow ugc"
            assert node.text(), "a link without words"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("Siehe https://example.org/a_b_c?x=1&y=2.", "https://example.org/a_b_c?x=1&y=2"),
        ("(https://example.org/x)", "https://example.org/x"),
        ("<https://example.org/x>", "https://example.org/x"),
        ("[](https://example.org)", "https://example.org"),
        ("[Worte](https://example.org)", "https://example.org"),
        ("[https://example.org](https://example.net)", "https://example.net"),
        ("<anna@example.org>", "mailto:anna@example.org"),
        ("[anrufen](tel:+493023125100)", "tel:+493023125100"),
    ],
)
def test_addresses_become_one_link(text, address):
    assert [node["href"] for node in parse(markdown(text)).all("a")] == [address]


def test_a_picture_is_a_link_and_nothing_is_loaded():
    page = parse(markdown("![Plan](https://example.org/plan.png)"))
    assert not page.all("img")
    assert [node.text() for node in page.all("a")] == ["Plan"]


def test_deep_nesting_ends():
    for sign in ("> ", "- ", "[", "*a ", "<", "`", "![", "1. "):
        markdown(sign * (20_000 // len(sign)))


def test_text_made_of_signs_is_shown_as_typed():
    """What costs most is paid at most MOST_SIGNS times, not for as many signs as a comment holds."""
    assert markdown("*a* " * (MOST_SIGNS // 2)).startswith("<p><em>a</em>")
    assert markdown("*a* " * (MOST_SIGNS // 2) + "*") == "<p>" + "*a* " * (MOST_SIGNS // 2) + "*</p>"
    assert markdown("<b>\n" * MOST_SIGNS).startswith("<p>&lt;b&gt;<br>&lt;b&gt;<br>")


def test_a_full_page_of_lists_is_markdown():
    text = (
        "**Montag**\n\n- Entwurf ansehen, [hier](https://example.org/entwurf)\n- Texte prüfen, *bitte* bis Freitag\n\n"
    )
    assert markdown(text * 100).count("<li>") == 200
