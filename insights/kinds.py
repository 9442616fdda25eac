"""The parts of a kind of thing that is held about a student, and how hers are found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from core.privacy import Retention
from placements.models import AllocationChallenge, Placement
from students.models import Eoi, Student

NOBODY = "-"
Rows = QuerySet[Any]
Column = tuple[Any, str]  # its heading, and the path to its value


@dataclass(frozen=True)
class Whose:
    """The keys by which her rows are found, with stand-ins for what she does not have.

    ``address`` is the one she signs in with, ``college`` the roster's. An empty one would be found
    in every row that names a user instead.
    """

    institution: int
    student: int
    user: int
    address: str
    college: str

    @classmethod
    def of(cls, student: Student) -> "Whose":
        """Those of one student."""
        return cls(
            student.institution_id,
            student.pk,
            student.user_id or 0,
            student.address.lower() or NOBODY,
            student.email.lower() or NOBODY,
        )


@dataclass(frozen=True)
class Held:
    """One kind of thing."""

    name: str
    label: Any
    rows: Callable[..., Rows]
    fields: tuple[Column, ...] = ()
    stays: Any = ""
    why: Any = ""
    until: Retention | None = None
    blank: Mapping[str, Any] = field(default_factory=dict)
    in_words: Mapping[str, Callable[[Any], str]] = field(default_factory=dict)  # by path

    def of(self, whose: Any) -> Rows:
        """Her rows: of a student's ``Whose``, or the like of somebody else."""
        return self.rows(vars(whose))


def _drawn() -> Q:
    """Interests that a sharing-out or a place knows: other people's answers hang on them."""
    in_a_round = AllocationChallenge.objects.filter(challenge=OuterRef("challenge"))
    return Q(answered_at__isnull=False) | Q(offered_at__isnull=False) | Q(Exists(in_a_round))


def by_address(field: str, w: Any) -> Q:
    """Rows whose ``field`` is one of her addresses."""
    return Q(**{f"{field}__iexact": w["address"]}) | Q(**{f"{field}__iexact": w["college"]})


def eois_of(w: Any) -> QuerySet[Eoi]:
    """Her interests, those of her address that nobody confirmed with them."""
    return Eoi.objects.filter(
        Q(student=w["student"])
        | Q(student=None, institution=w["institution"]) & by_address("email", w)
    )


def kept_eois(w: Any) -> QuerySet[Eoi]:
    """Interests of hers whose number stays."""
    placed = Placement.objects.filter(eoi=OuterRef("pk"))
    return Eoi.objects.filter(student=w["student"]).filter(_drawn() | Q(Exists(placed)))


def places_of(w: Any) -> QuerySet[Placement]:
    """Her places."""
    return Placement.objects.filter(student=w["student"])


def of_places(model: Any) -> Callable[..., Rows]:
    """Rows of ``model`` that hang on her places."""
    return lambda w: model.objects.filter(placement__student=w["student"])


def of_student(model: Any) -> Callable[..., Rows]:
    """Rows of ``model`` that are hers."""
    return lambda w: model.objects.filter(student=w["student"])
