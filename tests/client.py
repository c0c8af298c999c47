"""A browser for tests, without script: fetches pages, checks each, fills forms by their labels, presses buttons.

It keeps cookies but knows neither `Secure` nor `__Host-`: what cookies promise is proved in Chromium.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.page import CONTROLS, Node, check, extra, name_of

REDIRECTS = 10


class Client:
    """`Client(app, "hafenlicht.localhost")`. Follows redirects on its own host; `location` keeps one to another."""

    def __init__(self, app: Flask, host: str, scheme: str = "http", port: int | None = 8000) -> None:
        self.app, self.host, self.scheme = app, host, scheme
        self.base = f"{scheme}://{host}" + (f":{port}" if port and ":" not in host else "")
        self.http = app.test_client()
        self.response: TestResponse | None = None
        self.page: Node | None = None
        self.path, self.location = "/", ""
        self.visited: list[str] = []

    # What is seen

    @property
    def status(self) -> int:
        return self._answer.status_code

    @property
    def headers(self) -> Any:
        return self._answer.headers

    @property
    def html(self) -> str:
        return self._answer.get_data(as_text=True)

    @property
    def text(self) -> str:
        """What a reader reads in the body, with single blanks."""
        if self.page is None:
            return self.html
        return self.page.all("body")[0].text()

    @property
    def title(self) -> str:
        """The page's one heading."""
        assert self.page is not None, "no page"
        return self.page.all("h1")[0].text()

    @property
    def json(self) -> Any:
        return self._answer.get_json()

    def errors(self) -> dict[str, str]:
        """What is said beside the fields: label → sentence."""
        assert self.page is not None, "no page"
        said = {}
        for node in self.page.walk():
            if node["aria-invalid"] == "true" or (
                node.tag == "fieldset" and node["aria-describedby"].endswith("-fault")
            ):
                fault = [
                    f
                    for f in self.page.all("p")
                    if f["id"] in node["aria-describedby"].split() and "fault" in f.classes
                ]
                name = node.all("legend")[0].text(extra) if node.tag == "fieldset" else name_of(node, self.page)
                said[name] = " ".join(f.text() for f in fault)
        return said

    def value(self, label: str) -> str:
        """What stands in the field with this label."""
        form, control = self._field(label)
        return dict(as_it_stands(form)).get(control["name"], "")

    # What is done

    def get(self, path: str, follow: bool = True, **kwargs: Any) -> Client:
        """Fetch a page of this host."""
        return self._open("GET", path, follow, **kwargs)

    def post(self, path: str, data: Any = None, follow: bool = True, **kwargs: Any) -> Client:
        """Send a form by hand; the token of the page shown goes with it unless data has one."""
        data = dict(data or {})
        if self.page is not None and "csrf_token" not in data:
            tokens = [node["value"] for node in self.page.all("input") if node["name"] == "csrf_token"]
            data |= {"csrf_token": tokens[0]} if tokens else {}
        return self._open("POST", path, follow, data=data, **kwargs)

    def follow(self, text: str, near: str | None = None) -> Client:
        """Click the link with this text; `near` is a text in the same row, card or section."""
        link = self._one([a for a in self._page.all("a") if _says(a, text, self._page)], f"link „{text}“", near)
        return self.get(link["href"])

    def submit(
        self, button: str, values: Mapping[str, Any] | None = None, near: str | None = None, follow: bool = True
    ) -> Client:
        """Fill the button's form by visible labels and press the button.

        Text for fields, the option's label for selects, True or False for ticks and switches, the option's label for
        radio groups by their legend, a list of labels for groups of boxes. All else is sent as it stands in the page.
        """
        buttons = [b for b in self._page.all("button") if b["type"] in ("", "submit") and _says(b, button, self._page)]
        pressed = self._one(buttons, f"button „{button}“", near)
        assert "disabled" not in pressed, f"button „{button}“ is disabled"
        form = _form(pressed)
        assert form is not None, f"button „{button}“ belongs to no form"
        sent = as_it_stands(form)
        for label, value in (values or {}).items():
            sent = self._fill(form, sent, label, value)
        if pressed["name"]:
            sent.append((pressed["name"], pressed["value"]))
        target = urljoin(self.path, pressed["formaction"] or form["action"] or self.path)
        if (pressed["formmethod"] or form["method"]).lower() != "post":
            return self.get(target.partition("?")[0], query_string=sent)
        data: dict[str, list[str]] = {}
        for name, value in sent:
            data.setdefault(name, []).append(value)
        return self._open("POST", target, follow, data=data)

    # How

    @property
    def _answer(self) -> TestResponse:
        assert self.response is not None, "nothing fetched yet"
        return self.response

    @property
    def _page(self) -> Node:
        assert self.page is not None, "no page"
        return self.page

    def _open(self, method: str, path: str, follow: bool, **kwargs: Any) -> Client:
        headers = {"Referer": self.base + self.path, "Sec-Fetch-Site": "same-origin"} | dict(kwargs.pop("headers", {}))
        for _step in range(REDIRECTS):
            parts = urlsplit(path)
            assert not parts.netloc or f"{parts.scheme}://{parts.netloc}" == self.base, f"{path} is another host"
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            self.response = self.http.open(path, method=method, base_url=self.base, headers=headers, **kwargs)
            self.visited.append(path)
            self.location = self.response.headers.get("Location", "")
            if not (follow and self.location and 300 <= self.response.status_code < 400):
                break
            if urlsplit(self.location).netloc not in ("", urlsplit(self.base).netloc):
                break
            path = urljoin(path, self.location)
            if self.response.status_code not in (307, 308):
                method, kwargs = "GET", {}
        else:
            raise AssertionError(f"more than {REDIRECTS} redirects: {self.visited[-REDIRECTS:]}")
        self.path, self.page = path, None
        if self.response.mimetype == "text/html" and not 300 <= self.status < 400 and method != "HEAD":
            self.page = check(self.html, dict(self.response.headers))
        return self

    def _one(self, found: list[Node], what: str, near: str | None) -> Node:
        if near is not None:
            found = _nearest(found, near)
        assert found, f"no {what} on {self.path} ({self.status}): {self.text[:1000]}"
        assert len(found) == 1 or len({(node["href"], id(_form(node))) for node in found}) == 1, (
            f"{what} more than once"
        )
        return found[0]

    def _field(self, label: str) -> tuple[Node, Node]:
        for form in self._page.all("form"):
            for control in _controls(form):
                if name_of(control, self._page) == label:
                    return form, control
        raise AssertionError(f"no field „{label}“ on {self.path}")

    def _fill(self, form: Node, sent: list, label: str, value: Any) -> list[tuple[str, str]]:
        for group in {_set(control): None for control in _owned(form) if _set(control)}:
            legends = [legend.text(extra) for legend in group.all("legend")]
            if legends[:1] == [label]:
                wanted = [value] if isinstance(value, str) else list(value)
                options = {
                    name_of(box, self._page): box for box in group.all("input") if box["type"] in ("radio", "checkbox")
                }
                assert set(wanted) <= set(options), f"„{label}“ offers {sorted(options)}, not {wanted}"
                name = next(iter(options.values()))["name"]
                rest = [pair for pair in sent if pair[0] != name]
                return rest + [(name, options[text]["value"]) for text in wanted]
        names = {name_of(control, self._page): control for control in _controls(form)}
        assert label in names, f"no field „{label}“ in the form, but {sorted(names)}"
        control = names[label]
        assert "disabled" not in control, f"field „{label}“ is disabled"
        same = [pair for pair in sent if pair[0] == control["name"]]
        if control["type"] == "checkbox":
            value = (control["value"] or "on") if value else None
            same = [pair for pair in same if control["type"] == "checkbox" and pair[1] != (control["value"] or "on")]
            return (
                [pair for pair in sent if pair[0] != control["name"]]
                + same
                + ([(control["name"], value)] if value else [])
            )
        if control.tag == "select":
            offered = {option.text(): option["value"] for option in control.all("option")}
            assert value in offered, f"„{label}“ offers {sorted(offered)}, not „{value}“"
            value = offered[value]
        return [pair for pair in sent if pair[0] != control["name"]] + [(control["name"], str(value))]


def _form(node: Node) -> Node | None:
    """The form that a control or button belongs to: the one it names (HTML 4.10.18.3), else the one it stands in."""
    above = list(node.ancestors())
    if node["form"]:
        return next(form for form in above[-1].all("form") if form["id"] == node["form"])
    return next((up for up in above if up.tag == "form"), None)


def _owned(form: Node) -> list[Node]:
    """The controls of a form, also those that stand elsewhere and name it."""
    root = [form, *form.ancestors()][-1]
    elsewhere = [control for control in root.all(*CONTROLS) if control["form"] and control["form"] == form["id"]]
    return [control for control in form.all(*CONTROLS) if not control["form"]] + elsewhere


def _set(control: Node) -> Node | None:
    return next((up for up in control.ancestors() if up.tag == "fieldset"), None)


def _says(node: Node, text: str, page: Node) -> bool:
    shown = node.text(lambda part: "visually-hidden" in part.classes or "count" in part.classes)
    return text in (shown, name_of(node, page))


def _nearest(found: list[Node], near: str) -> list[Node]:
    """Those of the found nodes whose closest surroundings hold the text."""
    ranked = []
    for node in found:
        for distance, up in enumerate(node.ancestors()):
            if near in up.text():
                ranked.append((distance, node))
                break
    closest = min((distance for distance, _node in ranked), default=0)
    return [node for distance, node in ranked if distance == closest]


def _controls(form: Node) -> list[Node]:
    return [c for c in _owned(form) if c["type"] not in ("hidden", "submit", "button") and c["name"]]


def as_it_stands(form: Node) -> list[tuple[str, str]]:
    """What a browser would send of a form as it stands, without its buttons."""
    sent = []
    for control in _owned(form):
        if not control["name"] or "disabled" in control or control["type"] in ("submit", "button", "file"):
            continue
        if control.tag == "select":
            options = control.all("option")
            chosen = [option for option in options if "selected" in option]
            sent += [(control["name"], option["value"]) for option in chosen or options[: "multiple" not in control]]
        elif control.tag == "textarea":
            text = "".join(child for child in control.children if isinstance(child, str))
            sent.append((control["name"], text.removeprefix("\r\n").removeprefix("\n")))
        elif control["type"] in ("checkbox", "radio"):
            if "checked" in control:
                sent.append((control["name"], control["value"] or "on"))
        else:
            sent.append((control["name"], control["value"]))
    return sent
