"""All sentences that the code and the templates give to gettext, without GNU's tools.

Python is read by ``ast``, so that joined and parenthesised literals are what they are at run time;
templates by Django's own ``templatize``, as ``makemessages`` does.
"""

import ast
import csv
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

# Where no sentence of ours is: tests, benches, and what is not committed.
OUTSIDE = ("tests/", "bench/", "soak/", "docs/", "locale/", "static/")
# Arguments of each function: context, singular, plural.
FUNCTIONS: dict[str, tuple[str, ...]] = {
    "gettext": ("id",),
    "gettext_noop": ("id",),
    "ngettext": ("id", "plural"),
    "pgettext": ("context", "id"),
    "npgettext": ("context", "id", "plural"),
}
LITERAL = r"u?(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
CALL = re.compile(
    rf"(?<![\w.])(_|n?p?gettext)\(({LITERAL}(?:, {LITERAL})*)(?:, ?count)?\)", re.DOTALL
)
ONE_LITERAL = re.compile(LITERAL, re.DOTALL)


HEADER = """\
# Foothold's sentences, brought up to date by `make messages`. See docs/translating.md.
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

"""


@dataclass(frozen=True)
class Sentence:
    """What is to be translated: as gettext keys it."""

    id: str
    plural: str = ""
    context: str = ""


@cache
def sentences() -> dict[Sentence, set[str]]:
    """Every sentence, and the files that say it, relative to the tree. Takes about 2 s of CPU."""
    found: dict[Sentence, set[str]] = {}
    for name in _names():
        text = (settings.BASE_DIR / name).read_text(encoding="utf-8")
        read = {".py": in_python, ".csv": of_skills}.get(Path(name).suffix, in_template)
        for sentence in read(text):
            found.setdefault(sentence, set()).add(name)
    return found


def rewritten(path: Path) -> str:
    """The text of the catalogue at ``path`` as it should be: each sentence of today, with what was
    its translation. What nobody says any more is left out."""
    kept = _read(path)
    found = sentences()
    written = Catalog(charset="utf-8", fuzzy=False)
    # One entry a key: where a sentence is said with and without a plural, the plural one serves.
    for sentence in sorted(
        found, key=lambda each: (min(found[each]), each.id, each.context, each.plural == "")
    ):
        if written.get(sentence.id, sentence.context or None) is not None:
            continue
        written.add(
            (sentence.id, sentence.plural) if sentence.plural else sentence.id,
            string=_translation(kept, sentence),
            locations=[(name, None) for name in sorted(found[sentence])],  # type: ignore[misc]
            context=sentence.context or None,
        )
    text = BytesIO()
    write_po(text, written, width=0, omit_header=True, include_lineno=False)
    return HEADER.format(language=path.parts[-3]) + text.getvalue().decode()


def untranslated(path: Path) -> list[Sentence]:
    """The sentences of today that the catalogue at ``path`` does not have."""
    kept = _read(path)
    return [sentence for sentence in sentences() if not any(_translation(kept, sentence))]


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


def _translation(kept: Catalog, sentence: Sentence) -> str | tuple[str, ...]:
    """Its translation, or empty words in their number where there is none or it does not fit."""
    message = kept.get(sentence.id, sentence.context or None)
    forms = 2 if sentence.plural else 1
    string: Any = message.string if message is not None and not message.fuzzy else ""
    said = string if isinstance(string, tuple) else (string,)
    if len(said) == forms and all(said):
        return said if sentence.plural else said[0]
    return ("",) * forms if sentence.plural else ""


def in_template(text: str) -> Iterator[Sentence]:
    """What a template says. Raises ``SyntaxError`` where a translated block holds a tag."""
    if "trans" not in text and "_(" not in text:
        return
    for function, arguments in CALL.findall(templatize(text)):
        literals = [ast.literal_eval(each) for each in ONE_LITERAL.findall(arguments)]
        yield _sentence("gettext" if function == "_" else function, literals)


def in_python(text: str) -> Iterator[Sentence]:
    """What a module says, under whatever names it imported gettext's functions."""
    if "gettext" not in text:
        return
    tree = ast.parse(text)
    called = {"_": "gettext"}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            for each in node.names:
                called[each.asname or each.name] = each.name.removesuffix("_lazy")
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        named = node.func
        name = named.attr if isinstance(named, ast.Attribute) else getattr(named, "id", "")
        function = called.get(name, name.removesuffix("_lazy"))
        if function in FUNCTIONS:
            wanted = node.args[: len(FUNCTIONS[function])]
            literals = [
                each.value
                for each in wanted
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            ]
            if len(literals) == len(FUNCTIONS[function]):
                yield _sentence(function, literals)


def of_skills(text: str) -> Iterator[Sentence]:
    """Names and behaviours of a framework that ships with us (``skills.spoken``)."""
    for row in csv.DictReader(StringIO(text)):
        for column in ("plain_name", "level_1", "level_2", "level_3", "level_4"):
            yield Sentence(row[column], context="skill")


def not_literal(text: str) -> Iterator[int]:
    """Lines that ask gettext for what no catalogue can hold: an f-string, or a sum of words."""
    if "gettext" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", "") in {"_", "gettext", "gettext_lazy"}
            and node.args
            and isinstance(node.args[0], ast.JoinedStr | ast.BinOp)
        ):
            yield node.lineno


def _sentence(function: str, literals: list[str]) -> Sentence:
    return Sentence(**dict(zip(FUNCTIONS[function], literals, strict=True)))


@cache
def _names() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=settings.BASE_DIR,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return sorted(
        name
        for name in set(listed.split("\0"))
        if (
            name.endswith(".py")
            or (name.startswith("templates/") and name.endswith((".html", ".txt")))
            or (name.startswith("skills/data/") and name.endswith(".csv"))
        )
        and not name.startswith(OUTSIDE)
        and Path(settings.BASE_DIR, name).exists()
    )
