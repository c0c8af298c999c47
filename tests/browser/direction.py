"""Whether a page runs from right to left in all its parts, by what Chromium computed."""

from __future__ import annotations

from playwright.sync_api import Page

RUNS_BACK = """() => {
  const root = document.documentElement, found = new Set(root.dir === "rtl" ? [] : [`the page itself is ${root.dir}`])
  const seen = {checkOpacity: true, checkVisibilityCSS: true}, own = "[dir], bdi, svg, canvas, input, textarea"
  const starting = "main :is(h1, h2, label, legend, p.hint)"
  const at_left = (one, box) => {
    const range = document.createRange()
    range.selectNodeContents(one)
    const words = range.getBoundingClientRect()
    return box.width > words.width + 8 && words.right < box.right - box.width / 2
  }
  for (const one of document.body.querySelectorAll("*")) {
    if (!one.checkVisibility(seen) || one.closest(".visually-hidden, .skip")) continue
    const style = getComputedStyle(one), box = one.getBoundingClientRect(), ours = one.closest(own) === root
    const faults = {
      "runs from left to right": ours && style.direction !== "rtl",
      "is aligned to one side": ours && ["left", "right"].includes(style.textAlign),
      "sticks out": box.width && (box.left < -1 || box.right > root.clientWidth + 1),
      "does not turn": one.matches(".icon.turns") && style.scale !== "-1 1",
      "turns": one.matches(".icon:not(.turns)") && style.scale !== "none",
      "is not typed as an address": one.matches("[type=email], [type=tel], [type=url]") && style.direction !== "ltr",
      "stands at the left": ours && style.textAlign === "start" && one.matches(starting) && at_left(one, box),
    }
    for (const [fault, so] of Object.entries(faults)) if (so) found.add(`${one.outerHTML.slice(0, 120)} ${fault}`)
  }
  return [...found]
}"""


def back_to_front(page: Page) -> list[str]:
    """What runs the wrong way at 320 and 1280 px; empty when all is well."""
    found = []
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{page.url} {width}: {one}" for one in page.evaluate(RUNS_BACK)]
    return found
