"""Who told staff, where they do for a host what she could do herself."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy

from accounts.models import User
from core.permissions import may
from employers.models import TOLD_BY, AnsweredVia, Challenge, Member
from employers.services.recording import Told


class ToldForm(forms.Form):
    """One of the people whom the brief names, and how she said so; or nobody: staff decide."""

    told_by = forms.ChoiceField(label=gettext_lazy("Who said so?"), required=False)
    told_how = forms.ChoiceField(
        label=gettext_lazy("How?"),
        choices=[(via.value, via.label) for via in TOLD_BY],
        required=False,
    )

    def __init__(
        self, data: Any, *, challenge: Challenge, by: User, person: Member | None = None
    ) -> None:
        """``person`` is who is chosen at first, where it is hers to say."""
        super().__init__(data)
        self.by = by
        self.people = {str(each.public_id): each for each in people_of(challenge)}
        nobody = ("", gettext_lazy("Nobody: we decide it ourselves"))
        named = [(key, member.name) for key, member in self.people.items()]
        field = self.fields["told_by"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [nobody, *named]
        field.initial = str(person.public_id) if person else ""
        self.fields["told_how"].initial = AnsweredVia.TELEPHONE

    def told(self) -> Told | None:
        """What to keep, from a valid form; ``None`` where staff decided it."""
        person = self.people.get(self.cleaned_data["told_by"])
        if person is None:
            return None
        return Told(self.by, person, self.cleaned_data["told_how"] or AnsweredVia.TELEPHONE)


def people_of(challenge: Challenge) -> list[Member]:
    """The contact and whoever guides, once each."""
    return list(dict.fromkeys([challenge.contact, challenge.supervisor]))


def acts_for_host(user: object, challenge: Challenge) -> User | None:
    """``user`` as a member of staff who does this for the host; ``None`` for its own people."""
    staff = may(user, "employers.record_challenge", challenge)
    return user if staff and isinstance(user, User) else None


def told_form(
    request: HttpRequest, challenge: Challenge, person: Member | None = None
) -> ToldForm | None:
    """The questions, for staff alone; ``person`` is chosen at first."""
    by = acts_for_host(request.user, challenge)
    data = request.POST if request.method == "POST" else None
    return None if by is None else ToldForm(data, challenge=challenge, by=by, person=person)


def fits(form: ToldForm | None) -> bool:
    """Whether the questions were answered, or not asked at all."""
    return form is None or not form.is_bound or form.is_valid()


def told_in(form: ToldForm | None) -> Told | None:
    """What was answered; nothing for a host, who needs no questions, nor where nobody is named."""
    return form.told() if form is not None and form.is_valid() else None


def told_by(user: object, challenge: Challenge, person: Member) -> Told | None:
    """What only the host can say and staff do for it with one press: ``person``, by telephone."""
    by = acts_for_host(user, challenge)
    return None if by is None else Told(by, person)
