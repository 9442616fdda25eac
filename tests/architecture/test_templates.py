"""Every template compiles: tags exist, blocks end, what it extends and includes is there."""

import ast
import re
from pathlib import Path

import pytest
from django.template import Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode

from tests.architecture.pages import OURS
from tests.architecture.test_the_house import TREE, sources, tree_of

FOLDER = Path(__file__).parents[2] / "templates"
NAMES = sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file())


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_finds_what_it_names(name):
    template = get_template(name).template

    for wanted in names_in(template):
        get_template(wanted)


def names_in(template: Template) -> list[str]:
    """The templates that this one extends and includes by a name written in it."""
    extends = [node.parent_name for node in template.nodelist.get_nodes_by_type(ExtendsNode)]
    includes = [node.template for node in template.nodelist.get_nodes_by_type(IncludeNode)]
    return [e.var for e in (*extends, *includes) if isinstance(e.var, str)]


def test_what_a_block_looks_up_is_used_in_that_block():
    """What ``{% url … as x %}`` sets in one block is unknown in the next: a link to nowhere."""
    lost = {name: found for name in NAMES if (found := unknown_outside(FOLDER / name))}

    assert lost == {}


def unknown_outside(template: Path) -> set[str]:
    """The names that the block of breadcrumbs sets, and only others use."""
    source = template.read_text()
    crumbs = re.search(r"{% block crumbs %}.*?{% endblock", source, re.DOTALL)
    if not crumbs:
        return set()
    outside = source.replace(crumbs[0], "")
    inside = re.findall(r" as (\w+) %}", crumbs[0])
    used = {each for each in inside if re.search(rf"\b{each}\b", outside)}
    return used - set(re.findall(r" as (\w+) %}", outside))


ENGINE = re.compile(
    r"\b(gap|incumbent|hash(es)?|SHA-256|DID|securings?|solver|objective|optim(al|um|ise[ds]?)|"
    r"lapsed|waitlist(ed)?|EOIs?|allocations?)\b"
)
MADE = ("placements/how_it_was_made.html",)  # the page that tells how, whose words they are


def test_no_word_of_the_engine_is_on_a_page_but_the_one_that_tells_how():
    """What templates and chapters say to people (REQUIREMENTS 4.23)."""
    chapters = ("placements", "students", "employers", "credentials", "notifications", "portal")
    files = [FOLDER / name for name in NAMES if name.endswith(".html") and name not in MADE]
    files += [path for name in chapters for path in FOLDER.parent.joinpath(name).rglob("*.py")]
    said = {
        str(path.relative_to(FOLDER.parent)): found
        for path in files
        if not {"migrations", "demo", "bulk"} & {*path.parts}
        and (found := [f[0] for f in ENGINE.finditer(" ".join(words_of(path)))])
    }

    assert said == {}


def words_of(path: Path) -> list[str]:
    """What a file says: its translated strings, and a template's bare text."""
    source = re.sub(r"%\(\w+\)s", "", path.read_text())
    if path.suffix == ".py":
        return re.findall(r'_\(\s*((?:"[^"]*"\s*)+)', source)
    source = re.sub(r"{% comment %}.*?{% endcomment %}|{#.*?#}", "", source, flags=re.DOTALL)
    spoken = re.findall(r'(?:translate|_\()[^%"]*"([^"]*)"', source)
    bare = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", source, flags=re.DOTALL)
    return [*spoken, bare]


def test_no_template_brings_its_own_style_or_script():
    found = []
    for path in (TREE / "templates").rglob("*.html"):
        text = path.read_text()
        found += [
            f"{path.relative_to(TREE)}: {match[0]}"
            for match in re.finditer(
                r"<style\b|<script(?![^>]*\b(?:src=|type=\"application/json\"))"  # not data
                r"|\sstyle=|\son[a-z]+=|javascript:",
                text,
            )
            if path.parent.name != "notifications" or path.name == "my_messages.html"
        ]

    assert found == []


# What may be drawn unescaped: our own words, and Markdown of ours with its HTML switched off
UNESCAPED = {
    "templates/portal/document.html": "body|safe",
}


def test_nothing_is_drawn_unescaped_that_is_not_known():
    found = {}
    for path in (TREE / "templates").rglob("*.html"):
        for word in re.findall(r"[\w.]+\|safe(?:seq)?\b|autoescape off", path.read_text()):
            found[str(path.relative_to(TREE))] = word
    marked = [
        f"{path.relative_to(TREE)}:{node.lineno}"
        for path in sources(*OURS)
        if "templatetags" not in path.parts
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id in {"mark_safe", "SafeString"}
    ]

    assert found == UNESCAPED
    assert marked == []
