"""Typed readers of the environment: what they understand, and how they complain."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from musicstudio import env


@pytest.fixture
def value(monkeypatch):
    """Set the variable that is read."""
    return lambda text: monkeypatch.setenv("A_VARIABLE", text)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("1", True), ("Yes", True), (" on ", True), ("0", False), ("FALSE", False), ("", False)],
)
def test_yes_and_no_in_their_spellings(value, text, meaning):
    value(text)

    assert env.boolean("A_VARIABLE", default=not meaning) is meaning


def test_defaults_stand_where_nothing_is_set():
    assert env.text("NOT_SET", "a") == "a"
    assert env.boolean("NOT_SET", default=True) is True
    assert env.integer("NOT_SET", 7) == 7
    assert env.number("NOT_SET", 2.5) == 2.5
    assert env.words("NOT_SET", "a, b") == ["a", "b"]
    assert env.choice("NOT_SET", "a", ("a", "b")) == "a"


@pytest.mark.parametrize(
    ("read", "text", "hint"),
    [
        (lambda: env.boolean("A_VARIABLE"), "maybe", "write 1 or 0"),
        (lambda: env.integer("A_VARIABLE", 1), "many", "whole number"),
        (lambda: env.integer("A_VARIABLE", 9, least=5), "4", "write 5 or more"),
        (lambda: env.number("A_VARIABLE", 1), "much", "write a number"),
        (lambda: env.number("A_VARIABLE", 1), "-1", "zero or more"),
        (lambda: env.number("A_VARIABLE", 1), "nan", "zero or more"),
        (lambda: env.number("A_VARIABLE", 1), "inf", "zero or more"),
        (lambda: env.choice("A_VARIABLE", "a", ("a", "b")), "c", "one of a, b"),
    ],
)
def test_what_cannot_be_understood_is_named_with_a_hint(value, read, text, hint):
    value(text)

    with pytest.raises(ImproperlyConfigured, match=f"A_VARIABLE is .*{hint}"):
        read()


def test_words_are_split_at_commas_and_empty_ones_dropped(value):
    value(" a ,, b,")

    assert env.words("A_VARIABLE") == ["a", "b"]


def test_a_secret_that_is_set_is_used(value, tmp_path):
    value("given")

    assert env.secret("A_VARIABLE", fallback=tmp_path / "key") == "given"
    assert not (tmp_path / "key").exists()


def test_a_secret_that_must_be_set_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="NOT_SET must be set"):
        env.secret("NOT_SET", fallback=None)


def test_a_laptop_makes_its_secret_once_for_its_owner_alone(tmp_path):
    path = tmp_path / "secrets" / "key"

    made = env.secret("NOT_SET", fallback=path)

    assert len(made) > 40
    assert env.secret("NOT_SET", fallback=path) == made
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
