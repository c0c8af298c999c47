"""Websites that may show the member list in a frame: exact origins (RFC 6454), and nothing wider."""

from __future__ import annotations

import re

MOST = 20
"""So many websites at most: they all stand in one header."""

HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]")
LOCAL = re.compile(r"(?:[a-z0-9-]+\.)*localhost")
TYPED = re.compile(r"(?P<scheme>[A-Za-z]+)://(?P<host>[^/:?#@\s]+)(?::(?P<port>[0-9]{1,5}))?/?")


def origin(typed: str, development: bool = False) -> str:
    """The origin that was meant, as a browser writes it: `https://www.example.org`.

    Umlauts become `xn--`, the usual port and a stroke at the end are dropped. Raises ValueError for everything else:
    other schemes, paths, wildcards, names without a dot. In `development` http://localhost is one as well.
    """
    found = TYPED.fullmatch(typed.strip())
    if not found:
        raise ValueError(typed)
    scheme, port = found["scheme"].lower(), int(found["port"] or 0)
    host = found["host"].lower().encode("idna").decode("ascii")  # UnicodeError is a ValueError
    local = development and LOCAL.fullmatch(host)
    if not (local or HOST.fullmatch(host)) or len(host) > 253:
        raise ValueError(typed)
    if (scheme != "https" and not (scheme == "http" and local)) or port > 65535 or (found["port"] and not port):
        raise ValueError(typed)
    usual = {"https": 443, "http": 80}[scheme]
    return f"{scheme}://{host}" + (f":{port}" if port and port != usual else "")


def origins(text: str, development: bool = False) -> tuple[list[str], list[str]]:
    """The origins of a text with one in each line, each once, and the lines that are none."""
    good: list[str] = []
    bad: list[str] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        try:
            good.append(origin(line, development))
        except ValueError:
            bad.append(line)
    return list(dict.fromkeys(good)), bad
