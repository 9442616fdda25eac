"""The form of an interest, for pages of floors above."""

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from employers.models import Challenge
from employers.wording import ChallengeWording
from students.forms import SubmitEoiForm
from students.models import Eoi
from students.notes import asked_before, reader_of

register = template.Library()


@register.filter
def days(challenge: Challenge) -> str:
    """All days of a challenge in one line."""
    return ChallengeWording(challenge).days


@register.simple_tag(takes_context=True)
def interest_sent(context: dict[str, Any], challenge: Challenge) -> Eoi | None:
    """What the reader, or this browser, has sent for ``challenge`` and still counts."""
    return asked_before(context["request"], challenge)


@register.simple_tag(takes_context=True)
def submit_eoi_form(context: dict[str, Any], challenge: Challenge) -> SafeString:
    """An empty form that sends an interest in ``challenge``; asks who is known for no address."""
    request = context["request"]
    student = reader_of(request, challenge.institution)
    form = SubmitEoiForm(student=student)
    return render_to_string(
        "students/_submit_eoi_form.html",
        {"challenge": challenge, "form": form, "student": student},
        request=request,
    )
