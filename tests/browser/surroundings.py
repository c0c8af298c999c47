"""What is wrong with a page to the eye and to assistive technology."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {320: 640, 1280: 900}
SCROLLS = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"
_axe = Axe()


def faults_of(page: Page) -> list[str]:
    """Findings of axe in light and dark, at 320 and 1280 px, and sideways scrolling; empty when all is well."""
    found = []
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(SCROLLS):
            found.append(f"{page.url} scrolls sideways at {width} px")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            options = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": WCAG}}
            for violation in _axe.run(page, options=options).response["violations"]:
                nodes = [
                    node["html"][:160] + " — " + node.get("failureSummary", "")[:200] for node in violation["nodes"][:2]
                ]
                found.append(f"{page.url} {width} {scheme}: {violation['id']}: {violation['help']} {nodes}")
    return found
