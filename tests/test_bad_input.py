"""2,000 generated bad inputs over all forms: never a fault, a German sentence beside the field, nothing typed is lost.

(QUALITY, "Faults".) Form tokens are off, so that every input reaches its form; KONTOR_BAD_INPUTS sends more.
"""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from app.web.text import safe
from tests.cast import Agency
from tests.page import CONTROLS, Node, parse
from tests.routes.bodies import body
from tests.routes.kept import Kept
from tests.routes.nonsense import Bad, Control, generate
from tests.routes.table import ACCESS
from tests.routes.town import House, make_house
from tests.routes.visitors import Visitor, allowed
from tests.test_routes import mark, open_app, url_map  # noqa: F401 (a fixture)

INPUTS = int(os.environ.get("KONTOR_BAD_INPUTS", "2000"))

PAGES = {
    "colleagues.change_role": "colleagues.show",
    "colleagues.invite": "colleagues.invite",
    "contacts.create": "contacts.create",
    "contacts.edit": "contacts.edit",
    "contacts.password": "contacts.password",
    "customers.create": "customers.create",
    "customers.edit": "customers.edit",
    "customers.note": "customers.note",
    "discussion.edit": "discussion.edit",
    "discussion.post_on_project": "projects.discussion",
    "discussion.post_on_task": "tasks.show",
    "exports.customers": "exports.customers",
    "impersonation.begin": "impersonation.begin",
    "imports.create": "imports.create",
    "imports.invitations": "imports.invitations",
    "imports.mapping": "imports.mapping",
    "imports.read_as": "imports.mapping",
    "files.upload_customer": "files.upload_customer",
    "files.upload_project": "files.upload_project",
    "files.upload_task": "files.upload_task",
    "groups.create": "groups.create",
    "groups.create_rubric": "groups.create_rubric",
    "groups.edit": "groups.edit",
    "groups.rename_rubric": "groups.rename_rubric",
    "mail.editor": "mail.editor",
    "members.change_picture": "members.change_picture",
    "members.settings": "members.settings",
    "links.confirm_address": "links.confirm_address",
    "mail.retention": "mail.retention",
    "mail.server": "mail.server",
    "mail.verify_server": "mail.server",
    "newsletter.ask": "newsletter.ask",
    "newsletter.withdraw": "newsletter.withdraw",
    "notifications.mine": "notifications.mine",
    "portal.change_address": "portal.change_address",
    "portal.change_password": "portal.change_password",
    "portal.colleagues": "portal.colleagues",
    "portal.change_picture": "portal.change_picture",
    "portal.factor_begin": "portal.factor_begin",
    "portal.factor_new_codes": "portal.factor_new_codes",
    "portal.factor_off": "portal.factor_off",
    "portal.factor_set_up": "portal.factor_set_up",
    "portal.forgot": "portal.forgot",
    "portal.notify": "portal.notifications",
    "portal.own_password": "portal.own_password",
    "portal.profile": "portal.profile",
    "portal.set_password": "portal.set_password",
    "portal.sign_in": "portal.sign_in",
    "portal_discussion.edit": "portal_discussion.edit",
    "portal_discussion.post_on_project": "portal_projects.show",
    "portal_discussion.post_on_task": "portal_tasks.show",
    "portal_files.index": "portal_files.index",
    "projects.create": "projects.create",
    "projects.edit": "projects.edit",
    "projects.glimpse": "projects.show",
    "settings.agency": "settings.agency",
    "settings.customers": "settings.customers",
    "settings.look": "settings.look",
    "signup.confirm": "signup.confirm",
    "signup.lookup": "signup.lookup",
    "signup.new": "signup.new",
    "staff.change_password": "staff.profile",
    "staff.factor_begin": "staff.factor_begin",
    "staff.factor_new_codes": "staff.factor_new_codes",
    "staff.factor_off": "staff.factor_off",
    "staff.factor_set_up": "staff.factor_set_up",
    "staff.forgot": "staff.forgot",
    "staff.invitation": "staff.invitation",
    "staff.new_password": "staff.new_password",
    "staff.passkey_add": "staff.passkey_add",
    "staff.passkey_remove": "staff.passkey_remove",
    "staff.passkey_rename": "staff.passkey_rename",
    "staff.rename": "staff.profile",
    "staff.speak": "staff.profile",
    "staff.security": "staff.security",
    "staff.sign_in": "staff.sign_in",
    "tasks.add_item": "tasks.show",
    "tasks.create": "tasks.create",
    "tasks.edit": "tasks.edit",
    "tasks.quick": "tasks.index",
    "tasks.rename_item": "tasks.rename_item",
}
"""Every form in which something is typed or chosen, and the page that shows it."""

APEX = {"signup.lookup", "signup.new"}
USED_UP = {
    "mail.verify_server",
    "portal.change_password", "portal.factor_set_up", "portal.own_password", "portal.set_password", "signup.confirm",
    "staff.change_password", "staff.factor_set_up", "staff.passkey_remove", "staff.invitation", "staff.new_password",
}  # fmt: skip
"""Accepted once, the link is dead, or the password another one."""

UNKEPT = ("password", "hidden", "file", "range")
"""Kinds of fields in which nothing of what was sent stands again."""

GOES_ON = {"tasks.quick": "tasks.create"}
"""What was refused in one line stands in the whole form, which is sent to another address."""

AUTHORS = {"discussion.edit": "member"}
"""Who alone may fill in a form, where the permission is not enough."""

ENGLISH = re.compile(
    r"\b(this|the|field|invalid|not a valid|required|must|choice|please|cannot|error)\b", re.IGNORECASE
)


def who_fills_in(agency: Agency, endpoint: str) -> Visitor:
    """Somebody who may, newly signed in."""
    if ACCESS[endpoint] == "public":
        return Visitor("signed out")
    able = allowed(agency, ACCESS[endpoint])
    return next(visitor for visitor in able if AUTHORS.get(endpoint, visitor.name) == visitor.name)


@dataclass
class Desk:
    """Somebody who may fill in a form, in front of it."""

    app: object
    superuser: object
    house: House
    kept: Kept
    endpoint: str

    def __post_init__(self) -> None:
        self.host = "localhost" if self.endpoint in APEX else self.house.agency.host
        rule = url_map(self.app)[self.endpoint]
        with self.app.test_request_context(base_url=f"http://{self.host}:8000"):
            self.path = self.app.url_for(self.endpoint, **self.house.values(self.endpoint, rule.arguments))
            page_rule = url_map(self.app)[PAGES[self.endpoint]]
            self.page = self.app.url_for(PAGES[self.endpoint], **self.house.values(self.endpoint, page_rule.arguments))
            self.further = self.app.url_for(GOES_ON[self.endpoint]) if self.endpoint in GOES_ON else self.path
        self.restore()

    def restore(self) -> None:
        """Put everything back, and sign in anew: as if nothing had been accepted."""
        self.kept.put_back()
        us = {"t": self.house.agency.tenant_id}
        with self.superuser.begin() as connection:
            if self.endpoint == "portal.own_password":
                connection.execute(text("UPDATE person SET must_change_password = true WHERE tenant_id = :t"), us)
            if self.endpoint == "signup.confirm":
                connection.execute(text("UPDATE tenant SET confirmed_at = NULL WHERE id = :t"), us)
        self.visitor = who_fills_in(self.house.agency, self.endpoint)

    def open(self, method: str, path: str, **sent):
        with self.superuser.begin() as connection:  # else the throttle would answer the eleventh input
            connection.execute(text("DELETE FROM account_failures"))
            connection.execute(text("DELETE FROM network_failures"))
        headers = {"Cookie": self.visitor.cookies} if self.visitor.cookies else {}
        client = self.app.test_client(use_cookies=False)
        return client.open(path, method=method, base_url=f"http://{self.host}:8000", headers=headers, **sent)

    def form(self, page: Node) -> Node:
        """The form in a page that is sent to this endpoint."""
        forms = [node for node in page.all("form") if node["method"].lower() == "post"]
        paths = (self.path, self.further)
        return next(form for form in forms if urlsplit(form["action"] or self.page).path in paths)

    def valid(self, controls: list[Control]) -> dict[str, str]:
        names = {control.name for control in controls}
        return {name: value for name, value in body(self.house).items() if name in names}


def controls_of(form: Node) -> list[Control]:
    """The fields of a form; those of one name are one."""
    found: dict[str, Control] = {}
    for node in form.all(*CONTROLS):
        if node["name"] in ("", "csrf_token") or node["type"] in ("submit", "button"):
            continue
        kind = node["type"] or ("text" if node.tag == "input" else node.tag)
        options = [option["value"] for option in node.all("option")] or ([node["value"]] if kind == "radio" else [])
        before = found.get(node["name"], Control(node["name"], kind))
        found[node["name"]] = Control(node["name"], kind, (*before.options, *options))
    return list(found.values())


def shown(form: Node) -> dict[str, str]:
    """What stands in the fields; nothing for those in which nothing is chosen."""
    found: dict[str, str] = {}
    for node in form.all(*CONTROLS):
        if node.tag == "textarea":
            found[node["name"]] = "".join(child for child in node.children if isinstance(child, str))
        elif node.tag == "select":
            if chosen := [option["value"] for option in node.all("option") if "selected" in option]:
                found[node["name"]] = chosen[-1]
        elif node["type"] not in ("radio", "checkbox") or "checked" in node:
            found[node["name"]] = node["value"]
    return found


def complaints(page: Node, name: str | None = None) -> list[str]:
    """The sentences beside one field, or all on the page."""
    wanted = {
        reference
        for node in page.walk()
        if node["aria-describedby"] and (name is None or node["name"] == name or _holds(node, name))
        for reference in node["aria-describedby"].split()
    }
    faults = [node for node in page.walk() if "fault" in node.classes]
    return [node.text() for node in faults if name is None or node["id"] in wanted]


def _holds(group: Node, name: str) -> bool:
    return group.tag == "fieldset" and any(node["name"] == name for node in group.all(*CONTROLS))


def regular(value: str) -> str:
    """How a page may show a text: composed, unreadable signs replaced, blanks as a browser keeps them."""
    return " ".join(unicodedata.normalize("NFC", safe(value.replace("\r\n", "\n"))).split()).casefold()


def faults_in(answer, desk: Desk, bad: Bad, controls: list[Control]) -> list[str]:
    """What is wrong with the answer to a bad input."""
    if answer.status_code >= 500:
        return [f"{answer.status_code}"]
    accepted = answer.status_code == 303 or "Content-Disposition" in answer.headers  # the next page, or a file
    if accepted and bad.must_refuse:
        return ["accepted"]
    if answer.status_code != 422:
        return [] if accepted or answer.status_code in (400, 404, 409, 410, 413, 415) else [f"{answer.status_code}"]
    found = []
    page = parse(answer.get_data(as_text=True))
    form = desk.form(page)
    if not page.all("body")[0].text():
        found.append("an empty page")
    said = complaints(page)
    alerts = [node.text() for node in page.walk() if node["role"] == "alert"]
    if not said and not alerts:
        found.append("nothing said")
    found += [f"in English: {sentence}" for sentence in said + alerts if ENGLISH.search(sentence)]
    if bad.must_refuse and bad.control and bad.control.kind != "hidden" and not complaints(page, bad.control.name):
        found.append(f"nothing beside {bad.control.name}")
    if not bad.raw:
        found += _lost(form, bad, controls)
    return found


def _lost(form: Node, bad: Bad, controls: list[Control]) -> list[str]:
    lost, stands = [], shown(form)
    for control in controls:
        if control.kind in UNKEPT or control.name not in bad.values:
            continue
        sent, kept = bad.values[control.name], stands.get(control.name, "")
        sent = sent.decode("utf-8", "replace") if isinstance(sent, bytes) else str(sent)
        if (control.options or control.kind == "checkbox") and sent not in control.options:
            continue
        if regular(kept) != regular(sent.encode("utf-8", "surrogatepass").decode("utf-8", "replace")):
            lost.append(f"{control.name}: sent {sent[:60]!r}, kept {kept[:60]!r}")
    return lost


@pytest.fixture(scope="module")
def house(open_app, superuser) -> House:  # noqa: F811
    """The agency of every form, put back before each."""
    return make_house(open_app, superuser, mark())


@pytest.fixture(scope="module")
def kept(house, superuser):
    kept = Kept(superuser, house.agency.tenant_id)
    yield kept
    kept.close()


@pytest.mark.parametrize("endpoint", PAGES)
def test_bad_input_is_answered_and_kept(open_app, superuser, house, kept, endpoint):  # noqa: F811
    desk = Desk(open_app, superuser, house, kept, endpoint)
    first = desk.open("GET", desk.page)
    assert first.status_code == 200
    controls = controls_of(desk.form(parse(first.get_data(as_text=True))))
    assert any(control.kind != "hidden" for control in controls)
    valid, wrong, answers = desk.valid(controls), [], {}
    for bad in generate(controls, valid, -(-INPUTS // len(PAGES)), seed=endpoint):
        answer = desk.open("POST", desk.path, data=bad.body, content_type=bad.content_type)
        answers[answer.status_code] = answers.get(answer.status_code, 0) + 1
        wrong += [f"{bad.what}: {fault}" for fault in faults_in(answer, desk, bad, controls)]
        if answer.status_code == 303 and endpoint in USED_UP:
            desk.restore()
    assert wrong == []
    seen = [control for control in controls if control.kind != "hidden"]
    # whatever is ticked is taken, words in the place of a file are none, and a slider stands somewhere whatever is sent
    choosy = sum(control.kind not in ("checkbox", "file", "range") for control in seen) / len(seen)
    least = 0.3 * choosy * sum(answers.values())
    assert choosy == 0 or answers.get(422, 0) > least, f"hardly any input was refused by the form: {answers}"


def test_every_form_is_in_the_list(open_app, house, kept):  # noqa: F811
    """Whatever page has a form in which something can be typed or chosen."""
    found = set()
    kept.put_back()
    adapter = open_app.url_map.bind("localhost")
    for endpoint, rule in url_map(open_app).items():
        if "GET" not in rule.methods or endpoint in ("static", "signup.confirm"):
            continue
        visitor = who_fills_in(house.agency, endpoint)
        host = "localhost" if endpoint.startswith("signup.") else house.agency.host
        with open_app.test_request_context(base_url=f"http://{host}:8000"):
            path = open_app.url_for(endpoint, **house.values(endpoint, rule.arguments))
        headers = {"Cookie": visitor.cookies} if visitor.cookies else {}
        answer = open_app.test_client(use_cookies=False).get(path, base_url=f"http://{host}:8000", headers=headers)
        if answer.mimetype != "text/html" or answer.status_code != 200:
            continue
        for form in parse(answer.get_data(as_text=True)).all("form"):
            if form["method"].lower() == "post" and any(c.kind != "hidden" for c in controls_of(form)):
                found.add(adapter.match(urlsplit(form["action"] or path).path, method="POST")[0])
    # an agency is confirmed once, and one's own password is asked for after another's alone
    expected = set(PAGES) - {"signup.confirm", "portal.own_password"}
    assert (sorted(found - expected), sorted(expected - found)) == ([], [])


@pytest.mark.parametrize("query", ["q", "seite", "sprache", "next", "nach", "subdomain", "last_name", "id"])
def test_bad_questions_in_an_address_are_answered(open_app, house, query):  # noqa: F811
    """The searches, pages of lists and small questions that scripts ask by GET."""
    from tests.routes.nonsense import ODD, REFUSED, encode

    owner = allowed(house.agency, "office_enter")[0].cookies
    places = [(house.agency.host, path) for path in ("/verwaltung/kunden", "/verwaltung/kunden/neu/anrede",
              "/verwaltung/postausgang", "/verwaltung/mitarbeiter", "/anmelden", "/kunden/anmelden")]  # fmt: skip
    places += [("localhost", "/agentur-anlegen/subdomain"), ("localhost", "/")]
    for what, value in [*REFUSED.items(), *ODD.items()]:
        for host, path in places:
            target = f"{path}?{encode([(query, value if len(value) < 4000 else value[:4000])]).decode()}"
            answer = open_app.test_client(use_cookies=False).get(
                target, base_url=f"http://{host}:8000", headers={"Cookie": owner},
                environ_overrides={"REMOTE_ADDR": f"198.19.{secrets.randbelow(256)}.1"},
            )  # fmt: skip
            assert answer.status_code in (200, 303, 400, 404, 429), (what, path, answer.status_code)
