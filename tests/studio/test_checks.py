"""What `manage.py check` finds wrong with our own settings."""

import pytest

from apps.studio import checks


@pytest.fixture
def found(settings):
    """Return the ids of what a check finds under some settings."""

    def run(check, **changes):
        for name, value in changes.items():
            setattr(settings, name, value)
        return [message.id for message in check(None)]

    return run


def test_debug_on_a_public_address_is_an_error(found):
    url = "https://studio.example.com"

    assert found(checks.debug_stays_at_home, ON_LAPTOP=True, PUBLIC_URL=url) == ["studio.E001"]
    assert found(checks.debug_stays_at_home, ON_LAPTOP=False, PUBLIC_URL=url) == []


def test_debug_at_home_is_fine(found):
    home = "http://localhost:8000"

    assert found(checks.debug_stays_at_home, ON_LAPTOP=True, PUBLIC_URL=home) == []


@pytest.mark.parametrize(
    ("base_url", "key", "ids"),
    [
        ("http://127.0.0.1:9/api/v1", "key", ["studio.W001"]),
        ("http://sandbox:8100/api/v1", "sandbox-key", ["studio.W001"]),
        ("https://music.example.com/api/v1", "sandbox-key", ["studio.E002"]),
        ("https://music.example.com/api/v1", "", ["studio.E002"]),
        ("https://music.example.com/api/v1", "key", []),
    ],
)
def test_a_real_installation_needs_a_real_provider(found, base_url, key, ids):
    changes = {"SANDBOX_PORT": 8100, "MUSICAPI_BASE_URL": base_url, "MUSICAPI_KEY": key}

    assert found(checks.provider_is_real, **changes) == ids


@pytest.mark.parametrize(
    ("url", "hosts", "https", "ids"),
    [
        ("https://studio.example.com", ["studio.example.com"], True, []),
        ("https://studio.example.com", ["other.example.com"], True, ["studio.E003"]),
        ("http://studio.example.com", [".example.com"], False, ["studio.W002"]),
    ],
)
def test_our_own_address_is_served_and_encrypted(found, url, hosts, https, ids):
    changes = {"PUBLIC_URL": url, "ALLOWED_HOSTS": hosts, "HTTPS": https}

    assert found(checks.address_is_served, **changes) == ids


@pytest.mark.parametrize(
    ("engine", "broker", "ids"),
    [
        ("django.db.backends.postgresql", "filesystem://", ["studio.W003"]),
        ("django.db.backends.postgresql", "redis://redis/0", []),
        ("django.db.backends.sqlite3", "filesystem://", []),
    ],
)
def test_a_shared_database_needs_a_shared_broker(found, settings, monkeypatch, engine, broker, ids):
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", engine)

    assert found(checks.work_is_shared, BROKER_URL=broker) == ids
