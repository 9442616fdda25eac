"""The tables of the house agree with its code."""

import ast
import inspect
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from config.celery import app as celery_app
from config.events import EVENT_SUBSCRIBERS, NOTIFY
from core import clock
from core.models import OutboxEvent
from core.outbox import Event
from core.permissions import rule_set
from employers.models import BriefComment, Challenge
from employers.services import decline_share
from employers.states import ChallengeState
from notifications.messages import LETTERS, MESSAGES
from notifications.services import write_message
from placements.models import Concern, Placement
from placements.services import decide_kept_places
from students.models import Eoi
from students.services import settle_correction
from tests.architecture.pages import Page, pages
from tests.architecture.world import World, a_world
from tests.build import a_host_member, an_eoi, staff_at

OURS = [
    *("core", "accounts", "skills", "institutions", "employers", "students", "placements"),
    *("credentials", "mailroom", "notifications", "insights", "portal"),
]
FLOORS = [  # from the ground up; the rooms under the roof share one floor
    *("core", "accounts", "skills", "institutions", "employers", "students", "placements"),
    *("credentials", "mailroom", "notifications"),
]
TREE = Path(__file__).parents[2]


def our_models() -> list[type[models.Model]]:
    return [
        model
        for name in OURS
        for model in apps.get_app_config(name).get_models()
        if not hasattr(model, "pgh_tracked_model")
    ]


def facts() -> list[type[Event]]:
    found = []
    for name in OURS:
        if (TREE / name / "events.py").exists():
            module = import_module(f"{name}.events")
            found += [
                member
                for _name, member in inspect.getmembers(module, inspect.isclass)
                if issubclass(member, Event) and member.__module__ == module.__name__
            ]
    return found


def test_every_fact_has_a_row_in_config_events_and_every_row_a_fact():
    assert sorted(EVENT_SUBSCRIBERS) == sorted(fact.name() for fact in facts())


def test_every_subscriber_is_a_task():
    named = {task for tasks in EVENT_SUBSCRIBERS.values() for task in tasks}
    assert named - set(celery_app.tasks) == set()


def test_every_entry_of_the_timetable_is_a_task():
    named = {entry["task"] for entry in celery_app.conf.beat_schedule.values()}
    assert named - set(celery_app.tasks) == set()


def test_facts_carry_ids_alone():
    for fact in facts():
        for part in fact.__dataclass_fields__.values():
            assert part.name.endswith("_id"), f"{fact.__name__}.{part.name} is not an id"
            assert part.type in (int, "int")


def test_tasks_are_handed_ids_alone():
    """What waits in the broker names nobody; a path is an address of ours without its key."""
    handed = {
        (name, parameter)
        for name, task in celery_app.tasks.items()
        if name.split(".")[0] in OURS
        for parameter in inspect.signature(task.run).parameters
        if not parameter.endswith(("_id", "_ids"))
    }

    assert handed == {("accounts.send_new_link", "path")}


@pytest.mark.parametrize("model", our_models(), ids=lambda model: model._meta.label)
def test_every_field_that_may_hold_words_says_whether_they_are_about_a_person(model):
    wordy = (models.CharField, models.TextField, models.JSONField, models.FileField)
    fields = {
        field.name
        for field in model._meta.concrete_fields
        if isinstance(field, wordy) and not field.choices
        if not isinstance(field, models.SlugField)
        if field.name not in {"code", "state", "slug", "currency"}
    }
    declared = set(getattr(model, "PRIVACY", {}))

    assert fields - declared == set()
    assert declared - {field.name for field in model._meta.get_fields()} == set()


def test_history_keeps_no_words():
    for model in our_models():
        history = getattr(model, "pgh_event_models", {})
        for event_model in set(history.values()):
            kept = {field.name for field in event_model._meta.concrete_fields}
            assert kept & set(getattr(model, "PRIVACY", {})) == set(), event_model._meta.label


# One verb, one name


def our_pages() -> list[Page]:
    return [page for page in pages() if page.view.__module__.split(".")[0] in OURS]


def name_of(page: Page) -> str:
    """``app.view``, by where the view function stands."""
    view = inspect.unwrap(page.view)
    return f"{view.__module__.split('.')[0]}.{view.__name__}"


def test_url_and_view_share_a_name():
    named = {page.name: name_of(page).partition(".")[2] for page in our_pages()}

    assert len(named) > 100
    assert {url: view for url, view in named.items() if url.rpartition(":")[2] != view} == {}


def test_every_view_has_a_permission_of_its_name():
    views = {name_of(page) for page in our_pages()}

    assert views - set(rule_set()) - WITHOUT_PERMISSION == set()


def test_every_permission_is_asked_for_somewhere():
    asked = {
        node.value
        for path in sources(*OURS)
        if path.name != "rules.py"
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    views = {name_of(page) for page in our_pages()}

    assert {name for name in rule_set() if name not in asked} - views == set()


# Pages of the machine room and of letters: their proof is asked for by the view itself
WITHOUT_PERMISSION = {
    *("portal.healthz", "portal.readyz", "accounts.new_link"),
    *("mailroom.receive_mail", "notifications.track_letters"),  # the mail provider signs
}


@pytest.mark.parametrize("page", our_pages(), ids=lambda page: page.name)
def test_a_view_is_public_or_authorizes_under_its_own_name(page: Page):
    app, verb = name_of(page).split(".")
    said = said_in(inspect.unwrap(page.view))

    if getattr(page.view, "login_required", True) or {"authorize", "may"} & said.calls:
        assert {"authorize", "may"} & said.calls, "asks nobody who may"
        assert {f"{app}.{verb}", verb} & said.words, f"does not ask for “{app}.{verb}”"
    else:
        assert name_of(page) in PUBLIC, "public, and not on the list of public pages"


# Pages that anybody may see and that ask nothing of whoever comes
PUBLIC = {
    *WITHOUT_PERMISSION,
    *(f"portal.{name}" for name in ("welcome", "set_theme", "accessibility", "privacy")),
    *(f"portal.{name}" for name in ("listing", "project", "host_page", "institution_css")),
    *(f"portal.{name}" for name in ("share_project", "month", "open_feed", "open_calendar")),
    *(f"portal.{name}" for name in ("sitemap", "robots")),
}


@dataclass
class Said:
    """What a function calls and which strings stand in it, with the helpers of its own module."""

    calls: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


def said_in(view: Callable[..., object]) -> Said:
    tree = tree_of(Path(inspect.getfile(view)))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    said, waiting, seen = Said(), [view.__name__], set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        for node in ast.walk(functions[name]):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                said.calls.add(node.func.id)
                waiting.append(node.func.id)
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.words.add(node.value)
    return said


# Facts and letters


def test_every_fact_is_published_somewhere():
    published = {
        node.func.id
        for path in sources(*OURS)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }

    assert {fact.__name__ for fact in facts()} - published == set()


def test_every_fact_that_the_postman_hears_of_has_its_letters_and_no_other():
    heard = {fact for fact, tasks in EVENT_SUBSCRIBERS.items() if NOTIFY in tasks}

    assert sorted(MESSAGES) == sorted(heard)


def test_every_letter_has_its_words_and_no_words_lie_about():
    folder = TREE / "templates" / "notifications"
    written = {path.stem for path in folder.glob("*.txt") if not path.stem.startswith("_")}

    assert written == set(LETTERS)


@pytest.mark.django_db
def test_every_letter_renders():
    world = a_world()
    Challenge.objects.update(title="Riders <img src=x> “back”")
    sent = {}
    for name, letters in MESSAGES.items():
        payload = payload_for(name, world)
        event = OutboxEvent.objects.create(name=name, payload=payload)
        for letter in letters:
            prepare(letter.kind, world)
            occasion = letter.occasion(payload)
            assert occasion is not None, f"{letter.kind}: nothing to say of {payload}"
            assert occasion.readers, f"{letter.kind}: nobody reads it"
            message = write_message(letter, occasion, occasion.readers[0], event)
            sent[letter.kind] = message

    assert set(sent) == {letter.kind for letters in MESSAGES.values() for letter in letters}
    for kind, message in sent.items():
        assert "%(" not in message.subject, kind
        assert "{{" not in message.text + message.html, kind
        assert "<img src=x" not in message.html, kind
        assert "None" not in message.subject + message.text, f"{kind}: {message.text}"
        assert message.path or "http" in message.text, kind
        assert len(message.text) > 80, kind


# Which row a letter is about, where it is not the usual one of that kind
ABOUT = {
    "challenge_id": "placed",
    "eoi_id": "unconfirmed",
    "placement_id": "placement",
    "sign_off_id": "sign_off",
    "credential_id": "credential",
    "would_again_id": "would_again",
    "endorsement_id": "endorsement",
    "allocation_id": "round",
    "posting_id": "posting",
    "call_id": "call",
    "clearance_id": "clearance",
    "publication_id": "online",
    "stand_in_id": "stand_in",
    "check_id": "check",
    "series_id": "series",
    "comment_id": "comment",
    "member_id": "invited",
    "concern_id": "concern",
    "hearing_id": "hearing",
    "question_id": "question",
    "team_id": "team_of_days",
    "upload_id": "upload",
    "later_use_id": "later_use",
    "kept_id": "kept",
    "report_id": "report",
    "share_id": "share",
    "act_id": "act",
    "claim_id": "claim",
    "invitation_id": "invitation",
    "mail_id": "mail",
    "erasure_id": "erasure",
    "correction_id": "correction",
}
ABOUT_OTHERS = {
    "employers.challenge_drafted": "draft",
    "employers.challenge_submitted": "review",
    "employers.changes_requested": "review",
    "employers.challenge_published": "open",
    "employers.challenge_cancelled": "offering",
    "students.eoi_confirmed": "eoi",
    "placements.place_offered": "offer",
    "placements.eoi_not_selected": "eoi",
    "placements.place_declined": "eoi",
    "placements.day_is_over": "over",
    "placements.sign_off_missing": "over",
    "placements.place_given_back": "past_placement",
    "placements.supervisor_answered": "answered_question",
    "placements.stuck_answered": "stuck",
    "placements.stuck_unanswered": "stuck",
    "employers.challenge_extended": "open",
    "placements.host_asked": "chosen_by_host",
    "placements.host_reminded": "chosen_by_host",
    "placements.host_silent": "chosen_by_host",
    "placements.host_chose": "chosen_by_host",
}


def payload_for(name: str, world: World) -> dict[str, int]:
    (column,) = next(fact for fact in facts() if fact.name() == name).__dataclass_fields__
    return {column: world[ABOUT_OTHERS.get(name, ABOUT[column])].pk}


def prepare(kind: str, world: World) -> None:
    """Bring the row to where the letter is true."""
    eois, challenges = Eoi.objects, Challenge.objects
    if kind in ("changes_requested", "sent_to_host"):
        asked = challenges.filter(pk=world["review"].pk)
        asked.update(state=ChallengeState.CHANGES_REQUESTED, state_reason="What do you pay?")
    if kind == "correction_settled":
        settle_correction(
            correction=world["correction"], by=staff_at(world["north"]), answer="Done."
        )
    if kind == "brief_commented_host":
        BriefComment.objects.filter(pk=world["comment"].pk).update(by_host=False)
    if kind == "kept_places_decided":
        by, why = staff_at(world["north"]), "They take part less."
        decide_kept_places(kept=world["kept"], approve=True, why=why, by=by)
    if kind == "challenge_drafted":
        contact = a_host_member(world["employer"], user=None, email="new@kestrel.example")
        challenges.filter(pk=world["draft"].pk).update(contact=contact)
    if kind == "share_answered":
        by = staff_at(world["east"])
        decline_share(share=world["share"], by=by, reason="Exams that week.")
    if kind == "series_published":
        online = challenges.filter(series=world["series"])
        online.update(state=ChallengeState.OPEN, published_at=clock.now())
    if kind in ("challenge_postponed", "agreement_changed"):
        again = Placement.objects.filter(challenge=world["placed"])
        again.update(again_by=clock.now() + timedelta(days=2))
        challenges.filter(pk=world["placed"].pk).update(state_reason="The oven is out.")
        an_eoi(challenge=world["placed"])
    if kind == "places_taken":
        taken = eois.filter(challenge=world["placed"], seat__isnull=False)
        an_eoi(challenge=world["placed"], state="offered")
        eois.filter(challenge=world["placed"], state="offered").update(seat=None)
        challenges.filter(pk=world["placed"].pk).update(places=taken.count())
    if kind == "offer_lapsed":
        eois.filter(pk=world["eoi"].pk).update(state="lapsed", line=None)
    if kind == "answer_late":
        late = challenges.filter(pk=world["placed"].pk)
        late.update(answer_again_by=clock.now() + timedelta(days=2))
    if kind == "challenge_cancelled":
        world["offering"].published_at = clock.now()
        world["offering"].save(update_fields=["published_at"])
    if kind in ("mail_too_late", "mail_without_sentence"):
        why = "closed" if kind == "mail_too_late" else "no_sentence"
        world["mail"].__class__.objects.update(state="not_taken", why=why)
    if kind == "mail_without_project":
        world["mail"].__class__.objects.update(state="waiting", why="no_project")
    if kind == "place_given_back_host":
        Placement.objects.filter(pk=world["past_placement"].pk).update(state="left_early")
    if kind == "other_side_asked_host":
        world["hearing"].__class__.objects.update(placement=None)
    if kind == "stuck_for_host":
        world["concern"].__class__.objects.filter(pk=world["concern"].pk).update(
            placement=world["placement_of_days"]
        )
    if kind == "late_host":
        late = Concern.objects.filter(pk=world["concern"].pk)
        late.update(kind="late", placement=world["placement"])
    if kind == "eoi_waitlisted":
        eois.filter(pk=world["eoi"].pk).update(state="waitlisted", line=1)
    if kind == "eoi_not_selected":
        eois.filter(pk=world["eoi"].pk).update(state="not_selected", line=None)


# Nobody reads upwards


@pytest.mark.parametrize("app", FLOORS)
def test_no_chapter_reads_an_upper_one_by_a_reverse_relation(app: str):
    """``challenge.eois`` is forbidden in ``employers``, in code and in its templates."""
    upper = reverse_names(app)
    found = []
    for path in sources(app):
        for node in ast.walk(tree_of(path)):
            said = ""
            if isinstance(node, ast.Attribute) and node.attr in upper.accessors:
                said = f".{node.attr}"
            elif isinstance(node, ast.keyword) and node.arg and looks_up(node.arg, upper.queries):
                said = f"{node.arg}="
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                said = node.value if looks_up(node.value, upper.queries, alone=False) else ""
            if said:
                found.append(f"{path.relative_to(TREE)}:{node.lineno} {said}")
    for path in (TREE / "templates" / app).rglob("*.html"):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            inside = " ".join(re.findall(r"{[{%].*?[}%]}", line))
            found += [
                f"{path.relative_to(TREE)}:{number} .{name}"
                for name in upper.accessors
                if re.search(rf"\w\.{name}\b", inside)
            ]

    assert found == []


@dataclass
class Reverse:
    """How models of upper floors could be reached from a floor's own: in Python, in lookups."""

    accessors: set[str] = field(default_factory=set)
    queries: set[str] = field(default_factory=set)


def reverse_names(app: str) -> Reverse:
    above = set(FLOORS[FLOORS.index(app) + 1 :])
    names, own = Reverse(), set()
    for model in our_models():
        label = model._meta.app_label
        if label not in above:
            own |= {member.name for member in model._meta.get_fields() if not member.auto_created}
        for relation in model._meta.related_objects:
            hidden = relation.hidden or relation.related_model._meta.app_label not in above
            if label == app and not hidden:
                names.accessors.add(str(relation.get_accessor_name()))
                names.queries.add(relation.name)
    return Reverse(names.accessors - own, names.queries - own)


def looks_up(said: str, names: set[str], *, alone: bool = True) -> bool:
    first, *rest = said.split("__")
    return re.fullmatch(r"\w+", said) is not None and first in names and (alone or bool(rest))


# Templates


def test_no_template_brings_its_own_style_or_script():
    found = []
    for path in (TREE / "templates").rglob("*.html"):
        text = path.read_text()
        found += [
            f"{path.relative_to(TREE)}: {match[0]}"
            for match in re.finditer(
                r"<style\b|<script(?![^>]*\b(?:src=|type=\"application/json\"))"  # not data
                r"|\sstyle=|\son[a-z]+=|javascript:",
                text,
            )
            if path.parent.name != "notifications" or path.name == "my_messages.html"
        ]

    assert found == []


# What may be drawn unescaped: our own words, and Markdown of ours with its HTML switched off
UNESCAPED = {
    "templates/portal/document.html": "body|safe",
}


def test_nothing_is_drawn_unescaped_that_is_not_known():
    found = {}
    for path in (TREE / "templates").rglob("*.html"):
        for word in re.findall(r"[\w.]+\|safe(?:seq)?\b|autoescape off", path.read_text()):
            found[str(path.relative_to(TREE))] = word
    marked = [
        f"{path.relative_to(TREE)}:{node.lineno}"
        for path in sources(*OURS)
        if "templatetags" not in path.parts
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Name) and node.id in {"mark_safe", "SafeString"}
    ]

    assert found == UNESCAPED
    assert marked == []


@lru_cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def sources(*names: str) -> list[Path]:
    """The modules of these apps, without migrations."""
    found = [path for name in names for path in sorted((TREE / name).rglob("*.py"))]
    return [path for path in found if "migrations" not in path.parts]
