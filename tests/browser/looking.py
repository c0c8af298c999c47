"""Looking at pages: at many in a row, at all below an address, signed in or not."""

from __future__ import annotations

from tests.browser.surroundings import faults_of
from tests.cast import PASSWORD


def look_at(visitor, paths, *, send_empty=()) -> list[str]:
    """The findings on all pages; those of `send_empty` are looked at again with their errors."""
    found = []
    for path in paths:
        visitor.open(visitor.origin + path)
        found += faults_of(visitor.page)
    for path in send_empty:
        visitor.open(visitor.origin + path)
        for typed in visitor.page.locator("main input:is([type=text], [type=email]):not([readonly])").all():
            typed.fill("")
        visitor.page.locator("main button.primary").first.click()
        visitor.page.locator("[aria-invalid=true]").first.wait_for()
        found += faults_of(visitor.page)
    return found


def rules(app, start: str, values: dict) -> list[str]:
    """The addresses of all pages below `start`, with ids filled in."""
    with app.test_request_context():
        adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
        pages = [rule for rule in app.url_map.iter_rules() if "GET" in rule.methods and rule.rule.startswith(start)]
        return [
            adapter.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for rule in pages
            if rule.arguments <= values.keys()
        ]


def sign_in(visitor, path: str, email: str) -> None:
    visitor.open(visitor.origin + path)
    visitor.fill({"E-Mail-Adresse": email, "Passwort": PASSWORD})
    visitor.press("Anmelden")
    visitor.page.wait_for_url(lambda url: "anmelden" not in url)
