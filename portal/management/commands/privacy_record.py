"""`manage.py privacy_record`: what is kept about people, from the models' own declarations."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.privacy import Personal

BEGIN = "<!-- written by `manage.py privacy_record`: change the models, not these lines -->"
END = "<!-- end of what is written -->"
HEADER = (
    "| Of whom, what | Why | Lawful basis | How long | Who reads it |\n"
    "| --- | --- | --- | --- | --- |"
)


def rows() -> Iterator[str]:
    """One line of the table for each personal field, by app and model."""
    for config in apps.get_app_configs():
        for model in sorted(config.get_models(), key=lambda model: model.__name__):
            fields: dict[str, Personal | None] = getattr(model, "PRIVACY", {})
            for name, personal in fields.items():
                if personal is None or "PRIVACY" not in vars(model):
                    continue
                what = f"{model._meta.verbose_name}: {name.replace('_', ' ')}"
                yield (
                    f"| {what} | {personal.purpose} | {personal.basis} | {personal.retention} "
                    f"| {personal.readers} |"
                )


def written() -> str:
    """The whole part of the page that is generated."""
    return "\n".join([BEGIN, "", HEADER, *rows(), "", END])


class Command(BaseCommand):
    """Write the table into docs/privacy.md, or say that it is out of date."""

    help = "Write docs/privacy.md's table of personal fields from the models' declarations."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--check`` changes nothing and fails where the page is out of date."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replace what stands between the marks."""
        page = Path(settings.BASE_DIR, "docs", "privacy.md")
        text = page.read_text(encoding="utf-8")
        before, _begin, rest = text.partition(BEGIN)
        _table, _end, after = rest.partition(END)
        wanted = f"{before}{written()}{after}"
        if options["check"] and text != wanted:
            raise CommandError("docs/privacy.md is out of date: run manage.py privacy_record")
        if text != wanted:
            page.write_text(wanted, encoding="utf-8")
        self.stdout.write(f"{page.name}: {len(list(rows()))} fields.")
