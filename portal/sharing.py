"""A project as other programs read it: search engines, messengers, feed readers, calendars."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from core import clock
from employers.models import Challenge, Mode, Pay
from employers.services import country_of
from employers.wording import ChallengeWording
from institutions.models import Institution


def absolute(path: str) -> str:
    """The address of a page, for somebody who is elsewhere."""
    return f"{settings.BASE_URL}{path}"


def address_of(challenge: Challenge, institution: Institution) -> str:
    """The public address of a project."""
    return absolute(reverse("portal:project", args=[institution.slug, challenge.code]))


def job_posting(challenge: Challenge, institution: Institution) -> dict[str, Any]:
    """An open project as schema.org's JobPosting."""
    found: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": challenge.title,
        "description": description(challenge),
        "identifier": {
            "@type": "PropertyValue",
            "name": institution.name,
            "value": challenge.code,
        },
        "url": address_of(challenge, institution),
        "datePosted": challenge.published_at and challenge.published_at.isoformat(),
        "validThrough": challenge.closes_at.isoformat(),
        "employmentType": ["INTERN", "TEMPORARY"],
        "hiringOrganization": {"@type": "Organization", "name": challenge.employer.name},
        "totalJobOpenings": challenge.places,
        "jobStartDate": challenge.starts_at.date().isoformat(),
        "workHours": f"{challenge.hours.normalize():f} h",
        "directApply": True,
        "experienceRequirements": challenge.experience_needed or "no requirements",
    }
    if challenge.employer.website:
        found["hiringOrganization"]["sameAs"] = challenge.employer.website
    country = country_of(institution)
    if challenge.mode != Mode.REMOTE and challenge.site is not None:
        place = {"streetAddress": challenge.site.address, "addressLocality": challenge.site.town}
        found["jobLocation"] = {
            "@type": "Place",
            "address": {"@type": "PostalAddress"}
            | {name: value for name, value in place.items() if value}
            | ({"addressCountry": country} if country else {}),
        }
    if challenge.mode != Mode.IN_PERSON:
        found["jobLocationType"] = "TELECOMMUTE"
        if country:
            found["applicantLocationRequirements"] = {"@type": "Country", "name": country}
    if challenge.pay == Pay.PAID:
        found["baseSalary"] = {
            "@type": "MonetaryAmount",
            "currency": challenge.currency,
            "value": {
                "@type": "QuantitativeValue",
                "value": float(challenge.pay_per_hour or 0),
                "unitText": "HOUR",
            },
        }
    if names := getattr(challenge, "skill_names", None):
        found["skills"] = ", ".join(names)
    return found


def description(challenge: Challenge) -> str:
    """What a project is about, as plain HTML."""
    parts = (challenge.summary, challenge.problem, challenge.deliverable)
    return "".join(str(linebreaks(part, autoescape=True)) for part in parts if part)


def feed_of(challenges: list[Challenge], institution: Institution) -> str:
    """What is open as an Atom feed, the newest first."""
    listing = absolute(reverse("portal:listing", args=[institution.slug]))
    feed = Atom1Feed(
        title=_("Open projects: %(name)s") % {"name": institution.name},
        link=listing,
        description="",
        feed_url=absolute(reverse("portal:open_feed", args=[institution.slug])),
        author_name=institution.team_name,
        language=get_language() or institution.language,
    )
    for challenge in challenges:
        url = address_of(challenge, institution)
        feed.add_item(
            title=f"{challenge.title} ({challenge.employer})",
            link=url,
            unique_id=url,
            description=description(challenge),
            pubdate=challenge.published_at,
            updateddate=challenge.published_at,
        )
    return feed.writeString("utf-8")


def calendar_of(wordings: list[ChallengeWording], institution: Institution) -> bytes:
    """The days of what is open as a calendar, one event a sitting."""
    calendar = Calendar()
    calendar.add("prodid", "-//Foothold//open projects//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Open projects: %(name)s") % {"name": institution.name})
    stamp = clock.now()
    for wording in wordings:
        challenge = wording.challenge
        for session in wording.sessions:
            event = Event()
            event.add("uid", f"{challenge.public_id}-{session.on:%Y%m%d}-{session.starts:%H%M}")
            event.add("dtstamp", stamp)
            event.add("dtstart", session.starts_at)
            event.add("dtend", session.ends_at)
            event.add("summary", f"{challenge.title} ({challenge.employer})")
            event.add("url", address_of(challenge, institution))
            event.add("status", "TENTATIVE")
            if challenge.site is not None and session.mode != Mode.REMOTE:
                event.add("location", challenge.site.where)
            calendar.add_component(event)
    written: bytes = calendar.to_ical()
    return written
