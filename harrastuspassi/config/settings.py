"""Settings, read from the environment; README.md, "Configuration", lists every variable.

`MODE` is `production` unless said otherwise. Production has no default for anything secret and
refuses to start, saying why, rather than run with a guess.
"""

import datetime as dt
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from corsheaders.defaults import default_headers
from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import salted_hmac

from harrastuspassi.common.logs import configure_structlog, logging_config
from harrastuspassi.config.account_settings import *  # noqa: F403 - settings are looked up here by Django alone
from harrastuspassi.config.api_settings import *  # noqa: F403 - settings are looked up here by Django alone
from harrastuspassi.config.console_settings import *  # noqa: F403 - settings are looked up here by Django alone

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parents[2]


def required(name: str, why: str) -> str:
    """Value of a variable that production must set. Raises ImproperlyConfigured naming it."""
    value: str = env.str(name, default="").strip()
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why} (or set MODE=demo to try the system out)")
    return value


def origin(address: str, name: str) -> str:
    """Scheme, host and port (RFC 6454) of an absolute address. Raises ImproperlyConfigured naming the variable."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is {address!r}: it must be an absolute http(s) address")
    if parts.scheme != "https" and not DEMO:
        raise ImproperlyConfigured(f"{name} must be https in production: cookies, tokens and iOS ask for it")
    return f"{parts.scheme}://{parts.netloc}".lower()


# --- mode ---------------------------------------------------------------------------------------
MODE = env.str("MODE", default="production")
if MODE not in ("demo", "production"):
    raise ImproperlyConfigured(f"MODE is {MODE!r}: it must be 'demo' or 'production'")
DEMO = MODE == "demo"
DEBUG = env.bool("DEBUG", default=False)
if DEBUG and not DEMO:
    raise ImproperlyConfigured("DEBUG is on in production: it shows settings and data to strangers")

PORT = env.int("PORT", default=8000)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
VAR_DIR.mkdir(parents=True, exist_ok=True)

if DEMO:
    SECRET_KEY = env.str("SECRET_KEY", default="demo-mode-only-this-key-protects-nothing-and-is-public")
    PUBLIC_URL = env.str("PUBLIC_URL", default=f"http://127.0.0.1:{PORT}").rstrip("/")
else:
    SECRET_KEY = required("SECRET_KEY", "sessions and links are signed with it")
    PUBLIC_URL = required("PUBLIC_URL", "absolute addresses in answers are built from it").rstrip("/")

_public = urlsplit(PUBLIC_URL)
PUBLIC_ORIGIN = origin(PUBLIC_URL, "PUBLIC_URL")
# Local names are always allowed, so that a health check inside the container can ask.
ALLOWED_HOSTS = [_public.hostname, "127.0.0.1", "localhost", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]

# --- applications -------------------------------------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    # Before unfold, whose templates it overrides; and no other package's pages are taken in.
    "harrastuspassi.console",
    "unfold.apps.BasicAppConfig",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "rest_framework",
    "rest_framework_simplejwt.token_blacklist",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "health_check",
    "harrastuspassi.common",
    # Before allauth, whose templates it overrides.
    "harrastuspassi.accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "harrastuspassi.catalogue",
    "harrastuspassi.audit",
    "harrastuspassi.participation",
    "harrastuspassi.passes",
    "harrastuspassi.statistics",
    "harrastuspassi.releases",
    "harrastuspassi.importers",
    "harrastuspassi.demo",
    "api",
    "api.docs",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # What is kept takes no more than that.
    "api.common.answers.AnswersMiddleware",
    "harrastuspassi.common.logs.RequestLogMiddleware",
    "harrastuspassi.common.actors.ActorMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "harrastuspassi.config.media.TextGZipMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "harrastuspassi.config.pages.PolicyMiddleware",
    "harrastuspassi.config.pages.TokenCorsMiddleware",
    "harrastuspassi.config.pages.PageMiddleware",
    "harrastuspassi.config.pages.SessionMiddleware",
    "harrastuspassi.config.pages.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "harrastuspassi.config.pages.AuthenticationMiddleware",
    "harrastuspassi.config.pages.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "harrastuspassi.config.pages.MissingPageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "api.common.retirement.RetirementMiddleware",
    "api.common.middleware.SlashlessReadMiddleware",
    "django.middleware.common.CommonMiddleware",
]

ROOT_URLCONF = "harrastuspassi.config.urls"
WSGI_APPLICATION = "harrastuspassi.config.wsgi.application"
# A redirect loses a POST body on the phones' HTTP stacks; slashless reads are answered in place.
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "harrastuspassi.config.pages.providers",
            ]
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- accounts -----------------------------------------------------------------------------------
# account_settings.py has what does not depend on the environment.
# Where organizers work, if it is another site than this one: who has signed in is sent there.
ORGANIZER_UI_URL = env.str("ORGANIZER_UI_URL", default="")
ORGANIZER_UI_ORIGIN = origin(ORGANIZER_UI_URL, "ORGANIZER_UI_URL") if ORGANIZER_UI_URL else ""
LOGIN_REDIRECT_URL = ORGANIZER_UI_URL or "account_home"
# Lax reaches the API from the organizer UI on another port or sub-domain; None is for a UI on another site.
SESSION_COOKIE_SAMESITE = env.str("SESSION_COOKIE_SAMESITE", default="Lax")
if SESSION_COOKIE_SAMESITE not in ("Lax", "Strict", "None"):
    raise ImproperlyConfigured("SESSION_COOKIE_SAMESITE must be Lax, Strict or None")
CSRF_TRUSTED_ORIGINS = [PUBLIC_ORIGIN]

# How many reverse proxies in front add the sender's address to X-Forwarded-For.
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=0 if DEMO else 1)

# OpenID Connect, such as the Helsinki profile (a Keycloak): who signs in there has an account here.
try:
    OIDC_PROVIDERS: list[dict[str, str]] = env.json("OIDC_PROVIDERS", default=[])
    _is_wrong = any({"id", "name", "url", "client_id", "secret"} != set(provider) for provider in OIDC_PROVIDERS)
except (ValueError, TypeError):
    _is_wrong = True
if _is_wrong:
    raise ImproperlyConfigured("OIDC_PROVIDERS must be a JSON list of objects with id, name, url, client_id and secret")
OIDC_ORIGINS = [origin(provider["url"], "OIDC_PROVIDERS") for provider in OIDC_PROVIDERS]
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": provider["id"],
                "name": provider["name"],
                "client_id": provider["client_id"],
                "secret": provider["secret"],
                "settings": {"server_url": provider["url"], "oauth_pkce_enabled": True},
            }
            for provider in OIDC_PROVIDERS
        ],
    }
}

# Built into installed apps: all of them are valid, so that a new one can be rolled out before the old one ends.
APP_TOKENS: list[str] = env.list("APP_TOKENS", default=["de" * 20] if DEMO else [])
if any(re.fullmatch("[0-9a-f]{40}", token) is None for token in APP_TOKENS):
    raise ImproperlyConfigured("APP_TOKENS must be tokens of 40 hexadecimal digits, with commas between")

# --- data ---------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'harrastuspassi.sqlite3'}")
REDIS_URL = env.str("REDIS_URL", default="")


def database(url: str) -> dict[str, Any]:
    """Django's connection settings for a database URL, tuned for several processes at once."""
    config: dict[str, Any] = dict(env.db_url_config(url))
    # The same, with the audit log in between.
    config["ENGINE"] = config["ENGINE"].replace("django.db.backends", "harrastuspassi.audit.backends")
    if "sqlite" in config["ENGINE"]:
        # Immediate transactions queue writers at BEGIN instead of failing half way with "locked".
        config["OPTIONS"] = {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
        }
    else:
        config["CONN_MAX_AGE"] = 600
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {
            **config.get("OPTIONS", {}),
            # No query here runs long enough to win back what compiling it to machine code takes. What is prepared is
            # so because its best plan is always the same: left to itself, the server would plan some of it each time.
            "options": "-c jit=off -c plan_cache_mode=force_generic_plan",
            # Which Django sets to never: nothing is prepared but what asks for it (common/prepared.py).
            "prepare_threshold": 5,
        }
    return config


DATABASES = {"default": database(DATABASE_URL)}
if REDIS_URL:
    CACHES: dict[str, Any] = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}
    }
else:
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

MEDIA_ROOT = VAR_DIR / "media"
MEDIA_URL = "/media/"
# A directory of its own, so that an image can bake it in beside a mounted VAR_DIR.
STATIC_ROOT = Path(env.str("STATIC_DIR", default=str(VAR_DIR / "static"))).resolve()
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
# The demo serves straight from the packages, so that nothing has to be collected first.
WHITENOISE_USE_FINDERS = DEMO

# --- queue: the workers and the producer in common/queue.py read the same values -----------------
QUEUE_DIR = VAR_DIR / "queue"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {"visibility_timeout": 3600}
else:
    QUEUE_DIR.mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT = "harrastuspassi.common.filequeue:Transport"
    # One worker process on one machine: nobody to control from afar, and one queue less to poll.
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    # One message a second is kombu's default pace; 0.05 s is unnoticeable in load and in latency.
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(QUEUE_DIR),
        "data_folder_out": str(QUEUE_DIR),
        "control_folder": str(VAR_DIR / "queue-control"),
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Europe/Helsinki"
# A job that has run for longer is taken for dead and given to another worker.
JOB_LEASE_SECONDS = env.int("JOB_LEASE_SECONDS", default=900)

# --- mail: written as rows, sent by the workers (common/mail.py) ---------------------------------
if DEMO:
    EMAIL_URL = env.str("EMAIL_URL", default=f"filemail:///{VAR_DIR / 'mail'}")
else:
    EMAIL_URL = required("EMAIL_URL", "new accounts, invitations and decisions are told by mail")
MAIL_SERVER: dict[str, Any] = env.email_url_config(EMAIL_URL)
vars().update(MAIL_SERVER)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("MAIL_FROM", default=f"noreply@{_public.hostname}")

# --- language and time --------------------------------------------------------------------------
LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")]
MODELTRANSLATION_DEFAULT_LANGUAGE = "fi"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("fi", "sv", "en")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Helsinki"
PHONE_REGION = "FI"

# --- web ----------------------------------------------------------------------------------------
# From one address: a school is behind one.
BENEFITS_RATE = env.str("BENEFITS_RATE", default="600/minute")
if re.fullmatch("[1-9][0-9]{0,5}/(second|minute|hour)", BENEFITS_RATE) is None:
    raise ImproperlyConfigured("BENEFITS_RATE must be a number and a time, such as 600/minute")

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["api.accounts.authentication.BearerAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["api.accounts.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["api.common.rendering.OrjsonRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.common.parsing.OrjsonParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "api.common.rendering.AlwaysJson",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_RATES": {"benefits": BENEFITS_RATE},
    "DEFAULT_SCHEMA_CLASS": "api.common.schema.CatalogueAutoSchema",
    "EXCEPTION_HANDLER": "api.common.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}

SIMPLE_JWT = {
    "SIGNING_KEY": salted_hmac("api.tokens", "signing", secret=SECRET_KEY, algorithm="sha256").hexdigest(),
    # The organizer UI never renews its token: it must last for as long as someone works without loading the page anew.
    # A changed password, a changed second factor or a deactivated account ends it at once (api/accounts/tokens.py).
    "ACCESS_TOKEN_LIFETIME": dt.timedelta(hours=5),
    "REFRESH_TOKEN_LIFETIME": dt.timedelta(days=1),
}

# No cookie counts there, so any page may call; the one address where one does is seen to in config/pages.py.
CORS_ALLOW_ALL_ORIGINS = True
CORS_ALLOW_METHODS = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"]
CORS_ALLOW_HEADERS = [*default_headers, "if-match", "if-none-match", "idempotency-key"]
CORS_URLS_REGEX = r"^/(api|mobile-api)/"
CORS_EXPOSE_HEADERS = ["Deprecation", "Link", "Sunset", "Content-Language", "ETag"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": ["'self'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not DEMO:
    SECURE_SSL_REDIRECT = True
    SECURE_SSL_HOST = _public.netloc
    SECURE_REDIRECT_EXEMPT = [r"^health/"]
    # The reverse proxy in front must set this header itself and drop the client's.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    LANGUAGE_COOKIE_SECURE = True

# --- catalogue ----------------------------------------------------------------------------------
# What each process may keep of answers to public reads, in MiB; 0 makes every answer anew.
READ_CACHE_MB = env.int("READ_CACHE_MB", default=32)
if READ_CACHE_MB < 0:
    raise ImproperlyConfigured(f"READ_CACHE_MB is {READ_CACHE_MB}: it must be 0 or more")
# How far ahead schedules are kept expanded into events.
SCHEDULE_HORIZON_DAYS = env.int("SCHEDULE_HORIZON_DAYS", default=180)

# Whom to ask where a place is whose address came without coordinates: the search address of a Pelias. None is asked
# of unless it is set.
GEOCODER_URL = env.str("GEOCODER_URL", default="").strip()
GEOCODER_KEY = env.str("GEOCODER_KEY", default="").strip()
GEOCODER_KEY_HEADER = env.str("GEOCODER_KEY_HEADER", default="digitransit-subscription-key")
if GEOCODER_URL:
    origin(GEOCODER_URL, "GEOCODER_URL")
if re.fullmatch("[!-~]*", GEOCODER_KEY) is None or re.fullmatch("[A-Za-z0-9-]+", GEOCODER_KEY_HEADER) is None:
    raise ImproperlyConfigured("GEOCODER_KEY and GEOCODER_KEY_HEADER must be the value and the name of an HTTP header")

# --- statistics ---------------------------------------------------------------------------------
# A secret file with the keys of the noise, one for each year; `manage.py statistics_keys` makes and destroys them.
STATISTICS_KEYS = env.str("STATISTICS_KEYS", default=str(VAR_DIR / "statistics-keys"))
# Whom files of figures name to be asked about them.
STATISTICS_CONTACT = env.str("STATISTICS_CONTACT", default=DEFAULT_FROM_EMAIL)
# Files of figures: nothing serves them but the views that ask who it is.
FILES_ROOT = VAR_DIR / "files"

# --- participation --------------------------------------------------------------------------------
# The first signs the codes of check-ins, all are good: a new one is put before the old one, which goes a month later.
CHECKIN_KEYS: list[str] = env.list("CHECKIN_KEYS", default=[]) or [
    salted_hmac("participation.codes", "signing", secret=SECRET_KEY, algorithm="sha256").hexdigest()
]
if any(len(key) < 32 for key in CHECKIN_KEYS):
    raise ImproperlyConfigured("CHECKIN_KEYS must be keys of 32 characters or more, with commas between")

# --- logs ---------------------------------------------------------------------------------------
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO").upper()
configure_structlog()
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = logging_config(level=LOG_LEVEL, pretty=DEMO)
