"""What is held about a student's interests, places and badges: rows of ``insights.held``."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.privacy import Retention
from credentials.models import Appeal, SealedAnswer, Side, WouldAgain
from insights.held_badges import OF_BADGES
from insights.instrument import survey_words
from insights.kinds import Column, Held, eois_of, of_places, of_student, places_of
from placements.models import (
    Arrangement,
    AskAgain,
    Assessment,
    Attendance,
    Booking,
    CheckIn,
    Concept,
    Concern,
    Deliverable,
    Goal,
    Hearing,
    Hold,
    HostWord,
    Invitation,
    Move,
    PeerRating,
    Quote,
    RatingBefore,
    Reflection,
    RoomEntry,
    Rung,
    SelfRating,
    SharedAccess,
    Signature,
    StepQuestion,
    Upload,
)
from placements.survey import SurveyAnswer

OTHERS_CHECK = _("so that others can check how the places were shared out")
IT_TOOK_PLACE = _(
    "so that the university can show which placements took place, for insurance and its reports"
)
PROJECT: Column = (_("Project"), "challenge__title")
HOST: Column = (_("Host"), "challenge__employer__name")
OF_PLACE: tuple[Column, ...] = ((_("Project"), "placement__challenge__title"),)

OF_PLACES: tuple[Held, ...] = (
    Held(
        "interests",
        _("Your interests"),
        eois_of,
        (
            PROJECT,
            HOST,
            (_("Address"), "email"),
            (_("Your sentence"), "sentence"),
            (_("Talk about access first"), "access_first"),
            (_("Sent"), "sent_at"),
            (_("State"), "state"),
            (_("Answered"), "answered_at"),
            (_("Why"), "reason"),
            (_("Withdrawn because"), "withdrawn_because"),
            (_("How it came"), "via"),
        ),
        stays=_("of those that were part of a sharing-out: a number, without your sentence"),
        why=OTHERS_CHECK,
        until=Retention.PLACEMENT_FILE,
        blank={
            "sentence": "",
            "withdrawn_because": "",
            "access_first": False,
            "access_talked_at": None,
            "recorded_by": None,
        },
    ),
    Held(
        "places",
        _("Your places"),
        places_of,
        (
            PROJECT,
            HOST,
            (_("From"), "challenge__starts_at"),
            (_("To"), "challenge__ends_at"),
            (_("You said yes"), "agreed_at"),
            (_("What we agreed"), "agreed"),
            (_("State"), "state"),
            (_("Left because"), "left_because"),
        ),
        stays=_("project, days and whether it was finished, of those that took place"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"left_because": ""},
    ),
    Held(
        "attendance",
        _("Whether you came"),
        of_places(Attendance),
        (*OF_PLACE, (_("Came"), "came"), (_("Note"), "note"), (_("Noted"), "marked_at")),
        stays=_("whether somebody came, without the note"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"note": ""},
    ),
    Held(
        "assessments",
        _("What your host saw"),
        of_places(Assessment),
        (
            *OF_PLACE,
            (_("Skill"), "skill__plain_name"),
            (_("Step"), "level"),
            (_("Evidence"), "evidence"),
        ),
        stays=_("the steps, without the words"),
        why=IT_TOOK_PLACE,
        until=Retention.PLACEMENT_FILE,
        blank={"evidence": "–"},
    ),
    Held(
        "questions_about_steps",
        _("What the university asked your host about a step"),
        lambda w: StepQuestion.objects.filter(assessment__placement__student=w["student"]),
        (
            (_("Project"), "assessment__placement__challenge__title"),
            (_("Skill"), "assessment__skill__plain_name"),
            (_("Step first given"), "first_level"),
            (_("Asked"), "words"),
            (_("Answer"), "answer"),
            (_("Step on a second look"), "named_level"),
            (_("Evidence"), "line"),
            (_("What stands, and why"), "reason"),
            (_("On"), "decided_at"),
        ),
    ),
    *OF_BADGES,
    Held(
        "appeals",
        _("What you said about a badge that was paused or taken back"),
        lambda w: Appeal.objects.filter(credential__student=w["student"]),
        (
            (_("Badge"), "credential__achievement__name"),
            (_("Your words"), "words"),
            (_("On"), "made_at"),
            (_("Answer"), "answer"),
        ),
    ),
    Held(
        "sealed",
        _("Sealed answers that you gave; nobody can open one to read it"),
        lambda w: SealedAnswer.objects.filter(
            placement__student=w["student"], side=str(Side.STUDENT)
        ),
        OF_PLACE,
    ),
    Held("sealed_of_hosts", "", of_places(SealedAnswer)),  # whether there is one is not told
    Held(
        "would_again",
        _("Hosts with whom you would both work again"),
        of_places(WouldAgain),
        (*OF_PLACE, (_("What they said"), "of_student"), (_("What you said"), "of_host")),
    ),
    Held(
        "reflections",
        _("What you wrote after a project"),
        of_places(Reflection),
        (
            *OF_PLACE,
            (_("What you used"), "used"),
            (_("What surprised you"), "surprised"),
            (_("What you take back"), "take_back"),
        ),
    ),
    Held(
        "concepts",
        _("What you wanted to try from your course"),
        of_places(Concept),
        (
            *OF_PLACE,
            (_("What"), "concept"),
            (_("What became of it"), "became"),
            (_("What your module should know"), "back"),
        ),
    ),
    Held(
        "ratings_before",
        _("How you rated yourself before"),
        of_places(RatingBefore),
        (*OF_PLACE, (_("Skill"), "skill__plain_name"), (_("Step"), "level")),
    ),
    Held(
        "peer_ratings",
        _("Steps that you gave team mates"),
        lambda w: PeerRating.objects.filter(rater__student=w["student"]),
        (
            (_("Project"), "rater__challenge__title"),
            (_("Skill"), "skill__plain_name"),
            (_("Step"), "level"),
        ),
    ),
    Held(  # not told: read together alone
        "rated_by_mates", "", lambda w: PeerRating.objects.filter(rated__student=w["student"])
    ),
    Held(
        "self_ratings",
        _("How you rated yourself"),
        of_places(SelfRating),
        (*OF_PLACE, (_("Skill"), "skill__plain_name"), (_("Step"), "level")),
    ),
    Held(
        "quotes",
        _("What you let a host’s page quote"),
        of_places(Quote),
        (
            *OF_PLACE,
            (_("Your words"), "words"),
            (_("Said as"), "said_as"),
            (_("May stand"), "uses"),
            (_("Not shown because"), "hidden_because"),
            (_("On"), "said_at"),
        ),
    ),
    Held(
        "survey",
        _("What you said of whether it was worth it"),
        lambda w: SurveyAnswer.objects.filter(placement__student=w["student"]),
        (
            *OF_PLACE,
            (_("Your answers"), "answers"),
            (_("Your words"), "words"),
            (_("You said “not now”"), "not_now"),
            (_("On"), "said_at"),
            (_("Version of the questions"), "version"),
        ),
        in_words={"answers": survey_words},
    ),
    Held(
        "concerns",
        _("Help you asked for, and concerns"),
        of_places(Concern),
        (
            (_("Project"), "challenge__title"),
            (_("Kind"), "kind"),
            (_("Words"), "words"),
            (_("Raised"), "raised_at"),
            (_("What the host answered"), "answer"),
            (_("What was done"), "note"),
        ),
        stays=_("that there was one, of which kind and when, without the words"),
        why=_("so that the university knows how often a host gave cause for one"),
        until=Retention.PLACEMENT_FILE,
        blank={"words": "", "note": "", "answer": "", "raised_by": None},
    ),
    Held(
        "hearings",
        _("What you were asked about, and your side of it"),
        lambda w: Hearing.objects.filter(
            Q(placement__student=w["student"]) | Q(concern__placement__student=w["student"])
        ),
        (
            (_("Project"), "concern__challenge__title"),
            (_("Asked"), "question"),
            (_("Your side"), "words"),
            (_("On"), "told_at"),
        ),
    ),
    Held(
        "goals",
        _("What you wanted to take from it"),
        of_places(Goal),
        (*OF_PLACE, (_("Goal"), "words"), (_("Written"), "written_at")),
    ),
    Held(
        "check_ins",
        _("How you said it went"),
        of_places(CheckIn),
        (*OF_PLACE, (_("Day"), "on"), (_("How"), "how"), (_("Words"), "words")),
    ),
    Held(
        "room",
        _("What you wrote in the room of your team"),
        of_places(RoomEntry),
        (
            (_("Project"), "team__challenge__title"),
            (_("Words"), "words"),
            (_("Link"), "link"),
            (_("On"), "at"),
        ),
    ),
    Held(
        "signatures",
        _("Where you signed"),
        of_places(Signature),
        (*OF_PLACE, (_("Name"), "name"), (_("On"), "signed_at")),
    ),
    Held(
        "papers",
        _("Papers about one place of yours"),
        of_places(Upload),
        (*OF_PLACE, (_("File"), "name"), (_("On"), "at")),
    ),
    Held(
        "team_files",
        _("Files that you handed in for a team"),
        lambda w: Upload.objects.filter(team__placements__student=w["student"], by=w["user"]),
        ((_("Project"), "team__challenge__title"), (_("File"), "name"), (_("On"), "at")),
        stays=_("as the team’s, without your name beside it"),
        why=_("because they are your team mates’ and your host’s as well"),
        until=Retention.PLACEMENT_FILE,
        blank={"by": None},
    ),
    Held(
        "handed_in",
        _("What you wrote about your team’s result"),
        lambda w: Deliverable.objects.filter(team__placements__student=w["student"], by=w["user"]),
        (
            (_("Project"), "team__challenge__title"),
            (_("Link"), "link"),
            (_("Rests on"), "sources"),
            (_("Of the course"), "theory"),
        ),
        stays=_("as the team’s, without your name beside it"),
        why=_("because it is your team mates’ and your host’s as well"),
        until=Retention.PLACEMENT_FILE,
        blank={"by": None},
    ),
    Held(
        "arrangements",
        _("What was agreed so that you can take part"),
        of_places(Arrangement),
        (*OF_PLACE, (_("What"), "what"), (_("Who does it"), "who"), (_("Until"), "by_day")),
    ),
    Held(
        "shared",
        _("What you shared with a host"),
        of_places(SharedAccess),
        (*OF_PLACE, (_("Your words"), "words"), (_("Agreed"), "lines"), (_("On"), "shared_at")),
    ),
    Held(
        "ask_again",
        _("Hosts that may ask you again"),
        of_places(AskAgain),
        ((_("Host"), "placement__challenge__employer__name"), (_("Seen as"), "shown_as")),
    ),
    Held(
        "invitations",
        _("Projects that a host asked you to"),
        of_student(Invitation),
        (PROJECT, HOST, (_("Asked"), "invited_at")),
    ),
    Held(
        "bookings",
        _("Hours in your calendar"),
        lambda w: Booking.objects.filter(
            Q(student=w["student"]) | Q(placement__student=w["student"])
        ),
        (*OF_PLACE, (_("From"), "placement__challenge__starts_at")),
    ),
    Held(
        "host_words",
        _("What hosts who chose said of your sentence"),
        lambda w: HostWord.objects.filter(eoi__student=w["student"]),
        ((_("Project"), "eoi__challenge__title"), (_("Word"), "word"), (_("Said"), "said_at")),
        stays=_("a number on a list with yes, maybe or no"),
        why=OTHERS_CHECK,
        until=Retention.PLACEMENT_FILE,
    ),
    Held(
        "holds",
        _("What was fixed by hand about your interests"),
        lambda w: Hold.objects.filter(
            Q(eoi__student=w["student"]) | Q(other__student=w["student"])
        ),
        (PROJECT, (_("What"), "kind"), (_("Why"), "why"), (_("When"), "at")),
        stays=_("that it was fixed, without the reason"),
        why=OTHERS_CHECK,
        until=Retention.PLACEMENT_FILE,
        blank={"why": "–"},
    ),
    Held(
        "moves",
        _("Other projects that you were asked to come to instead"),
        lambda w: Move.objects.filter(
            Q(eoi__student=w["student"]) | Q(placement__student=w["student"])
        ),
        ((_("Project"), "eoi__challenge__title"), (_("Asked"), "asked_at")),
    ),
    Held(
        "rung",
        _("When you were rung because a day was called off"),
        of_places(Rung),
        (*OF_PLACE, (_("When"), "rung_at")),
    ),
)
