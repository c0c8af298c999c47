"""A person at the browser: with the mouse, or with the keyboard alone."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, TimeoutError, expect

TABS = 120  # no page of ours needs more to get once around


class Visitor:
    """Uses pages by what they say: links, labels, buttons."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> None:
        self.page.goto(url)

    def follow(self, text: str) -> None:
        self._press(self.page.get_by_role("link", name=text, exact=True).first)

    def press(self, text: str) -> None:
        self._press(self.page.get_by_role("button", name=text, exact=True))

    def fill(self, values: dict[str, str]) -> None:
        for label, value in values.items():
            self._type(self._field(label), value)

    def choose(self, label: str, option: str) -> None:
        self._field(label).select_option(label=option)

    def tick(self, label: str) -> None:
        self._box(label).check()

    def pick(self, option: str) -> None:
        """Choose one of a group of radio buttons."""
        self._radio(option).check()

    def enclose(self, name: str, content: bytes) -> None:
        """Choose a file of this name in the one field for files."""
        self.page.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/plain", "buffer": content}
        )

    def sees(self, text: str) -> None:
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=20_000)

    def heading(self, text: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1)).to_have_text(text, timeout=20_000)

    def _field(self, label: str) -> Locator:
        # a mark such as „(optional)“ or the button that shows a password may be part of what is read aloud
        labelled = self.page.get_by_label(re.compile(rf"^{re.escape(label)}\s*(\(?optional\)?)?$"))
        return self.page.locator("input:not([type=radio], [type=checkbox]), select, textarea").and_(labelled)

    def _box(self, label: str) -> Locator:
        return self.page.get_by_role("checkbox", name=re.compile(f"^{re.escape(label)}"))

    def _radio(self, option: str) -> Locator:
        return self.page.get_by_role("radio", name=option, exact=True)

    def _press(self, target: Locator) -> None:
        target.click()

    def _type(self, target: Locator, value: str) -> None:
        target.fill(value)


class KeyboardVisitor(Visitor):
    """Never touches the mouse: Tab to get there, Enter and Space to act, arrows to choose."""

    def choose(self, label: str, option: str) -> None:
        self._reach(self._field(label))
        self.page.keyboard.type(option)
        expect(self._field(label).locator("option:checked")).to_have_text(option)

    def tick(self, label: str) -> None:
        self._reach(self._box(label))
        self.page.keyboard.press("Space")
        expect(self._box(label)).to_be_checked()

    def pick(self, option: str) -> None:
        target = self._radio(option)
        group = self.page.get_by_role("group").filter(has=target).last
        self._reach(group.locator("input:checked"))
        for _ in range(group.get_by_role("radio").count()):
            if not target.is_checked():
                self.page.keyboard.press("ArrowRight")
        expect(target).to_be_checked()

    def enclose(self, name: str, content: bytes) -> None:
        for key in ("Enter", "Space"):  # a busy Chromium now and then lets the first key go by
            self._reach(self.page.locator("input[type=file]"))
            try:
                with self.page.expect_file_chooser(timeout=10_000) as chooser:
                    self.page.keyboard.press(key)
                break
            except TimeoutError:
                assert key == "Enter", "no key opens the choice of files"
        chooser.value.set_files({"name": name, "mimeType": "text/plain", "buffer": content})

    def _press(self, target: Locator) -> None:
        self._reach(target)
        self.page.keyboard.press("Enter")

    def _type(self, target: Locator, value: str) -> None:
        self._reach(target)
        self.page.keyboard.type(value)

    def _reach(self, target: Locator) -> None:
        target.wait_for()
        for _ in range(TABS):
            if target.evaluate("element => element === document.activeElement"):
                seen = target.evaluate("element => element.matches(':focus-visible')")
                assert seen, f"the focus on {target} cannot be seen"
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never reaches {target} on {self.page.url}")
