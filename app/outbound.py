"""The one gate for connections to servers that an agency names.

A name is looked up once and every address it has must lie in the public internet; the connection goes to the address
that was looked at, so that a second answer of the name server (rebinding) changes nothing. Names that exist only inside
and names that exist nowhere are told apart in the log alone: whoever asks could else learn what there is inside.
"""

from __future__ import annotations

import logging
import queue
import re
import socket
import threading
import time
from collections.abc import Sequence
from ipaddress import ip_address, ip_network

import idna
from flask import current_app

PORTS = (465, 587, 25, 2525)
"""Where mail servers listen; nothing else is talked to."""

LOOK_UP = 5.0  # seconds for the name
CONNECT = 8.0  # seconds for one address

# IANA's registries of special addresses (RFC 6890 and its updates), those included that may be reached from everywhere
# but serve the net itself; multicast (RFC 5771); what was never given away (RFC 1112)
_INSIDE_4 = tuple(
    ip_network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_WORLD_6 = ip_network("2000::/3")
# within that: Teredo, ORCHID, benchmarks (2001::/23), examples, 6to4, AS112; beyond it lie IPv4 in other clothes
# (mapped, NAT64), unique local, link-local, multicast
_INSIDE_6 = tuple(map(ip_network, ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")))

_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NOT_OUTSIDE = frozenset(
    ("localhost", "local", "internal", "lan", "intranet", "home", "corp", "private", "arpa", "onion", "invalid", "test")
)
"""Last parts of names that nobody outside has (RFC 6761, 6762, 7686, 8375; ICANN's `internal`)."""

log = logging.getLogger(__name__)


class Barred(OSError):
    """There is no such server in the public internet. Why, stands in the log."""


def server_name(typed: str) -> str:
    """The name of a server as it is looked up: plain ASCII, lower case. Raises ValueError for what cannot be one.

    A full name with a dot; addresses in figures only where OUTBOUND_ALLOW (tests) names them.
    """
    name = typed.strip().rstrip(".").lower()
    if name in allowed():
        return name
    try:
        name = name if name.isascii() else idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError("not a name of the internet") from error
    labels = name.split(".")
    if (
        len(labels) < 2
        or len(name) > 253
        or not all(map(_LABEL.fullmatch, labels))
        or not re.fullmatch(r"[a-z][a-z0-9-]+", labels[-1])
        or labels[-1] in _NOT_OUTSIDE
    ):
        raise ValueError("not a name of the internet")
    return name


def may_use(port: int) -> bool:
    """Whether servers may be reached at this port."""
    return port in PORTS or (bool(allowed()) and 0 < port < 65536)


def is_public(address: str) -> bool:
    """Whether this address (in figures) lies in the public internet, as far as its figures tell."""
    if "%" in address:  # an address of this very network
        return False
    number = ip_address(address)
    if number.version == 4:
        return not any(number in network for network in _INSIDE_4)
    return number in _WORLD_6 and not any(number in network for network in _INSIDE_6)


def is_this_machine(family: int, address: tuple) -> bool:
    """Whether this machine would speak to that address from that very address. Asking sends nothing."""
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(address)
            return probe.getsockname()[0] == address[0]
        except OSError:  # there is no way to it at all
            return False


def open_connection(host: str, port: int, seconds: float) -> socket.socket:
    """A connection to that server, within so many seconds. Raises Barred, or another OSError without an answer."""
    until = time.monotonic() + seconds
    refused: OSError = Barred(f"{host} has no address")
    for family, address in addresses(host, port):
        connection = socket.socket(family, socket.SOCK_STREAM)
        try:
            connection.settimeout(min(CONNECT, max(0.01, until - time.monotonic())))
            connection.connect(address)
        except OSError as error:
            connection.close()
            refused = error
        else:
            return connection
    raise refused


def addresses(host: str, port: int) -> list[tuple[int, tuple]]:
    """Family and address, each looked at: at most four, all public. Raises Barred."""
    try:
        name = server_name(host)
    except ValueError as error:
        raise _barred(host, "is no name of the internet") from error
    if not may_use(port):
        raise _barred(host, f"may not be reached at port {port}")
    found = [(family, address) for family, *_rest, address in _look_up(name, port, absolute=name not in allowed())]
    for family, address in found:
        if address[0] in allowed():
            continue
        if port not in PORTS or not is_public(address[0]) or is_this_machine(family, address):
            raise _barred(host, f"leads to {address[0]} at port {port}")
    return found[:4]


def allowed() -> Sequence[str]:
    """The addresses inside that tests may reach; none in production."""
    return current_app.config["OUTBOUND_ALLOW"].split()


def _look_up(name: str, port: int, absolute: bool) -> list[tuple]:
    """What the name server says, within LOOK_UP seconds. `absolute`: no domain of this machine is tried behind it."""
    answers: queue.SimpleQueue = queue.SimpleQueue()

    def ask() -> None:
        try:
            answers.put(socket.getaddrinfo(name + "." * absolute, port, type=socket.SOCK_STREAM))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name="look-up").start()
    try:
        found = answers.get(timeout=LOOK_UP)
    except queue.Empty:
        raise _barred(name, "is not found in time") from None
    if isinstance(found, Exception):
        raise _barred(name, f"is not found: {found}")
    return found


def _barred(host: str, why: str) -> Barred:
    log.warning("not connected: %s %s", host, why)
    return Barred(f"{host} is no server in the public internet")
