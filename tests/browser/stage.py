"""One installation, one agency and one way of using it: what a journey through the product is played on."""

from __future__ import annotations

import time

from tests.browser.surroundings import SCROLLS
from tests.browser.test_main_journey import WAYS, context_of
from tests.cast import PASSWORD, Agency
from tests.letters import text_of

PATIENCE = 60
"""Seconds until a mail has come."""


class Stage:
    """One installation, one agency and one way of using it."""

    def __init__(self, browser, live, way: str) -> None:
        self.browser, self.live = browser, live
        self.kind, self.options = WAYS[way]
        self.phone = way == "phone"
        self.contexts, self.complaints = [], []

    def visitor(self, agency: Agency, door: str, email: str, password: str = PASSWORD):
        """Somebody who has just signed in, in a browser of their own."""
        visitor = self.reader(agency)
        visitor.open(self.origin(agency) + door)
        visitor.fill({"E-Mail-Adresse": email, "Passwort": password})
        visitor.press("Anmelden")
        visitor.page.wait_for_url(lambda url: "anmelden" not in url)
        return visitor

    def reader(self, agency: Agency):
        """Somebody whom the agency does not know yet, in a browser of their own."""
        context = context_of(self.browser, base_url=self.origin(agency), **self.options)
        context.on(
            "console", lambda message: self.complaints.append(message.text) if "Policy" in message.text else None
        )
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return self.kind(context.new_page())

    def origin(self, agency: Agency) -> str:
        return f"http://{agency.host}:{self.live.port}"

    def fits(self, visitor) -> None:
        assert not visitor.page.evaluate(SCROLLS), f"{visitor.page.url} scrolls sideways"

    def letters(self, agency: Agency, email: str) -> list:
        """The mails of this agency to an address, which people of other agencies have too."""
        return [mail for mail in self.live.postbox.mails_to(email) if agency.slug in text_of(mail)]

    def letter(self, agency: Agency, email: str, words: str):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := [mail for mail in self.letters(agency, email) if words in text_of(mail)]:
                return found[-1]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {email} with „{words}“: {[*map(text_of, self.letters(agency, email))]}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()
        assert self.complaints == []
