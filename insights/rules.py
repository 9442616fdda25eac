"""Who may see the reports, and her own."""

from core.permissions import Rules
from employers.rules import works_somewhere
from institutions.rules import is_manager, sees_the_desk
from students.rules import is_student

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
    "insights.retention": is_manager,
    "insights.programme_counts": sees_the_desk,
    "insights.counted_rows": sees_the_desk,
    "insights.who_takes_part": sees_the_desk,
    "insights.committee_report": sees_the_desk,
}
