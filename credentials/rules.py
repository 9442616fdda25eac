"""Who may do what with badges: the last lines are the app's whole policy."""

from typing import Any

import rules

from core.permissions import Rules
from credentials.models import (
    Acceptance,
    Achievement,
    Approach,
    Backing,
    Credential,
    Endorsement,
    Seen,
)
from employers.models import Challenge
from employers.rules import member_for, memberships_of, works_here, works_there
from institutions.rules import anyone, institution_of, is_approver, is_wil_staff, sees_the_desk
from placements.models import Reach
from placements.rules import hosts, is_placed
from students.models import student_of


@rules.predicate
def is_student(user: Any, target: Any) -> bool:
    """A student of the target's institution."""
    return student_of(user, institution_of(target)) is not None


@rules.predicate
def owns(user: Any, credential: Credential) -> bool:
    """The student whose badge this is."""
    if user.is_authenticated and credential.student.user_id == user.pk:
        return True
    return credential.student == student_of(user, credential.institution)


@rules.predicate
def is_shared(user: Any, credential: Credential) -> bool:
    """Anybody, where its owner has turned the link on."""
    return credential.shared


@rules.predicate
def is_host(user: Any, target: Any) -> bool:
    """Somebody who acts for a host at the target's institution."""
    here = institution_of(target)
    members = memberships_of(user)
    if here is None or not members:
        return False
    if any(member.introduced_by_id == here.pk for member in members):
        return True
    return Challenge.objects.of(here).hosted_by([member.pk for member in members]).exists()


@rules.predicate
def hosted(user: Any, credential: Credential) -> bool:
    """Somebody who acts for the host where the badge was earned."""
    return member_for(user, credential.placement.challenge) is not None


@rules.predicate
def gave(user: Any, endorsement: Endorsement) -> bool:
    """Somebody who acts for the host whose word this is."""
    return member_for(user, endorsement.credential.placement.challenge) is not None


@rules.predicate
def is_about_her(user: Any, endorsement: Endorsement) -> bool:
    """The student whom the host's word is about."""
    return bool(owns(user, endorsement.credential))


@rules.predicate
def is_written_to(user: Any, approach: Approach) -> bool:
    """The student to whom the employer wrote."""
    return student_of(user, approach.institution) == approach.student


@rules.predicate
def defined_with(user: Any, achievement: Achievement) -> bool:
    """Somebody who acts for the host of the project in which it is earned."""
    return member_for(user, achievement.challenge) is not None


@rules.predicate
def backed(user: Any, backing: Backing) -> bool:
    """Somebody who acts for the host that stands behind it."""
    return member_for(user, backing.achievement.challenge) is not None


@rules.predicate
def names_itself(user: Any, endorsement: Endorsement) -> bool:
    """Anybody, where the host lets its name be seen and the student shares the badge."""
    named = endorsement.reach in (Reach.ORGANISATION, Reach.PERSON)
    return endorsement.credential.shared and named and endorsement.seen == Seen.SHOWN


@rules.predicate
def works_at_an_employer(user: Any, target: Any) -> bool:
    """A member of some employer; the verb asks whether a university has checked it."""
    return bool(memberships_of(user))


@rules.predicate
def said_it(user: Any, acceptance: Acceptance) -> bool:
    """One of the people of the employer that accepts."""
    return works_there(user, acceptance.employer)


RULES: Rules = {
    # Addresses that stand inside badges
    "credentials.verify_credential": anyone,  # says "not public" itself
    "credentials.credential_file": is_shared | owns | sees_the_desk,
    "credentials.match_address": is_shared | owns | sees_the_desk,
    "credentials.rely_on_credential": works_at_an_employer & is_shared,
    "credentials.check_credential": anyone,
    "credentials.achievement": anyone,
    "credentials.acceptance": anyone,
    "credentials.accept_when_hiring": works_at_an_employer,
    "credentials.stop_accepting": said_it,
    "credentials.portfolio": anyone,  # says "not public" itself
    "credentials.achievement_picture": anyone,
    "credentials.endorsement": names_itself | gave | sees_the_desk,
    "credentials.endorsement_file": names_itself | gave | sees_the_desk,
    "credentials.institution_did": anyone,
    "credentials.employer_did": anyone,
    "credentials.status_list": anyone,
    # The student's own
    "credentials.my_credentials": is_student,
    "credentials.my_credential": owns,
    "credentials.share_credential": owns,
    "credentials.appeal": owns | is_wil_staff,  # staff: "recorded by telephone"
    "credentials.answer_approach": is_written_to,
    "credentials.show_words": is_about_her,
    "credentials.dispute_words": is_about_her,
    "credentials.share_portfolio": is_student,
    "credentials.be_found": is_student,
    "credentials.cv_paper": is_student,
    "credentials.add_to_credential": owns,
    "credentials.answer_sealed": is_placed,  # never staff: a sealed answer is nobody else's
    # The host's
    "credentials.answer_sealed_of_team": hosts,
    "credentials.my_endorsements": is_host,
    "credentials.renew_endorsements": is_host,
    "credentials.find_students": works_here,  # the page asks whether it is checked
    "credentials.approach_student": works_here,
    "credentials.endorse_credential": hosted,
    "credentials.signed_for_us": is_host,
    "credentials.stand_behind": defined_with,
    "credentials.step_back": backed,
    "credentials.change_reach": gave | is_wil_staff,  # staff: "recorded by telephone"
    "credentials.withdraw_endorsement": gave | is_wil_staff,
    # The desk's
    "credentials.double_list": sees_the_desk,
    "credentials.merge_employers": is_wil_staff,
    "credentials.undo_merge": is_wil_staff,
    "credentials.credential_list": sees_the_desk,
    "credentials.credential": sees_the_desk,
    "credentials.suspend_credential": is_wil_staff,
    "credentials.restore_credential": is_wil_staff,
    "credentials.revoke_credential": is_wil_staff,
    "credentials.reported_letter": is_wil_staff,
    "credentials.decide_appeal": is_wil_staff | is_approver,  # who did not end it
}
