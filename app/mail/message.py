"""One e-mail as bytes, safe whatever stands in a name, a subject or a text.

The standard library quotes names and folds headers, but before Python 3.11.10 it lets a newline through
(CVE-2024-6923) and on every version an encoded word in a name can come out as a second address. So every word goes
through `clean()` first, and what was built is parsed back and compared before anybody may send it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage, Message
from email.utils import format_datetime

import idna

NAME_LIMIT = 75
SUBJECT_LIMIT = 200
ADDRESS_LIMIT = 254  # RFC 5321, 4.5.3.1.3 less the angle brackets
LINE_LIMIT = 998  # RFC 5322, 2.1.1

_POLICY = policy.SMTP.clone(cte_type="7bit", max_line_length=78)
_HEADERS = ["From", "Reply-To", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type"]
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_TO_SPACE = frozenset(("Cc", "Zl", "Zp"))
_DROPPED = frozenset(("Cs", "Cn", "Co"))
_NOT_IN_NAMES = re.compile(r'[@:;",<>()\[\]\\]')
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_DOMAIN = re.compile(rf"{_LABEL}(\.{_LABEL})*")


class UnsafeMessage(ValueError):
    """What was built does not read back as what was meant; it must not be sent."""


class UnusableAddress(ValueError):
    """No mail can be sent to this address over plain SMTP."""


@dataclass(frozen=True)
class Party:
    """A sender or recipient: an address, and the name that stands before it."""

    address: str
    name: str = ""


@dataclass(frozen=True)
class Inline:
    """A picture (PNG) that the HTML names as `cid:…` (RFC 2392)."""

    cid: str
    data: bytes


def one_line(text: str) -> str:
    """The text on one line, without control, unassigned and direction characters."""
    kept = []
    for char in text:
        category = unicodedata.category(char)
        if category in _TO_SPACE:
            kept.append(" ")
        elif category not in _DROPPED and char not in _BIDI:
            kept.append(char)
    return re.sub(r"\s+", " ", "".join(kept)).strip()


def clean(text: str, limit: int) -> str:
    """Words for a header: one line, nothing that reads as an encoded word (RFC 2047), at most `limit` characters."""
    return one_line(text).replace("=?", "= ?")[:limit].strip()


def clean_name(text: str) -> str:
    """A display name without anything that could be read as a second address."""
    return re.sub(r"\s+", " ", _NOT_IN_NAMES.sub(" ", clean(text, NAME_LIMIT))).strip()


def ascii_address(address: str) -> str:
    """The address as it travels: plain ASCII, an international domain in its xn-- form. Raises UnusableAddress."""
    local, _, domain = address.rpartition("@")
    try:
        domain = idna.encode(domain, uts46=True).decode("ascii") if not domain.isascii() else domain
    except idna.IDNAError as error:
        raise UnusableAddress("this domain has no valid international form") from error
    plain = f"{local}@{domain}"
    # "=?" is allowed in an address, but readers take it for the start of an encoded word
    if len(plain) > ADDRESS_LIMIT or not (_LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain)) or "=?" in local:
        raise UnusableAddress("not a plain e-mail address")
    return plain


def build(
    *,
    sender: Party,
    reply_to: Party,
    to: Party,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    date: datetime,
    logo: Inline | None = None,
) -> bytes:
    """The complete message, multipart/alternative, 7-bit, with CRLF line ends.

    A logo travels with it (multipart/related, RFC 2387): it is seen at once, whereas pictures to be fetched are held
    back by most programs and would tell when and where a mail is read. Built once and stored: a resend is the same
    bytes with the same Message-ID. Raises UnusableAddress for an address that plain SMTP cannot carry, UnsafeMessage
    when the result does not read back as meant.
    """
    parties = {"From": _checked(sender), "Reply-To": _checked(reply_to), "To": _checked(to)}
    subject, text, html = clean(subject, SUBJECT_LIMIT), _body(text), _body(html)
    headers = {name: _address(name, party) for name, party in parties.items()} | {
        "Subject": _encoded("Subject", subject),
        "Date": format_datetime(date),
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",  # RFC 3834: no holiday answers to machines
    }
    body = EmailMessage(policy=_POLICY)
    body["MIME-Version"] = "1.0"
    body.set_content(text, cte=_transfer(text))
    body.add_alternative(html, subtype="html", cte=_transfer(html))
    if logo:
        page = body.get_payload()[1]
        page.add_related(logo.data, "image", "png", cid=f"<{logo.cid}>", disposition="inline", filename="logo.png")
        page.set_param("type", "text/html")
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    raw = lines.encode("ascii", "replace") + body.as_bytes()
    _read_back(raw, parties, subject, message_id, [_crlf(text), _crlf(html), *([logo.data] if logo else [])])
    return raw


def _checked(party: Party) -> Party:
    return Party(ascii_address(party.address), clean_name(party.name))


def _address(header: str, party: Party) -> str:
    if not party.name:
        return party.address
    return f"{_encoded(header, party.name, quote=True)} <{party.address}>"


def _encoded(header: str, words: str, quote: bool = False) -> str:
    """Clean words as they stand in a header: plain, quoted, or as encoded words of at most 75 characters (RFC 2047).

    The library's own folding takes ten times as long and has the faults named above.
    """
    if words.isascii():
        return f'"{words}"' if quote else Header(words, "us-ascii", header_name=header).encode(linesep="\r\n")
    return Header(words, "utf-8", header_name=header).encode(linesep="\r\n")


def _body(text: str) -> str:
    """Text with \\n line ends, at least one, and nothing that cannot be written as UTF-8."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = (char for char in text if char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs"))
    return "".join(kept).rstrip("\n") + "\n"


def _transfer(text: str) -> str:
    """The shorter way to 7 bits: Arabic takes half as much in base64 (RFC 2045, 6.7 and 6.8)."""
    size = len(text.encode())
    other = size - sum(char.isascii() for char in text)
    return "base64" if 2 * other > size * 0.37 else "quoted-printable"


def _read_back(raw: bytes, parties: dict[str, Party], subject: str, message_id: str, contents: list[bytes]) -> None:
    """Parse the bytes as a receiver would and compare; refuse anything added, lost or moved."""
    seen = message_from_bytes(raw)
    parts = [part for part in seen.walk() if not part.is_multipart()]
    bare = re.search(rb"\r(?!\n)|(?<!\r)\n", raw)
    same = (
        seen.keys() == _HEADERS
        and raw.isascii()
        and not bare
        and max(map(len, raw.split(b"\r\n"))) <= LINE_LIMIT
        and not seen.defects
        and all(_is_only(party, _parsed(seen, header).addresses) for header, party in parties.items())
        and _squeezed(_parsed(seen, "Subject")) == _squeezed(subject)
        and seen["Message-ID"] == message_id
        and [part.get_content_type() for part in parts] == ["text/plain", "text/html", "image/png"][: len(contents)]
        and [part.get_payload(decode=True) for part in parts] == contents
    )
    if not same:
        raise UnsafeMessage("the built message does not read back as meant")


def _parsed(message: Message, header: str):
    """A header as today's parsers read it, encoded words and all."""
    return policy.default.header_fetch_parse(header, message[header])


def _crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def _is_only(party: Party, found: tuple[Address, ...]) -> bool:
    """Exactly one address, ours. Folding may lose spaces between encoded words, so names are compared without them."""
    return [(a.addr_spec, _squeezed(a.display_name)) for a in found] == [(party.address, _squeezed(party.name))]


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", str(text))
