"""What tests about people need: a memory of failed sign-ins that forgets between tests."""

import socket

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def own_memory(settings, tmp_path):
    """Give each test an empty cache of its own, whatever the profile has."""
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "LOCATION": str(tmp_path),
        }
    }
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def names(monkeypatch):
    """Stand in for the name service: addresses are what they are, names what a test says."""
    known = {}

    def lookup(host, port, *_, **__):
        found = known.get(host, [host] if host[0].isdigit() or ":" in host else [])
        if not found:
            raise socket.gaierror("unknown")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    return known
