"""Law as data: dated tables of pay and student work, and what they say of one project.

A library: it knows no Django, no rows and no clock. Tables are files that a law officer can read
(``data/*.toml``; ``docs/law.md`` says how to change one). A decision is information, never advice;
it names the rule that made it. What nobody has confirmed, and what is past its date, neither lets
a project through nor stops it: a person decides.
"""

from employers.paylaw.decisions import Decision, Facts, Ground, Host, Outcome, Why, decide
from employers.paylaw.tables import (
    Every,
    Kind,
    Rule,
    Source,
    Table,
    TableBroken,
    read,
    rule_called,
    tables,
)
from employers.paylaw.visas import ReturnNote, VisaNote, return_note, visa_notes

__all__ = [
    "Decision",
    "Every",
    "Facts",
    "Ground",
    "Host",
    "Kind",
    "Outcome",
    "ReturnNote",
    "Rule",
    "Source",
    "Table",
    "TableBroken",
    "VisaNote",
    "Why",
    "decide",
    "read",
    "return_note",
    "rule_called",
    "tables",
    "visa_notes",
]
