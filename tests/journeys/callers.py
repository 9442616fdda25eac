"""People without a browser of their own, for crowds: they open pages and send their forms."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

SECONDS = 60


@dataclass
class Form:
    """A form of a page as a browser would send it untouched, and the words of its buttons."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Form] = []
        self.form: Form | None = None
        self.words: list[str] | None = None  # of the button, text area or option that is open
        self.name = self.value = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.found.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and name and given.get("type") not in ("checkbox", "radio", "file"):
            self.form.fields.append((name, value))
        elif tag == "input" and name and "checked" in given:
            self.form.fields.append((name, value or "on"))
        elif tag in ("button", "textarea"):
            self.words, self.name, self.value = [], name, value
        elif tag == "select":
            self.name = name
        elif tag == "option" and "selected" in given:
            self.form.fields.append((self.name, value))

    def handle_data(self, data: str) -> None:
        if self.words is not None:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.form = None
        elif self.form is not None and self.words is not None and tag in ("button", "textarea"):
            words = " ".join("".join(self.words).split())
            if tag == "button":
                self.form.buttons[words] = (self.name, self.value)
            elif self.name:
                self.form.fields.append((self.name, words))
            self.words = None


class Caller:
    """Somebody with cookies of her own and the page that she looks at."""

    def __init__(self, base_url: str) -> None:
        self.url = f"{base_url}/"
        self.html = ""
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def open(self, address: str) -> str:
        """Open a page; its HTML. An answer that is no page fails."""
        return self._go(Request(urljoin(self.url, address)))

    def send(self, button: str, **typed: str | list[str]) -> str:
        """Type into the form whose button begins with these words, and press it."""
        parser = _Forms()
        parser.feed(self.html)
        forms = [
            (form, pair)
            for form in parser.found
            for words, pair in form.buttons.items()
            if words.startswith(button)
        ]
        assert forms, f"{self.url} has no button “{button}”"
        form, pressed = forms[0]
        fields = [pair for pair in form.fields if pair[0] not in typed]
        for name, value in typed.items():
            fields += [(name, one) for one in ([value] if isinstance(value, str) else value)]
        if pressed[0]:
            fields.append(pressed)
        address = urljoin(self.url, form.action) if form.action else self.url
        if form.method == "get":
            return self.open(f"{address.partition('?')[0]}?{urlencode(fields)}")
        return self._go(Request(address, urlencode(fields).encode(), {"Referer": self.url}))

    def _go(self, request: Request) -> str:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                self.url, self.html = answer.url, answer.read().decode()
        except HTTPError as error:
            body = error.read().decode(errors="replace")
            raise AssertionError(f"{request.full_url}: {error.code}\n{_said(body)}") from None
        return self.html


def _said(html: str) -> str:
    """What an answer says, without its marks."""
    words: list[str] = []
    parser = HTMLParser()
    parser.handle_data = words.append  # type: ignore[method-assign]
    parser.feed(html.partition("<main")[2])
    return " ".join(" ".join(words).split())[:600]
