"""What a person reads on a page, for the tests of the front hall."""

import re
from datetime import timedelta
from pathlib import Path

from django.contrib.staticfiles import finders
from django.test import Client

from core import clock
from core.stylesheet import address, stylesheet
from employers.models import Challenge
from institutions.models import Institution
from tests.build import an_employer, an_open_challenge


def words(response) -> str:
    """The main part's text, white space made single."""
    html = response.content.decode()
    main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def titles(response) -> list[str]:
    """The titles of the cards, in order."""
    cards = response.content.decode().partition('<ol class="cards">')[2].partition("</ol>")[0]
    return [text.strip() for text in re.findall(r"<h\d[^>]*><a[^>]*>([^<]*)</a>", cards)]


def weight(response) -> int:
    """Bytes of the page and of everything that it loads, none of it compressed."""
    html = response.content.decode()
    linked = re.findall(r'<script src="/static/([^"?]+)', html)
    files = [finders.find(name) for name in linked]
    assert len(files) == 2
    assert address() in html
    styles = len(stylesheet().text)
    return len(response.content) + styles + sum(Path(file).stat().st_size for file in files)


def get(path: str, client: Client | None = None):
    return (client or Client()).get(path)


def open_at(institution: Institution, count: int = 1) -> list[Challenge]:
    """Open challenges of one host whose interests close in a week or later."""
    employer = an_employer(known_to=institution)
    return [
        an_open_challenge(
            institution=institution,
            employer=employer,
            closes_at=clock.now() + timedelta(days=3, hours=n),
        )
        for n in range(count)
    ]
