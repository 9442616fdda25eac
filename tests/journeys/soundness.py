"""Is a page sound? axe, sideways scroll, text twice as large, and what the browser says.

The DOM is the same on a phone and on a desk, in light and dark. So the whole of axe looks at what a
phone shows, in light, and at what a desk shows besides; rules that look at colours ask again in
dark, and those that a layout decides ask on the desk about everything.
"""

from collections.abc import Iterator
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

PHONE, DESK, NARROWEST = 360, 1280, 320
HEIGHT = 900
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_LAYOUT = ["target-size", "scrollable-region-focusable"]
ALL: list[str] = []
#: Width, scheme, rules, and whether only what a phone does not show is looked at.
LOOKS: tuple[tuple[int, str, list[str], bool], ...] = (
    (PHONE, "light", ALL, False),
    (PHONE, "dark", OF_COLOUR, False),
    (DESK, "dark", ALL, True),
    (DESK, "dark", [*OF_COLOUR, *OF_LAYOUT], False),
    (DESK, "light", OF_COLOUR, True),
)
NOTE_WHAT_SHOWS = """() => {
  window.onPhone = new WeakSet(
    [...document.body.querySelectorAll("*")].filter(one => one.checkVisibility()));
}"""
RUN_AXE = """async ([rules, besides]) => {
  const options = {resultTypes: ["violations"], preload: false, iframes: false, elementRef: false};
  if (rules.length) options.runOnly = {type: "rule", values: rules};
  let where = document;
  if (besides) {
    const newly = [...document.body.querySelectorAll("*")].filter(
      one => one.checkVisibility() && !window.onPhone.has(one));
    where = newly.filter(one => !newly.includes(one.parentElement));
    if (!where.length) return [];
  }
  const found = await axe.run(where, options);
  return found.violations.map(rule => [
    rule.id, rule.nodes.length, rule.nodes[0].html.slice(0, 160), rule.nodes[0].failureSummary
  ]);
}"""
SIDEWAYS = """() => {
  const page = document.scrollingElement, text = document.documentElement.style;
  let size = "100%";
  if (page.scrollWidth <= page.clientWidth) text.fontSize = size = "200%";
  if (page.scrollWidth <= page.clientWidth) { text.fontSize = ""; return null; }
  const wide = [...document.body.querySelectorAll("*")].filter(
    one => one.getBoundingClientRect().right > page.clientWidth + 1 && one.children.length === 0);
  const said = (wide[0] || document.body).outerHTML.slice(0, 160);
  const found = `text at ${size}, ${page.scrollWidth} px wide: ${said}`;
  text.fontSize = "";
  return found;
}"""


def listen(page: Page, said: list[str]) -> None:
    """Write down into ``said`` what the browser complains about on ``page``."""

    def hear(message: ConsoleMessage) -> None:
        # A refusal (403, 404, 422) is an answer, which Chromium writes down as an error too.
        refusal = "the server responded with a status of 4" in message.text
        if message.type == "error" and not refusal:
            said.append(f"console of {page.url}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(f"script of {page.url}: {error}"))


class Watched:
    """A page of a browser, with what its console said since it was last asked."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        listen(page, self.said)

    def troubles(self) -> list[str]:
        """What is wrong with the page that stands now, in both widths and both schemes."""
        found = []
        self._show(PHONE, "light")
        self.page.evaluate(NOTE_WHAT_SHOWS)
        for width, scheme, rules, besides in LOOKS:
            self._show(width, scheme)
            found += [f"{width} px, {scheme}: {line}" for line in self._axe(rules, besides)]
        self._show(NARROWEST, "light")
        if wide := self.page.evaluate(SIDEWAYS):
            found.append(f"{NARROWEST} px: scrolls sideways, {wide}")
        found += self.said
        self.said.clear()
        return found

    def _show(self, width: int, scheme: Any) -> None:
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme)

    def _axe(self, rules: list[str], besides: bool) -> Iterator[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        for rule, count, html, summary in self.page.evaluate(RUN_AXE, [rules, besides]):
            yield f"{rule} ×{count}: {html} ({' '.join(summary.split())})"
