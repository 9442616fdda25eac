"""The frame around every page: places, person, theme, and the pages of our own faults."""

from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from core.stylesheet import STYLESHEETS
from portal.context import chrome
from tests.core.page import elements


def frame(address: str = "/", *, theme: str = "", **context: object) -> str:
    request = RequestFactory().get(address)
    request.institution = context.pop("institution", None)
    request.COOKIES["theme"] = theme
    worn = {"theme": chrome(request)["theme"]}
    return render_to_string("base.html", context | worn | {"request": request, "csrf_token": "abc"})


def test_the_frame_stands_without_any_institution_or_person():
    page = elements(frame())
    assert page.all("a")[0] == {"class": "skip", "href": "#main"}
    assert len(page.all("main")) == 1
    assert page.all("nav") == []


def test_the_frame_shows_the_institution_the_places_and_the_person():
    institution = SimpleNamespace(
        name="Northshire University",
        team_name="Business Clinic",
        slug="northshire",
        contact_phone="01632 960 142",
        contact_email="clinic@northshire.example",
        office_hours="",
        offered_languages=["en-gb", "fr"],
    )
    source = frame(
        institution=institution,
        navigation=[
            {"label": "Home", "url": "/a", "icon": "home", "current": True},
            {"label": "Hosts", "url": "/b", "icon": "host"},
        ],
        person_label="Dana Whitlock",
        person_url="/me",
    )
    links = {link["href"]: link.get("aria-current") for link in elements(source).all("a")}
    assert links | {"/a": "page", "/b": None, "/me": None, "/northshire/": None} == links
    assert "Dana Whitlock" in source
    assert "Ring 01632 960 142" in source


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", None), ('x" onload="y', None)]
)
def test_the_colours_chosen_are_worn(cookie, theme):
    assert elements(frame(theme=cookie)).one("html").get("data-theme") == theme


def test_pages_fit_a_policy_without_inline_styles_or_scripts():
    for name in ("base.html", "500.html", "503.html", "404.html", "403.html"):
        request = RequestFactory().get("/")
        request.institution = None
        page = elements(render_to_string(name, {"request": request}))
        assert [
            a for _, a in page.elements if "style" in a or any(k.startswith("on") for k in a)
        ] == []
        assert [a for a in page.all("script") if "src" not in a] == []
        assert page.all("style") == []


@pytest.mark.parametrize("name", ["500.html", "503.html"])
def test_the_page_for_our_own_faults_needs_nothing(name):
    page = elements(render_to_string(name))
    sheets = [link["href"].removeprefix("/static/") for link in page.all("link")]
    assert sheets
    assert set(sheets) <= set(STYLESHEETS)
