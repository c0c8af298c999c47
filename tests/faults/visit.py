"""Somebody signed in at the running product who sends forms, without reading the pages in between."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from werkzeug.wrappers import Response

from tests.cast import Agency, Someone
from tests.client import as_it_stands
from tests.live import Wire
from tests.page import CONTROLS, parse
from tests.routes.visitors import sign_in


class Visit:
    """A browser of one person at `port`; each `open()` is a connection of its own, so threads may share a visit."""

    def __init__(self, port: int, host: str, cookies: str = "") -> None:
        self.wire, self.base = Wire(port), f"http://{host}:{port}"
        self.wire.cookies = dict(pair.split("=", 1) for pair in cookies.split("; ") if pair)

    @classmethod
    def of(cls, port: int, agency: Agency, who: Someone) -> Visit:
        """Somebody who has just signed in."""
        return cls(port, agency.host, sign_in(agency, who))

    def open(self, method: str, path: str, data: Any = None) -> Response:
        headers = {"Referer": f"{self.base}/", "Sec-Fetch-Site": "same-origin"}
        return self.wire.open(path, method=method, base_url=self.base, headers=headers, data=data)

    def form(self, page: str, action: str | None = None, *, every: bool = False) -> dict[str, str]:
        """What a browser would send of the form on `page` that goes to `action` (`page` itself unless given).

        `every` names also the boxes that are not ticked and the files that are not chosen, each with "".
        """
        answer = self.open("GET", page)
        assert answer.status_code == 200, f"{page}: {answer.status_code}"
        return filled_in(answer, page, action, every=every)

    def send(self, path: str, form: Mapping[str, str], **changed: Any) -> Response:
        """The form with some fields changed."""
        return self.open("POST", path, {**form, **changed})


def filled_in(answer: Response, page: str, action: str | None = None, *, every: bool = False) -> dict[str, str]:
    """The same of a page that has been answered already."""
    forms = [node for node in parse(answer.get_data(as_text=True)).all("form") if node["method"].lower() == "post"]
    found = next(form for form in forms if urlsplit(form["action"] or page).path == (action or page))
    rest = {node["name"]: "" for node in found.all(*CONTROLS) if node["name"]} if every else {}
    return rest | dict(as_it_stands(found))
