"""From a host check to what its letters are about."""

from employers.models import HostCheck, Partnership
from employers.safety_words import day_said, what_is_open
from notifications.letters import Occasion
from notifications.occasions import Payload, _challenge, _host, _occasion, _path, _ring_me, _staff


def host_check_asked(payload: Payload) -> Occasion | None:
    """To the host whose project made somebody ask: one screen, or the one answer that is late."""
    check = HostCheck.objects.select_related("institution").get(pk=payload["check_id"])
    if check.is_finished or check.challenge_id is None:
        return None
    challenge = _challenge(check.challenge_id)
    before = HostCheck.objects.filter(
        institution=check.institution_id, employer=check.employer_id, good_until__isnull=False
    )
    last = before.order_by("-pk").first()
    path = _path("employers:answer_host_check", check.institution, check.public_id)
    return _occasion(
        challenge,
        _host(challenge.contact, path, _ring_me(challenge)),
        online=check.online_only,
        ends=day_said(last.good_until) if last is not None and last.good_until else "",
        open=what_is_open(check) if check.answered_at else "",
    )


def host_check_answered(payload: Payload) -> Occasion | None:
    """To the desk: a host answered, and what is still open."""
    checks = HostCheck.objects.select_related("institution", "employer")
    check = checks.get(pk=payload["check_id"])
    known = Partnership.objects.of(check.institution).filter(employer=check.employer).first()
    if known is None:
        return None
    path = _path("employers:host_record", check.institution, known.public_id)
    said = {"employer": check.employer, "open": "" if check.is_finished else what_is_open(check)}
    return Occasion(check.institution, _staff(check.institution, path), said)
