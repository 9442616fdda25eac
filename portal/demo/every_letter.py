"""Every kind of letter with sample words, as its reader would get it."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from employers.models import Challenge
from notifications.letters import Letter, Occasion, To
from notifications.messages import LETTERS
from notifications.models import Message
from notifications.services import compose

_ORDER = [Message.Reader.STUDENT, Message.Reader.HOST, Message.Reader.STAFF]


@dataclass(frozen=True)
class Sample:
    """One kind: who reads it, whether it is sent or waits in the app, and what it says."""

    letter: Letter
    subject: str
    text: str
    html: str

    @property
    def tag(self) -> str:
        """Whether it is sent."""
        return str(self.letter.channel.label)


def every_letter() -> list[Sample]:
    """A sample of each kind, about the project of the demo that closes last."""
    kinds = sorted(LETTERS.values(), key=lambda letter: _ORDER.index(letter.reader))
    return [sample_of(letter.kind) for letter in kinds]


def sample_of(kind: str) -> Sample:
    """One kind. Raises ``KeyError`` for a kind that there is not."""
    letter = LETTERS[kind]
    challenge = (
        Challenge.objects.select_related("institution", "employer", "site", "supervisor")
        .filter(published_at__isnull=False)
        .latest("closes_at")
    )
    to = To(user=User(pk=0, email="reader@mail.example"), name=_("Amina"), path="/demo/letters/")
    to = replace(to, second=to.path if letter.second else "")
    occasion = Occasion(challenge.institution, (to,), sample_words(challenge), challenge)
    return Sample(
        letter, **compose(letter, occasion, to, get_language() or occasion.institution.language)
    )


def sample_words(challenge: Challenge) -> dict[str, Any]:
    """What letters fill in, each name with a plausible value."""
    soon = clock.now() + timedelta(days=3)
    day, hour = f"{soon:%A} {soon.day} {soon:%B}", f"{soon:%A} {soon.day} {soon:%B}, 16:00"
    people = [_("Amina Yusuf"), _("Ben Tully"), _("Noor Haddad")]
    days = dict.fromkeys(("day", "new_day", "answer_by", "again", "goes_on"), day)
    hours = dict.fromkeys(("starts", "closes", "ends", "until", "due", "when"), hour)
    figures = dict.fromkeys(("count", "unsaid", "n", "places", "more", "asked", "files"), 3)
    words = _("Could the day begin at ten?")
    sentences = dict.fromkeys(
        ("words", "reason", "why", "question", "sentence", "what", "outcome", "how", "answer"),
        words,
    )
    names = dict.fromkeys(("who", "person", "caller", "former", "host", "whom"), people[1])
    flags = dict.fromkeys(
        ("taken", "said", "open", "ring", "online", "by_mail", "accepted", "longer", "last"), True
    )
    return (
        {"employer": challenge.employer, "university": challenge.institution.name}
        | {"code": "482 913", "minutes": 10, "line": 2, "telephone": "01632 960142"}
        | {
            "team": challenge.institution.team_name,
            "label": "",
            "module": "BUS5102",
            "address": "amina@mail.example",
        }
        | {
            "badge": _("Working together"),
            "skill": _("Planning"),
            "state": _("taken back"),
            "decision": _("the badge is in force again"),
            "near": _("Tomorrow"),
        }
        | {"concern": _("Somebody is not well"), "before": challenge.title, "first": words}
        | {"title": challenge.title, "titles": challenge.title, "subject": words}
        | {"people": people, "edited": [words], "days": [day], "subjects": [words, day]}
        | {"stand_in": "", **days, **hours, **figures, **sentences, **names, **flags}
    )
