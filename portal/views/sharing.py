"""What is open, for other programs and other people: feed, calendar, sitemap, link and QR."""

from functools import lru_cache
from xml.sax.saxutils import escape

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from core.compiled import Compiled
from core.htmx import render_page
from employers.models import Challenge
from employers.states import PUBLIC
from employers.wording import worded
from institutions.models import Institution
from portal.sharing import absolute, address_of, calendar_of, feed_of

AN_HOUR = 3600
IN_A_FEED = 100
IN_A_SITEMAP = 45_000  # the protocol's limit is 50,000
NOT_FOR_ROBOTS = (
    *("/accounts/", "/operators/", "/*/desk/", "/*/me/", "/*/host/", "/*/post/", "/demo/"),
    "/*?",  # filters of a list: the same projects once more
)

NEWEST = Compiled(
    lambda institution, now: (
        Challenge.objects.of(institution)
        .open()
        .filter(closes_at__gt=now)
        .select_related("employer", "site")
        .order_by("-published_at", "pk")[:IN_A_FEED]
    )
)
SHARED = Compiled(
    lambda institution, code: Challenge.objects.of(institution).filter(
        published_at__isnull=False, code=code
    )
)


def _newest(here: Institution) -> list[Challenge]:
    found = list(NEWEST.all(institution=here.pk, now=clock.now()))
    for challenge in found:
        challenge.institution = here
    return found


@lru_cache(maxsize=512)
def code_for_cameras(url: str) -> str:
    """A QR code of ``url`` as an image; drawing one takes longer than all else of its page."""
    return segno.make(url, error="m").svg_data_uri(scale=6, dark="#000", light="#fff")


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def open_feed(request: HttpRequest, institution: str) -> HttpResponse:
    """What is open, as an Atom feed."""
    here = request.institution  # type: ignore[attr-defined]
    return HttpResponse(feed_of(_newest(here), here), content_type="application/atom+xml")


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def open_calendar(request: HttpRequest, institution: str) -> HttpResponse:
    """What is open, as a calendar to subscribe to."""
    here = request.institution  # type: ignore[attr-defined]
    found = worded(*_newest(here))
    return HttpResponse(calendar_of(found, here), content_type="text/calendar; charset=utf-8")


@login_not_required
@require_safe
def share_project(request: HttpRequest, institution: str, code: str) -> HttpResponse:
    """A project's link to copy, and its QR code for a wall or a screen."""
    here = request.institution  # type: ignore[attr-defined]
    challenge = SHARED.get_or_404(institution=here.pk, code=code)
    if challenge.state not in PUBLIC:
        raise Http404
    url = address_of(challenge, here)
    return render_page(
        request,
        "portal/share_project.html",
        {
            "challenge": challenge,
            "institution": here,
            "url": url,
            "qr": code_for_cameras(url),
        },
    )


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every institution's list and open projects, for search engines."""
    slugs = Institution.objects.order_by("slug").values_list("slug", flat=True)
    lists = [(reverse("portal:listing", args=[slug]), None) for slug in slugs]
    found = (
        Challenge.objects.open()
        .filter(closes_at__gt=clock.now())
        .order_by("-published_at", "pk")
        .values_list("institution__slug", "code", "published_at")[:IN_A_SITEMAP]
    )
    pages = [(f"/{slug}/projects/{code}/", published) for slug, code, published in found]
    rows = "".join(
        f"<url><loc>{escape(absolute(path))}</loc>"
        + (f"<lastmod>{moment:%Y-%m-%d}</lastmod>" if moment else "")
        + "</url>\n"
        for path, moment in [*lists, *pages]
    )
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'
    )
    return HttpResponse(xml, content_type="application/xml")


@login_not_required
@require_safe
@cache_control(max_age=AN_HOUR, public=True)
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines need not read, and where the sitemap is."""
    rules = "".join(f"Disallow: {path}\n" for path in NOT_FOR_ROBOTS)
    where = absolute(reverse("portal:sitemap"))
    return HttpResponse(
        f"User-agent: *\n{rules}\nSitemap: {where}\n", content_type="text/plain; charset=utf-8"
    )
