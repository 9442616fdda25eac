"""One stylesheet, asked for once and kept for a year."""

import gzip

import pytest
from django.test import Client

from core.stylesheet import STYLESHEETS, address, stylesheet


@pytest.mark.parametrize("encoding", ["", "gzip, br"])
def test_all_styles_come_as_one_file_in_their_order(encoding):
    answer = Client().get(address(), headers={"accept-encoding": encoding})

    packed = answer.get("Content-Encoding") == "gzip"
    text = gzip.decompress(answer.content) if packed else answer.content
    assert packed is bool(encoding)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert answer["Vary"] == "Accept-Encoding"
    assert "immutable" in answer["Cache-Control"]
    assert text == stylesheet().text
    assert text.startswith(b"/*") or b"@layer" in text[:400]
    assert b"url(" not in text
    assert text.count(b"\n") > len(STYLESHEETS)


def test_a_mark_of_yesterday_gets_the_styles_of_today_and_does_not_keep_them():
    answer = Client().get("/theme/0123456789abcdef.css")

    assert answer.content == stylesheet().text
    assert "no-cache" in answer["Cache-Control"]
    assert "immutable" not in answer["Cache-Control"]


def test_a_page_asks_for_one_stylesheet(db):
    page = Client().get("/accessibility/").content.decode()

    assert page.count('rel="stylesheet"') == 1
    assert address() in page
