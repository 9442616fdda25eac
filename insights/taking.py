"""All that is held about one student, as a file she can read, print, and give to a program."""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from credentials.models import Credential
from insights.held import HELD
from insights.held_of_hosts import HELD_OF_HOSTS, OfHost
from insights.kinds import Held, Whose
from institutions.models import Institution
from students.models import Student

FORMAT = "foothold.about-me/1"


def everything_about(student: Student) -> bytes:
    """A ZIP: ``about-me.html`` to read and print, ``about-me.json`` for programs, badges as signed.

    Times in the JSON are in UTC, on the page in the institution's zone.
    """
    badges = {}
    for badge in Credential.objects.filter(student=student):
        badges[f"badges/{badge.public_id}.json"] = json.dumps(badge.document, ensure_ascii=False)
        badges[f"badges/{badge.public_id}.jwt"] = badge.jwt
    whose = Whose.of(student)
    return _packed(HELD, whose, student.institution, student.display_name, badges)


def everything_about_host(user: User, institution: Institution) -> bytes:
    """The same of a person of a host, as this university holds it."""
    whose = OfHost.of(user, institution)
    return _packed(HELD_OF_HOSTS, whose, institution, user.name or user.email, {})


def _packed(
    table: Iterable[Held], whose: Any, here: Institution, called: str, more: dict[str, str]
) -> bytes:
    found = [(held, _rows(held, whose)) for held in table if held.fields]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        said = {
            "format": FORMAT,
            "institution": here.name,
            "made_at": clock.now().isoformat(),
            "held": {
                held.name: [dict(_for_programs(held, row)) for row in rows] for held, rows in found
            },
        }
        file.writestr("about-me.json", json.dumps(said, ensure_ascii=False, indent=1))
        page = render_to_string(
            "insights/about_me.html",
            {
                "called": called,
                "institution": here,
                "made_at": clock.now(),
                "parts": [
                    (held.label, [list(_for_people(held, row, here.zone)) for row in rows])
                    for held, rows in found
                ],
            },
        )
        file.writestr("about-me.html", page)
        for name, content in more.items():
            file.writestr(name, content)
    return packed.getvalue()


def _rows(held: Held, whose: Any) -> list[tuple[Any, ...]]:
    paths = [path for _heading, path in held.fields]
    return list(held.of(whose).order_by("pk").values_list(*paths))


def _for_programs(held: Held, row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for (_heading, path), value in zip(held.fields, row, strict=True):
        yield path.replace("__", "."), value if _is_plain(value) else str(value)


def _is_plain(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | bool | list | dict)


def _for_people(held: Held, row: tuple[Any, ...], zone: str) -> Iterator[tuple[Any, str]]:
    for (heading, path), value in zip(held.fields, row, strict=True):
        if value not in (None, "", [], {}):
            yield heading, _in_words(held, path, value, zone)


def _in_words(held: Held, path: str, value: Any, zone: str) -> str:
    if path in held.in_words:
        return held.in_words[path](value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return date_format(value.astimezone(ZoneInfo(zone)), "j F Y, G:i")
    if isinstance(value, date):
        return date_format(value, "j F Y")
    if isinstance(value, list):
        return "; ".join(str(_choices(held, path).get(each, each)) for each in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    return str(_choices(held, path).get(value, value))


def _choices(held: Held, path: str) -> dict[Any, Any]:
    """The words of a field of the row's own model; those of an array's entries."""
    model: type[Model] = held.rows(_NOBODYS).model
    try:
        field = model._meta.get_field(path)
    except FieldDoesNotExist:
        return {}
    entries = getattr(field, "base_field", field)
    return dict(getattr(entries, "flatchoices", ()) or ())


_NOBODYS = vars(Whose(0, 0, 0, "-", "-"))
