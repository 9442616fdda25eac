"""The public pages of an institution: what is open, one project, one host."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core import clock
from core.compiled import Compiled
from core.days import week_bits, week_names
from core.htmx import render_page
from core.languages import wordless
from credentials.models import Endorsement, Seen
from credentials.states import CredentialState, EndorsementState
from employers.models import Challenge, Employer, Member, Partnership, Site
from employers.states import PUBLIC, ChallengeState
from employers.wording import skill_names, worded
from institutions.models import Institution, Policy
from placements.models import QuoteUse, Reach
from placements.services.keeping import words_of
from placements.services.quotes import quotes_of, said_by, shown_quotes
from portal import listing as reads
from portal.forms import WEEKDAYS, ListingForm, weekday_words
from portal.promises import record_of
from portal.roles import reader_at
from portal.search import FOUND_AT_MOST, GROUPS, NAMES, Counts, Wish, did_you_mean, skills_of
from portal.seen import count_look
from portal.sharing import address_of, job_posting
from portal.suggestions import beyond

PAGE = 12  # cards, on a phone
A_DAY = 24 * 3600
SKILLS_SHOWN = 12
Choice = tuple[str, str, int, bool]  # value, label, how many, chosen


@login_not_required
@require_safe
def listing(request: HttpRequest, institution: str) -> HttpResponse:
    """Projects that take interests now, with filters in the address."""
    here = request.institution  # type: ignore[attr-defined]
    count_look(request)
    form = ListingForm(request.GET, here)
    form.is_valid()
    wanted = form.cleaned_data
    wish = Wish.of(here, wanted)
    keys, counts = wish.keys(), wish.counts()
    page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
    skills = _skills(wish)
    used = form.in_use({code: name for code, name, _count, _chosen in skills})
    meant = _meant(request.GET, wish) if wish.words and not keys else None
    active = [(label, _without(request.GET, name, value), name) for name, value, label in used]
    studies = reader_at(request.user, here)["studies"]  # whose own page has suggestions
    further = bool(active) and not studies and not page.has_next()
    return render_page(
        request,
        "portal/listing.html",
        {
            "form": form,
            "wanted": wanted,
            "page": page,
            "cards": reads.cards_of(list(page), here, wish.sites),
            "found": counts.total,
            "more": counts.total > FOUND_AT_MOST,
            "active": active,
            "groups": _groups(form, counts),
            "skills": skills,
            "week": [(day, name, day in wish.free) for day, name in WEEKDAYS],
            "free": _free_days(request, here, wish),
            "studies": studies,
            "beyond": beyond(here, set(keys)) if further else None,
            "meant": meant,
            "suggestion": None if keys or meant else _best_without(wish, counts, active),
            "promise": record_of(here),
        },
        part="portal/_results.html",
    )


def _free_days(request: HttpRequest, here: Institution, wish: Wish) -> dict[str, Any] | None:
    """What a student may do about her free days: keep those asked for, or ask for those kept."""
    reader = reader_at(request.user, here)
    if not reader["studies"]:
        return None
    kept, asked = week_names(reader["free_days"]), week_names(week_bits(wish.free))
    if not kept and not asked:
        return None
    return {
        "use": f"?{urlencode([('free', day) for day in kept])}" if kept and not asked else "",
        "keep": ",".join(asked) if asked != kept else "",
        "words": weekday_words(asked or kept),
        "forget": bool(kept) and asked == kept,
    }


def _without(asked: QueryDict, name: str, value: str) -> str:
    """The address of the list without one value of one filter, or without all (``""``)."""
    rest = asked.copy()
    rest.setlist(name, [other for other in rest.getlist(name) if value and other != value])
    rest.pop("page", None)
    return f"?{rest.urlencode()}"


def _groups(form: ListingForm, counts: Counts) -> list[tuple[str, str, list[Choice]]]:
    """Each group of filters: its legend, its parameter, its choices with their counts."""
    wanted = form.cleaned_data
    return [
        (
            str(form.fields[name].label),
            name,
            [
                (value, str(label), beside[value], value in wanted.get(name, ()))
                for value, label in form.fields[name].choices  # type: ignore[attr-defined]
            ],
        )
        for name, beside in counts.beside.items()
    ]


def _skills(wish: Wish) -> list[Choice]:
    """Skills of the projects that fit all other filters, those in most of them first."""
    chosen = wish.skills
    found = skills_of((wish.without_skills() if chosen and wish.rows else wish).rows)
    if not wish.rows and chosen:
        found = [(code, name, 0) for code, name in NAMES.all(codes=list(chosen))]
    shown = [row for n, row in enumerate(found) if n < SKILLS_SHOWN or row[0] in chosen]
    return [(code, name, count, code in chosen) for code, name, count in shown]


def _meant(asked: QueryDict, wish: Wish) -> tuple[str, str] | None:
    """What else the words may have meant, and the address of that list; only if it has rows."""
    said = did_you_mean(wish.words, wish.institution)
    if not said or not replace(wish, words=said).counts().total:
        return None
    rest = asked.copy()
    rest["q"] = said
    rest.pop("page", None)
    return said, f"?{rest.urlencode()}"


def _best_without(
    wish: Wish, counts: Counts, active: list[tuple[str, str, str]]
) -> tuple[str, str, int] | None:
    """The filter whose removal brings most: its label, the address without it, the count."""
    if len(active) < 2:
        return None
    found = {}
    cleared: dict[str, dict[str, Any]]
    cleared = {"near": {"sites": None}, "skill": {"skills": ()}, "q": {"words": ""}}
    cleared["free"] = {"free": ()}
    asked = [name for name in cleared if any(name == other for *_row, other in active)][:1]
    for label, url, name in active:
        if name in GROUPS:
            found[label, url] = counts.without(name)
        elif name in asked:
            found[label, url] = replace(wish, **cleared[name]).counts().total
    best = max(found, key=lambda each: found[each], default=None)
    return (*best, found[best]) if best and found[best] else None


PROJECT = Compiled(
    lambda institution, code: (
        Challenge.objects.of(institution)
        .filter(published_at__isnull=False, code=code)
        .select_related("institution", "employer", "site", "contact", "supervisor")
        .annotate(
            asked=reads.asked(),
            skill_names=skill_names(),
            graduate_months=Subquery(
                Policy.objects.filter(institution=OuterRef("institution")).values("graduate_months")
            ),
        )
    )
)


SITES = Compiled(lambda employer: Site.objects.filter(employer=employer).order_by("name")[:5])


def known(institution: Any) -> QuerySet[Partnership]:
    """The university's partnership with the employer of the question around it."""
    return Partnership.objects.of(institution).filter(employer=OuterRef("pk"))


NAMED = JSONObject(name="name", job_title="job_title", did_wil="did_wil")
HOST = Compiled(
    lambda institution, employer, user: Employer.objects.filter(
        # one that nobody checked is shown once a project of it was, and to its own people
        Exists(known(institution).exclude(checked_by=Partnership.Check.NONE))
        | Exists(
            known(institution).filter(
                employer__in=Member.objects.filter(user=user).values("employer")
            )
        )
        | Exists(
            known(institution).filter(
                institution__challenge__employer=OuterRef("pk"),
                institution__challenge__published_at__isnull=False,
            )
        ),
        slug=employer,
    ).annotate(
        people=ArraySubquery(
            Member.objects.filter(employer=OuterRef("pk"), named_publicly=True)
            .order_by("name")
            .values(said=NAMED)[:12]
        ),
        told=ArraySubquery(
            shown_quotes(institution, OuterRef("pk"), QuoteUse.HOST_PAGE).values(
                said=JSONObject(words="words", said_as="said_as", first_name="first_name")
            )
        ),
        # whether the reader works here, and whether her own name stands on the page
        mine=Subquery(
            Member.objects.filter(employer=OuterRef("pk"), user=user)
            .order_by("pk")
            .values(said=JSONObject(named_publicly="named_publicly"))[:1]
        ),
    )[:1]
)
QUOTES = Compiled(  # what a named host said in public; not of whom, for that is the student's
    lambda institution, employer: (
        Endorsement.objects.of(institution)
        .filter(
            employer=employer,
            state=EndorsementState.GIVEN,
            seen=Seen.SHOWN,
            reach__in=(Reach.ORGANISATION, Reach.PERSON),
            credential__shared=True,
            credential__state=CredentialState.AWARDED,
        )
        .exclude(comment="")
        .order_by("-given_at")[:6]
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
    count_look(request, challenge.starts_at)
    [wording] = worded(challenge)
    open_now = challenge.state == ChallengeState.OPEN and challenge.closes_at > clock.now()
    return render_page(
        request,
        "portal/project.html",
        {
            "challenge": challenge,
            "institution": here,
            "wording": wording,
            "asked": challenge.asked,
            "kept": words_of(challenge),
            "told": quotes_of(here, challenge.employer_id),
            "takes_interests": open_now,
            "url": address_of(challenge, here),
            "job_posting": job_posting(challenge, here) if open_now else "",
        },
    )


@login_not_required
@require_safe
def host_page(request: HttpRequest, institution: str, employer: str) -> HttpResponse:
    """A host's public page: who they are, what is open, what was done, what they said of it."""
    here = request.institution  # type: ignore[attr-defined]
    host = HOST.get_or_404(institution=here.pk, employer=employer, user=request.user.pk or 0)
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
            "sites": SITES.all(employer=host.pk),
            "people": host.people,
            "quotes": QUOTES.all(institution=here.pk, employer=host.pk),
            "told": [
                (each["words"], said_by(each["said_as"], each["first_name"])) for each in host.told
            ],
            "mine": host.mine,
        },
    )


@wordless
@login_not_required
@require_safe
@cache_control(max_age=A_DAY, public=True)
def institution_css(request: HttpRequest, institution: str) -> HttpResponse:
    """The institution's colour, which touches crest, top line and badge alone."""
    here = request.institution  # type: ignore[attr-defined]
    css = f":root {{ --institution: {here.colour}; }}\n"
    return HttpResponse(css, content_type="text/css")
