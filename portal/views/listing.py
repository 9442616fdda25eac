"""The public pages of an institution: what is open, one project, one host."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from core.compiled import Compiled
from core.htmx import render_page
from employers.models import Challenge, Employer
from employers.states import PUBLIC, ChallengeState
from employers.wording import skill_names, worded
from institutions.models import Institution
from portal import listing as reads
from portal.forms import ListingForm

PAGE = 12  # cards, on a phone
A_DAY = 24 * 3600


@login_not_required
@require_safe
def listing(request: HttpRequest, institution: str) -> HttpResponse:
    """Projects that take interests now, with filters in the address."""
    form = ListingForm(request.GET)
    form.is_valid()
    wanted = form.cleaned_data
    here = request.institution  # type: ignore[attr-defined]
    page = Paginator(reads.keys_of_open(here, wanted), PAGE).get_page(request.GET.get("page"))
    used = reads.filters_in_use(wanted)
    without = []
    for name, value in used:
        rest = request.GET.copy()
        rest.setlist(name, [other for other in rest.getlist(name) if other != value])
        rest.pop("page", None)
        label = value if name == "q" else form.label_of(name, value)
        without.append((label, f"?{rest.urlencode()}", rest))
    suggestion = None
    if not page.paginator.count and len(used) > 1:
        suggestion = _best_without(here, without)
    return render_page(
        request,
        "portal/listing.html",
        {
            "form": form,
            "wanted": wanted,
            "page": page,
            "cards": reads.cards_of(list(page), here),
            "total": len(reads.keys_of_open(here, {})) if used else page.paginator.count,
            "active": without,
            "suggestion": suggestion,
            "promise": reads.promise_kept(here),
        },
    )


def _best_without(
    here: Institution, without: list[tuple[str, str, QueryDict]]
) -> tuple[str, str, int] | None:
    """The filter whose removal brings most: its label, the address without it, the count."""
    counted = []
    for label, url, rest in without:
        form = ListingForm(rest)
        form.is_valid()
        counted.append((label, url, reads.open_challenges(here, form.cleaned_data).count()))
    best = max(counted, key=lambda row: row[2])
    return best if best[2] else None


PROJECT = Compiled(
    lambda institution, code: (
        Challenge.objects.of(institution)
        .filter(published_at__isnull=False, code=code)
        .select_related("institution", "employer", "site", "contact", "supervisor")
        .annotate(asked=reads.asked(), skill_names=skill_names())
    )
)


@login_not_required
@require_safe
def project(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """One project in the order of a student's questions, the form on the same page."""
    here = request.institution  # type: ignore[attr-defined]
    challenge = PROJECT.get_or_404(institution=here.pk, code=code)
    if challenge.state not in (*PUBLIC, ChallengeState.CANCELLED):
        raise Http404
    [wording] = worded(challenge)
    return render_page(
        request,
        "portal/project.html",
        {
            "challenge": challenge,
            "institution": here,
            "wording": wording,
            "asked": challenge.asked,
            "takes_interests": challenge.state == ChallengeState.OPEN
            and challenge.closes_at > clock.now(),
        },
    )


@login_not_required
@require_safe
def host_page(request: HttpRequest, institution: str, employer: str) -> HttpResponse:
    """A host's public page: who they are, what is open, what was done."""
    here = request.institution  # type: ignore[attr-defined]
    host = get_object_or_404(Employer.objects.filter(partnership__institution=here), slug=employer)
    theirs = Challenge.objects.of(here).filter(employer=host)
    now_open = Q(state=ChallengeState.OPEN, closes_at__gt=clock.now())
    shown = theirs.filter(now_open | Q(state=ChallengeState.COMPLETED))
    rows = list(shown.only("state", "title", "code", "ends_at").order_by("-ends_at")[: 4 * PAGE])
    done = [row for row in rows if row.state == ChallengeState.COMPLETED]
    open_rows = [row for row in reversed(rows) if row.state == ChallengeState.OPEN]
    return render_page(
        request,
        "portal/host_page.html",
        {
            "host": host,
            "cards": reads.cards_of([row.pk for row in open_rows[:PAGE]], here),
            "done": done[:PAGE],
            "sites": host.site_set.all()[:5],
        },
    )


@login_not_required
@require_safe
@cache_control(max_age=A_DAY, public=True)
def institution_css(request: HttpRequest, institution: str) -> HttpResponse:
    """The institution's colour, which touches crest, top line and badge alone."""
    here = request.institution  # type: ignore[attr-defined]
    css = f":root {{ --institution: {here.colour}; }}\n"
    return HttpResponse(css, content_type="text/css")
