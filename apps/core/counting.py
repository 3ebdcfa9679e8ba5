"""Counts that forget by themselves, against guessing.

Web processes that share the work count together only if they have a cache in common.
"""

from django.core.cache import cache


class TooFastError(Exception):
    """Somebody guesses, or asks too often. Answered with 429."""


def stop_at(key: str, most: int) -> None:
    """Raise TooFastError once `key` was counted `most` times."""
    if int(cache.get(key, 0)) >= most:
        raise TooFastError


def count(key: str, lasts_s: int) -> None:
    """Count `key` once more; all of its counts are forgotten `lasts_s` after the first one."""
    if cache.add(key, 1, lasts_s):
        return
    try:
        cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.add(key, 1, lasts_s)
