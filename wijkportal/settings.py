"""All settings, read from the environment. A missing secret stops the start.

`manage.py start` and `manage.py test` fill in what a developer's machine needs (see bootstrap.py); a server must set
SECRET_KEY, DATABASE_URL, SITE_URL and ALLOWED_HOSTS itself.
"""

from datetime import date, timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, ValidationError, validate

from meldingen.sleutels import keys_of

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent


def are_keys(pairs):
    try:
        keys_of(tuple(pairs))
    except ValueError as problem:
        raise ValidationError(str(problem)) from None


SECRET_KEY = env.str("SECRET_KEY", validate=validate.Length(min=50))
HTTPS = env.bool("HTTPS", True)
DEBUG = env.bool("DEBUG", False)
SITE_URL = env.str("SITE_URL", validate=validate.URL(schemes={"http", "https"}, require_tld=False)).rstrip("/")
SITE_NAME = env.str("SITE_NAME", "Wijkportaal")
SITE_EMAIL = env.str("SITE_EMAIL", "webredactie@wijkportaal.example")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# Keys of what is stored encrypted, and of receipt codes: `2:key,1:key`, the one in use first (docs/beheer.md, Keys).
DATA_KEYS = env.list("DATA_KEYS", validate=are_keys)
CODE_KEYS = env.list("CODE_KEYS", validate=are_keys)

# Until an authority adopts the site, the footer says that this is not a website of the police.
IS_OFFICIAL = env.bool("IS_OFFICIAL", False)

INSTALLED_APPS = [
    "wijkportal",
    "buurten",
    "agenten",
    "meldingen",
    "agenten.apps.BeheerConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "wijkportal.middleware.ResponseHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "wijkportal.middleware.KnownPageMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "wijkportal.middleware.LanguageMiddleware",
    "wijkportal.middleware.NotAllowedMiddleware",
    "wijkportal.middleware.DatabaseDownMiddleware",
    "wijkportal.patience.PatienceMiddleware",
    "wijkportal.middleware.TooManyMiddleware",
    "wijkportal.middleware.StaffSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "wijkportal.urls"
WSGI_APPLICATION = "wijkportal.wsgi.application"
CSRF_FAILURE_VIEW = "wijkportal.errors.csrf_failure"

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
                "wijkportal.context.site",
            ],
        },
    },
]

# --- database -------------------------------------------------------------------------------------------------------
env.str("DATABASE_URL", validate=validate.Regexp("(postgres|postgresql|pgsql)://", error="Only PostgreSQL will do."))
DATABASES = {"default": env.dj_db_url("DATABASE_URL", conn_max_age=600, conn_health_checks=True)}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"].setdefault("connect_timeout", 3)
# Compiling a plan takes longer than any of our queries.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c jit=off")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- people ---------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "agenten.Medewerker"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = ["agenten.rechten.RechtenBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- language and time ----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("Engels"))]
LOCALE_PATHS = [BASE_DIR / "wijkportal" / "locale"]
FORMAT_MODULE_PATH = ["wijkportal.formats"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# --- files ----------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", BASE_DIR / ".static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_MAX_AGE = 60
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = None  # not a 400 that loses the text: the handler drops what is too much
FILE_UPLOAD_HANDLERS = ["wijkportal.uploads.InMemoryHandler"]

# --- transport and headers (SAFETY S15, S19) ------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gezond/"]
SECURE_HSTS_SECONDS = 63_072_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# The number of proxies of our own in front of the site; without them X-Forwarded-* is ignored.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

cookie_prefix = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{cookie_prefix}sessie"
CSRF_COOKIE_NAME = f"{cookie_prefix}csrf"
LANGUAGE_COOKIE_NAME = f"{cookie_prefix}taal"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "wijkportal.sessions"
SESSION_COOKIE_AGE = 30 * 60  # idle time of a medewerker
SESSION_LONGEST = 10 * 60 * 60  # seconds after signing in, however busy
SESSION_SAVE_EVERY_REQUEST = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_AGE = None  # gone with the browser, as the page about privacy says
# What a resident is writing, follows and asked for: keys of our own, not a session of Django.
CONCEPT_COOKIE_NAME = f"{cookie_prefix}concept"
VOLG_COOKIE_NAME = f"{cookie_prefix}volg"
AFSPRAAK_COOKIE_NAME = f"{cookie_prefix}afspraak"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- the portal -----------------------------------------------------------------------------------------------------
# Seconds that a shared cache and our own ETags may be old: together under a minute (ARCHITECTURE, public pages).
PUBLIC_MAX_AGE = 25
# Where “Snel weg” leads: a page that tells nothing about who looks at it.
EXIT_URL = env.str("EXIT_URL", "https://www.knmi.nl/nederland-nu/weer", validate=validate.URL(schemes={"https"}))
SECURITY_CONTACT = env.str("SECURITY_CONTACT", f"mailto:{SITE_EMAIL}")
SECURITY_EXPIRES = env.date("SECURITY_EXPIRES", date(2027, 9, 30))

# --- terms (PRODUCT §4, SAFETY S9); those per category and per class of keeping are data ----------------------------
CONCEPT_TERM = timedelta(hours=24)  # a draft that is not sent
CONCEPT_TERM_SENSITIVE = timedelta(minutes=30)
RECEIPT_TERM = timedelta(hours=1)  # how long the receipt can be opened again
FOLLOW_IDLE = timedelta(minutes=10)
REOPEN_TERM = timedelta(days=30)
WAIT_WORKING_DAYS, WAIT_REMINDER_WORKING_DAYS = 10, 5  # for the answer of a resident
LATE_WORKING_DAYS = 2  # the new promise when the first one was broken
URGENT_WORKING_HOURS = 4  # unopened after this: chief and deputy again
PARTNER_ACCEPT_WORKING_DAYS, PARTNER_FINISH_WORKING_DAYS = 5, 20
PARTNER_TERMS = (50, 100, 150)  # per cent of a term: reminder, overdue, back to the officer
PARTNER_SIGHT_TERM = timedelta(days=30)  # after the end of a referral; then number, date and outcome
PARTNER_HOSTS = env.list("PARTNER_HOSTS", [])  # whose systems are told (verwijzingen/verbinding.py)
APPOINTMENT_WORKING_DAYS = 3  # unanswered after this: to the team
APPOINTMENT_TERM = timedelta(days=30)  # after its date
EMAIL_CONFIRM_TERM = timedelta(hours=48)
NEW_CODE_TERM = timedelta(minutes=30)  # of the link with which who lost the code makes a new one
FINISHED_JOB_TERM = timedelta(hours=24)

# --- mail and jobs ---------------------------------------------------------------------------------------------------
IS_MAIL_SERVER_NAMED = bool(env.str("EMAIL_URL", ""))
globals().update(env.dj_email_url("EMAIL_URL", "smtp://localhost:25"))
if EMAIL_BACKEND == "django.core.mail.backends.smtp.EmailBackend":  # noqa: F821
    EMAIL_BACKEND = "meldingen.delivery.EmailBackend"
EMAIL_TIMEOUT = EMAIL_TIMEOUT or 10  # noqa: F821
DEFAULT_FROM_EMAIL = SITE_EMAIL
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_WORKER_DEFAULTS = {"concurrency": 4, "update_heartbeat_interval": 5, "delete_jobs": "successful"}
# --- limits per hour (SAFETY S6, S13): LIMIT_CODE=20 and so on ------------------------------------------------------
# of one sender: wrong codes, tips (more are marked), drafts, messages, appointments, bytes of photos
ONE = {"code": 10, "tip": 10, "concept": 200, "boodschap": 60, "afspraak": 10, "foto_bytes": 500_000_000}
# e-mail addresses to confirm, of one sender and of one melding; of the site: tips, marked tips, wrong codes (an alarm)
ALL = {"volgmail": 10, "volgmail_melding": 3, "site_tip": 5_000, "site_nakijken": 1_000, "site_code": 200}
LIMITS = {name: env.int(f"LIMIT_{name.upper()}", number) for name, number in (ONE | ALL).items()}
TIP_MIN_TIME = timedelta(seconds=env.int("TIP_MIN_SECONDS", 5))  # nobody fills in the form faster

# --- logging: no address, agent, query string or form body on any path (SAFETY S8; logs.py) --------------------------
# Not DEBUG: there, packages write what they were given, down to the place in a photo.
LOG_LEVEL = env.str("LOG_LEVEL", "INFO", validate=validate.OneOf(["INFO", "WARNING", "ERROR", "CRITICAL"]))
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "wijkportal.logs.DiscreetFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {},  # without Django's own handlers: one would mail a whole request
        "django.server": {"propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # scanners ask for other hosts all day
        # It says what a job was given, and much that nobody asks for.
        "procrastinate": {"level": "WARNING"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}
