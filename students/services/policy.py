"""The institution's policy, for the rules of this chapter."""

from institutions.models import Institution, Policy


def policy_of(institution: Institution) -> Policy:
    """The institution's policy; the defaults where it has not written one yet."""
    return Policy.objects.of(institution).first() or Policy.unwritten(institution)
