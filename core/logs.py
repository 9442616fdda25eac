"""What the log of requests says: a page's name, never its path. Paths and queries carry keys."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware


class NamedRequestMiddleware(RequestMiddleware):
    """django-structlog's middleware, which would log the full path."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """``POST students:submit_eoi``."""
        try:
            return f"{request.method} {resolve(request.path_info).view_name}"
        except Resolver404:
            return f"{request.method} -"
