"""All settings, read from the environment. `.env.example` lists every variable.

Safe by default: without FOOTHOLD_DEMO or FOOTHOLD_TEST this is production, and production refuses
to start without its secrets.
"""

import logging
from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from launcher.running import environment_of_running_demo

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
if (BASE_DIR / ".env").exists():
    env.read_env(BASE_DIR / ".env")
if not env.str("DATABASE_URL", ""):
    data_dir = Path(env.str("DATA_DIR", str(BASE_DIR / ".data")))
    env.ENVIRON.update(environment_of_running_demo(data_dir))

DEMO = env.bool("FOOTHOLD_DEMO", False)
TEST = env.bool("FOOTHOLD_TEST", False)
DEBUG = False
PRODUCTION = not (DEMO or TEST)


def required(name: str) -> str:
    """The variable ``name``, or the default of the test's and tools' runs.

    Raises ``ImproperlyConfigured`` in production: there is no safe default for a secret.
    """
    value: str = env.str(name, "")
    if value or not PRODUCTION:
        return value
    raise ImproperlyConfigured(
        f"{name} is not set. Production needs it; see .env.example. "
        "(For a demo run `make demo`, for the tests `make test`.)"
    )


# Who we are and where we stand
SECRET_KEY = required("SECRET_KEY") or "not-a-secret-outside-production"
BASE_URL = (required("BASE_URL") or "http://localhost:8000").rstrip("/")
KEY_FILE = required("KEY_FILE")
HOST = BASE_URL.split("://")[1].split("/")[0].split(":")[0]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[HOST])
CSRF_TRUSTED_ORIGINS = [BASE_URL]
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / ".data")))

# What whoever runs the service keeps: backups, and the file that a restore reads after them
BACKUP_DIR = Path(env.str("BACKUP_DIR", str(DATA_DIR / "backups")))
ERASURE_LOG = Path(env.str("ERASURE_LOG", str(DATA_DIR / "erasures.jsonl")))
POSTGRES_BINARIES = env.str("POSTGRES_BINARIES", "")  # a folder with pg_dump and pg_restore

# Whether /verify may ask other issuers about badges of theirs (docs/decisions/0099)
LOOK_UP_ELSEWHERE = env.bool("LOOK_UP_ELSEWHERE", not TEST)

# The database and the broker
DATABASE_URL = required("DATABASE_URL") or "postgres://localhost/foothold"
DATABASES = {"default": env.db_url_config(DATABASE_URL)}
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
DATABASES["default"].setdefault("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = required("REDIS_URL") or "redis://localhost:6379/0"
CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", REDIS_URL)
CELERY_RESULT_BACKEND = env.str("CELERY_RESULT_BACKEND", CELERY_BROKER_URL)
CELERY_RESULT_EXPIRES = 3600
CELERY_TASK_ALWAYS_EAGER = env.bool("CELERY_EAGER", False)
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 4
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "socket_connect_timeout": 1,
    "socket_timeout": 10,
    "max_retries": 0,  # kombu's own patience is six seconds, and a person waits
}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.str("CACHE_URL", REDIS_URL),
        "KEY_PREFIX": env.str("CACHE_PREFIX", "foothold"),
    }
}
EVENT_SUBSCRIBERS = "config.events.EVENT_SUBSCRIBERS"
ROLES_FROM = "portal.roles.roles_and_letters"

# What is installed
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.admin",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "crispy_forms",
    "django_htmx",
    "django_structlog",
    "pgtrigger",
    "pghistory",
    "core",
    "accounts",
    "skills",
    "institutions",
    "employers",
    "students",
    "placements",
    "credentials",
    "mailroom",
    "notifications",
    "insights",
    "portal",
    "operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.stylesheet.StylesheetMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "core.logs.NamedRequestMiddleware",
    "institutions.middleware.InstitutionMiddleware",
    "institutions.middleware.LanguageMiddleware",
    "institutions.middleware.LinkMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "accounts.middleware.AccountPagesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.history.HistoryMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.context.chrome",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "core.templatetags.components",
                "crispy_forms.templatetags.crispy_forms_tags",
            ],
        },
    }
]
CRISPY_TEMPLATE_PACK = "forms"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["forms"]
CRISPY_FAIL_SILENTLY = False
FORM_RENDERER = "core.templatetags.components.widgets.Renderer"

# Words, times, places
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("fr", _("French"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# Files
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {  # files that people upload: never served but by a page that asks who it is
        "BACKEND": env.str("FILE_STORAGE", "django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("FILE_STORAGE_OPTIONS", {}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if not PRODUCTION
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
WHITENOISE_USE_FINDERS = not PRODUCTION  # a demo starts without collecting and compressing
WHITENOISE_AUTOREFRESH = TEST  # each client of a test would look at all files before its first page
WHITENOISE_MANIFEST_STRICT = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600
UPLOAD_MB = env.int("UPLOAD_MB", 20)
MALWARE_SCAN = env.str("MALWARE_SCAN", "")  # a command that reads a file: 0 clean, 1 refused
MALWARE_SCAN_SECONDS = env.float("MALWARE_SCAN_SECONDS", 120)  # then it is ended, and asked again

# Signing in
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.backends.LinkBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:welcome"
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
MFA_ADAPTER = "accounts.adapter.SecondStepAdapter"
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_AUTO_SIGNUP = True
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
# {"northshire": {"name": …, "server_url": …, "client_id": …, "secret": …, "domains": […]}, …}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": slug,
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {
                    "server_url": provider["server_url"],
                    "domains": provider["domains"],
                },
            }
            for slug, provider in env.json("OIDC_PROVIDERS", {}).items()
        ],
    }
}

# Mail
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", f"Foothold <no-reply@{HOST}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
MAIL_PROVIDER = env.str("MAIL_PROVIDER", "")  # one of anymail's, or none: EMAIL_URL
if TEST:
    EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
elif DEMO:
    EMAIL_BACKEND = "portal.demo.mailbox.MailboxBackend"
elif MAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{MAIL_PROVIDER}.EmailBackend"
else:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

# E-mails that people write to us: off where no address is named
INBOUND_ADDRESS = env.str("INBOUND_ADDRESS", "interests@in.foothold.example" if DEMO else "")
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", "")
INBOUND_PROVIDER = env.str("INBOUND_PROVIDER", "")  # one of anymail's, or none
INBOUND_IMAP_URL = env.str("INBOUND_IMAP_URL", "")
INBOUND_IMAP_DELETE = env.bool("INBOUND_IMAP_DELETE", False)
ANYMAIL = {"WEBHOOK_SECRET": env.list("MAIL_WEBHOOK_SECRET", default=[]), **env.json("ANYMAIL", {})}

# Safety
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", PRODUCTION)
SECURE_HSTS_SECONDS = 63_072_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
if PRODUCTION and env.bool("BEHIND_PROXY", True):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # limits count each visitor, not the proxy
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # one address a user: a constraint on lower(email) holds it

# Logs: ids and names of pages, never what people typed
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = logging.DEBUG
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.filter_by_level,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        structlog.processors.JSONRenderer()
        if PRODUCTION
        else structlog.processors.KeyValueRenderer(),
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", "WARNING" if TEST else "INFO")},
    "loggers": {
        "django.server": {"level": "WARNING"},
        # These two would log paths; core.logs says the same by the name of the page
        "django.request": {"level": "CRITICAL"},
        "django.security.csrf": {"level": "CRITICAL"},
        "fontTools": {"level": "WARNING"},
    },
}
