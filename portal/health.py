"""Is it alive (`/healthz`), and can it work (`/readyz`)?"""

from celery import current_app as app
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.urls import path
from redis.exceptions import RedisError


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """One line each for database, broker, migrations and worker; 503 unless all are ready."""
    lines = {
        "database": _database(),
        "broker": _broker(),
        "migrations": _migrations(),
        "worker": _worker(),
    }
    text = "".join(f"{name}: {'ok' if ok else 'not ready'}\n" for name, ok in lines.items())
    return HttpResponse(text, content_type="text/plain", status=200 if all(lines.values()) else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _broker() -> bool:
    try:
        cache.set("readyz", 1, 5)
    except (RedisError, OSError):
        return False
    return True


def _migrations() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False


def _worker() -> bool:
    try:
        return bool(app.control.ping(timeout=0.5, limit=1))
    except (RedisError, OSError):
        return False


urlpatterns = [path("healthz", healthz, name="healthz"), path("readyz", readyz, name="readyz")]
