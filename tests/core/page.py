"""What a template writes, read as elements."""

from html.parser import HTMLParser

from django.template import Context, Template
from django.test import RequestFactory

VOID = {"input", "br", "hr", "img", "meta", "link", "path", "use", "rect", "circle"}


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


def request_for(address: str) -> object:
    return RequestFactory().get(address)


class Page(HTMLParser):
    """The elements of a page, each as its name and its attributes, and the balance of its tags."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.elements if name == tag]

    def one(self, tag: str) -> dict[str, str | None]:
        [only] = self.all(tag)
        return only

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _, attrs in self.elements if attrs.get("id")]


def elements(source: str) -> Page:
    page = Page(source)
    assert page.open == []
    return page
