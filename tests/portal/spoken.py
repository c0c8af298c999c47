"""Walking the portal as somebody would who reads everything: every page, and what each form says to nothing typed."""

from __future__ import annotations

from collections.abc import Iterator

from tests.client import Client
from tests.page import Node

DOORS = ["/kunden/anmelden", "/kunden/passwort-vergessen", "/kunden/link-unterwegs", "/impressum", "/datenschutz"]
READ_ALOUD = ("aria-label", "placeholder", "alt", "title", "data-placeholder")
ASKING = ("text", "email", "password", "file", "")


def pages(app, values: dict) -> list[str]:
    """The addresses of all pages of the portal, with ids filled in; of downloads and pictures none."""
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        found = [
            rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.rule.startswith("/kunden/")
        ]
        return sorted(
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in found
            if rule.arguments <= values.keys()
        )


def walked(client: Client, paths: list[str]) -> Iterator[tuple[str, str]]:
    """Each page as it is, and once more for each of its forms sent with nothing in it: where, and all its words."""
    for path in paths:
        client.get(path)
        if client.page is None:
            continue
        yield path, words(client.page)
        for form in [form for form in client.page.all("form") if form["method"].lower() == "post"]:
            if not [one for one in form.all("input", "textarea") if one["type"] in ASKING]:
                continue
            kept = {one["name"]: one["value"] for one in form.all("input") if one["type"] == "hidden"}
            answer = client.get(path).post(form["action"] or path, kept)
            if answer.page is not None:
                yield f"{path}, sent empty ({answer.status})", words(answer.page)


def words(page: Node) -> str:
    """Title, text and what is only read aloud; of choices those of languages left out: each has its own name."""
    said = [node[name] for node in page.walk() for name in READ_ALOUD]
    said += [
        option.text()
        for select in page.all("select")
        if select["name"] != "language"
        for option in select.all("option")
    ]
    kept = [page.all("title")[0].text(), page.all("body")[0].text(lambda node: bool(node["hreflang"]))]
    return " ".join(" ".join([*kept, *said]).split())
