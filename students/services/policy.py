"""The institution's policy, for the rules of this chapter."""

from institutions.models import Institution, Policy


def policy_of(institution: Institution) -> Policy:
    """The institution's policy; the defaults where it has not written one yet."""
    policy = Policy.objects.of(institution).first()
    if policy is None:
        policy = Policy(institution=institution)
        policy.clean_fields(exclude=["institution"])  # times from the defaults' words
    return policy
