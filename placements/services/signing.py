"""What we agreed is signed where a university asks for it; a copy on paper is kept beside it."""

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from placements.models import Placement, Signature
from placements.services.agreement import mark_of
from placements.services.files import PDF, keep_file
from placements.states import GONE
from students.models import RecordedVia

PAPERS = (PDF, "image/png", "image/jpeg")


@transaction.atomic
def sign_agreement(
    *,
    placement: Placement,
    name: str,
    via: str = RecordedVia.WEB,
    by: User | None = None,
) -> Signature:
    """Keep a typed name under the version that she said yes to; once a version."""
    if not name.strip():
        raise RuleBroken(_("Type your name to sign."))
    signature, _made = Signature.objects.get_or_create(
        placement=placement,
        mark=mark_of(placement.agreed),
        name__gt="",
        defaults={"name": name.strip()[:120], "signed_at": clock.now(), "via": via, "by": by},
    )
    return signature


@transaction.atomic
def add_signed_copy(*, placement: Placement, file: UploadedFile, by: User) -> Signature:
    """Keep a copy that was signed elsewhere: PDF or a photograph. Raises ``RuleBroken``."""
    if placement.state in GONE:
        raise RuleBroken(_("This place was given back or called off."))
    upload = keep_file(file=file, by=by, placement=placement, kinds=PAPERS)
    return Signature.objects.create(
        placement=placement,
        mark=mark_of(placement.agreed),
        copy=upload,
        signed_at=clock.now(),
        by=by,
    )
