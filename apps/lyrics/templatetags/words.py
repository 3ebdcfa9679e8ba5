"""`{% load words %}`: the lines of a section, for the lyric sheet and the page of a clip."""

import json
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.lyrics import analysis

register = template.Library()


@register.filter
def as_lines(lines: Iterable[str]) -> SafeString:
    """Return one paragraph a line. A loop in a template would take a second for a long text."""
    return format_html_join("", '<p class="line" dir="auto">{}</p>', ((line,) for line in lines))


@register.filter
def as_seek_lines(lines: Iterable[tuple[str, Any]]) -> SafeString:
    """Return one button a line that leads to where it is sung, a paragraph where nobody knows.

    Each line comes with its mark (`at` and `to`, shares of the length) or None.
    """
    return format_html_join("", "{}", ((_seek_line(text, mark),) for text, mark in lines))


@register.filter
def as_sound(text: str) -> str:
    """Return how the lines sound, as JSON for the margin of the sheet.

    By number of the line: syllables, stress, letter of the rhyme, last word. Tags are left out.
    """
    lines = (line for line in analysis.sung(text, "en") if not line.tag)
    sound = {
        line.number: (line.syllables, line.stress, line.rhyme, line.last_word) for line in lines
    }
    return json.dumps(sound, ensure_ascii=False, separators=(",", ":"))


def _seek_line(text: str, mark: Any) -> SafeString:
    if mark is None:
        return format_html('<p class="line" dir="auto">{}</p>', text)
    return format_html(
        '<button type="button" class="line" dir="auto" data-follow data-seek="{}"'
        ' data-until="{}">{}</button>',
        f"{mark.at:.4f}",
        f"{mark.to:.4f}",
        text,
    )
