"""`{% cover_art key tempo form seed %}` prints a song's cover on the server."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.archive import art

register = template.Library()


@register.simple_tag
def cover_art(
    key: str | None, tempo: float | None, form: str, seed: object, size: str = ""
) -> SafeString:
    """Return `<ms-cover>` with the print inside; `size` is small, player, or empty for full."""
    drawn = mark_safe(art.cover(key or "", tempo, form, str(seed)))  # noqa: S308 - see `art`
    if size:
        return format_html('<ms-cover data-size="{}">{}</ms-cover>', size, drawn)
    return format_html("<ms-cover>{}</ms-cover>", drawn)
