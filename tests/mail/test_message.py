"""The message builder: whatever stands in a name, the headers stay ours."""

from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app.mail.message import Inline, Party, UnusableAddress, ascii_address, build, clean, clean_name

NASTY = st.sampled_from(
    [
        *("\r\nBcc: v@example.net", "=?utf-8?q?x=0ABcc=3A_v=40z?=", "\x0bBcc: v@z", "\u2028Bcc: v", "undisclosed:;"),
        *(
            '"<a@b>',
            "A, B",
            "a@b",
            "(comment)",
            "Foo <ceo@bank.example>",
            "\u202eevil",
            "שלום",
            "مرحبا",
            "👩‍👩‍👧",
            "Ä=?",
        ),
        *(
            "x" * 500,
            "ü" * 300,
            "\ud800",
            "\0",
            "=?",
            "?=",
            "\\",
            ";",
            "\t",
            "  a  b ",
            "\r",
            "\n",
            "\n.\n",
            "\x85",
            "\x1c",
        ),
    ]
)
WORDS = st.lists(st.one_of(NASTY, st.text(max_size=40)), max_size=4).map("".join)

HEADERS = b"From Reply-To To Subject Date Message-ID Auto-Submitted MIME-Version Content-Type".split()


def made(
    name="Hafenlicht", subject="Guten Tag", text="Text", html="<p>Text</p>", to="kundin@example.net", to_name="",
    logo=None,
):  # fmt: skip
    return build(
        sender=Party("post@kontor.example", name),
        reply_to=Party("hallo@hafenlicht.example", name),
        to=Party(to, to_name),
        subject=subject,
        text=text,
        html=html,
        message_id="<1@kontor.example>",
        date=datetime(2026, 11, 22, 4, tzinfo=UTC),
        logo=logo,
    )


@settings(
    max_examples=2_500, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck), database=None
)
@given(name=WORDS, to_name=WORDS, subject=WORDS, text=WORDS)
def test_generated_names_never_change_the_headers(name, to_name, subject, text):
    """2,500 messages of four generated inputs each."""
    head = made(name, subject, text, f"<p>{text}</p>", to_name=to_name).split(b"\r\n\r\n", 1)[0]
    headers = [line.split(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert headers == HEADERS
    assert b"<kundin@example.net>" in head.replace(b"To: kundin@example.net\r", b"To: <kundin@example.net>\r")
    assert b"<post@kontor.example>" in head or b"From: post@kontor.example\r" in head


def test_message_carries_what_a_mail_needs():
    seen = message_from_bytes(made(name="Kühn, Berger & Co. KG", subject="Größe: „ja“"), policy=policy.default)
    assert seen["From"].addresses[0].display_name == "Kühn Berger & Co. KG"
    assert seen["Reply-To"].addresses[0].addr_spec == "hallo@hafenlicht.example"
    assert seen["Subject"] == "Größe: „ja“"
    assert seen["Message-ID"] == "<1@kontor.example>"
    assert seen["Auto-Submitted"] == "auto-generated"
    assert seen.get_content_type() == "multipart/alternative"


def test_a_logo_travels_beside_the_html_and_nothing_else_changes():
    data = bytes(range(256)) * 40
    raw = made(logo=Inline("logo.1@kontor.example", data))
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78
    seen = message_from_bytes(raw, policy=policy.default)
    kinds = [part.get_content_type() for part in seen.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    *_rest, logo = seen.walk()
    assert (logo["Content-ID"], logo.get_content()) == ("<logo.1@kontor.example>", data)
    assert (logo.get_content_disposition(), list(seen.iter_attachments())) == ("inline", [])
    assert seen.keys() == message_from_bytes(made()).keys()


def test_bytes_are_plain_and_no_line_is_too_long():
    raw = made(text="ß" * 5000, html="<p>" + "ü" * 5000 + "</p>", subject="ä" * 900)
    assert raw.isascii()
    assert max(len(line) for line in raw.split(b"\r\n")) <= 78


def test_a_line_with_one_dot_stays_text():
    seen = message_from_bytes(made(text="a\n.\nb"), policy=policy.default)
    assert seen.get_body(("plain",)).get_content() == "a\r\n.\r\nb\r\n"


def test_clean_takes_newlines_directions_and_encoded_words():
    assert clean("a\r\nBcc: x\u202e =?utf-8?q?b?= ", 100) == "a Bcc: x = ?utf-8?q?b?="
    assert clean("x" * 300, 200) == "x" * 200
    assert clean_name("Chef <chef@bank.example>") == "Chef chef bank.example"


def test_international_domain_travels_as_ascii():
    assert ascii_address("post@bücher.example") == "post@xn--bcher-kva.example"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@b.example",
        "ü@b.example",
        "a b@c.example",
        "a@b@c.example",
        "a@b.example\r\nBcc: x",
        "a@b<c>",
        "x" * 250 + "@b.example",
    ],
)
def test_address_plain_smtp_cannot_carry_is_refused(address):
    with pytest.raises(UnusableAddress):
        ascii_address(address)
