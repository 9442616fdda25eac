"""Pages around letters' links; all other pages of signing in are allauth's."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.limits import used_up
from accounts.models import User
from accounts.tasks import send_new_link
from core.links import open_key
from core.outbox import after_commit

SECONDS_BETWEEN_LINKS = 60


@login_not_required
@require_POST
def new_link(request: HttpRequest) -> HttpResponse:
    """Write again to the address that a run-out link was sent to; never says whether it lives."""
    link = open_key(request.POST.get("key", ""))
    if link is None:
        return HttpResponseBadRequest()
    known = User.objects.filter(pk=link.user_id, is_active=True).exists()
    if known and not used_up(f"new_link:{link.user_id}", at_most=1, seconds=SECONDS_BETWEEN_LINKS):
        after_commit(send_new_link, link.user_id, link.path)
    return render(request, "accounts/new_link_sent.html")
