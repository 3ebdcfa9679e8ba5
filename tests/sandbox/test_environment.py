from decimal import Decimal

import pytest
from django.core.exceptions import ImproperlyConfigured

from apps.sandbox import environment as env


@pytest.fixture
def setting(monkeypatch: pytest.MonkeyPatch):
    return lambda value: monkeypatch.setenv("SANDBOX_X", value)


def test_unset_settings_have_their_defaults(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("SANDBOX_X", raising=False)

    assert env.env_text("SANDBOX_X", "a") == "a"
    assert env.env_flag("SANDBOX_X", default=True) is True
    assert env.env_choice("SANDBOX_X", ("a", "b"), "b") == "b"
    assert env.env_int("SANDBOX_X", 2, minimum=1, maximum=3) == 2
    assert env.env_seconds("SANDBOX_X", 2.5, minimum=0, maximum=3) == 2.5
    assert env.env_decimal("SANDBOX_X", Decimal(10)) == 10
    assert env.env_base_url("SANDBOX_X") == ""


@pytest.mark.parametrize(
    ("value", "meaning"), [("1", True), ("On", True), ("no", False), ("", False)]
)
def test_flags_are_read_in_many_words(setting, value: str, meaning: bool):
    setting(value)

    assert env.env_flag("SANDBOX_X", default=not meaning) is meaning


def test_an_address_loses_its_final_slash(setting):
    setting("https://sandbox.example/base/")

    assert env.env_base_url("SANDBOX_X") == "https://sandbox.example/base"


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("", lambda: env.env_text("SANDBOX_X", "a")),
        ("maybe", lambda: env.env_flag("SANDBOX_X", default=True)),
        ("c", lambda: env.env_choice("SANDBOX_X", ("a", "b"), "b")),
        ("two", lambda: env.env_int("SANDBOX_X", 2, minimum=1, maximum=3)),
        ("4", lambda: env.env_int("SANDBOX_X", 2, minimum=1, maximum=3)),
        ("4", lambda: env.env_seconds("SANDBOX_X", 2, minimum=1, maximum=3)),
        ("many", lambda: env.env_decimal("SANDBOX_X", Decimal(1))),
        ("-1", lambda: env.env_decimal("SANDBOX_X", Decimal(1))),
        ("inf", lambda: env.env_decimal("SANDBOX_X", Decimal(1))),
        ("sandbox.example", lambda: env.env_base_url("SANDBOX_X")),
        ("ftp://sandbox.example", lambda: env.env_base_url("SANDBOX_X")),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_name(setting, value: str, read):
    setting(value)

    with pytest.raises(ImproperlyConfigured, match=r"^SANDBOX_X is .*(Use|Unset)"):
        read()
