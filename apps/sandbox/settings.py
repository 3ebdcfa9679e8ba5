"""Django settings of the sandbox server, apart from those of the studio.

The sandbox runs in processes of its own, with its own database file and its own folder, and shares
no setting with the studio. Every SANDBOX_* variable is read here and described in docs/sandbox.md.
"""

import logging
from decimal import Decimal
from pathlib import Path

from apps.sandbox.environment import (
    env_base_url,
    env_choice,
    env_decimal,
    env_flag,
    env_int,
    env_seconds,
    env_text,
)

PROJECT_DIR = Path(__file__).resolve().parents[2]

SANDBOX_KEY = env_text("SANDBOX_KEY", "sandbox-key")
SANDBOX_CREDITS = env_decimal("SANDBOX_CREDITS", Decimal(10000))
SANDBOX_DATA_DIR = Path(
    env_text("SANDBOX_DATA_DIR", str(PROJECT_DIR / "var" / "sandbox"))
).expanduser().resolve()  # fmt: skip
SANDBOX_ERA = env_choice("SANDBOX_ERA", ("2025-08", "2026-10"), "2026-10")
SANDBOX_PROFILE = env_choice("SANDBOX_PROFILE", ("full", "fast"), "full")
SANDBOX_CONTROL = env_flag("SANDBOX_CONTROL", default=False)
SANDBOX_WORKERS = env_int("SANDBOX_WORKERS", 2, minimum=1, maximum=64)
SANDBOX_CREATE_INTERVAL_S = env_seconds(
    "SANDBOX_CREATE_INTERVAL_S", 3.0, minimum=0.0, maximum=3600.0
)
SANDBOX_PUBLIC_URL = env_base_url("SANDBOX_PUBLIC_URL")
SANDBOX_LINK_LIFETIME_S = env_seconds(
    "SANDBOX_LINK_LIFETIME_S", 3600.0, minimum=1.0, maximum=31_536_000.0
)
SANDBOX_FETCH_PRIVATE = env_flag("SANDBOX_FETCH_PRIVATE", default=False)
SANDBOX_VOICE = env_choice("SANDBOX_VOICE", ("auto", "formant", "neural"), "auto")
SANDBOX_SINGER_DIR = Path(
    env_text("SANDBOX_SINGER_DIR", str(PROJECT_DIR / "var" / "singer"))
).expanduser().resolve()  # fmt: skip
SANDBOX_PHRASES_MB = env_int("SANDBOX_PHRASES_MB", 256, minimum=0, maximum=1_000_000)
SANDBOX_KEEP_DAYS = env_int("SANDBOX_KEEP_DAYS", 30, minimum=0, maximum=3650)

# Links are signed with a secret kept in the sandbox's own database, and there are no sessions,
# cookies or forms, so Django's own key protects nothing here.
SECRET_KEY = "sandbox"  # noqa: S105
DEBUG = False
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["apps.sandbox"]
MIDDLEWARE = [
    "django.middleware.common.CommonMiddleware",
    "apps.sandbox.middleware.bounded",
    "apps.sandbox.middleware.misbehaviour",
    "apps.sandbox.middleware.envelopes",
]
ROOT_URLCONF = "apps.sandbox.urls"
APPEND_SLASH = False
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": SANDBOX_DATA_DIR / "sandbox.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Write transactions take the lock at their start, so they queue instead of failing.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": logging.WARNING},
    "loggers": {
        "apps.sandbox": {"level": logging.INFO},
        # Refusals are this server's ordinary answers, not news.
        "django.request": {"level": logging.ERROR},
    },
}
