"""Logs tell what happened and never a secret."""

import io
import json
import logging

import pytest
import structlog
from django.urls import reverse

from musicstudio import logs


@pytest.mark.parametrize(
    "name", ["api_key", "Authorization", "password", "METRICS_TOKEN", "cookie", "signature"]
)
def test_a_value_that_is_named_like_a_secret_is_hidden(name):
    assert logs.hide_secrets(None, "info", {name: "s3cr3t"}) == {name: "hidden"}


@pytest.mark.parametrize("name", ["request_key", "key_state"])
def test_harmless_names_are_kept(name):
    assert logs.hide_secrets(None, "info", {name: "value"}) == {name: "value"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("sent Bearer abc.def now", "sent Bearer hidden now"),
        ("GET /a?token=abc&x=1", "GET /a?token=hidden&x=1"),
        ("GET /a?X-Amz-Signature=abc", "GET /a?X-Amz-Signature=hidden"),
        ("nothing here", "nothing here"),
    ],
)
def test_secrets_inside_a_text_are_hidden(text, shown):
    event = logs.hide_secrets(None, "info", {"event": text, "count": 3})

    assert event == {"event": shown, "count": 3}


SECRET = "x" * 43


@pytest.mark.parametrize(
    ("door", "parts"),
    [
        ("sharing:share_show", {"token": SECRET}),
        ("sharing:share_unlock", {"token": SECRET}),
        ("sharing:mail_off", {"token": SECRET}),
        ("accounts:team_join", {"token": SECRET}),
        ("generation:file_show", {"token": SECRET}),
        ("account_reset_password_from_key", {"uidb36": "1", "key": SECRET}),
        ("account_confirm_email", {"key": SECRET}),
    ],
)
def test_an_address_that_lets_somebody_in_is_hidden_in_the_lines_of_others(door, parts):
    event = logs.hide_secrets(
        None, "warning", {"event": f"Forbidden: {reverse(door, kwargs=parts)}"}
    )

    assert event["event"].startswith("Forbidden: /")
    assert SECRET not in event["event"]


@pytest.fixture
def line(capsys):
    """Format one record as a process would, and return the line."""

    def form(*, as_json):
        config = logs.logging_config(level="INFO", as_json=as_json)
        options = dict(config["formatters"]["lines"])
        formatter = options.pop("()")(**options)
        record = logging.LogRecord("apps.test", logging.INFO, "", 0, "hello %s", ("you",), None)
        return formatter.format(record)

    ours = structlog.get_config()
    yield form
    structlog.configure(**ours)


def test_collectors_get_one_object_a_line(line):
    told = json.loads(line(as_json=True))

    assert told["event"] == "hello you"
    assert told["level"] == "info"
    assert told["logger"] == "apps.test"


def test_people_get_a_plain_line(line):
    assert "hello you" in line(as_json=False)


def test_a_host_that_we_are_not_is_told_in_one_line(client, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["studio.example.com"]
    lines = io.StringIO()
    monkeypatch.setattr(logging.getLogger().handlers[0], "stream", lines)

    assert client.get("/", headers={"host": "evil.example"}).status_code == 400

    (line,) = [line for line in lines.getvalue().splitlines() if "evil.example" in line]
    assert "Traceback" not in lines.getvalue()
    assert "exception" not in json.loads(line)
