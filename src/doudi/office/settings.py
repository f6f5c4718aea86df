"""Settings of the service, from the environment (`DOUDI_…`). `doudi check-config` says what is unsafe or missing."""

from __future__ import annotations

import os
from pathlib import Path

import dj_database_url

from doudi.office.environment import flag, listed, mode, number, secret

DATA_DIR = Path(os.environ.get("DOUDI_DATA", "demo-data")).resolve()
MODE = mode()
"""`demo` (invented people, published passwords), `test`, or `production`."""
PRODUCTION = MODE == "production"
DEMO = MODE == "demo"

DEBUG = False
SECRET_KEY = secret("DOUDI_SECRET_KEY", DATA_DIR / "secret-key", make=not PRODUCTION)
ALLOWED_HOSTS = listed("DOUDI_HOSTS", [] if PRODUCTION else ["127.0.0.1", "localhost", "[::1]", "testserver"])
CSRF_TRUSTED_ORIGINS = listed("DOUDI_ORIGINS", [])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_static",
    "doudi.areas",
    "doudi.workdays",
    "doudi.accounts",
    "doudi.audit",
    "doudi.registry",
    "doudi.papers",
    "doudi.rulebook",
    "doudi.verification",
    "doudi.cases",
    "doudi.portal",
    "doudi.desk",
    "doudi.office",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "doudi.office.middleware.SecurityHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "doudi.office.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "doudi.office.middleware.IdleSession",
    "doudi.office.middleware.PublicFormLimit",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "doudi.office.urls"
WSGI_APPLICATION = "doudi.office.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "doudi.office.context.site",
                "doudi.desk.menu.menu",
            ]
        },
    }
]

_SQLITE = {
    "transaction_mode": "IMMEDIATE",  # a writer waits at the start and never fails half way
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
}
DATABASES = {
    "default": dj_database_url.parse(os.environ.get("DOUDI_DATABASE_URL", f"sqlite:///{DATA_DIR}/doudi.sqlite3"))
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE
else:
    DATABASES["default"].setdefault("CONN_MAX_AGE", 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "doudi.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "inbox"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "desk/locked.html"
AXES_RESET_ON_SUCCESS = True
DOUDI_ISSUER = "兜底"
DOUDI_SOURCES = listed("DOUDI_SOURCES", [])
"""Adapters of the means check (`package.module.Class`), see doudi.verification.sources; none unless set."""
DOUDI_WORD = Path(os.environ["DOUDI_WORD"]) if os.environ.get("DOUDI_WORD") else None
"""A folder of the office's own Word templates, see doudi.papers.looks; ours unless set."""
DOUDI_SECOND_FACTOR = flag("DOUDI_SECOND_FACTOR", True)
"""Whether those who decide, pay or give rights need a code from their phone; a demonstration shows it on the page."""

SESSION_COOKIE_AGE = 8 * 3600
DOUDI_IDLE_MINUTES = number("DOUDI_IDLE_MINUTES", 60)
"""Minutes after which a session that nobody uses ends; a session ends after eight hours in any case."""
DOUDI_FORMS_A_MINUTE = number("DOUDI_FORMS_A_MINUTE", 30)
"""How many forms may be sent in a minute from one address by people who are not signed in."""
DOUDI_PROXY = os.environ.get("DOUDI_PROXY", "")
"""The address of the proxy in front, whose word on the visitor's address and on HTTPS is taken."""
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = flag("DOUDI_HTTPS", PRODUCTION)
SECURE_SSL_REDIRECT = False  # the office's own proxy does that; see docs/install.md
SECURE_HSTS_SECONDS = 31536000 if SESSION_COOKIE_SECURE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DOUDI_ARCHIVE_YEARS = number("DOUDI_ARCHIVE_YEARS", 30)
"""For how many years a case in which something was approved is kept, from 1 January after its last day."""
DOUDI_ARCHIVE_YEARS_OTHER = number("DOUDI_ARCHIVE_YEARS_OTHER", 10)
"""The same for every other case: refused, withdrawn, died, moved."""

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SESSION_COOKIE_SECURE
LOCALE_PATHS = [Path(__file__).parent.parent / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "static/"
STATICFILES_DIRS = [("pictures", Path(__file__).parent.parent / "book" / "assets" / "pictures")]
"""The look of what is drawn as in the policy book."""
STATIC_ROOT = DATA_DIR / "static" if PRODUCTION else None
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"  # `doudi migrate` gathers them
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = DATA_DIR / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DOUDI_UPLOAD_MEGABYTES = number("DOUDI_UPLOAD_MEGABYTES", 20)
"""The largest file that anybody may send; each kind of upload has its own, lower limit and types."""
FILE_UPLOAD_HANDLERS = [
    "doudi.office.uploads.SizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

DOUDI_CIPHER = os.environ.get("DOUDI_CIPHER", "sm4-gcm")  # or aes-256-gcm
DOUDI_HASH = os.environ.get("DOUDI_HASH", "sm3")  # or sha256
DOUDI_KEYS = secret("DOUDI_KEYS", DATA_DIR / "keys", make=not PRODUCTION)
"""Data keys: `id:hex` pairs separated by commas, the newest first. Older ones only read."""
DOUDI_INDEX_KEY = secret("DOUDI_INDEX_KEY", DATA_DIR / "index-key", make=not PRODUCTION)

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},  # with the usual 300, notes of who read what push out the counts of forms
    }
}
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "doudi.office.logs.Impersonal" if PRODUCTION else "logging.Formatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("DOUDI_LOG_LEVEL", "WARNING")},
    # That a request waited for a moment is no news to whoever reads this at night.
    "loggers": {"waitress.queue": {"level": "ERROR"}},
}
