"""The university's card index of hosts: who they are, who works there, where."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.forms import ModelForm
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import SignedInRequest
from core.addresses import address_of
from core.compiled import Compiled
from core.days import dated
from core.errors import RuleBroken
from core.htmx import go_to, render_page
from core.permissions import authorize, may
from employers import services
from employers.forms.hosts import EmployerForm, HostSearchForm, MemberForm, SiteForm, VouchForm
from employers.models import Challenge, Member, Partnership, Site
from employers.rules import may_change_site
from employers.safety import checks_of
from employers.safety_words import host_lines
from employers.views.partnerships import partnership_of, record_of
from institutions.models import Institution

HOSTS_A_PAGE = 25


PEOPLE = Compiled(
    lambda employer: (
        Member.objects.filter(employer=employer)
        .select_related("user")
        .order_by("-is_contact", "name")
    )
)
KNOWN = Compiled(
    lambda institution: (
        Partnership.objects.real()
        .of(institution)
        .select_related("employer")
        .order_by("employer__name", "pk")
    )
)
PROJECTS = Compiled(
    lambda institution, employer: (
        Challenge.objects.of(institution)
        .proven()
        .filter(employer=employer)
        .order_by("-starts_at")
        .only("public_id", "title", "state", "starts_at")
    )
)
COUNTS = Compiled(
    lambda institution, employers: (
        Challenge.objects.of(institution)
        .proven()
        .filter(employer__any_of=employers)
        .order_by()
        .values_list("employer")
        .annotate(all=Count("pk"), open=Count("pk", filter=Q(state="open")))
    )
)
CONTACTS = Compiled(
    lambda employers: (
        Member.objects.filter(employer__any_of=employers, is_contact=True)
        .order_by("-pk")
        .only("employer", "name", "telephone")
    )
)


def _found(here: Institution, words: str) -> QuerySet[Partnership]:
    """The hosts that have ``words`` in their name, a person’s or a place’s."""
    hosts = Partnership.objects.real().of(here).select_related("employer")
    hosts = hosts.filter(
        Q(employer__name__icontains=words)
        | Q(employer__member__name__icontains=words)
        | Q(employer__site__town__icontains=words)
        | Q(employer__site__address__icontains=words)
    )
    return hosts.distinct().order_by("employer__name", "pk")


@require_http_methods(["GET", "HEAD"])
def host_list(request: SignedInRequest, institution: str) -> HttpResponse:
    """The hosts whom this university knows, by name; found by name, person or place."""
    here = request.institution
    authorize(request.user, "employers.host_list", here)
    form = HostSearchForm(request.GET)
    wanted = form.cleaned_data["q"].strip() if form.is_valid() else ""
    total = KNOWN.listed(institution=here.pk).count() if wanted else None
    hosts = _found(here, wanted) if wanted else KNOWN.listed(institution=here.pk)
    page = Paginator(hosts, HOSTS_A_PAGE).get_page(request.GET.get("page"))
    employers = [host.employer_id for host in page]
    counted = COUNTS.all(institution=here.pk, employers=employers)
    counts = {employer: (all_of_them, still_open) for employer, all_of_them, still_open in counted}
    contacts = {member.employer_id: member for member in CONTACTS.all(employers=employers)}
    rows = []
    for host in page:
        all_of_them, still_open = counts.get(host.employer_id, (0, 0))
        contact = contacts.get(host.employer_id)
        rows.append(
            {
                "host": host,
                "url": address_of("employers:host_record", here.slug, host.public_id),
                "contact": contact,
                "all": all_of_them,
                "open": still_open,
            }
        )
    return render_page(
        request,
        "employers/host_list.html",
        {
            "institution": here,
            "form": HostSearchForm(initial={"q": wanted}),
            "wanted": wanted,
            "page": page,
            "rows": rows,
            "total": total,
            "may_import": may(request.user, "employers.import_employers", here),
        },
    )


@require_http_methods(["GET", "HEAD"])
def host_record(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """One host: how we know it, its people, its places, its projects here."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.host_record", partnership)
    employer = partnership.employer
    record = record_of(partnership)
    projects = PROJECTS.listed(institution=partnership.institution_id, employer=employer.pk)
    page = Paginator(projects, HOSTS_A_PAGE).get_page(request.GET.get("page"))
    slug, zone = partnership.institution.slug, ZoneInfo(partnership.institution.zone)
    return render_page(
        request,
        "employers/host_record.html",
        {
            "institution": partnership.institution,
            "partnership": partnership,
            "employer": employer,
            "members": list(PEOPLE.all(employer=employer.pk)),
            "sites": partnership.places,  # type: ignore[attr-defined] # annotated
            "page": page,
            "safety": host_lines(checks_of(partnership.institution, employer.pk)),
            "projects": [
                {
                    "title": project.title,
                    "url": address_of("employers:review_challenge", slug, project.public_id),
                    "begins": dated(project.starts_at.astimezone(zone), "j F Y"),
                    "state": capfirst(project.get_state_display()),
                }
                for project in page
            ],
            "may_edit": may(request.user, "employers.add_member", partnership),
            "may_rename": may(request.user, "employers.edit_employer", partnership),
            "record": record,
            "claims": record["claims"],
            "trust": record["trust"],
        },
    )


def _form_page(
    request: SignedInRequest,
    partnership: Partnership,
    form: ModelForm,
    verb: Callable[[], Any],
    *,
    title: str,
    done: str,
) -> HttpResponse:
    """Ask with ``form``; once it is right, do ``verb`` and go back to the host."""
    if form.is_valid():
        try:
            verb()
        except RuleBroken as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, done)
            return go_to(
                request,
                "employers:host_record",
                partnership.institution.slug,
                partnership.public_id,
            )
    return render_page(
        request,
        "employers/edit_host.html",
        {
            "institution": partnership.institution,
            "partnership": partnership,
            "form": form,
            "title": title,
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_employer(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """What is said of a host."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.edit_employer", partnership)
    employer = partnership.employer
    form = EmployerForm(request.POST or None, instance=employer)
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.edit_employer(employer=employer, **form.cleaned_data),
        title=_("Change what we know of %(host)s") % {"host": employer},
        done=_("Changed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def vouch_for_employer(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """How the university knows that a host is who it says."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.vouch_for_employer", partnership)
    form = VouchForm(request.POST or None, instance=partnership)
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.vouch_for_employer(
            partnership=partnership,
            checked_by=form.cleaned_data["checked_by"],
            note=form.cleaned_data["checked_note"],
        ),
        title=_("How do we know %(host)s?") % {"host": partnership.employer},
        done=_("Noted."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_member(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A further person at a host."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.add_member", partnership)
    form = MemberForm(request.POST or None)
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.add_member(
            employer=partnership.employer,
            introduced_by=partnership.institution,
            **form.cleaned_data,
        ),
        title=_("Who else works at %(host)s?") % {"host": partnership.employer},
        done=_("Added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_member(
    request: SignedInRequest, institution: str, public_id: str, member_id: str
) -> HttpResponse:
    """What we know of a person at a host whom this university introduced."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.edit_member", partnership)
    ours = Member.objects.filter(
        employer=partnership.employer, introduced_by=partnership.institution
    )
    member = get_object_or_404(ours.select_related("user"), public_id=member_id)
    form = MemberForm(request.POST or None, instance=member, initial={"email": member.address})
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.edit_member(member=member, **form.cleaned_data),
        title=_("Change what we know of %(name)s") % {"name": member.name},
        done=_("Changed."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def add_site(request: SignedInRequest, institution: str, public_id: str) -> HttpResponse:
    """A further place of a host."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.add_site", partnership)
    form = SiteForm(request.POST or None)
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.add_site(employer=partnership.employer, **form.cleaned_data),
        title=_("A place of %(host)s") % {"host": partnership.employer},
        done=_("Added."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def edit_site(
    request: SignedInRequest, institution: str, public_id: str, site_id: str
) -> HttpResponse:
    """What we know of a place."""
    partnership = partnership_of(request, public_id)
    authorize(request.user, "employers.edit_site", partnership)
    site = get_object_or_404(Site.objects.filter(employer=partnership.employer), public_id=site_id)
    if not may_change_site(request.user, partnership, site):
        raise PermissionDenied(_("Students of another university come here too: ask the host."))
    form = SiteForm(request.POST or None, instance=site)
    return _form_page(
        request,
        partnership,
        form,
        lambda: services.edit_site(site=site, **form.cleaned_data),
        title=_("Change what we know of %(name)s") % {"name": site.name},
        done=_("Changed."),
    )
