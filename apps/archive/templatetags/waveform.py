"""`{% waveform asset kind="bars" live=True %}` draws an asset's stored peaks on the server.

The element is then there without scripts; `static/js/ms-waveform.js` only takes it over.
"""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from apps.archive import art
from apps.archive.models import Asset
from apps.archive.templatetags.cover import cover_art

register = template.Library()
register.simple_tag(cover_art)

BARS = {"row": 120, "player": 160, "large": 480}


@register.simple_tag
def waveform(
    asset: Asset | None,
    kind: str = "bars",
    size: str = "",
    *,
    live: bool = False,
    bars: int | None = None,
) -> SafeString:
    """Return `<ms-waveform>` with its drawing inside.

    `kind` is `bars` where one chooses and `body` where one works; `size` is `row`, `player` or
    `large`, else fits the kind; `bars` overrides it. `live` gives it a playhead. Without peaks it
    is a dotted line and carries `data-silent`.
    """
    count = bars or BARS[size or ("large" if kind == "body" else "row")]
    peaks = bytes(asset.peaks) if asset else b""
    if not peaks:
        drawn, flags = art.silence(bars=count), " data-silent"
    elif kind == "body":
        drawn, flags = art.body(peaks, points=count, with_played=live), ""
    else:
        drawn, flags = art.strokes(peaks, bars=count, with_played=live), ""
    flags += " data-live" if live else ""
    return format_html(
        '<ms-waveform data-kind="{}"{}>{}</ms-waveform>',
        kind,
        mark_safe(flags),  # noqa: S308 - two fixed words
        mark_safe(drawn),  # noqa: S308 - numbers and fixed words, see `art`
    )
