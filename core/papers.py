"""Papers: tagged PDF/UA by typst, from a template and plain data. A name never fails one.

Data reaches typst as JSON, never as its markup, so nothing that somebody typed is run. PDF/UA-1
(ISO 14289-1) refuses a document in which a character has no glyph: such a character, and all others
of its script, are written as "?" and the paper says so at its end. With a font package for that
script (Debian's fonts-noto-cjk, say) they are drawn.
"""

import json
import re
from collections.abc import Mapping
from typing import Any
from unicodedata import name

import typst
from django.utils.translation import gettext as _

HEAD = """\
#let d = json(bytes(sys.inputs.data))
#set document(title: d.title, author: d.author)
#set text(lang: d.lang, size: 10.5pt)
#set page(paper: "a4", margin: (MARGIN), numbering: "1")
#set par(leading: 0.7em)
#show heading.where(level: 1): set text(size: 20pt)
= #d.title
"""
FOOT = """
#if d.undrawn != "" [
  #v(1em)
  #text(size: 9pt, d.undrawn)
]
"""
NO_GLYPH = re.compile(r'the text `"(.+?)"`')
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
SCRIPTS_AT_MOST = 40


def paper(
    body: str,
    *,
    title: str,
    author: str,
    language: str,
    data: Mapping[str, Any],
    margin: str = "x: 2.2cm, y: 2.4cm",
) -> bytes:
    """A PDF of ``body``, typst's markup of our own, which reads ``data`` as ``d.…``.

    It begins at heading level 2: the title stands above it. ``language`` is a tag such as
    ``en-gb``, ``margin`` that of the page in typst's words. Takes about 0.15 s. Raises
    ``typst.TypstError`` for markup that is wrong.
    """
    source = (HEAD.replace("MARGIN", margin) + body + FOOT).encode()
    own = {"title": title, "author": author, "lang": language.partition("-")[0], "undrawn": ""}
    text = json.dumps({**data, **own}, ensure_ascii=False)
    for _attempt in range(SCRIPTS_AT_MOST):
        try:
            return bytes(
                typst.compile(
                    source,
                    format="pdf",
                    pdf_standards=["ua-1"],
                    sys_inputs={"data": text},
                )
            )
        except typst.TypstError as error:
            found = NO_GLYPH.search(str(error))
            if found is None:
                raise
            text = _without(text, found[1])
    raise ValueError("This paper has more scripts than a paper can have.")


def _without(text: str, undrawn: str) -> str:
    """``text`` with "?" for what can not be drawn and all else of its script, and a word on it."""
    wanted = ESCAPED.sub(lambda code: chr(int(code[1], 16)), undrawn)
    scripts = {_script(sign) for sign in wanted}
    left = "".join("?" if ord(sign) > 127 and _script(sign) in scripts else sign for sign in text)
    data = json.loads(left)
    data["undrawn"] = _("“?” stands for a character that this service has no font for.")
    return json.dumps(data, ensure_ascii=False)


def _script(sign: str) -> str:
    return name(sign, sign).partition(" ")[0]
