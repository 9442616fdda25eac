"""What the service holds about one person of a host: for her file and for her page.

What she wrote as her house's (briefs, sign-offs) is in it with her name under it; it stays with
the house and its projects, by the table of retention.
"""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from credentials.models import Acceptance, Approach, Backing, Endorsement
from employers.models import (
    BriefComment,
    Call,
    HostCheck,
    HostClaim,
    Member,
    Posting,
    RecordedAct,
    StandIn,
)
from insights.instrument import study_words, survey_words
from insights.kinds import Held
from insights.studying import StudyAnswer, StudyConsent
from institutions.models import Institution
from notifications.models import LetterChoice, Message
from placements.models import HowSheRates, LaterUse, PracticeRating, SignOff
from placements.survey import SurveyAnswer


@dataclass(frozen=True)
class OfHost:
    """The keys by which her rows are found."""

    institution: int
    user: int
    address: str

    @classmethod
    def of(cls, user: User, institution: Institution) -> "OfHost":
        """Those of one person at one university."""
        return cls(institution.pk, user.pk, user.email.lower())


def _hers(model: Any, path: str, **at: str) -> Any:
    """Rows of ``model`` that ``path`` leads from to her, at this university."""
    field = at.get("institution", "institution")
    return lambda w: model.objects.filter(**{path: w["user"], field: w["institution"]})


def _host_study_words(answers: dict[str, int]) -> str:
    return study_words(answers, side="host")


HELD_OF_HOSTS: tuple[Held, ...] = (
    Held(
        "account",
        _("The address that lets you in"),
        lambda w: EmailAddress.objects.filter(user=w["user"]),
        ((_("Address"), "email"), (_("Proven"), "verified"), (_("Name"), "user__name")),
    ),
    Held(
        "people",
        _("You as a person of your house"),
        lambda w: Member.objects.filter(user=w["user"]),
        (
            (_("House"), "employer__name"),
            (_("Name"), "name"),
            (_("Address"), "email"),
            (_("Telephone"), "telephone"),
            (_("What you do there"), "job_title"),
            (_("Named on its public page"), "named_publicly"),
            (_("Was a student on such days"), "did_wil"),
        ),
    ),
    Held(
        "claims",
        _("Where you said that you belong to a house"),
        _hers(HostClaim, "user"),
        ((_("House"), "partnership__employer__name"), (_("On"), "claimed_at")),
    ),
    Held(
        "comments",
        _("What you said of briefs"),
        _hers(BriefComment, "said_by"),
        ((_("Project"), "challenge__title"), (_("Words"), "words"), (_("On"), "said_at")),
    ),
    Held(
        "recorded",
        _("What staff wrote down that you said"),
        _hers(RecordedAct, "said_by__user"),
        ((_("Project"), "challenge__title"), (_("What"), "what"), (_("On"), "at")),
    ),
    Held(
        "checks",
        _("What you answered about keeping students safe"),
        _hers(HostCheck, "answered_by"),
        (
            (_("On"), "answered_at"),
            (_("In an emergency"), "emergency_name"),
            (_("Telephone"), "emergency_telephone"),
            (_("Answered with"), "answered_with"),
        ),
    ),
    Held(
        "calls",
        _("When you asked to be rung about a project of yours"),
        _hers(Call, "challenge__contact__user"),
        (
            (_("Name"), "name"),
            (_("Telephone"), "telephone"),
            (_("About"), "about"),
            (_("On"), "asked_at"),
        ),
    ),
    Held(
        "sign_offs",
        _("Teams that you signed off"),
        _hers(SignOff, "supervisor__user"),
        (
            (_("Project"), "team__challenge__title"),
            (_("Used on Monday"), "use_on_monday"),
            (_("Seen"), "shared_evidence"),
            (_("Thanks"), "thanks"),
            (_("Signed by"), "signed_name"),
            (_("On"), "signed_at"),
            (_("What the university checked"), "moderation_note"),
        ),
    ),
    Held(
        "later",
        _("What you said three months later"),
        _hers(LaterUse, "sign_off__supervisor__user", institution="sign_off__institution"),
        ((_("Words"), "words"), (_("On"), "said_at")),
    ),
    Held(
        "drafts",
        _("Projects that you began to write"),
        _hers(Posting, "member__user"),
        ((_("What you typed"), "answers"), (_("On"), "changed_at")),
    ),
    Held(
        "stand_ins",
        _("Whom you asked to stand in, until they began"),
        _hers(StandIn, "former__user"),
        ((_("Name"), "name"), (_("Address"), "email"), (_("On"), "asked_at")),
    ),
    Held(
        "practice",
        _("Your practice ratings"),
        _hers(PracticeRating, "member__user"),
        ((_("On"), "rated_at"),),
    ),
    Held(
        "how_you_rate",
        _("How your steps compare with others’"),
        _hers(HowSheRates, "member__user"),
        ((_("Worked out"), "worked_out_at"),),
    ),
    Held(
        "vouched",
        _("Your words for badges"),
        _hers(Endorsement, "member__user"),
        (
            (_("Badge"), "credential__achievement__name"),
            (_("Words"), "comment"),
            (_("Signed by"), "signed_name"),
            (_("On"), "given_at"),
        ),
    ),
    Held(
        "backed",
        _("Badges that you stand behind"),
        _hers(Backing, "member__user"),
        (
            (_("Badge"), "achievement__name"),
            (_("Words"), "comment"),
            (_("Signed by"), "signed_name"),
            (_("On"), "given_at"),
        ),
    ),
    Held(
        "accepted",
        _("Badges that you count on"),
        _hers(Acceptance, "member__user"),
        ((_("Badge"), "achievement__name"), (_("On"), "given_at")),
    ),
    Held(
        "approaches",
        _("What you wrote to students whom you found"),
        _hers(Approach, "member__user"),
        ((_("Words"), "words"), (_("On"), "sent_at")),
    ),
    Held(
        "survey",
        _("What you said of whether it was worth it"),
        _hers(SurveyAnswer, "by"),
        (
            (_("Project"), "challenge__title"),
            (_("Your answers"), "answers"),
            (_("Your words"), "words"),
            (_("You said “not now”"), "not_now"),
            (_("On"), "said_at"),
            (_("Version of the questions"), "version"),
        ),
        in_words={"answers": survey_words},
    ),
    Held(
        "studies",
        _("Studies that you were asked to take part in"),
        _hers(StudyConsent, "user", institution="study__institution"),
        ((_("Study"), "study__title"), (_("You said yes"), "yes"), (_("On"), "said_at")),
    ),
    Held(
        "study_answers",
        _("What you said for a study that is not frozen yet"),
        _hers(StudyAnswer, "consent__user", institution="consent__study__institution"),
        (
            (_("Study"), "consent__study__title"),
            (_("When"), "wave"),
            (_("Your answers"), "answers"),
            (_("On"), "said_at"),
        ),
        in_words={"answers": _host_study_words},
    ),
    Held(
        "letters",
        _("Our letters to you"),
        lambda w: Message.objects.filter(
            Q(user=w["user"]) | Q(address__iexact=w["address"]), institution=w["institution"]
        ),
        (
            (_("Subject"), "subject"),
            (_("Written"), "written_at"),
            (_("Sent"), "sent_at"),
            (_("Letter"), "text"),
        ),
    ),
    Held(
        "letter_choices",
        _("Which letters you want"),
        _hers(LetterChoice, "user"),
        ((_("Only what cannot wait"), "fewer"), (_("One a day for the rest"), "bundle")),
    ),
)
