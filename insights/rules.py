"""Who may see the reports."""

from core.permissions import Rules
from institutions.rules import sees_the_desk

RULES: Rules = {
    "insights.programme_counts": sees_the_desk,
    "insights.counted_rows": sees_the_desk,
}
