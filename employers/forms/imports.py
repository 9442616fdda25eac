"""A spreadsheet of hosts, pasted or chosen as a file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import RuleBroken
from core.tables import decoded
from employers.services.host_table import MOST_LETTERS

MOST_BYTES = 2_000_000
ZIP = b"PK\x03\x04"  # what .xlsx and .ods begin with
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NO_TEXT = gettext_lazy(
    "This is a spreadsheet program's own file. Open it, choose “Save as” and CSV; or mark the "
    "cells, copy them and paste them here."
)


class PastedTable(forms.CharField):
    """Cells as they come from the clipboard: nothing is stripped, nothing is refused by a code."""

    widget = forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "wrap": "off"})

    def to_python(self, value: Any) -> str:
        """The text as it is."""
        return value or ""

    def run_validators(self, value: Any) -> None:
        """In ``clean_table``, with sentences that say what to do."""


class ImportEmployersForm(forms.Form):
    """Either pasted cells or a file."""

    table = PastedTable(
        label=gettext_lazy("Paste your cells here, the headings with them"), required=False
    )
    file = forms.FileField(
        label=gettext_lazy("Or choose a file"),
        help_text=gettext_lazy("CSV, up to 2 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv,text/plain"}),
    )

    def clean_table(self) -> str:
        """Text, and no more than fits."""
        text: str = self.cleaned_data["table"]
        if "\x00" in text or "\ufffd" in text or text.startswith("PK\x03\x04"):
            raise forms.ValidationError(
                _("This is no text. Mark the cells in your spreadsheet, copy, and paste again.")
            )
        if len(text) > MOST_LETTERS:
            raise forms.ValidationError(
                _("This is too long to paste (%(n)d letters). Save it as CSV and choose the file.")
                % {"n": len(text)}
            )
        return text

    def clean_file(self) -> str:
        """The text of the file, empty without one."""
        file = self.cleaned_data["file"]
        if file is None:
            return ""
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Take it in in parts."))
        content: bytes = file.read()
        if content.startswith((ZIP, OLD_EXCEL)) or b"\x00" in content[:200].strip(b"\xff\xfe\x00"):
            unmarked = not content.startswith((b"\xff\xfe", b"\xfe\xff"))
            if content.startswith((ZIP, OLD_EXCEL)) or unmarked:
                raise forms.ValidationError(NO_TEXT)
        try:
            return decoded(content)
        except RuleBroken as error:
            raise forms.ValidationError(str(error)) from None

    def clean(self) -> dict[str, Any]:
        """One of the two."""
        found: dict[str, Any] = self.cleaned_data
        given = [name for name in ("table", "file") if found.get(name, "").strip()]
        if not given and not self.errors:
            self.add_error("table", _("Paste a table, or choose a file."))
        if len(given) == 2:
            self.add_error("file", _("Give one of the two: the pasted table or the file."))
        found["text"] = found[given[0]] if given else ""
        return found
