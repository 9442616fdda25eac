"""Letters of signing in that allauth does not send."""

from celery import shared_task
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from core.links import link_for


@shared_task(name="accounts.send_new_link", ignore_result=True)
def send_new_link(user_id: int, path: str) -> None:
    """Send the link to ``path`` once more to the reader of a letter."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    with override(user.language or None):
        text = render_to_string("accounts/new_link.txt", {"link": link_for(user, path)})
        send_mail(_("Your new link"), text, None, [user.email])
