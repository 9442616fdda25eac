"""The host chooses: asked once interests have closed, answered line by line, and never waited for
beyond the promise to the students (REQUIREMENTS 4.1, 4.16).

The list is in an order that says nothing and stays: lines are numbered by the interests' random
ids when the host is asked, and whoever confirms later follows at the end. A no goes out with the
other answers, once staff have confirmed the list of places.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.compiled import Compiled
from core.errors import RuleBroken
from core.outbox import publish
from employers.models import Challenge, What, WhoDecides
from employers.services.recording import Told, record
from employers.states import ChallengeState
from matching.model import ReasonCode
from placements.events import HostAsked, HostChose, HostReminded, HostSilent
from placements.models import Assessment, Choosing, HostWord, Word
from placements.services.times import cut_off, is_quiet, policy_of, when_awake
from placements.states import SignOffState
from skills.models import Skill
from skills.spoken import kept
from students.models import Eoi, RecordedVia
from students.services import hold_seats
from students.states import WAITING

REMIND_AFTER = 0.6  # of the time that the host has
LEFT_OUT = "…"
ADDRESS = re.compile(r"\S+@\S+|(?:https?://|www\.)\S+|@\w{2,}", re.IGNORECASE)
NUMBER = re.compile(r"\+?\d(?:[\s().-]?\d){6,}")

CHOOSING = Compiled(lambda challenge: Choosing.objects.filter(challenge=challenge)[:1])


def choosing_of(challenge: Challenge) -> Choosing | None:
    """The list of a challenge whose host chooses, once it has been asked."""
    if challenge.who_decides != WhoDecides.HOST:
        return None
    found: Choosing | None = CHOOSING.first(challenge=challenge.pk)
    return found


def waits_for_host(challenge: Challenge) -> bool:
    """Whether places may not be shared out yet: the host has not said her word."""
    if challenge.who_decides != WhoDecides.HOST:
        return False
    choosing = choosing_of(challenge)
    return choosing is None or not choosing.is_finished


def refuse_before_the_host(challenge: Challenge) -> None:
    """Raise ``RuleBroken`` while the host's word is to come."""
    if waits_for_host(challenge):
        raise RuleBroken(
            _("The host chooses here, and has not finished. Ring, or go on without the answers.")
        )


# Asking


@transaction.atomic
def ask_host(*, challenge: Challenge) -> Choosing | None:
    """Ask the host of a closed challenge; asking again adds whoever confirmed since.

    ``None`` where nobody waits for an answer.
    """
    (challenge,) = hold_seats([challenge])
    choosing = choosing_of(challenge)
    if choosing is None:
        if not Eoi.objects.filter(challenge=challenge, state__in=WAITING).exists():
            return None
        now = clock.now()
        choosing = Choosing.objects.create(
            challenge=challenge,
            institution=challenge.institution,
            asked_at=now,
            due_at=due_at(challenge, now),
        )
        publish(HostAsked(challenge_id=challenge.pk))
    if not choosing.is_finished:
        _add_lines(choosing)
    return choosing


def due_at(challenge: Challenge, asked: datetime) -> datetime:
    """Until when the host is asked: half of the time to the promised answer, by day."""
    middle = asked + max(timedelta(), challenge.answer_by - asked) / 2
    policy = policy_of(challenge.institution)
    last = max(asked, min(challenge.answer_by, cut_off(challenge, policy)))
    return min(when_awake(middle, policy, challenge.institution.zone), last)


def goes_on_at(challenge: Challenge, choosing: Choosing) -> datetime:
    """When the word is waited for no longer: half of the time that is left for the promise."""
    return choosing.due_at + max(timedelta(), challenge.answer_by - choosing.due_at) / 2


def _add_lines(choosing: Choosing) -> None:
    known = HostWord.objects.filter(eoi=OuterRef("pk"))
    fresh = Eoi.objects.filter(
        ~Exists(known), challenge=choosing.challenge_id, state__in=WAITING
    ).order_by("public_id")  # random, so it says nothing
    last = choosing.lines.aggregate(last=Max("number"))["last"] or 0
    HostWord.objects.bulk_create(
        HostWord(choosing=choosing, eoi=eoi, number=number)
        for number, eoi in enumerate(fresh, start=last + 1)
    )


# Answering


@transaction.atomic
def choose(
    *,
    line: HostWord,
    word: str,
    about: Skill | None = None,
    by: User | None = None,
    via: str = RecordedVia.WEB,
) -> HostWord:
    """Say yes, maybe or no to one line; the last word counts until the list is sent.

    A no is about one of the challenge's skills, or without one about the problem. Raises
    ``RuleBroken`` where the list has been sent, or the interest was taken back.
    """
    choosing = Choosing.objects.select_for_update().get(pk=line.choosing_id)
    held = HostWord.objects.select_related("eoi__challenge").get(pk=line.pk)
    if choosing.is_finished:
        raise RuleBroken(_("Your answers have been sent. Ring us to change one."))
    if held.eoi.state not in WAITING:
        raise RuleBroken(_("Number %(n)d has taken the interest back.") % {"n": held.number})
    if word not in Word.values:
        raise RuleBroken(_("Say yes, maybe or no."))
    if word != Word.NO:
        about = None
    elif about is not None and not held.eoi.challenge.skills.filter(pk=about.pk).exists():
        raise RuleBroken(_("Choose among the skills of the project."))
    held.word, held.about, held.said_at, held.said_by, held.via = word, about, clock.now(), by, via
    held.save(update_fields=["word", "about", "said_at", "said_by", "via"])
    return held


@transaction.atomic
def finish_choosing(
    *, challenge: Challenge, by: User | None = None, told: Told | None = None
) -> Choosing:
    """The word is in, or staff (``by``) or the timetable go on without it.

    Lines without an answer count as maybe. ``told``: by whom, where she said a word. Finishing
    twice changes nothing. Raises ``RuleBroken`` where the host was never asked.
    """
    hold_seats([challenge])
    choosing = Choosing.objects.select_for_update().filter(challenge=challenge).first()
    if choosing is None:
        raise RuleBroken(_("There is nobody to choose from yet."))
    if choosing.is_finished:
        return choosing
    _add_lines(choosing)
    choosing.finished_at, choosing.finished_by = clock.now(), by
    choosing.save(update_fields=["finished_at", "finished_by"])
    if choosing.lines.exclude(word="").exists():
        record(challenge, What.CHOSE, told)
    publish(HostChose(challenge_id=challenge.pk))
    return choosing


def declined(eois: QuerySet[Eoi]) -> QuerySet[Eoi]:
    """Those to whom the host said no."""
    return eois.filter(host_word__word=Word.NO, host_word__choosing__finished_at__isnull=False)


def no_of(eoi: Eoi) -> HostWord | None:
    """The host's no to ``eoi``, once the list has been sent. Reads the line where it is not at
    hand (``select_related("host_word__about", "host_word__choosing")``)."""
    line: HostWord | None = getattr(eoi, "host_word", None)
    if line is None or line.word != Word.NO or not line.choosing.is_finished:
        return None
    return line


def why_not(line: HostWord) -> dict[str, object]:
    """What the student reads: the host chose others, on what."""
    why: dict[str, object] = {"code": ReasonCode.EXCLUDED.value, "filter": "host_declined"}
    return why | ({"on": kept(line.about.plain_name)} if line.about else {})


# What the host sees


@dataclass(frozen=True)
class Line:
    """One line as the host reads it: a number, a sentence, and levels reached in earlier projects.

    ``levels`` are pairs of a skill's plain name and a level 1 to 4; a skill without one is absent.
    """

    row: HostWord
    sentence: str
    levels: tuple[tuple[str, int], ...]

    @property
    def waits(self) -> bool:
        """Whether it still can come to something."""
        return self.row.eoi.state in WAITING


LINES = Compiled(
    lambda choosing: (
        HostWord.objects.filter(choosing=choosing)
        .select_related("eoi__student__user", "about")
        .order_by("number")
    )
)
LEVELS = Compiled(
    lambda students, skills: (
        Assessment.objects.filter(
            placement__student__any_of=students,
            skill__any_of=skills,
            level__gte=1,
            sign_off__state=SignOffState.SETTLED.value,
        )
        .order_by()
        .values_list("placement__student", "skill")
        .annotate(best=Max("level"))
    )
)


def lines_for_host(choosing: Choosing, skills: Sequence[Skill], place: str) -> list[Line]:
    """The list as the host reads it, two queries. ``place`` is the university's name."""
    rows = list(LINES.all(choosing=choosing.pk))
    students = [row.eoi.student_id or 0 for row in rows]
    best: dict[tuple[int, int], int] = {}
    if students:
        found = LEVELS.all(students=students, skills=[skill.pk for skill in skills])
        best = {(student, skill): level for student, skill, level in found}
    return [
        Line(
            row=row,
            sentence=without_names(row.eoi.sentence, [*names_of(row.eoi), place]),
            levels=tuple(
                (skill.plain_name, best[student, skill.pk])
                for skill in skills
                if (student, skill.pk) in best
            ),
        )
        for row, student in zip(rows, students, strict=True)
    ]


def names_of(eoi: Eoi) -> list[str]:
    """What the asker is called."""
    student = eoi.student
    if student is None:
        return []
    called = [student.given_name, student.family_name, student.preferred_name]
    return called + ([student.user.name] if student.user else [])


def without_names(sentence: str, names: Iterable[str]) -> str:
    """``sentence`` with its writer's names, addresses and telephone numbers left out."""
    bare = NUMBER.sub(LEFT_OUT, ADDRESS.sub(LEFT_OUT, sentence))
    words = {word for name in names for word in (name.strip(), *name.split()) if len(word) > 1}
    words -= COMMON
    if not words:
        return bare
    longest_first = sorted(words, key=len, reverse=True)
    known = "|".join(re.escape(word) for word in longest_first)
    return re.sub(rf"(?<!\w)(?:{known})(?!\w)", LEFT_OUT, bare, flags=re.IGNORECASE)


COMMON = frozenset({"University", "The", "the", "of", "Of", "and", "for", "College", "de", "van"})


# What falls due


def keep_asking() -> None:
    """Remind, tell staff, and go on: one transaction a challenge."""
    open_lists = Choosing.objects.filter(finished_at__isnull=True).select_related(
        "challenge__institution__policy"
    )
    for choosing in open_lists:
        _keep_asking(choosing)


@transaction.atomic
def _keep_asking(choosing: Choosing) -> None:
    challenge, now = choosing.challenge, clock.now()
    mine = Choosing.objects.filter(pk=choosing.pk, finished_at__isnull=True)
    if challenge.state != ChallengeState.CLOSED:
        if challenge.state != ChallengeState.OPEN:
            mine.update(finished_at=now)  # called off, or it began: nobody waits for a word
        return
    if now >= goes_on_at(challenge, choosing):
        finish_choosing(challenge=challenge)
        return
    _add_lines(choosing)
    if is_quiet(now, policy_of(challenge.institution), challenge.institution.zone):
        return
    if now >= choosing.due_at:
        if mine.filter(overdue_said_at__isnull=True).update(overdue_said_at=now):
            publish(HostSilent(challenge_id=challenge.pk))
        return
    remind_at = choosing.asked_at + REMIND_AFTER * (choosing.due_at - choosing.asked_at)
    if now >= remind_at and mine.filter(reminded_at__isnull=True).update(reminded_at=now):
        publish(HostReminded(challenge_id=challenge.pk))
