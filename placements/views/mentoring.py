"""For supervisors: guides of two minutes, and their own record of guiding students."""

from zoneinfo import ZoneInfo

from django.http import Http404, HttpResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import SignedInRequest
from core import clock
from core.htmx import render_page
from core.papers import paper
from core.permissions import authorize
from employers.rules import memberships_of
from placements.guides import GUIDES
from placements.services.mentoring import count_use, mentoring_of

RECORD = """
#d.lead

#d.sums

== #d.heading
#table(
  columns: (auto, 1fr, auto, auto),
  stroke: (x, y) => if y == 0 { (bottom: 1pt) } else { (bottom: 0.3pt) },
  inset: (x: 4pt, y: 6pt),
  table.header(..d.columns.map(each => strong(each))),
  ..d.rows.flatten(),
)
#v(1em)
#d.end
"""


@require_safe
def guide(request: SignedInRequest, institution: str, topic: str) -> HttpResponse:
    """One guide, with the ways to the others. Counted, without by whom, where a host opens it."""
    here = request.institution
    authorize(request.user, "placements.guide", here)
    if topic not in GUIDES:
        raise Http404
    if request.method == "GET" and memberships_of(request.user):
        count_use(institution=here, topic=topic)
    return render_page(
        request,
        "placements/guide.html",
        {"institution": here, "guide": GUIDES[topic], "guides": GUIDES.values()},
    )


@require_safe
def mentoring_record(request: SignedInRequest, institution: str) -> HttpResponse:
    """Her own record: which projects she guided, how many students, which skills she assessed."""
    here = request.institution
    authorize(request.user, "placements.mentoring_record", here)
    members = memberships_of(request.user)
    return render_page(
        request,
        "placements/mentoring_record.html",
        {
            "institution": here,
            "name": members[0].name,
            "record": mentoring_of([member.pk for member in members], here),
        },
    )


@require_safe
def mentoring_paper(request: SignedInRequest, institution: str) -> HttpResponse:
    """The same as a PDF to keep or send, in the reader's language."""
    here = request.institution
    authorize(request.user, "placements.mentoring_paper", here)
    members = memberships_of(request.user)
    record = mentoring_of([member.pk for member in members], here)
    zone, name = ZoneInfo(here.zone), members[0].name
    sums = _("Projects: %(n)d. Students: %(students)d. Hours of work: %(hours)s.")
    pdf = paper(
        RECORD,
        title=_("Guiding students: %(name)s") % {"name": name},
        author=here.name,
        language=get_language() or here.language,
        data={
            "lead": _("What %(name)s did as a host of %(university)s, from its own records.")
            % {"name": name, "university": here.name},
            "sums": sums
            % {
                "n": len(record.projects),
                "students": record.students,
                "hours": f"{record.hours:f}".rstrip("0").rstrip("."),
            },
            "heading": _("The projects"),
            "columns": [_("When"), _("Project"), _("Students"), _("Assessed")],
            "rows": [
                [
                    date_format(localtime(row["starts_at"], zone), "j F Y"),
                    f"{row['title']} ({row['host']})",
                    str(row["students"]),
                    ", ".join(row["skills_named"]) if row["assessed"] else "–",
                ]
                for row in record.projects
            ],
            "end": _("Made on %(day)s. Students are counted here and not named.")
            % {"day": date_format(clock.today(here.zone), "j F Y")},
        },
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="guiding-students.pdf"'
    response["Cache-Control"] = "no-store"
    return response
