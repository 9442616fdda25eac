"""The page for what broke on our side; another while the database is away for a moment."""

import logging
import sys

from django.db import DatabaseError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error as something_broke

logger = logging.getLogger(__name__)

RETRY_AFTER = "5"  # seconds; a restart of PostgreSQL takes one to three


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's ``handler500``: 503 where the database did not answer, 500 for all else.

    Django calls this while it handles the exception. The 503 page carries what was posted in
    hidden fields, behind a button that sends it again; files alone have to be chosen once more.
    """
    error = sys.exc_info()[1]
    if not is_away(error):
        return something_broke(request)
    logger.warning("database_unreachable error=%s", type(error).__name__)
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "again": request.get_full_path(),
        "was_posted": request.method == "POST",
        "posted": posted,
        "files": bool(request.FILES),
    }
    page = render_to_string("503.html", context)  # no request: its context asks the database
    headers = {"Retry-After": RETRY_AFTER, "Cache-Control": "no-store"}
    return HttpResponse(page, status=503, headers=headers)


def is_away(error: BaseException | None) -> bool:
    """Whether ``error`` says that the database does not answer.

    Where the server dies in the middle of a statement, psycopg2 raises its plain ``DatabaseError``
    without the SQLSTATE that every error said by a server has; Django's own have no cause.
    """
    if isinstance(error, OperationalError | InterfaceError):
        return True
    cause = getattr(error, "__cause__", None)
    return type(error) is DatabaseError and cause is not None and not cause.pgcode
