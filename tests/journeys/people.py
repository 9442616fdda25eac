"""People of the demo, at a browser: who they are, their letters, their clicks."""

import json
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

SECONDS_OF_A_LETTER = 60  # until the worker has written it, on a busy machine
LINK = re.compile(r"http://localhost:\d+/\S+")
CODE = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Letter:
    """One letter of the demo's mailbox."""

    reader: str
    subject: str
    text: str

    @property
    def links(self) -> list[str]:
        """Addresses in its text, in order."""
        return LINK.findall(self.text)

    @property
    def code(self) -> str:
        """The six figures that prove an address."""
        found = CODE.search(f"{self.subject}\n{self.text}")
        assert found, self.text
        return found[0]


class Mailbox:
    """The letters that a running demo keeps instead of sending them."""

    def __init__(self, data: Path) -> None:
        self.folder = data / "mailbox"
        self._known: dict[str, Letter] = {}

    def all(self) -> list[Letter]:
        """All letters, oldest first. Each is opened once."""
        names = sorted(name for name in os.listdir(self.folder) if name.endswith(".json"))
        for name in names:
            if name not in self._known:
                row = json.loads((self.folder / name).read_text(encoding="utf-8"))
                self._known[name] = Letter(row["reader"], row["subject"], row["text"])
        return [self._known[name] for name in names]

    def letters(self, reader: str) -> list[Letter]:
        """All letters to the address ``reader``, oldest first."""
        return [letter for letter in self.all() if letter.reader == reader]

    def readers(self, words: str) -> set[str]:
        """Who got a letter whose subject begins with ``words``."""
        return {letter.reader for letter in self.all() if letter.subject.startswith(words)}

    def await_letter(self, reader: str, words: str) -> Letter:
        """The newest letter to ``reader`` with ``words`` in its subject, once it is there."""
        end = time.monotonic() + SECONDS_OF_A_LETTER
        while True:
            letters = self.letters(reader)
            found = [letter for letter in letters if words in letter.subject]
            if found:
                return found[-1]
            if time.monotonic() > end:
                subjects = [letter.subject for letter in letters]
                raise AssertionError(f"No letter “{words}” to {reader}; there are {subjects}")
            time.sleep(0.1)


def walk_as(page: Page, name: str) -> None:
    """Become the person ``name`` of the demo; ends at her home."""
    page.goto(f"/demo/people/?q={name}")
    page.get_by_role("button", name=f"Walk as {name}").first.click()
