"""Host headers as somebody would send them who wants our pages, cookies or mails to speak of another host.

Raw over sockets to the real server: clients and test clients mend too much (QUALITY, "host header in links").
"""

from __future__ import annotations

import re
import secrets
import socket
from dataclasses import dataclass
from urllib.parse import urlencode

import pytest

from app.staff.models import StaffMember
from app.staff.roles import Role
from tenants import uuid7
from tests.cast import Agency, make_agency
from tests.postbox import text_of

EVIL = "boese.example"


@dataclass(frozen=True)
class Answer:
    status: int
    head: str
    body: str

    @property
    def whole(self) -> str:
        return self.head + self.body


def say(port: int, message: bytes) -> Answer:
    """Send bytes as they are and read until the server hangs up."""
    with socket.create_connection(("127.0.0.1", port), 20) as connection:
        connection.sendall(message)
        received = b""
        while part := connection.recv(65536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    status = re.match(rb"HTTP/1\.[01] (\d{3})", head)
    assert status, received[:200]
    return Answer(int(status[1]), head.decode("latin-1"), body.decode("utf-8", "replace"))


def request(target: bytes, lines: list[bytes], method: bytes = b"GET", body: bytes = b"") -> bytes:
    if body:
        lines = [*lines, b"Content-Type: application/x-www-form-urlencoded", b"Content-Length: %d" % len(body)]
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *lines, b"Connection: close", b"", b""]) + body


HEADERS = {
    "itself": [b"Host: OWN"],
    "in capitals": [b"Host: CAPITALS"],
    "another port": [b"Host: OWN:4711"],
    "X-Forwarded-Host": [b"Host: OWN", b"X-Forwarded-Host: boese.example"],
    "X-Forwarded-Host twice": [b"Host: OWN", b"X-Forwarded-Host: OWN", b"X-Forwarded-Host: boese.example"],
    "X-Forwarded-Server": [b"Host: OWN", b"X-Forwarded-Server: boese.example"],
    "X-Host": [b"Host: OWN", b"X-Host: boese.example"],
    "X-Original-Host": [b"Host: OWN", b"X-Original-Host: boese.example"],
    "X-HTTP-Host-Override": [b"Host: OWN", b"X-HTTP-Host-Override: boese.example"],
    "X-Forwarded-Proto and Port": [b"Host: OWN", b"X-Forwarded-Proto: ftp", b"X-Forwarded-Port: 99"],
    "X-Forwarded-Prefix": [b"Host: OWN", b"X-Forwarded-Prefix: //boese.example"],
    "X-Original-URL": [b"Host: OWN", b"X-Original-URL: //boese.example/", b"X-Rewrite-URL: /verwaltung/"],
    "Forwarded": [b"Host: OWN", b"Forwarded: for=1.2.3.4;host=boese.example;proto=gopher"],
    "with X-Forwarded-For": [b"Host: OWN", b"X-Forwarded-For: 127.0.0.1", b"X-Real-IP: 127.0.0.1"],
}
"""What leaves the page as it is: the agency's own host, with company. OWN is the agency's host."""

REFUSED = {
    "no host": [],
    "an empty host": [b"Host:"],
    "another host": [b"Host: boese.example"],
    "the address": [b"Host: 127.0.0.1"],
    "unknown agency": [b"Host: boese-agentur.localhost"],
    "a sub-subdomain": [b"Host: boese.OWN"],
    "own host as a prefix": [b"Host: OWN.boese.example"],
    "two hosts": [b"Host: OWN", b"Host: boese.example"],
    "two hosts the other way round": [b"Host: boese.example", b"Host: OWN"],
    "two hosts in one": [b"Host: OWN,boese.example"],
    "a user before it": [b"Host: boese.example@OWN"],
    "a path behind it": [b"Host: OWN/boese.example"],
    "a query behind it": [b"Host: OWN?boese.example"],
    "a port that is none": [b"Host: OWN:boese"],
    "a port too high": [b"Host: OWN:99999"],
    "a port too long": [b"Host: OWN:" + b"9" * 5000],
    "a dot behind it": [b"Host: OWN."],
    "two dots": [b"Host: boese..localhost"],
    "a hyphen first": [b"Host: -OWN"],
    "punycode": [b"Host: xn--boese-kva.localhost"],
    "broken punycode": [b"Host: xn--.localhost"],
    "not ASCII": [b"Host: b\xc3\xb6se.localhost"],
    "a NUL": [b"Host: OWN\x00"],
    "a blank inside": [b"Host: OWN boese.example"],
    "too long a label": [b"Host: " + b"a" * 70 + b".localhost"],
    "half an IPv6 address": [b"Host: [::1"],
    "folded": [b"Host: OWN", b" boese.example"],
    "a blank before the colon": [b"Host : OWN"],
    "the apex's secret name": [b"Host: @.localhost"],
}


def lines(headers: list[bytes], agency: Agency, port: int) -> list[bytes]:
    own = agency.host.encode()
    return [line.replace(b"OWN:", own + b":").replace(b"OWN", own + b":%d" % port if line == b"Host: OWN" else own)
            .replace(b"CAPITALS", own.upper()) for line in headers]  # fmt: skip


@pytest.fixture(scope="module")
def agency(app) -> Agency:
    return make_agency(app, "Hafenlicht", empty=True)


@pytest.fixture(scope="module")
def plain(live):
    """What the page says but for what is new on each visit."""
    return lambda answer: re.sub(r'(value="|nonce-)[\w.-]{20,}', r"\1…", answer.body)


@pytest.mark.parametrize("name", HEADERS)
def test_company_changes_nothing(live, agency, plain, name):
    usual = say(live.port, request(b"/passwort-vergessen", lines(HEADERS["itself"], agency, live.port)))
    answer = say(live.port, request(b"/passwort-vergessen", lines(HEADERS[name], agency, live.port)))
    assert (usual.status, answer.status) == (200, 200)
    assert agency.name in answer.body
    assert plain(answer) == plain(usual)
    assert EVIL not in answer.whole


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("path", ["/passwort-vergessen", "/", "/kunden", "/verwaltung/"])
def test_a_host_that_is_not_the_agencys_gets_nothing(live, agency, name, path):
    answer = say(live.port, request(path.encode(), lines(REFUSED[name], agency, live.port)))
    assert answer.status in (400, 404, 414, 431)
    assert agency.name not in answer.body
    assert "Set-Cookie" not in answer.head
    assert "Location" not in answer.head
    assert f"//{EVIL}" not in answer.whole


ODD = {
    "absolute form": (b"http://boese.example/passwort-vergessen", [b"Host: OWN"], {200, 400, 404}),
    "absolute form of another scheme": (b"gopher://boese.example/anmelden", [b"Host: OWN"], {200, 400, 404}),
    "authority form": (b"boese.example:80", [b"Host: OWN"], {400, 404}),
    "two slashes": (b"//boese.example/anmelden", [b"Host: OWN"], {200, 303, 308, 404}),
    "a backslash": (b"/\\boese.example", [b"Host: OWN"], {404}),
    "next to another host": (b"/anmelden?next=//boese.example", [b"Host: OWN"], {200}),
    "the door without a stroke": (b"/kunden?x=//boese.example", [b"Host: OWN"], {308, 301, 302, 303}),
    "broken percent signs": (b"/kunden/%ff%00%zz", [b"Host: OWN"], {400, 404}),
    "a broken cookie": (b"/anmelden", [b"Host: OWN", b"Cookie: __Host-kontor=\xff\xfe; =x; a"], {200}),
    "a long cookie": (b"/anmelden", [b"Host: OWN", b"Cookie: __Host-kontor=" + b"x" * 7000], {200}),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_targets_lead_nowhere_else(live, agency, name):
    target, headers, wanted = ODD[name]
    answer = say(live.port, request(target, lines(headers, agency, live.port)))
    assert answer.status in wanted
    location = re.search(r"(?im)^location: (.*)$", answer.head)
    assert not location or re.match(rf"/[^/\\]|http://{re.escape(agency.host)}:{live.port}/", location[1].strip())
    assert f'"//{EVIL}' not in answer.body
    assert f'"http://{EVIL}' not in answer.body


@pytest.mark.parametrize("method", [b"TRACE", b"CONNECT", b"PROPFIND", b"OPTIONS"])
def test_other_methods_say_nothing(live, agency, method):
    answer = say(live.port, request(b"/verwaltung/", lines([b"Host: OWN", b"Secret: 4711"], agency, live.port), method))
    assert answer.status in (200, 400, 404, 405, 501)
    assert "4711" not in answer.whole


def test_a_second_request_in_the_body_is_not_heard(live, agency):
    own = agency.host.encode()
    smuggled = b"0\r\n\r\nGET /verwaltung/ HTTP/1.1\r\nHost: " + own + b"\r\n\r\n"
    both = [b"Host: " + own, b"Content-Length: 5", b"Transfer-Encoding: chunked"]
    answer = say(live.port, request(b"/anmelden", both, b"POST") + smuggled)
    assert answer.status in (303, 400)
    assert answer.whole.count("HTTP/1.1 ") == 1


MAILED = ["itself", "in capitals", "another port", "X-Forwarded-Host", "X-Forwarded-Prefix", "Forwarded",
          "X-Forwarded-Proto and Port", "X-Host"]  # fmt: skip


@pytest.mark.parametrize("name", MAILED)
def test_the_link_in_the_mail_is_always_the_agencys(live, agency, name):
    """„Passwort vergessen?“ asked under every guise: the mail is the same but for the token."""
    address = f"{secrets.token_hex(5)}@example.org"
    with agency.work():
        member = StaffMember.join(id=uuid7(), first_name="Rosa", last_name="Rot", email=address, role=Role.READER)
        member.password_hash = agency.owner.load().password_hash
    headers = lines(HEADERS[name], agency, live.port)
    shown = say(live.port, request(b"/passwort-vergessen", headers))
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.body)[1]
    cookie = re.search(r"(?im)^set-cookie: (__Host-kontor=[^;]+)", shown.head)[1]
    form = urlencode({"email": address, "csrf_token": token}).encode()
    sent = say(live.port, request(b"/passwort-vergessen", [*headers, b"Cookie: " + cookie.encode()], b"POST", form))
    assert sent.status == 303
    assert EVIL not in sent.head
    text = text_of(live.postbox.wait_for(address))
    links = re.findall(r"https?://\S+", text)
    assert all(link.startswith(f"http://{agency.host}:{live.port}/") for link in links)
    assert any("/passwort/" in link for link in links)
    assert EVIL not in text
