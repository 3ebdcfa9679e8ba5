"""Structured logs for every process: one event a line, never a secret in it."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_NAME = re.compile(r"key|secret|password|token|authorization|cookie|signature", re.IGNORECASE)
# Addresses that let in whoever knows them stand in lines of Django's own, too: "Forbidden: /s/…".
SECRET_TEXT = re.compile(
    r"(?i)(bearer\s+"
    r"|[?&](?:x-amz-\w+|signature|token|key)="
    r"|/(?:s|join|files|notices/off|confirm-email|reset/key)/)[^\s/&\"']+"
)
HARMLESS = {"request_key", "key_state"}

# What others say of each step of theirs; our own lines tell the same with more of its reasons.
QUIETER: dict[str, dict[str, Any]] = {
    "django.server": {"handlers": ["out"], "level": "WARNING", "propagate": False},
    "httpx": {"level": "WARNING"},
    "celery.app.trace": {"level": "WARNING"},
    "celery.worker.strategy": {"level": "WARNING"},
    "celery.worker.request": {"level": "WARNING"},
    # The folder that stands in for a broker has no host to name.
    "kombu.connection": {"level": "ERROR"},
    "celery.beat": {"level": "WARNING"},
    # Robots ask for hosts that we are not, all day long.
    "django.security.DisallowedHost": {"filters": ["one_line"]},
}


def in_one_line(record: logging.LogRecord) -> bool:
    """Let a line pass without where in the code it came from: its text says all."""
    record.exc_info = record.exc_text = None
    return True


def hide_secrets(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """Blank values whose name or text looks like a secret."""
    for name, value in event.items():
        if SECRET_NAME.search(name) and name not in HARMLESS:
            event[name] = "hidden"
        elif isinstance(value, str):
            event[name] = SECRET_TEXT.sub(r"\1hidden", value)
    return event


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return Django's LOGGING and set structlog up to go the same way.

    `as_json` gives one JSON object a line for collectors; otherwise lines for people.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso"),
        structlog.processors.format_exc_info,
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    _renderer(as_json=as_json),
                ],
                "foreign_pre_chain": shared,
            }
        },
        "filters": {"one_line": {"()": lambda: in_one_line}},
        "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["out"], "level": level},
        "loggers": QUIETER,
    }


def _renderer(*, as_json: bool) -> Any:
    if as_json:
        return structlog.processors.JSONRenderer()
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
