"""Here the tables are looked at as they are."""

from collections.abc import Iterator

import pytest

from employers.paylaw import decide, decisions, tables, visas


@pytest.fixture(autouse=True, scope="package")
def the_law_as_it_is(the_law_stands_still: None) -> Iterator[None]:
    """The files' own dates, in spite of ``tests/conftest.py``."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (decisions, visas):
            patch.setattr(module, "tables", tables)
        decide.cache_clear()
        yield
    decide.cache_clear()
