"""Who may see the reports, and her own."""

from typing import Any

import rules

from core.permissions import Rules
from employers.rules import works_somewhere
from institutions.rules import anyone, is_manager, sees_the_desk
from students.rules import is_student


@rules.predicate
def has_asked(user: Any, export: Any) -> bool:
    """Who asked for the file, while she still sees the desk."""
    return bool(export.by_id == user.pk and sees_the_desk(user, export.institution))


RULES: Rules = {
    "insights.my_data": is_student,
    "insights.export_my_data": is_student,
    "insights.erase_me": is_student,
    "insights.keep_me": is_student,
    "insights.host_data": works_somewhere,
    "insights.study": is_student | works_somewhere,
    "insights.join_study": is_student | works_somewhere,
    "insights.study_list": sees_the_desk,
    "insights.begin_study": is_manager,
    "insights.desk_study": sees_the_desk,
    "insights.export_study": is_manager,
    "insights.what_they_say": sees_the_desk,
    "insights.changes": sees_the_desk,
    "insights.retention": is_manager,
    "insights.programme_counts": sees_the_desk,
    "insights.counted_rows": sees_the_desk,
    "insights.who_takes_part": sees_the_desk,
    "insights.committee_report": sees_the_desk,
    "insights.term_by_term": sees_the_desk,
    "insights.returns": sees_the_desk,
    "insights.ask_for_export": sees_the_desk,
    "insights.export": has_asked,
    "insights.open_export": has_asked,
    "insights.drop_export": has_asked,
    "insights.public_figures": anyone,
}
