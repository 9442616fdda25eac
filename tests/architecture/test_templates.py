"""Every template compiles: tags exist, blocks end, what it extends and includes is there."""

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
