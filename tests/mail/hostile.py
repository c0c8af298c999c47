"""Words and addresses that try to become something else: in headers, in Markdown, in HTML, in Liquid."""

from __future__ import annotations

import random

HEADER_TRICKS = (
    "\r\nBcc: v@example.net", "\nBcc: v@example.net", "\rBcc: v@example.net", "\x0bBcc: v@example.net",
    "\u2028Bcc: v@example.net", "\u2029To: v@example.net", "\x85Cc: v@example.net", "\x0c\x1c\x1d\x1e\x1f",
    "\r\n\r\n<script>alert(1)</script>", "\r\n\tX-Folded: y", "\r\n.\r\nMAIL FROM:<v@example.net>",
    "%0d%0aBcc: v@example.net",
    "=?utf-8?q?x=0ABcc=3A_v=40example=2Enet?=", "=?utf-8?b?DQpCY2M6IHZAZXhhbXBsZS5uZXQ=?=", "=?us-ascii?q?=22?=",
    "=?", "?=",
    "= ?utf-8?q?x?=", "<v@example.net>", 'Foo <ceo@bank.example>', '"Foo" <ceo@bank.example>', "A, B", "a@b",
    "v@example.net, w@example.net", "undisclosed:;", "Gruppe: v@example.net;", "(comment)", "(v@example.net)", '"',
    '\\"',
    "\\", "\\\r\n", ";", ":", ",", "<", ">", "[", "]", "@", "\t", "  a  b ", "\0", "\ud800", "\udfff", "\ufffe",
    "\ufeff",
    "\u202eevil", "\u2066x\u2069", "\u200e", "\u061c", "שלום", "مرحبا", "👩\u200d👩\u200d👧", "Ä=?", "é" * 80,
    "x" * 500, "ü" * 300, "字" * 120, " " * 200,
    "a\u0301" * 60, "Müller & Söhne", "„Größe“", "Anna",
)  # fmt: skip
"""Whoever writes to us may write this; none of it may add, end or move a header."""

ADDRESSES = (
    "post@agentur.example", "kundin@example.net", "a.b+c@sub.example.org", "post@bücher.example", "o'neil@example.org",
    "A!#$%&'*+-/=^_`{|}~@example.org", "post@münchen.example", "x@a-b.c-d.example", "x@EXAMPLE.org",
)  # fmt: skip
NO_ADDRESSES = (
    "", "a", "a@", "@b.example", "ü@b.example", "a b@c.example", "a@b@c.example", "a@b.example\r\nBcc: v@example.net",
    "a@b.example\nTo: v@example.net", "a@b.example, v@example.net", "a@b<c>", "<a@b.example>", '"a"@b.example',
    "a@b.example;",
    "a@[127.0.0.1]", "a@b.example>", "a@b.example\0", "a@b.example ", " a@b.example", "a@b..example", ".a@b.example",
    "=?utf-8?q?a?=@b.example", "a@=?utf-8?q?b?=", "(x)a@b.example", "a@b.example(x)", "a@xn--.example",
    "a\u2028@b.example",
    "x" * 250 + "@b.example", "a@" + "b" * 300, "a@b.example\u202e"
)  # fmt: skip
"""What a header may carry, and what none may."""


class Hostile:
    """Inputs drawn from one seed: the same on every machine."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def words(self) -> str:
        """Up to five pieces: tricks, and characters from anywhere in Unicode."""
        pieces = [self._piece() for _ in range(self._random.randrange(6))]
        return "".join(pieces)

    def address(self) -> str:
        """One that can be used."""
        return self._random.choice(ADDRESSES)

    def no_address(self) -> str:
        """One that cannot, or something inserted into one that could."""
        if self._random.random() < 0.3:
            return self._random.choice(NO_ADDRESSES)
        address = self.address()
        place = self._random.randrange(len(address) + 1)
        return address[:place] + self._piece() + address[place:]

    def _piece(self) -> str:
        if self._random.random() < 0.6:
            return self._random.choice(HEADER_TRICKS)
        reach = self._random.choice((0x80, 0x250, 0x3000, 0x11_0000))
        return "".join(chr(self._random.randrange(reach)) for _ in range(self._random.randrange(1, 20)))
