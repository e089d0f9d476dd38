"""One settings file, from the environment. docs/operating.md lists every variable."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import dj_database_url
import django_stubs_ext
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

# Lets forms and managers name their model at run time too: ModelForm[Section].
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("LAMPION_VAR", BASE_DIR / "var"))


def flag(name: str, default: str = "0") -> bool:
    return os.environ.get(name, default) == "1"


def listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


# "production" unless said otherwise: whoever forgets the variable gets the strict one.
LAMPION_ENV = os.environ.get("LAMPION_ENV", "production")
PRODUCTION = LAMPION_ENV == "production"
DEBUG = LAMPION_ENV == "development"
DEMO = flag("LAMPION_DEMO")
HOME_SECTION = os.environ.get("LAMPION_HOME_SECTION", "")

# --- keys -----------------------------------------------------------------------------------
KEYS_DIR = VAR_DIR / "keys"


def _key(variable: str, file: str) -> str:
    if value := os.environ.get(variable):
        return value
    path = KEYS_DIR / file
    return path.read_text().strip() if path.exists() and not PRODUCTION else ""


SECRET_KEY = _key("SECRET_KEY", "secret_key")
LAMPION_KEYS = [key for key in _key("LAMPION_KEYS", "lampion_keys").split(",") if key]
if not SECRET_KEY or len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is missing or shorter than 50 characters.")
if not LAMPION_KEYS:
    raise ImproperlyConfigured("LAMPION_KEYS is missing: it seals codes and second factors.")

# --- who answers ------------------------------------------------------------------------------
ALLOWED_HOSTS = listed(
    "LAMPION_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver"
)
SITE_URL = os.environ.get("LAMPION_URL", "" if PRODUCTION else "http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("LAMPION_HOSTS must name the hosts of this site, without '*'.")
if PRODUCTION and not SITE_URL.startswith("https://"):
    raise ImproperlyConfigured("LAMPION_URL must begin with https:// in production.")
if PRODUCTION and DEMO:
    raise ImproperlyConfigured("LAMPION_DEMO shows everybody's mail: never in production.")
TRUSTED_PROXIES = int(os.environ.get("LAMPION_PROXIES", "0"))

# --- rooms --------------------------------------------------------------------------------------
ROOMS = [
    "kit",
    "mail",
    "people",
    "journal",
    "files",
    "places",
    "sections",
    "groups",
    "contacts",
    "tasks",
    "decisions",
    "meetings",
    "news",
    "board",
    "enquiries",
    "cases",
    "events",
    "petitions",
    "letters",
    "privacy",
    "office",
    "site",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "template_partials",
    *[f"lampion.{room}" for room in ROOMS],
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "lampion.sections.caching.KeptPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "lampion.people.middleware.SignInRequired",
    "lampion.people.middleware.private_pages",
    "lampion.people.middleware.SecondFactor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "lampion.kit.templatetags.kit"],
        },
    }
]
FORM_RENDERER = "lampion.kit.rendering.FormRenderer"

# --- the database -------------------------------------------------------------------------------
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(
        os.environ.get("DATABASE_URL", f"sqlite:///{VAR_DIR / 'lampion.sqlite3'}"),
        conn_max_age=600,
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    # A WAL file, not :memory:, so that tests of concurrency run on both databases.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
if DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # What is asked often is prepared by the server.
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        server_side_binding=True, prepare_threshold=5
    )
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 4000},
    },
    # Pages of members, each for one person: apart, so that they and the public pages do not push out one another.
    "homes": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "homes",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- people -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Person"
LOGIN_URL = "people:sign-in"
LOGIN_REDIRECT_URL = "/home/"

# --- mail and jobs ------------------------------------------------------------------------------
# With a broker, workers of Celery are woken; without, manage.py db_worker asks the database. The rows are the same.
BROKER = os.environ.get("LAMPION_BROKER", "")
if BROKER and not BROKER.startswith(("amqp://", "amqps://", "redis://", "rediss://")):
    raise ImproperlyConfigured(
        "LAMPION_BROKER must begin with amqp://, amqps://, redis:// or rediss://."
    )
if BROKER and not find_spec("celery"):
    raise ImproperlyConfigured("LAMPION_BROKER needs Celery: install the dependency group broker.")
TASK_BACKEND = "lampion.kit.broker.RingingBackend" if BROKER else "django_tasks_db.DatabaseBackend"
TASKS = {"default": {"BACKEND": TASK_BACKEND, "QUEUES": ["default"]}}
EMAIL_HOST = os.environ.get("LAMPION_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("LAMPION_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LAMPION_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LAMPION_SMTP_PASSWORD", "")
EMAIL_USE_TLS = flag("LAMPION_SMTP_TLS")
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = "lampion.mail.smtp.EmailBackend"
DEMO_MAILBOX = VAR_DIR / "mailbox"
if DEMO:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(DEMO_MAILBOX)
DEFAULT_FROM_EMAIL = os.environ.get(
    "LAMPION_FROM", "" if PRODUCTION else "Lampion <lampion@example.org>"
)
if PRODUCTION and not DEFAULT_FROM_EMAIL:
    raise ImproperlyConfigured("LAMPION_FROM must be the address that mails come from.")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where answers to our mails go, and where a mail server lays them for us: a maildir, or a folder read by IMAP.
REPLY_TO = os.environ.get("LAMPION_REPLY_TO", "")
INCOMING_MAILDIR = os.environ.get("LAMPION_MAILDIR", "")
IMAP_HOST = os.environ.get("LAMPION_IMAP_HOST", "")
IMAP_TLS = flag("LAMPION_IMAP_TLS", "1")
IMAP_PORT = int(os.environ.get("LAMPION_IMAP_PORT", "993" if IMAP_TLS else "143"))
IMAP_USER = os.environ.get("LAMPION_IMAP_USER", "")
IMAP_PASSWORD = os.environ.get("LAMPION_IMAP_PASSWORD", "")
IMAP_FOLDER = os.environ.get("LAMPION_IMAP_FOLDER", "INBOX")
if PRODUCTION and not IMAP_TLS and IMAP_HOST not in ("", "localhost", "127.0.0.1", "::1"):
    raise ImproperlyConfigured("LAMPION_IMAP_TLS may be 0 only for a server on this machine.")

# --- languages and time -------------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("nl", _("Dutch")), ("de", _("German")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "Europe/Brussels"

# --- logs ---------------------------------------------------------------------------------------
LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "scrubbed": {
            "()": "lampion.kit.logs.ScrubbingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "scrubbed"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Django's own handlers would mail whole requests and write unscrubbed lines.
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}

# --- files --------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_ROOT = VAR_DIR / "media"
NODE_DIR = BASE_DIR / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "lampion.kit.staticfiles.PackageFinder",
]
# One half of the key of each petition, never in a copy of the database: see decision 15.
KEYRING_DIR = Path(os.environ.get("LAMPION_KEYRING", VAR_DIR / "keyring"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "keyring": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": KEYRING_DIR, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or LAMPION_ENV == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
API_RATE = os.environ.get("LAMPION_API_RATE", "120/m")
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o600

# --- safety -------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_ENGINE = "lampion.people.sessions"
SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "lampion.site.views.csrf_failure"
if PRODUCTION:
    SECURE_SSL_REDIRECT = not flag("LAMPION_PLAIN_HTTP_BEHIND_PROXY")
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
