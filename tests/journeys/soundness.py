"""Is a page sound? axe, sideways scroll, text twice as large, and what the browser says.

The DOM is the same on a phone and on a desk, in light and dark. So the whole of axe looks at what a
phone shows, in light, and at what a desk shows besides; rules that a layout decides ask on the desk
about everything. Contrast is asked in all four, once for each way in which words are dressed: their
colour, size and weight over the same grounds are the same finding on every page. ``THOROUGH=10``
asks it on every page.
"""

from typing import Any, ClassVar

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Page

from tests.examples import TIMES

PHONE, DESK, NARROWEST = 360, 1280, 320
HEIGHT = 900
OF_COLOUR = ["color-contrast", "link-in-text-block"]
OF_LAYOUT = ["target-size", "scrollable-region-focusable"]
ALL: list[str] = []
#: Width, scheme, and the rules beside those of colour: about what a phone does not show alone, or
#: about everything.
LOOKS: tuple[tuple[int, str, tuple[tuple[list[str], bool], ...]], ...] = (
    (PHONE, "light", ((ALL, False),)),
    (PHONE, "dark", ()),
    (DESK, "dark", ((ALL, True), (OF_LAYOUT, False))),
    (DESK, "light", ()),
)
NOTE_WHAT_SHOWS = """() => {
  window.onPhone = new WeakSet(
    [...document.body.querySelectorAll("*")].filter(one => one.checkVisibility()));
  return "axe" in window;
}"""
# How each element with words of its own is dressed; the first of each kind is kept for axe.
DRESSED = """() => {
  const grounds = new Map(), found = window.dressed = new Map();
  const under = one => {
    if (!one) return "";
    if (!grounds.has(one)) {
      const style = getComputedStyle(one);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter,
        style.position === "static" ? "" : style.position].join();
      const plain = own === "rgba(0, 0, 0, 0),none,1,none,";
      grounds.set(one, under(one.parentElement) + (plain ? "" : `/${own}`));
    }
    return grounds.get(one);
  };
  for (const one of document.body.querySelectorAll("*")) {
    const words = [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const field = one.matches("input, select, textarea");
    if (!(words || field) || !one.checkVisibility()) continue;
    const style = getComputedStyle(one);
    const key = [one.localName, style.color, style.fontSize, style.fontWeight, style.textShadow,
      style.textDecorationLine, getComputedStyle(one.parentElement).color, one.matches(":disabled"),
      under(one)].join();
    if (!found.has(key)) found.set(key, one);
  }
  return [...found.keys()];
}"""
RUN_AXE = """async ([rules, without, besides, dressed]) => {
  const options = {resultTypes: ["violations"], preload: false, iframes: false, elementRef: false};
  if (rules.length) options.runOnly = {type: "rule", values: rules};
  else options.rules = Object.fromEntries(without.map(rule => [rule, {enabled: false}]));
  let where = document;
  if (dressed) where = dressed.map(key => window.dressed.get(key));
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

    dressed: ClassVar[set[str]] = set()  # what was looked at by anybody

    def __init__(self, page: Page) -> None:
        self.page = page
        self.said: list[str] = []
        self.shown: tuple[int, str] | None = None
        listen(page, self.said)

    def troubles(self) -> list[str]:
        """What is wrong with the page that stands now, in both widths and both schemes."""
        found = []
        for width, scheme, more in LOOKS:
            self._show(width, scheme)
            if (width, scheme) == LOOKS[0][:2] and not self.page.evaluate(NOTE_WHAT_SHOWS):
                self.page.evaluate(AXE_SCRIPT)
            lines = list(self._colours())
            for rules, besides in more:
                lines += self._axe(rules, besides=besides)
            found += [f"{width} px, {scheme}: {line}" for line in lines]
        self._show(NARROWEST, "light")
        if wide := self.page.evaluate(SIDEWAYS):
            found.append(f"{NARROWEST} px: scrolls sideways, {wide}")
        found += self.said
        self.said.clear()
        return found

    def _show(self, width: int, scheme: Any) -> None:
        if self.shown is None or self.shown[0] != width:
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
        if self.shown is None or self.shown[1] != scheme:
            self.page.emulate_media(color_scheme=scheme)
        self.shown = width, scheme

    def _colours(self) -> list[str]:
        """The rules of colour, about words that are dressed as none were before."""
        keys = self.page.evaluate(DRESSED)
        new = [key for key in keys if TIMES > 1 or key not in self.dressed]
        self.dressed.update(new)
        return self._axe(OF_COLOUR, dressed=new) if new else []

    def _axe(
        self, rules: list[str], *, besides: bool = False, dressed: list[str] | None = None
    ) -> list[str]:
        asked = self.page.evaluate(RUN_AXE, [rules, OF_COLOUR, besides, dressed])
        return [
            f"{rule} ×{count}: {html} ({' '.join(summary.split())})"
            for rule, count, html, summary in asked
        ]
