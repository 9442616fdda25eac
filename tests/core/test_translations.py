"""Joined catalogues say what Django's own say."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils.translation import ngettext, override, trans_real

from core.translations import Joined, flatten

LANGUAGES = ("en-gb", "fr", "ar")


@pytest.fixture
def joined() -> Iterator[None]:
    """Languages that this test joins are forgotten after it."""
    kept = dict(trans_real._translations)
    yield
    trans_real._translations.clear()
    trans_real._translations.update(kept)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_said_as_before(joined: None, language: str) -> None:
    apart: Any = trans_real.DjangoTranslation(language)
    flatten(language)
    translation: Any = trans_real.translation(language)
    keys = set(apart._catalog.keys())
    singular = [key for key in keys if isinstance(key, str) and key]
    assert len(singular) > 100
    assert [translation.gettext(key) for key in singular] == [apart.gettext(k) for k in singular]
    plural = {key[0] for key in keys if isinstance(key, tuple)}
    for key in plural:
        for count in range(120):
            said = translation.ngettext(key, "many", count)
            assert said == apart.ngettext(key, "many", count), (key, count)


def test_the_languages_that_are_offered_are_joined() -> None:
    translation: Any = trans_real.translation("en-gb")
    assert isinstance(translation._catalog, Joined)


def test_words_that_no_catalogue_has_stay_as_they_are() -> None:
    with override("en-gb"):
        assert ngettext("%(n)d place kept", "%(n)d places kept", 2) == "%(n)d places kept"
