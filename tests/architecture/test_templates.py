"""Every template compiles: tags exist, blocks end, what it extends and includes is there."""

import re
from pathlib import Path

import pytest
from django.template import Template
from django.template.loader import get_template
from django.template.loader_tags import ExtendsNode, IncludeNode

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
