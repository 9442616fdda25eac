"""Who may do what on the supply side."""

from typing import Any

import rules

from core.compiled import Compiled
from employers.law import one_officer_may_decide
from employers.models import (
    Challenge,
    Employer,
    HostCheck,
    HostClaim,
    Member,
    OwnTemplate,
    Partnership,
    Site,
)
from employers.states import UNPUBLISHED, ChallengeState
from employers.trust import trust_of, waits_for_a_look
from institutions.models import Institution
from institutions.rules import anyone, is_approver, is_wil_staff, sees_the_desk, signed_in

HOST_MAY_EDIT = UNPUBLISHED  # from the first word until students see it
OVER = frozenset({ChallengeState.COMPLETED, ChallengeState.CANCELLED})


MEMBERSHIPS = Compiled(
    lambda user: Member.objects.filter(user=user).select_related("employer").order_by("pk")
)


def knows_memberships(user: Any) -> bool:
    """Whether :func:`memberships_of` has been asked about ``user`` in this request."""
    return "_memberships" in getattr(user, "__dict__", {})


def memberships_of(user: Any) -> list[Member]:
    """Where ``user`` works, each with its employer: one query a user and request."""
    if not getattr(user, "is_authenticated", False):
        return []
    if "_memberships" not in user.__dict__:
        user.__dict__["_memberships"] = list(MEMBERSHIPS.all(user=user.pk))
    members: list[Member] = user.__dict__["_memberships"]
    return members


def member_for(user: Any, challenge: Challenge) -> Member | None:
    """Who ``user`` is for the host of ``challenge``, if anybody.

    Hosts are shared by the universities, their people's power is not: one acts where she was
    introduced, and elsewhere on the challenges that name her (docs/decisions/0027).
    """
    for member in memberships_of(user):
        here = member.introduced_by_id == challenge.institution_id
        named = member.pk in (challenge.contact_id, challenge.supervisor_id)
        if member.employer_id == challenge.employer_id and (here or named):
            return member
    return None


@rules.predicate
def hosts(user: Any, challenge: Challenge) -> bool:
    """Somebody who acts for the challenge's host."""
    return member_for(user, challenge) is not None


@rules.predicate
def is_asked(user: Any, check: HostCheck) -> bool:
    """Somebody who acts for the host that a check asks: there, or named by its project."""
    named = (check.challenge.contact_id, check.challenge.supervisor_id) if check.challenge else ()
    return any(
        member.employer_id == check.employer_id
        and (member.introduced_by_id == check.institution_id or member.pk in named)
        for member in memberships_of(user)
    )


@rules.predicate
def works_there(user: Any, employer: Employer) -> bool:
    """One of the employer's own people."""
    return any(member.employer_id == employer.pk for member in memberships_of(user))


EARLIER = Compiled(
    lambda employer, partnership: Partnership.objects.filter(
        employer=employer, pk__lt=partnership
    ).values("pk")[:1]
)
USED_ELSEWHERE = Compiled(
    lambda site, institution: (
        Challenge.objects.filter(site=site).exclude(institution=institution).values("pk")[:1]
    )
)


@rules.predicate
def introduced_it(user: Any, partnership: Partnership) -> bool:
    """The university that knew the host first: it answers for its name (docs/decisions/0047)."""
    known: bool | None = partnership.__dict__.get("known_earlier")  # where its page has read it
    if known is None:
        known = bool(EARLIER.first(employer=partnership.employer_id, partnership=partnership.pk))
    return not known


def may_change_site(user: Any, partnership: Partnership, site: Site) -> bool:
    """A place is changed by who introduced its host, else where nobody elsewhere comes to it."""
    used = USED_ELSEWHERE.first(site=site.pk, institution=partnership.institution_id)
    return used is None or introduced_it(user, partnership)


@rules.predicate
def works_here(user: Any, institution: Institution) -> bool:
    """Somebody of a host whom this institution introduced."""
    return any(each.introduced_by_id == institution.pk for each in memberships_of(user))


@rules.predicate
def speaks_for_a_host(user: Any, institution: Institution) -> bool:
    """The same, and a contact: she says who else acts for it."""
    return any(
        each.introduced_by_id == institution.pk and each.is_contact for each in memberships_of(user)
    )


@rules.predicate
def speaks_for_host_of(user: Any, member: Member) -> bool:
    """A contact of the same host, introduced by the same institution."""
    return any(
        each.employer_id == member.employer_id
        and each.introduced_by_id == member.introduced_by_id
        and each.is_contact
        for each in memberships_of(user)
    )


@rules.predicate
def speaks_for_host_of_claim(user: Any, claim: HostClaim) -> bool:
    """A contact of the host that somebody says to work for, introduced by the same institution."""
    return any(
        each.employer_id == claim.partnership.employer_id
        and each.introduced_by_id == claim.institution_id
        and each.is_contact
        for each in memberships_of(user)
    )


@rules.predicate
def is_with_host(user: Any, challenge: Challenge) -> bool:
    """A brief that no student has seen: its host may still change it, also while it is read."""
    return challenge.state in HOST_MAY_EDIT


@rules.predicate
def is_part(user: Any, challenge: Challenge) -> bool:
    """A part of another university's project: its text, its days and its end follow that one."""
    return challenge.shared_from_id is not None


@rules.predicate
def is_over(user: Any, challenge: Challenge) -> bool:
    """A project that took place, or was called off."""
    return challenge.state in OVER


@rules.predicate
def needs_second_approver(user: Any, challenge: Challenge) -> bool:
    """The tables of law leave it to a person, and no approved class does (4.17)."""
    return not one_officer_may_decide(challenge)


@rules.predicate
def acts_beyond_it(user: Any, challenge: Challenge) -> bool:
    """Somebody whom a university introduced: not who stands in at one project alone."""
    return any(
        member.employer_id == challenge.employer_id and member.introduced_by_id is not None
        for member in memberships_of(user)
    )


@rules.predicate
def is_introduced_here(user: Any, challenge: Challenge) -> bool:
    """Somebody of the host whom the challenge's own university introduced."""
    return any(
        member.employer_id == challenge.employer_id
        and member.introduced_by_id == challenge.institution_id
        for member in memberships_of(user)
    )


@rules.predicate
def is_trusted(user: Any, challenge: Challenge) -> bool:
    """A challenge whose host the university trusts now to publish what is of low risk."""
    return trust_of(challenge) is not None


@rules.predicate
def is_to_be_looked_at(user: Any, challenge: Challenge) -> bool:
    """Its host put it online itself, and nobody at the university has looked at it."""
    return waits_for_a_look(challenge)


@rules.predicate
def works_somewhere(user: Any, target: Any) -> bool:
    """Somebody of a host."""
    return bool(memberships_of(user))


@rules.predicate
def has_template(user: Any, template: OwnTemplate) -> bool:
    """Somebody of the host whose own template it is."""
    return template.employer_id in {member.employer_id for member in memberships_of(user)}


RULES = {
    # anybody: posting, proving an address, asking to be rung
    "employers.draft_challenge": anyone,
    "employers.send_draft": anyone,  # of the draft that this browser holds
    "employers.open_draft": anyone,  # whose letter it is
    "employers.submit_challenge": anyone,  # the proof, or hosts, is asked for by the view
    "employers.resend_code": anyone,
    "employers.ask_for_call": anyone,
    "employers.report_challenge": anyone,
    "employers.name_me": works_there,  # her own name alone
    # hosts, and staff for them ("recorded by telephone")
    "employers.my_challenge": is_wil_staff | hosts,
    "employers.tell_effort": is_wil_staff | hosts,
    "employers.edit_challenge": (is_wil_staff | (hosts & is_with_host)) & ~is_part,
    "employers.join_host": anyone,  # the letter's proof is asked for by the view
    "employers.claim_host": signed_in,  # her own address says of which
    "employers.settle_claim": is_wil_staff | speaks_for_host_of_claim,
    "employers.colleagues": works_here,
    "employers.edit_own_employer": speaks_for_a_host,
    "employers.invite_colleague": speaks_for_a_host,
    "employers.remove_colleague": speaks_for_host_of,
    "employers.write_background": (is_wil_staff | hosts) & ~is_part,
    "employers.offer_stand_in": is_wil_staff | hosts,
    "employers.stand_in": anyone,  # whose link it is is asked by the view
    "employers.begin_stand_in": anyone,  # the letter's proof, too
    "employers.end_stand_in": is_wil_staff | hosts,
    "employers.brief_versions": sees_the_desk | hosts,
    "employers.comment_on_brief": is_wil_staff | is_approver | hosts,
    "employers.accept_suggestion": (is_wil_staff | (hosts & is_with_host)) & ~is_part,
    "employers.decline_suggestion": is_wil_staff | (hosts & is_with_host),
    "employers.clone_challenge": is_wil_staff | (hosts & acts_beyond_it),
    "employers.cancel_challenge": is_wil_staff | (hosts & ~is_over & ~is_part),
    "employers.pause_challenge": is_wil_staff | (hosts & ~is_part),
    "employers.resume_challenge": is_wil_staff | (hosts & ~is_part & ~is_to_be_looked_at),
    "employers.publish_as_host": hosts & ~is_part & is_trusted,
    "employers.answer_host_check": is_asked,  # staff write it down at their own desk
    "employers.make_series": is_wil_staff | (hosts & acts_beyond_it),
    "employers.keep_template": is_wil_staff | (hosts & acts_beyond_it),
    "employers.own_templates": sees_the_desk | works_somewhere,
    "employers.use_template": is_wil_staff | has_template,
    "employers.drop_template": is_wil_staff | has_template,
    # the university
    "employers.extend_challenge": is_wil_staff,
    "employers.record_challenge": is_wil_staff,
    "employers.review_challenge": sees_the_desk,
    "employers.publish_challenge": (is_wil_staff & ~needs_second_approver) | is_approver,
    "employers.send_to_host": (is_wil_staff | is_approver) & ~is_part,
    "employers.publish_series": (is_wil_staff & ~needs_second_approver) | is_approver,
    "employers.publish_challenges": is_wil_staff | is_approver,  # each by publish_challenge
    "employers.assign_challenges": is_wil_staff,
    "employers.remind_hosts": is_wil_staff,
    "employers.request_changes": (is_wil_staff | is_approver) & ~is_part,
    "employers.close_challenge": is_wil_staff,
    "employers.law_table": sees_the_desk,
    "employers.approve_class": is_approver,
    "employers.end_class": is_approver,
    "employers.assess_risk": is_wil_staff | is_approver,
    "employers.record_safeguards": is_approver,
    "employers.ask_for_host_check": is_wil_staff,
    "employers.record_host_check": is_wil_staff,
    "employers.trust_host": is_wil_staff,
    "employers.end_trust": is_wil_staff,
    "employers.published_by_hosts": sees_the_desk,
    "employers.look_at_publication": is_wil_staff,
    "employers.call_list": sees_the_desk,
    "employers.settle_call": is_wil_staff,
    "employers.report_list": sees_the_desk,
    "employers.settle_report": is_wil_staff,
    "employers.import_employers": is_wil_staff,
    "employers.host_list": sees_the_desk,
    "employers.host_record": sees_the_desk,
    "employers.edit_partnership": is_wil_staff,
    "employers.write_note": is_wil_staff,
    "employers.settle_next_step": is_wil_staff,
    "employers.edit_employer": is_wil_staff & introduced_it,
    "employers.vouch_for_employer": is_wil_staff,
    "employers.add_member": is_wil_staff,
    "employers.edit_member": is_wil_staff,
    "employers.add_site": is_wil_staff,
    "employers.edit_site": is_wil_staff,
}
