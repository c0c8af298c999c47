"""What is wrong with a page to the eye and to assistive technology."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = {320: 640, 1280: 900}
SCROLLS = "document.scrollingElement.scrollWidth > document.scrollingElement.clientWidth"

AXE = Axe().axe_script
COLOURS = f"""axe.getRules({WCAG}).filter(({{ tags }}) => tags.includes("cat.color")).map(({{ ruleId }}) => ruleId)"""
ALL, COLOURED = f'{{type: "tag", values: {WCAG}}}', f'{{type: "rule", values: {COLOURS}}}'
LOOKS = {"light": ALL, "dark": COLOURED}
"""What is asked of a page in either scheme: they differ in nothing but colours (tests/test_styles.py)."""


def faults_of(page: Page) -> list[str]:
    """Findings of axe in light and dark, at 320 and 1280 px, and sideways scrolling; empty when all is well."""
    found = []
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    for width, height in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": height})
        if page.evaluate(SCROLLS):
            found.append(f"{page.url} scrolls sideways at {width} px")
        for scheme, rules in LOOKS.items():
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            asked = f'axe.run({{resultTypes: ["violations"], runOnly: {rules}}}).then((said) => said.violations)'
            for violation in page.evaluate(asked):
                nodes = [
                    node["html"][:160] + " — " + node.get("failureSummary", "")[:200] for node in violation["nodes"][:2]
                ]
                found.append(f"{page.url} {width} {scheme}: {violation['id']}: {violation['help']} {nodes}")
    return found
