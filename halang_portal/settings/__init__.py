"""Settings of the portal: read from the environment in this one place, refusing to start
half-configured.

The try-out (TRY_OUT=1, set by `make run` and `make test`) needs nothing but Python: SQLite, files
for mail, no queue, no second factor; its names and keys are in halang_portal/tryout/defaults.py.
Everything else is production and must be configured; what is missing is said in one message.
"""

import os
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONCE

from halang_portal.environment import refuse_malformed
from halang_portal.production import refuse_half_configured
from halang_portal.settings.background import *  # noqa: F403  tables without a choice in them
from halang_portal.settings.database import with_lines
from halang_portal.settings.installed import AUTH_PASSWORD_VALIDATORS as AUTH_PASSWORD_VALIDATORS
from halang_portal.settings.installed import INSTALLED_APPS
from halang_portal.settings.installed import MIDDLEWARE as MIDDLEWARE
from halang_portal.settings.logging import logging_of
from halang_portal.settings.storage import files_at

refuse_malformed(os.environ)
env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent.parent

TRY_OUT = env.bool("TRY_OUT", default=False)
TESTING = env.bool("TESTING", default=False)
BENCH = env.bool("BENCH", default=False)
DEBUG = env.bool("DEBUG", default=False)
SAMPLE_SET = env("SAMPLE_SET", default="2017")  # which invented data the try-out shows
if TRY_OUT:
    from halang_portal.tryout.defaults import defaults_of

    OF_TRY_OUT = defaults_of(SAMPLE_SET)
else:
    refuse_half_configured(env)
    OF_TRY_OUT = {}

DATA_DIR = Path(env("DATA_DIR", default=str(BASE_DIR / "var"))).resolve()
if TRY_OUT:
    for folder in (DATA_DIR, DATA_DIR / "files", DATA_DIR / "static", DATA_DIR / "incoming"):
        folder.mkdir(parents=True, exist_ok=True)
SECRET_KEY = env("SECRET_KEY", default=OF_TRY_OUT.get("SECRET_KEY", ""))
DATABASE_URL = env(
    "DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'portal.sqlite3'}" if TRY_OUT else ""
)
IDENTITY_KEYS = env.list("IDENTITY_KEYS", default=OF_TRY_OUT.get("IDENTITY_KEYS", []))
# keys in use before: what they signed or sealed is still known, old anchors are checked with them
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
AUDIT_SIGNING_KEY_FALLBACKS = env.list("AUDIT_SIGNING_KEY_FALLBACKS", default=[])
AUDIT_SIGNING_KEY = env("AUDIT_SIGNING_KEY", default=OF_TRY_OUT.get("AUDIT_SIGNING_KEY", ""))
ANCHOR_FILE = env("ANCHOR_FILE", default=str(DATA_DIR / "anchors.jsonl") if TRY_OUT else "")
DISPOSAL_REGISTER = env("DISPOSAL_REGISTER", default=str(DATA_DIR / "tieu-huy.jsonl"))
ANCHOR_MAIL_TO = env.list("ANCHOR_MAIL_TO", default=[])
BACKUP_RECIPIENTS = env.list("BACKUP_RECIPIENTS", default=[])  # public keys of age
REDIS_URL = env("REDIS_URL", default="")
PORTAL_URL = env(
    "PORTAL_URL", default=f"http://127.0.0.1:{env('PORT', default='8000')}" if TRY_OUT else ""
)

ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", "testserver"] if TRY_OUT else []
ALLOWED_HOSTS += env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = [PORTAL_URL] if PORTAL_URL.startswith("https://") else []

if TRY_OUT:
    INSTALLED_APPS.append("halang_portal.tryout")
OIDC_PROVIDER = env.json("OIDC_PROVIDER", default={})
if OIDC_PROVIDER:
    INSTALLED_APPS.append("allauth.socialaccount.providers.openid_connect")

ROOT_URLCONF = "halang_portal.tryout.bench.urls" if BENCH else "halang_portal.urls"
WSGI_APPLICATION = "halang_portal.wsgi.application"
ASGI_APPLICATION = "halang_portal.asgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "halang_portal.template_loading.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "halang_portal.navigation.shell",
            ],
            "builtins": [
                "halang_portal.templatetags.ui",
                "halang_portal.templatetags.written",
                "halang_portal.templatetags.components",
                "halang_portal.templatetags.language",
                "halang_portal.templatetags.unsent",
                "halang_portal.templatetags.stored",
                "django.templatetags.static",
                "django.templatetags.i18n",
                "django.contrib.humanize.templatetags.humanize",
            ],
        },
    }
]

if TRY_OUT:
    TEMPLATES[0]["OPTIONS"]["context_processors"].append(
        "halang_portal.tryout.sample.logins.on_sign_in_page"
    )

# --- data

DATABASES = {"default": with_lines(env.db_url_config(DATABASE_URL), env)}
REPLICA_URL = env("REPLICA_URL", default="")  # empty: everything is asked of the one database
REPLICA_PIN_SECONDS = env.int("REPLICA_PIN_SECONDS", default=10)
if REPLICA_URL:
    DATABASES["replica"] = with_lines(env.db_url_config(REPLICA_URL), env, reads_only=True)
    DATABASE_ROUTERS = ["halang_portal.replica.Router"]
    MIDDLEWARE.append("halang_portal.replica.ReplicaMiddleware")
SILENCED_SYSTEM_CHECKS = [
    "models.W040"
]  # SQLite leaves the further columns of an index out; only PostgreSQL needs them
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits and second factors are counted here: in the database, on every machine alike, so that a
# Redis that is away stops nobody and forgets no guess (docs/decisions/0042).
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},  # far more than there are counters: none is pushed out
    }
}

# kind of act: so many in so many seconds, per account (verify: per address where nobody is signed
# in); what falls under which: halang_portal/limits.py
LIMITS = (
    {
        "write": [(600, 60)],
        "typing": [(240, 60)],
        "create": [(40, 60), (600, 3600)],
        "export": [(40, 60), (400, 3600)],
        "search": [(120, 60)],
        "verify": [(30, 60), (300, 3600)],
        "api": [(240, 60)],
    }
    if not BENCH
    else {}
)
COUNTER_SPACE = ""  # counters of limits and refusals are apart by it: each test has one of its own

# where the proxy keeps its certificate; empty: its end is not on the page of health
TLS_CERTIFICATE = env("TLS_CERTIFICATE", default="")
BACKUP_ALARM_HOURS = env.int("BACKUP_ALARM_HOURS", default=26)
EVIDENCE_URL = env("EVIDENCE_URL", default="")  # empty: stored files lie below MEDIA_ROOT
MEDIA_ROOT = env("MEDIA_ROOT", default=str(DATA_DIR / "files"))
STATIC_URL = "static/"
STATIC_ROOT = str(DATA_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    **files_at(EVIDENCE_URL),
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if TESTING or DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = ["halang_portal.uploads.CappedUploadHandler"]
FILE_UPLOAD_TEMP_DIR = env(
    "FILE_UPLOAD_TEMP_DIR", default=str(DATA_DIR / "incoming") if TRY_OUT else None
)
DATA_UPLOAD_MAX_NUMBER_FILES = 20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
EVIDENCE_MAX_BYTES = 20 * 1024 * 1024
EVIDENCE_FILM_MAX_BYTES = env.int("EVIDENCE_FILM_MAX_MB", default=200) * 1024 * 1024
EVIDENCE_MAX_FILES = 20
EVIDENCE_CASE_MAX_BYTES = 200 * 1024 * 1024 + 2 * EVIDENCE_FILM_MAX_BYTES
EVIDENCE_DAY_MAX_BYTES = env.int("EVIDENCE_DAY_MAX_MB", default=600) * 1024 * 1024
# /run/clamav/clamd.ctl or host:3310; empty: files are not scanned, and pages say so
CLAMD_ADDRESS = env("CLAMD_ADDRESS", default="")
SIGNATURE_TRUST_DIR = env("SIGNATURE_TRUST_DIR", default="")  # empty: no chain is checked
MALWARE_SCAN_REQUIRED = env.bool(
    "MALWARE_SCAN_REQUIRED", default=False
)  # with the scanner away: refuse files, instead of scanning them later
# one request, all its files; beyond it the body is not read at all
UPLOAD_BODY_MAX_BYTES = 3 * EVIDENCE_MAX_BYTES + EVIDENCE_FILM_MAX_BYTES

# --- people

AUTH_USER_MODEL = "registry.User"
AUTHENTICATION_BACKENDS = [
    "halang_portal.backends.AccountBackend",
    "guardian.backends.ObjectPermissionBackend",
]
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TESTING
    else ["django.contrib.auth.hashers.Argon2PasswordHasher"]
)
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
GUARDIAN_MONKEY_PATCH_USER = False

ACCOUNT_ADAPTER = "halang_portal.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "halang_portal.adapters.SocialAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = (
    False  # an address nobody has gets no mail, and the page says the same
)
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = "halang_portal.adapters.user_display"
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6}
# Signing in and the second factor count for themselves (compliance/registry/signin.py): allauth's
# 30 sign-ins a minute and address, right
# passwords included, would shut out a whole office behind one address.
RATE_LIMITS = {"login": None, "login_failed": None, "reset_password": "60/m/ip,5/h/key"}
ACCOUNT_RATE_LIMITS = False if TESTING else RATE_LIMITS
# steps of half a minute, either way: telephones and isolated servers are not to the second
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "halang_portal.factors.AuthenticateForm",
    "reauthenticate": "halang_portal.factors.ReauthenticateForm",
    "activate_totp": "halang_portal.factors.ActivateTOTPForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = TRY_OUT
MFA_ADAPTER = "halang_portal.adapters.MFAAdapter"
MFA_TOTP_ISSUER = "Cổng 308"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": OIDC_PROVIDER} if OIDC_PROVIDER else {}
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=not TRY_OUT)

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 12 * 3600 if TRY_OUT else 15 * 60
SESSION_ABSOLUTE_AGE = 24 * 3600 if TRY_OUT else 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not TRY_OUT
KNOWN_DEVICE_COOKIE = "known" if TRY_OUT else "__Host-known"
WROTE_COOKIE = "wrote" if TRY_OUT else "__Host-wrote"
UNSENT_COOKIE = "unsent" if TRY_OUT else "__Host-unsent"
SESSION_COOKIE_NAME = "sid" if TRY_OUT else "__Host-sid"
CSRF_COOKIE_NAME = "csrf" if TRY_OUT else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "halang_portal.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- headers

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
if not TRY_OUT:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [
        r"^healthz$",
        r"^readyz$",
    ]  # asked within the machine room, without TLS
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    if env.bool("BEHIND_TLS_PROXY", default=True):
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Browsers apply form-action to the redirect that follows a form: the provider of single sign-on
# must be allowed.
_providers = [urlsplit(app["settings"]["server_url"]) for app in OIDC_PROVIDER.get("APPS", [])]
_form_action = [
    "'self'",
    *(f"{provider.scheme}://{provider.netloc}" for provider in _providers),
    *env.list("CSP_FORM_ACTION", default=[]),
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": [NONCE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["'none'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'"],
        "frame-src": ["'self'"],
        "manifest-src": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "form-action": _form_action,
        "report-uri": ["/csp-report/"],
    }
}

# --- language, time

LANGUAGE_CODE = "vi"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["halang_portal.formats"]
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
COMMAND_LANGUAGE = env("COMMAND_LANGUAGE", default="vi") or "vi"
LANGUAGE_COOKIE_NAME = "lang" if TRY_OUT else "__Host-lang"
LOCALE_PATHS = [BASE_DIR / "halang_portal" / "locale"]

# --- mail

EMAIL_URL = env("EMAIL_URL", default="")
vars().update(
    env.email_url_config(EMAIL_URL)
    if EMAIL_URL
    else {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "EMAIL_FILE_PATH": str(DATA_DIR / "mail"),
    }
)
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT_SECONDS", default=20)
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=OF_TRY_OUT.get("DEFAULT_FROM_EMAIL", ""))

# --- work in the background: the database decides, Celery rings

# Without Redis there is no queue at all: `manage.py tick --loop` looks into the database by itself.
CELERY_BROKER_URL = REDIS_URL or "memory://"
ONE_TRY = {
    "max_retries": 1,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
}  # whoever rings does not wait for a broker that is away
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {
        "visibility_timeout": 900,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        "health_check_interval": 25,
        **ONE_TRY,
    }
    if REDIS_URL
    else {}
)
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat-schedule")
OUTBOX_LEASE_SECONDS = env.int(
    "OUTBOX_LEASE_SECONDS", default=360
)  # longer than a task may take; after it what a dead worker held is done by another
SENT_MAIL_DAYS = env.int("SENT_MAIL_DAYS", default=90)  # 0: rows of sent mail stay for ever
RING_DOORBELL = env.bool("RING_DOORBELL", default=bool(REDIS_URL) and not TESTING)

# --- the house

PORTAL_NAME = "Cổng 308"
# First values of the profile of the committee, until it is written in the browser: nothing but
# compliance/core/committee.py reads them (docs/decisions/0088-committee-profile.md).
AUTHORITY_NAME = env("AUTHORITY_NAME", default=OF_TRY_OUT.get("AUTHORITY_NAME", ""))
AUTHORITY_SHORT = env("AUTHORITY_SHORT", default=OF_TRY_OUT.get("AUTHORITY_SHORT", ""))
AUTHORITY_PLACE = env("AUTHORITY_PLACE", default=OF_TRY_OUT.get("AUTHORITY_PLACE", ""))
TEAM_NAME = env("TEAM_NAME", default="Tổ kiểm tra giám sát")
TEAM_CODE = env("TEAM_CODE", default="TKTGS")
CODE_PREFIX = env("CODE_PREFIX", default=OF_TRY_OUT.get("CODE_PREFIX", ""))
# The local instrument the portal carries out, as it is cited ("Công văn số 12/UBND-TH"), and its
# day. Empty: pages and summaries name none.
FOUNDING_INSTRUMENT = env("FOUNDING_INSTRUMENT", default=OF_TRY_OUT.get("FOUNDING_INSTRUMENT", ""))
FOUNDING_DAY = env("FOUNDING_DAY", default=OF_TRY_OUT.get("FOUNDING_DAY", ""))
FOUNDING_DAY = date.fromisoformat(FOUNDING_DAY) if FOUNDING_DAY else None
SECURITY_CONTACT = env(
    "SECURITY_CONTACT", default=""
)  # mailto: or https:, for security.txt; without it the help page is named
HELP_CONTACT = env("HELP_CONTACT", default=OF_TRY_OUT.get("HELP_CONTACT", ""))
SUMMARY_KINDS = env.list("SUMMARY_KINDS", default=["month", "quarter", "year"])
RETURN_KINDS = env.list(
    "RETURN_KINDS", default=["month"]
)  # the periods for which every office sends a return
PERIOD_WINDOWS = env("PERIOD_WINDOWS", default="reporting")  # or "calendar"
SUMMARY_START = env("SUMMARY_START", default="")

TEST_RUNNER = "django.test.runner.DiscoverRunner"
LOG_LEVEL = env("LOG_LEVEL", default="WARNING" if TESTING else "INFO")
LOGGING = logging_of(env, LOG_LEVEL)
METRICS_TOKEN = env("METRICS_TOKEN", default="")  # empty: nothing is counted, /metrics is not there
