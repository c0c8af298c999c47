"""The message builder: whatever stands in a name, the headers stay ours."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest

from app.mail.message import Inline, Party, UnusableAddress, ascii_address, build, clean, clean_name
from tests.mail.hostile import Hostile

PARTIES = ("From", "Reply-To", "To")
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


def test_10000_generated_inputs_never_change_the_headers(capsys):
    """1,450 messages of seven inputs each: subject, three names, three addresses; and the text below is hostile too."""
    drawn, inputs = Hostile(20261122), 0
    for _ in range(1_450):
        parties = {header: Party(drawn.address(), drawn.words()) for header in PARTIES}
        assert_only_ours(one(parties, drawn.words(), drawn.words()), parties)
        inputs += 7
    with capsys.disabled():
        print(f"\n{inputs} generated header inputs, 0 injected")
    assert inputs >= 10_000


def test_10000_generated_addresses_are_refused_or_carried_as_they_are():
    drawn, carried = Hostile(7), set()
    for _ in range(10_000):
        try:
            carried.add(ascii_address(drawn.no_address()))
        except UnusableAddress:
            continue
    assert carried
    for address in sorted(carried)[:100]:
        parties = dict.fromkeys(PARTIES, Party(address, "Anna"))
        assert_only_ours(one(parties, "Guten Tag", "Text"), parties)


def one(parties: dict[str, Party], subject: str, text: str) -> bytes:
    return build(
        sender=parties["From"],
        reply_to=parties["Reply-To"],
        to=parties["To"],
        subject=subject,
        text=text,
        html=f"<p>{text}</p>",
        message_id="<1@kontor.example>",
        date=datetime(2026, 11, 22, 4, tzinfo=UTC),
    )


def assert_only_ours(raw: bytes, parties: dict[str, Party]) -> None:
    head = raw.split(b"\r\n\r\n", 1)[0]
    lines = head.split(b"\r\n")
    assert not [line for line in lines if b"\r" in line or b"\n" in line]
    assert [line.split(b":")[0] for line in lines if line[:1] not in (b" ", b"\t")] == HEADERS
    today, old = message_from_bytes(raw, policy=policy.default), message_from_bytes(raw, policy=policy.compat32)
    for header, party in parties.items():
        address = ascii_address(party.address)
        assert [found.addr_spec for found in today[header].addresses] == [address], party
        assert [found for _name, found in getaddresses([old[header]])] == [address], party
    assert today["Message-ID"] == "<1@kontor.example>"
    assert [part.get_content_type() for part in old.walk()] == ["multipart/alternative", "text/plain", "text/html"]


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
        "a@" + "b" * 64 + ".example",
        "a@" + "b" * 200 + "_",  # for which a careless pattern takes as long as the world is old
    ],
)
def test_address_plain_smtp_cannot_carry_is_refused(address):
    with pytest.raises(UnusableAddress):
        ascii_address(address)
