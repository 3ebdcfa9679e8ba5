"""All settings, from environment variables through typed readers. .env.example lists every one."""

import base64
import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, SELF, UNSAFE_INLINE

from musicstudio import env, version
from musicstudio.logs import logging_config

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var"))).absolute()
VERSION = version.newest_in(BASE_DIR / "CHANGELOG.md")

# -- Safety ------------------------------------------------------------------------------------
# DEBUG in the environment means one's own laptop. Django's own DEBUG, which shows traces instead
# of our pages and remembers every query, is a matter of its own.
ON_LAPTOP = env.boolean("DEBUG")
DEBUG = ON_LAPTOP and env.boolean("TRACEBACKS")
LOCAL_SECRETS = VAR_DIR / "secrets" if ON_LAPTOP else None
SECRET_KEY = env.secret("SECRET_KEY", fallback=LOCAL_SECRETS and LOCAL_SECRETS / "secret_key")
FIELD_ENCRYPTION_KEYS = [
    base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())
    for key in env.secret(
        "FIELD_ENCRYPTION_KEYS", fallback=LOCAL_SECRETS and LOCAL_SECRETS / "field_key"
    ).split(",")
]
PUBLIC_URL = env.text("PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", PUBLIC_URL)
HTTPS = PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS and env.boolean("SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.boolean("BEHIND_PROXY") else None
)
SECURE_HSTS_SECONDS = env.integer("HSTS_SECONDS", 31_536_000) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^metrics$"]
X_FRAME_OPTIONS = "DENY"
MAINTENANCE = env.boolean("MAINTENANCE")
METRICS_TOKEN = env.text("METRICS_TOKEN")
METRICS_DIR = VAR_DIR / "metrics"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

# -- Applications ------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "template_partials",
    "apps.core",
    "apps.archive",
    "apps.accounts",
    "apps.projects",
    "apps.credits",
    "apps.lyrics",
    "apps.clips",
    "apps.personas",
    "apps.stems",
    "apps.generation",
    "apps.sharing",
    "apps.studio",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "apps.studio.middleware.request_log",
    "csp.middleware.CSPMiddleware",
    "apps.studio.middleware.maintenance",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "apps.accounts.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
ROOT_URLCONF = "musicstudio.urls"
WSGI_APPLICATION = "musicstudio.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["template_partials.templatetags.partials"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.accounts.context_processors.team",
                "apps.credits.context_processors.balance",
                "apps.studio.context_processors.shell",
            ],
        },
    },
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# -- Database ----------------------------------------------------------------------------------
DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_DIR / 'studio.sqlite3'}"), conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers wait for one another instead of failing; readers never wait.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# -- Memory ------------------------------------------------------------------------------------
# Failed sign-ins and used codes are counted here. Web processes that share the work must share
# this too, so a broker on Redis serves both; alone on a laptop, the process's own memory does.
BROKER_URL = env.text("BROKER_URL", "filesystem://")
CACHE_URL = env.text("CACHE_URL", BROKER_URL if BROKER_URL.startswith("redis") else "")
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": CACHE_URL}
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# -- Work --------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_DEFAULT_QUEUE = "api"
CELERY_TASK_ROUTES = {
    "apps.archive.tasks.*": {"queue": "archive"},
    "apps.stems.tasks.*": {"queue": "archive"},
}
CELERY_TIMEZONE = "UTC"
if BROKER_URL.startswith("filesystem://"):
    BROKER_DIR = VAR_DIR / "broker"
    for folder in ("messages", "control"):
        (BROKER_DIR / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost/"
    CELERY_BROKER_TRANSPORT = "musicstudio.broker:Transport"
    CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR / "messages"),
        "data_folder_out": str(BROKER_DIR / "messages"),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.1,
    }
# A step must be over before its lease ends, or a second worker would take it up:
# lease > hard limit > soft limit > the longest HTTP call. A test holds them to this order.
HTTP_TIMEOUT_S = 120
CELERY_TASK_SOFT_TIME_LIMIT = 200
CELERY_TASK_TIME_LIMIT = 240
LEASE_S = 300
TICK_EVERY_S = env.number("TICK_EVERY_S", 2.0)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
CELERY_BEAT_SCHEDULE = {
    "generation-tick": {
        "task": "apps.generation.tasks.tick",
        "schedule": TICK_EVERY_S,
        "options": {"expires": TICK_EVERY_S},
    },
    "archive-tick": {
        "task": "apps.archive.tasks.tick",
        "schedule": TICK_EVERY_S,
        "options": {"expires": TICK_EVERY_S, "queue": "archive"},
    },
    "clips-tick": {
        "task": "apps.clips.tasks.tick",
        "schedule": 5 * TICK_EVERY_S,
        "options": {"expires": 5 * TICK_EVERY_S},
    },
    "stems-tick": {
        "task": "apps.stems.tasks.tick",
        "schedule": TICK_EVERY_S,
        "options": {"expires": TICK_EVERY_S, "queue": "archive"},
    },
    "stems-tidy": {
        "task": "apps.stems.tasks.tidy",
        "schedule": timedelta(hours=6),
        "options": {"expires": 3600, "queue": "archive"},
    },
    "credits-tell": {
        "task": "apps.credits.tasks.tell_owners",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 50},
    },
    "accounts-mails": {
        "task": "apps.accounts.tasks.tell_invited",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 25},
    },
    "sharing-mails": {
        "task": "apps.sharing.tasks.send_mails",
        "schedule": timedelta(seconds=30),
        "options": {"expires": 25},
    },
    "sharing-mixes": {
        "task": "apps.sharing.tasks.remake_mixes",
        "schedule": timedelta(minutes=1),
        "options": {"expires": 50},
    },
    "balance-sample": {
        "task": "apps.generation.tasks.sample_balances",
        "schedule": timedelta(minutes=5),
        "options": {"expires": 60},
    },
}

# -- The provider ------------------------------------------------------------------------------
SANDBOX_PORT = env.integer("SANDBOX_PORT", 8100, least=1)
MUSICAPI_BASE_URL = env.text("MUSICAPI_BASE_URL", f"http://127.0.0.1:{SANDBOX_PORT}/api/v1").rstrip(
    "/"
)
MUSICAPI_KEY = env.text("MUSICAPI_KEY", "sandbox-key")
MUSICAPI_CREATE_INTERVAL_S = env.number("MUSICAPI_CREATE_INTERVAL_S", 3.2)
# The day whose prices and models count: that of an era in the price list, else today.
MUSICAPI_ERA = env.choice("MUSICAPI_ERA", "", ("", "2025-08", "2026-10"))
MUSICAPI_MAX_OPEN_TASKS = env.integer("MUSICAPI_MAX_OPEN_TASKS", 10, least=1)
UNCONFIRMED_LOOK_AFTER_S = env.number("UNCONFIRMED_LOOK_AFTER_S", 20)
UNCONFIRMED_DEADLINE_S = env.integer("UNCONFIRMED_DEADLINE_S", 3600)
WEBHOOKS = env.boolean("WEBHOOKS", default=True)

# -- Files -------------------------------------------------------------------------------------
ARCHIVE_DIR = VAR_DIR / "archive"
S3_BUCKET = env.text("S3_BUCKET")
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL")
S3_PUBLIC_URL = env.text("S3_PUBLIC_URL")
PRESIGNED_LIFETIME_S = env.integer("S3_PRESIGNED_LIFETIME_S", 3600, least=60)
STORAGES: dict[str, Any] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT_URL or None,
            "access_key": env.text("S3_ACCESS_KEY_ID") or None,
            "secret_key": env.text("S3_SECRET_ACCESS_KEY") or None,
            "region_name": env.text("S3_REGION", "us-east-1"),
            "addressing_style": env.choice(
                "S3_ADDRESSING_STYLE", "path", ("path", "virtual", "auto")
            ),
            "signature_version": "s3v4",
            "querystring_expire": PRESIGNED_LIFETIME_S,
            "default_acl": None,
            "file_overwrite": True,
            "max_memory_size": 1_000_000,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(ARCHIVE_DIR), "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if ON_LAPTOP
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
ARCHIVE_MAX_BYTES = env.integer("ARCHIVE_MAX_MB", 500, least=1) * 1_000_000
# What the mixer plays: small, or without loss.
STEM_PACK_CODEC = env.choice("STEM_PACK_CODEC", "opus", ("opus", "flac"))
# Mixes that were made to be taken away can be made again.
STEM_MIX_DAYS = env.integer("STEM_MIX_DAYS", 30, least=1)
ARCHIVE_ALLOWED_PRIVATE_HOSTS = env.words("ARCHIVE_ALLOWED_PRIVATE_HOSTS")
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
# What npm installed for the browser, by its name in addresses; a page does without what is missing.
BROWSER_PACKAGES = {
    "uplot": BASE_DIR / "node_modules" / "uplot" / "dist",
    "wavesurfer": BASE_DIR / "node_modules" / "wavesurfer.js" / "dist",
}
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *((name, folder) for name, folder in BROWSER_PACKAGES.items() if folder.is_dir()),
]
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = ON_LAPTOP

# -- People ------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "apps.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "EMAIL_VERIFICATION",
    "optional" if ON_LAPTOP else "mandatory",
    ("none", "optional", "mandatory"),
)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if env.boolean("BEHIND_PROXY") else 0
SIGN_UP_OPEN = env.boolean("SIGN_UP_OPEN", default=True)
MFA_ADAPTER = "apps.accounts.adapter.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "musicstudio"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env.text("EMAIL_HOST")
    else "django.core.mail.backends.console.EmailBackend"
)
EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.integer("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.boolean("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "musicstudio <studio@localhost>")
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30

# -- What a page may load ----------------------------------------------------------------------


def _origin(url: str) -> list[str]:
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        # The player's waveform brings a style sheet for its own inside.
        "style-src": [SELF, NONCE],
        "style-src-attr": [UNSAFE_INLINE],
        "img-src": [SELF, "data:", *_origin(S3_PUBLIC_URL or S3_ENDPOINT_URL)],
        # A preview streams from the provider until our own copy is there.
        "media-src": [
            SELF,
            "blob:",
            "https:",
            *_origin(S3_PUBLIC_URL or S3_ENDPOINT_URL),
            *_origin(MUSICAPI_BASE_URL),
        ],
        "connect-src": [SELF],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
    }
}

# -- Words and time ----------------------------------------------------------------------------
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = False
USE_TZ = True
LOGGING = logging_config(
    level=env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
    as_json=env.boolean("LOG_JSON", default=not ON_LAPTOP),
)
