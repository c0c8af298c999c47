"""The gate: no connection to anything but public mail servers, whatever a name server answers."""

import socket
import threading

import pytest
from flask import Flask

from app import config as configuration
from app import outbound
from app.config import ConfigurationError
from app.outbound import Barred, addresses, is_public, is_this_machine, open_connection, server_name

PRODUCTION = {
    "SECRET_KEYS": "k" * 40, "BASE_DOMAIN": "kontor.example", "DATABASE_URL": "postgresql://app_user:x@db/kontor",
    "SMTP_URL": "smtps://mail.example", "FILES_DIR": "/var/lib/kontor/files",
}  # fmt: skip
INSIDE = """
    0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.255.255.254 169.254.0.1
    169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.170 192.0.2.1 192.31.196.1 192.52.193.1 192.88.99.1
    192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1
    239.255.255.255 240.0.0.1 255.255.255.255
    :: ::1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:8.8.8.8 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b::808:808
    64:ff9b:1::1 100::1 2001::1 2001:0:4136:e378:8000:63bf:3fff:fdd2 2001:2::1 2001:10::1 2001:20::1 2001:db8::1
    2002:7f00:1:: 2002:808:808:: 2620:4f:8000::1 3fff::1 4000::1 5f00::1 fc00::1 fd12:3456::1 fe80::1 fe80::1%lo
    2a00:1450::1%eth0 fec0::1 ff02::1 ff0e::1
"""
OUTSIDE = """
    1.1.1.1 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255 169.255.0.0
    172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
    223.255.255.255 2001:200::1 2001:4860:4860::8888 2003::1 2606:4700::1111 2a00:1450::1
"""
NO_NAMES = """
    localhost mail 127.0.0.1 127.1 0x7f.1 0177.0.0.1 2130706433 [::1] ::1 ::ffff:127.0.0.1 1.1.1.1 a.localhost
    db.internal printer.local router.lan x.home.arpa 1.0.0.127.in-addr.arpa a..example.org .example.org -a.example.org
    a-.example.org a.example.1 example.org:25 user@example.org exa%6dple.org example.org/x ⑯⑨。②⑤④.⑯⑨。②⑤④
"""
ODD_NAMES = ("", ".", "a b.example.org", "a.example.org\r\nX: y", "a.example.org\0", "x" * 64 + ".org", "a." * 130)


@pytest.fixture(autouse=True)
def gate():
    """The gate as production has it; tests that need to may let an address through."""
    app = Flask(__name__)
    app.config["OUTBOUND_ALLOW"] = ""
    with app.app_context():
        yield app.config


@pytest.fixture
def names(monkeypatch):
    """A name server of our own: name → what it answers, one list after the other and then the last one for ever."""
    known: dict[str, list[list[str]]] = {}
    asked = []

    def answer(host, port, **_options):
        asked.append(host)
        turns = known.get(host.rstrip("."))
        if not turns:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        found = turns.pop(0) if len(turns) > 1 else turns[0]
        return [
            (socket.AF_INET6, 1, 6, "", (one, port, 0, 0)) if ":" in one else (socket.AF_INET, 1, 6, "", (one, port))
            for one in found
        ]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    known["asked"] = asked
    return known


@pytest.fixture
def canary(monkeypatch):
    """Listens on every address of this machine, at a port that the gate would let through, and counts who comes."""
    with Canary() as listening:
        monkeypatch.setattr(outbound, "PORTS", (*outbound.PORTS, listening.port))
        yield listening


class Canary:
    def __init__(self, address: str = "::", port: int = 0) -> None:
        self.heard = 0
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family, dualstack_ipv6=address == "::")
        self.port = self._socket.getsockname()[1]

    def __enter__(self):
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _listen(self):
        while True:
            try:
                connection = self._socket.accept()[0]
            except OSError:
                return
            self.heard += 1
            connection.close()


@pytest.mark.parametrize("address", INSIDE.split())
def test_special_addresses_are_inside(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE.split())
def test_their_neighbours_are_outside(address):
    assert is_public(address)


@pytest.mark.parametrize("name", [*NO_NAMES.split(), *ODD_NAMES])
def test_only_full_names_of_the_internet_are_looked_up(name, names):
    with pytest.raises(ValueError, match="not a name"):
        server_name(name)
    with pytest.raises(Barred):
        addresses(name, 587)
    assert names["asked"] == []


def test_names_are_looked_up_as_they_travel(names):
    assert server_name(" SMTP.Büro.Example. ") == "smtp.xn--bro-hoa.example"
    names["smtp.example.org"] = [["198.20.0.7"]]
    assert addresses("smtp.example.org", 587) == [(socket.AF_INET, ("198.20.0.7", 587))]
    assert names["asked"] == ["smtp.example.org."], "no domain of this machine is tried behind it"


@pytest.mark.parametrize("port", [-1, 0, 1, 22, 80, 443, 3306, 5432, 6379, 8025, 11211, 65535, 65536, 2**40])
def test_other_ports_are_not_reached(port, names):
    names["smtp.example.org"] = [["198.20.0.7"]]
    with pytest.raises(Barred):
        addresses("smtp.example.org", port)
    assert names["asked"] == []


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.7", "::1", "::ffff:127.0.0.1", "fd00::1", "169.254.169.254"])
@pytest.mark.parametrize("place", [0, 1, 2])
def test_one_address_inside_bars_the_name(inside, place, names):
    answer = ["198.20.0.7", "2a00:1450::1"]
    answer.insert(place, inside)
    names["mixed.example.org"] = [answer]
    with pytest.raises(Barred):
        addresses("mixed.example.org", 25)


def test_inside_and_unknown_sound_alike(names):
    names["db.example.org"] = [["10.0.0.7"]]
    said = []
    for name in ("db.example.org", "nobody.example.org"):
        with pytest.raises(Barred) as refused:
            addresses(name, 25)
        said.append(str(refused.value).replace(name, "X"))
    assert said[0] == said[1]


def test_addresses_of_this_machine_are_known():
    """Also those that lie in the public internet: servers trust their own machine."""
    here = socket.gethostbyname(socket.gethostname())
    assert is_this_machine(socket.AF_INET, (here, 25))
    assert is_this_machine(socket.AF_INET6, ("::1", 25, 0, 0))
    assert not is_this_machine(socket.AF_INET, ("198.20.0.7", 25))


@pytest.mark.parametrize(
    "answer", [["127.0.0.1"], ["::1"], ["::"], ["::ffff:127.0.0.1"], ["198.20.0.7", "127.0.0.1"], ["own"]]
)
def test_nothing_inside_is_ever_spoken_to(answer, canary, names):
    here = socket.gethostbyname(socket.gethostname())
    names["trap.example.org"] = [[here if one == "own" else one for one in answer]]
    for name in ("trap.example.org", "localhost", "127.0.0.1", here, "[::1]", "0"):
        with pytest.raises(Barred):
            open_connection(name, canary.port, 1)
    assert canary.heard == 0


@pytest.mark.parametrize("setting", ["OUTBOUND_ALLOW", "OUTBOUND_CA_FILE"])
def test_production_opens_the_gate_to_nobody(setting):
    settings = configuration.load(PRODUCTION)
    configuration.check(settings)
    with pytest.raises(ConfigurationError, match=setting):
        configuration.check(settings | {setting: "127.0.0.1"})


def test_canary_sings():
    """The listener would notice: it counts a connection that is made past the gate."""
    with Canary() as canary:
        with socket.create_connection(("127.0.0.1", canary.port)) as connection:
            assert connection.recv(1) == b""
        assert canary.heard == 1


def test_second_answer_of_the_name_server_changes_nothing(gate, names):
    """Rebinding: looked at is one address, and the connection goes there."""
    gate["OUTBOUND_ALLOW"] = "127.0.0.2"
    with Canary("127.0.0.2") as looked_at, Canary("127.0.0.1", looked_at.port) as canary:
        names["swap.example.org"] = [["127.0.0.2"], ["127.0.0.1"]]
        with open_connection("swap.example.org", looked_at.port, 5) as connection:
            assert connection.getpeername()[0] == "127.0.0.2"
            assert connection.recv(1) == b""
        assert (looked_at.heard, canary.heard) == (1, 0)
        assert len(names["asked"]) == 1
        with pytest.raises(Barred):
            open_connection("swap.example.org", looked_at.port, 5)


def test_name_server_that_never_answers_is_not_waited_for(monkeypatch):
    silence = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_options: silence.wait(30))
    monkeypatch.setattr(outbound, "LOOK_UP", 0.05)
    with pytest.raises(Barred):
        addresses("slow.example.org", 25)
    silence.set()


def test_four_addresses_are_tried_at_most(names):
    names["many.example.org"] = [[f"198.20.0.{number}" for number in range(1, 200)]]
    assert len(addresses("many.example.org", 25)) == 4
