"""What the log of requests says: a page's name, never its path. Paths and queries carry keys."""

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django_structlog.middlewares import RequestMiddleware


class NamedRequestMiddleware(RequestMiddleware):
    """django-structlog's middleware, which would log the full path."""

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        """``POST students:submit_eoi``. The page is known by the time the request is over."""
        try:
            page = request.resolver_match or resolve(request.path_info)
            return f"{request.method} {page.view_name}"
        except Resolver404:
            return f"{request.method} -"
