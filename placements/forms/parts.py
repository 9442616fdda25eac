"""What several forms have."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from core.templatetags.components import Option
from placements.models import Concern
from skills.models import Skill


def lines(**attrs: Any) -> forms.Textarea:
    """A text area of two rows."""
    return forms.Textarea(attrs={"rows": 2, **attrs})


def levels_of(skill: Skill) -> list[Any]:
    """The skill's levels with their behaviours, highest first; ``skill.levels`` is prefetched.

    Of a framework that was imported in several languages, those of the reader's; else English.
    """
    written: dict[str, list[Any]] = {}
    for level in skill.levels.all():
        written.setdefault(level.language, []).append(level)
    wishes = ((get_language() or "en").partition("-")[0], "en", *written)
    own = next((written[each] for each in wishes if each in written), [])
    return sorted(own, key=lambda level: -level.level)


class ConcernForm(forms.Form):
    """Help, or a concern."""

    kind = forms.ChoiceField(label=_("What is it?"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, kinds: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        labels = dict(Concern.Kind.choices) | {Concern.Kind.STUCK: _("I’m stuck")}
        field.choices = [(kind, Option(labels[kind], hint=KIND_HINTS[kind])) for kind in kinds]

    def clean(self) -> dict[str, Any]:
        """A concern and a change have words; to ask for help takes none."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") == Concern.Kind.CHANGE and not cleaned.get("words", "").strip():
            self.add_error("words", gettext("Write what should change, and into what."))
        if cleaned.get("kind") in NEEDS_WORDS and not cleaned.get("words", "").strip():
            self.add_error("words", gettext("Write one line about what happened."))
        return cleaned


NEEDS_WORDS = (Concern.Kind.CONCERN, Concern.Kind.INCIDENT)
KIND_HINTS: dict[str, str | Promise] = {
    Concern.Kind.STUCK: _("We ring or write back."),
    Concern.Kind.CHANGE: _(
        "Words are put right at once. A new day, place or pay is agreed with everybody first."
    ),
    Concern.Kind.ANOTHER_WAY: _(
        "You do not want to sign what the host asks. It costs you nothing: we talk to the host."
    ),
    Concern.Kind.INCIDENT: _("First see to the person. Then tell us here what happened."),
    Concern.Kind.CONCERN: _("Something was not right. Only the university reads this."),
}
