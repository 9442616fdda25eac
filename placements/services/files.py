"""Files: what they are, by their bytes; scanned where the operator has a scanner; kept apart.

The kind is read from the content, never believed from a name or a browser. Office files are zip
archives that say what they hold (ECMA-376 part 2, "[Content_Types].xml"; ODF 1.3 part 2, its first
entry "mimetype"); one with macros is refused, and so is an archive of anything.
"""

import codecs
import os
import shlex
import signal
import subprocess
import zipfile
from datetime import timedelta
from functools import partial
from pathlib import PurePosixPath
from typing import IO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import BigIntegerField, Exists, OuterRef
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accounts.models import User
from core import clock
from core.errors import RuleBroken
from core.models import OutboxEvent
from core.outbox import publish
from placements.events import FileUploaded
from placements.models import Placement, Scan, Team, Upload

PDF = "application/pdf"
OFFICE = {
    "word/": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "ppt/": (
        ".pptx",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}
ODF = {
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.oasis.opendocument.presentation": ".odp",
}
STARTS = {
    b"%PDF-": (".pdf", PDF),
    b"\x89PNG\r\n\x1a\n": (".png", "image/png"),
    b"\xff\xd8\xff": (".jpg", "image/jpeg"),
}
TEXTS = {".txt": "text/plain", ".md": "text/plain", ".csv": "text/csv"}
AGAIN_AFTER, AGAIN_AT_MOST = timedelta(hours=1), 50
HEAD = 8192  # bytes that tell text from what is none
NAME_AT_MOST = 100


class NotScanned(Exception):
    """The scanner did not answer; the file waits, and is tried again."""


def kind_of(file: IO[bytes], name: str) -> tuple[str, str]:
    """The suffix and media type that the bytes say. Raises ``RuleBroken`` for what is not taken."""
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    for start, kind in STARTS.items():
        if head.startswith(start):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return _kind_of_archive(file)
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in TEXTS and head and b"\0" not in head:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head, len(head) < HEAD)
        except UnicodeDecodeError:
            raise _not_taken() from None
        return suffix, TEXTS[suffix]
    raise _not_taken()


def _kind_of_archive(file: IO[bytes]) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(name.endswith("vbaProject.bin") for name in names):
                raise RuleBroken(_("This file has macros in it. Save it without, or as PDF."))
            if "[Content_Types].xml" in names:
                for folder, kind in OFFICE.items():
                    if any(name.startswith(folder) for name in names):
                        return kind
            if names and names[0] == "mimetype" and archive.getinfo("mimetype").file_size < 100:
                said = archive.read("mimetype").decode("ascii", "replace").strip()
                if said in ODF:
                    return ODF[said], said
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError):
        raise _not_taken() from None
    finally:
        file.seek(0)
    raise _not_taken()


def _not_taken() -> RuleBroken:
    return RuleBroken(
        _("We take PDF, Word, Excel, PowerPoint, OpenDocument, PNG, JPEG and plain text.")
    )


@transaction.atomic
def keep_file(
    *,
    file: UploadedFile,
    by: User | None,
    team: Team | None = None,
    placement: Placement | None = None,
    kinds: tuple[str, ...] = (),
) -> Upload:
    """Keep a file of a team or of one place. ``kinds``: media types that alone are taken.

    Raises ``RuleBroken``: it is too large, empty, or of a kind that is not taken.
    """
    at_most = settings.UPLOAD_MB
    if (file.size or 0) > at_most * 1024 * 1024:
        raise RuleBroken(_("This file is larger than %(n)d MB. Send a link.") % {"n": at_most})
    suffix, kind = kind_of(file, file.name or "")
    if kinds and kind not in kinds:
        raise RuleBroken(_("Send it as PDF, PNG or JPEG."))
    stem = PurePosixPath((file.name or "").replace("\\", "/")).stem
    stem = "".join(sign for sign in stem if sign.isprintable())[:NAME_AT_MOST].strip() or "file"
    owner = team or placement
    assert owner is not None
    file.name = f"file{suffix}"
    upload = Upload.objects.create(
        institution_id=owner.institution_id,
        team=team,
        placement=placement,
        file=file,
        name=f"{stem}{suffix}",
        kind=kind,
        size=file.size or 0,
        scan=Scan.WAITING if settings.MALWARE_SCAN else Scan.NOT_ASKED,
        by=by,
        at=clock.now(),
    )
    if settings.MALWARE_SCAN:
        publish(FileUploaded(upload_id=upload.pk))
    return upload


def scan_file(*, upload: Upload) -> None:
    """Ask the scanner (``MALWARE_SCAN``, a command that reads standard input): 0 clean, 1 bad.

    What it refuses is deleted. Raises ``NotScanned`` where it says something else: tried again.
    """
    if upload.scan != Scan.WAITING:
        return
    if not settings.MALWARE_SCAN:  # the operator has taken the scanner away since
        Upload.objects.filter(pk=upload.pk).update(scan=Scan.NOT_ASKED)
        return
    try:
        with upload.file.open("rb") as file:
            said = _asked(shlex.split(settings.MALWARE_SCAN), file.read())
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotScanned(type(error).__name__) from error
    if said not in (0, 1):
        raise NotScanned(f"exit status {said}")
    Upload.objects.filter(pk=upload.pk).update(scan=Scan.BAD if said else Scan.CLEAN)
    if said:
        transaction.on_commit(partial(upload.file.storage.delete, upload.file.name or ""))


def _asked(command: list[str], content: bytes) -> int:
    """How the command ends that reads ``content``. One that hangs goes with all that it started."""
    with subprocess.Popen(  # noqa: S603 the operator's own command
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.communicate(content, timeout=settings.MALWARE_SCAN_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise
    return process.returncode


def scan_again() -> int:
    """Ask anew about files whose scanner was away for longer than the outbox tries; how many."""
    upload_id = Cast(KT("payload__upload_id"), BigIntegerField())
    asked = OutboxEvent.objects.annotate(upload=upload_id).filter(
        name=FileUploaded.name(),
        upload=OuterRef("pk"),
        receipts__done_at__isnull=True,
        receipts__dead_at__isnull=True,
    )
    waiting = Upload.objects.filter(~Exists(asked), scan=Scan.WAITING)
    found = list(waiting.filter(at__lte=clock.now() - AGAIN_AFTER).order_by("pk")[:AGAIN_AT_MOST])
    for upload in found:
        publish(FileUploaded(upload_id=upload.pk))
    return len(found)
