"""The catalogues of our languages: kept as text, compiled where the text has changed.

``locale/<language>/LC_MESSAGES/django.po`` is committed and is the only one that people edit;
``django.mo`` beside it is made from it and never committed. GNU gettext is not needed.
"""

import os
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

NAME = "LC_MESSAGES/django.po"
# %(name)s and %s of Python, {name} of str.format; "%%" is a per cent sign.
PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[sdrf%]|\{\w*(?::[^{}]*)?\}")
TAG = re.compile(r"</?([a-zA-Z][\w-]*)([^<>]*)>")
PLACE = re.compile(r"(?:href|src|name|value|class|id)=\"([^\"]*)\"")
EDGES = re.compile(r"\A(\s*).*?(\s*)\Z", re.DOTALL)


def catalogues() -> dict[str, Path]:
    """The text of each language that has one, by the language's code."""
    found = (Path(settings.LOCALE_PATHS[0])).glob(f"*/{NAME}")
    return {path.parts[-3].replace("_", "-").lower(): path for path in sorted(found)}


def compile_older() -> None:
    """Compile each catalogue whose text was written at another moment than what was compiled.

    Takes 1.5 s of CPU for a catalogue that has changed, and nothing else. Several processes may
    do it at once. Where the tree can not be written, as in a container, its image does this when it
    is built: any command of ``manage.py`` does.
    """
    for text in catalogues().values():
        written = text.stat().st_mtime_ns
        compiled = text.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns != written:
            _compile(text, compiled, written)


def _compile(text: Path, compiled: Path, written: int) -> None:
    from babel.messages.mofile import write_mo  # not in a process that compiles nothing
    from babel.messages.pofile import read_po

    with text.open("rb") as file:
        catalogue = read_po(file)
    for message in list(catalogue):
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(said):  # write_mo would say an empty plural
            catalogue.delete(message.id, message.context)
    with tempfile.NamedTemporaryFile(dir=compiled.parent, delete=False) as made:
        write_mo(made, catalogue)
    Path(made.name).chmod(0o644)
    os.utime(made.name, ns=(written, written))
    os.replace(made.name, compiled)


def faults(id: tuple[str, ...], said: tuple[str, ...]) -> Iterator[str]:
    """What is wrong with a translation, in words; nothing where it may stand.

    ``id`` is the sentence, and its plural where it has one; ``said`` the forms of the translation.
    A singular form says every number that the English plural says: in French it stands for 0 too.
    """
    every = Counter(placeholder for one in id for placeholder in set(_placeholders(one)))
    for n, form in enumerate(said):
        english = id[min(n, len(id) - 1)]
        if not form.strip():
            yield "it says nothing"
            continue
        own = Counter(_placeholders(form))
        wanted = Counter(_placeholders(english))
        if len(id) == 1 and own != wanted:
            yield f"placeholders {sorted(own)} instead of {sorted(wanted)}"
        elif missing := (set(every) if n == 0 else set(wanted)) - set(own):
            yield f"no {sorted(missing)} in form {n}"
        elif unknown := set(own) - set(every):
            yield f"nothing gives {sorted(unknown)}"
        if any(each.startswith("%") for each in every) and "%" in PLACEHOLDER.sub("", form):
            yield "a per cent sign is written %% here"
        if _tags(form) != _tags(english):
            yield f"tags {_tags(form)} instead of {_tags(english)}"
        if _edges(form) != _edges(english):
            yield "it begins or ends with other spaces or lines"
        if form.count("\n\n") != english.count("\n\n"):
            yield "it has other paragraphs"


def _placeholders(text: str) -> list[str]:
    return [each for each in PLACEHOLDER.findall(text) if each != "%%"]


def _tags(text: str) -> list[tuple[str, ...]]:
    return sorted(
        (found[0].removesuffix(found[2]), found[1], *PLACE.findall(found[2]))
        for found in TAG.finditer(text)
    )


def _edges(text: str) -> tuple[str, ...]:
    found = EDGES.match(text)
    return found.groups() if found else ()
