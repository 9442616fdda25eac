"""An e-mail's HTML as text: what a reader sees of what the sender wrote, and nothing quoted.

A scanner of our own: the standard library's takes quadratic time on tags that never end.
"""

import html
import re

TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]{0,20})")
ATTRIBUTE = re.compile(
    r"""\b(class|id|type|style)\s*=\s*("[^"]{0,500}"|'[^']{0,500}'|[^\s>]{1,100})"""
)
TAG_LENGTH = 20_000
# Whose content nobody reads
SILENT = {"head", "style", "script", "title", "template", "select", "textarea", "o:p"}
EMPTY = {"br", "hr", "img", "meta", "link", "input", "wbr", "col", "area", "base"}
LINES = {
    *("p", "div", "br", "tr", "li", "ul", "ol", "table", "blockquote", "hr", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "header", "footer"),
}
PARAGRAPHS = {"p", "blockquote", "ul", "ol", "table", "pre", "h1", "h2", "h3"}
# What mail programs put around a quotation or a signature
QUOTED = re.compile(
    r"gmail_quote|gmail_attr|gmail_signature|gmail_extra|yahoo_quoted|moz-cite-prefix"
    r"|moz-signature|protonmail_quote|protonmail_signature|zmail_extra|OutlookMessageHeader"
    r"|ms-outlook-mobile-(?:signature|reference)|AppleMailSignature|x_gmail_quote|tutanota_quote",
    re.IGNORECASE,
)
# From here on all is an older e-mail
CUT = re.compile(r"divRplyFwdMsg|appendonsend|x_divRplyFwdMsg|stopSpelling", re.IGNORECASE)
HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt)?\s*(?:;|$)"
    r"|mso-hide\s*:\s*all|opacity\s*:\s*0\s*(?:;|$)",
    re.IGNORECASE,
)
# How Outlook draws the line over what is answered
LINE_OVER = re.compile(r"border-?top\s*:\s*solid #(?:e1e1e1|b5c4df)", re.IGNORECASE)
OPEN_AT_MOST = 1000


def text_of(page: str) -> str:
    """The words of ``page``, a paragraph's end as an empty line."""
    found: list[str] = []
    inside: list[tuple[str, bool]] = []  # open elements, and whether they are left out
    silent = 0
    at = 0
    while at < len(page):
        tag = page.find("<", at)
        if tag < 0:
            found.append("" if silent else _words(page[at:]))
            break
        if not silent:
            found.append(_words(page[at:tag]))
        if page.startswith("<!--", tag):
            end = page.find("-->", tag + 4)
            if end < 0:
                break
            at = end + 3
            continue
        name = TAG.match(page, tag)
        if name is None and page[tag + 1 : tag + 2] not in ("!", "?", "/"):  # "a < b"
            at = tag + 1
            found.append("" if silent else "<")
            continue
        end = page.find(">", tag)
        if end < 0:
            break
        at = end + 1
        if name is None:
            continue
        element = name[1].lower()
        if page[tag + 1] == "/":
            silent = _close(inside, element, silent)
        elif element not in EMPTY and page[at - 2] != "/":
            left_out = _left_out(element, page[tag : min(at, tag + TAG_LENGTH)])
            if left_out is None:
                break
            if len(inside) < OPEN_AT_MOST:
                inside.append((element, left_out))
                silent += left_out
        elif CUT.search(page, tag, min(at, tag + TAG_LENGTH)):
            break
        if element in LINES and not silent:
            found.append("\n\n" if element in PARAGRAPHS else "\n")
    return "".join(found)


def _words(text: str) -> str:
    """Text between tags: a line's end is a space."""
    spaced = re.sub(r"\s+", " ", text)
    return html.unescape(spaced)


def _close(inside: list[tuple[str, bool]], element: str, silent: int) -> int:
    """Leave ``element`` and what was never closed in it."""
    if all(known != element for known, _left_out in inside[-50:]):
        return silent
    while inside:
        known, left_out = inside.pop()
        silent -= left_out
        if known == element:
            break
    return silent


def _left_out(element: str, tag: str) -> bool | None:
    """Whether an element's content is not the sender's own words; ``None``: nothing is any more."""
    if element in SILENT:
        return True
    attributes = {name.lower(): value.strip("\"'") for name, value in ATTRIBUTE.findall(tag)}
    marks = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    if CUT.search(marks):
        return None
    if element == "blockquote" and attributes.get("type", "").lower() == "cite":
        return True
    if element == "div" and LINE_OVER.search(attributes.get("style", "")):
        return None
    return bool(QUOTED.search(marks) or HIDDEN.search(attributes.get("style", "")))
