"""What nobody types: generated, the same on every run."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_from_bytes

LONE = "\ud83d"
"""Half of a surrogate pair; written out as the bytes ED A0 BD, which are no UTF-8."""

REFUSED = {
    "NUL": "Anna\x00Muster",
    "lone surrogate": f"Anna{LONE}Muster",
    "lone surrogate first": f"{LONE}",
    "not UTF-8": b"Anna\xff\xfeMuster",
    "overlong UTF-8": b"Anna\xc0\xafMuster",
    "bidi override": "Anna\u202eretsuM",
    "bidi isolate": "\u2066Anna\u2069",
    "control characters": "Anna\x07\x1b[31m",
    "noncharacter": "Anna\uffff",
    "too long": "x" * 30_000,
}
"""No text field takes these."""

ODD = {
    "empty": "",
    "blanks": " \t ",
    "zero width": "\u200b\u200d",
    "a header": "Anna\r\nBcc: boese@example.org",
    "a header in one line": "Anna%0d%0aBcc: boese@example.org",
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": "\"'`><",
    "a template": "{{ 7 * 7 }}{% for x in y %}",
    "a format": "%s%n%(x)s{0}$x",
    "SQL": "'; DROP TABLE customer; --",
    "a path": "../../../../etc/passwd",
    "a script address": "javascript:alert(1)",
    "another host": "//boese.example/",
    "a number": "-1",
    "a big number": "9" * 400,
    "no number": "NaN",
    "JSON": '{"$ne": null}',
    "emoji": "👩‍👩‍👧‍👦🏳️‍🌈",
    "combining": "Z" + "\u0335\u0321" * 40,
    "Arabic": "محمد",
    "decomposed": "Jo\u0308rg",
    "a lone percent sign": "100%",
    "a plus sign": "a+b&c=d;e",
    "true": "true",
    "null": "null",
    "an id of nobody": "00000000-0000-7000-8000-000000000000",
    "a long word": "ä" * 300,
    "lines": "a\nb\r\nc",
}
"""May be taken or refused, but always answered."""

ADDRESSES = (
    "anna", "@", "anna@", "@example.org", "anna@example", "anna@@example.org", "a b@example.org", "anna@example..org",
    "anna@-example.org", "Anna <anna@example.org>", "anna@example.org, b@example.org", "anna@[127.0.0.1]",
    "anna@example.org\r\nBcc: x@example.org", '"a b"@example.org', "anna@xn--.example", f"{'a' * 65}@example.org",
    f"anna@{'a' * 250}.org", "anna@exämple..de", "anna@example.org\x00", ".anna@example.org", "anna@example.org.",
)  # fmt: skip
"""None of these is an e-mail address."""

DAYS = (
    "2026-02-30", "2026-13-01", "0000-00-00", "31.02.2026", "24.11.26", "2026-11-24T10:00", "20261124", "heute",
    "-2026-11-24", "9999-12-31", "1066-10-14", "2026-11", "24/11/2026", "２０２６-11-24", "2026-11-24\n", "1e9",
)  # fmt: skip
"""None of these is a day that somebody could mean."""


@dataclass(frozen=True)
class Control:
    """A field as the page shows it."""

    name: str
    kind: str
    options: tuple[str, ...] = ()

    @property
    def is_text(self) -> bool:
        return self.kind in ("text", "email", "tel", "url", "search", "textarea", "password")


@dataclass
class Bad:
    """One thing to send: its body, and the field that must be complained about, if one must."""

    what: str
    body: bytes
    values: dict[str, Any]
    control: Control | None = None
    must_refuse: bool = False
    content_type: str = "application/x-www-form-urlencoded"
    raw: bool = field(default=False)


def encode(pairs: list[tuple[str, Any]], chance: random.Random | None = None) -> bytes:
    """A form body; with `chance` some signs that need no percent sign get one, and some bytes that do get none."""

    def part(value: Any) -> bytes:
        raw = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        if chance and chance.random() < 0.3:
            return b"".join(b"%%%02X" % byte if byte < 128 else bytes([byte]) for byte in raw)
        return quote_from_bytes(raw, safe="").encode()

    return b"&".join(part(name) + b"=" + part(value) for name, value in pairs)


def generate(controls: list[Control], valid: dict[str, Any], count: int, seed: str) -> Iterator[Bad]:
    """`count` bad bodies for a form with these controls, of which `valid` would be accepted."""
    chance = random.Random(seed)
    shown = [control for control in controls if control.kind != "hidden"]
    for number in range(count):
        control = chance.choice(shown if chance.random() < 0.9 else controls)
        roll = chance.random()
        if number % 10 == 0:
            yield _misshapen(controls, valid, chance, number // 10)
        elif control.kind == "email" and roll < 0.5:
            yield _with(valid, control, chance.choice(ADDRESSES), "an address that is none", True, chance)
        elif control.kind == "date" and roll < 0.7:
            value = chance.choice(DAYS)
            yield _with(valid, control, value, "a day that is none", not value.endswith("\n"), chance)
        elif control.options and control.kind != "checkbox":
            what, value = chance.choice([*REFUSED.items(), *ODD.items()])
            yield _with(valid, control, value, what, value != "" and value not in control.options, chance)
        elif roll < 0.55:
            what, value = chance.choice(list(REFUSED.items()))
            yield _with(valid, control, value, what, control.is_text and control.kind != "password", chance)
        else:
            what, value = chance.choice(list(ODD.items()))
            yield _with(valid, control, value, what, False, chance)


def _with(valid: dict, control: Control, value: Any, what: str, must_refuse: bool, chance: random.Random) -> Bad:
    values = valid | {control.name: value}
    return Bad(f"{what} in {control.name}", encode(list(values.items()), chance), values, control, must_refuse)


def _misshapen(controls: list[Control], valid: dict, chance: random.Random, number: int) -> Bad:
    """A body that has not the shape of the form."""
    pairs = list(valid.items())
    control = chance.choice(controls)
    without = [pair for pair in pairs if pair[0] != control.name]
    shapes = [
        ("nothing", b"", None),
        ("missing " + control.name, encode(without), None),
        ("twice " + control.name, encode([*pairs, (control.name, "zwei"), (control.name, "drei")]), None),
        (
            "as a list " + control.name,
            encode([*without, (control.name + "[]", "x"), (control.name + "[a]", "x")]),
            None,
        ),
        ("all fields twice", encode(pairs * 2), None),
        ("all fields empty", encode([(name, "") for name, _value in pairs]), None),
        ("fields of somebody else", encode([*pairs, ("tenant_id", "1"), ("role", "owner"), ("id", "1")]), None),
        ("hundreds of fields", encode([*pairs, *((f"x{n}", "y") for n in range(700))]), None),
        ("only separators", b"&&&===&;&%&%zz&%", None),
        ("JSON", b'{"first_name": ["a", {"b": null}]}', "application/json"),
        ("broken multipart", b"--x\r\nContent-Disposition: form-data; name", "multipart/form-data; boundary=x"),
        ("a file", _file(control.name), "multipart/form-data; boundary=x"),
        ("multipart without a boundary", b"x", "multipart/form-data"),
        ("another character set", encode(pairs), "application/x-www-form-urlencoded; charset=utf-16"),
        ("two megabytes", b"x=" + b"y" * 2_000_000, None),
    ]
    what, sent, content_type = shapes[number % len(shapes)]
    return Bad(what, sent, {}, content_type=content_type or "application/x-www-form-urlencoded", raw=True)


def _file(name: str) -> bytes:
    head = f'Content-Disposition: form-data; name="{name}"; filename="../x\x00.html"\r\nContent-Type: text/html\r\n\r\n'
    return b"--x\r\n" + head.encode() + b"<script>\xff\r\n--x--\r\n"
