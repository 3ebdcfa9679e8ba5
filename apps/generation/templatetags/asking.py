"""How what was asked for is written on pages."""

from django import template
from django.utils import timezone

from apps.clips.selectors import timed_lines as lines_of
from apps.core.templatetags.look import grouped
from apps.generation.kinds import KINDS, offers
from apps.generation.kinds.offers import price_now as price_of_kind

register = template.Library()

register.filter("timed_lines", lines_of)


@register.filter
def as_value(percent: object) -> str:
    """Return the style that shows a fader at `percent`, in the middle if nothing was chosen."""
    shown = percent if isinstance(percent, int | str) and str(percent).isdigit() else 50
    return f"--value: {shown}%"


@register.filter
def spaced(name: str) -> str:
    """Return a name of ours in words: `negative_tags` becomes `negative tags`."""
    return name.replace("_", " ")


@register.filter
def listed(value: object) -> object:
    """Return several choices as they are read: `["m4a", "wav"]` becomes `m4a, wav`."""
    return ", ".join(map(str, value)) if isinstance(value, list) else value


@register.filter
def kind_name(kind: str) -> str:
    """Return what a kind of work is called."""
    return str(KINDS[kind].NAME) if kind in KINDS else kind


@register.simple_tag
def price_now(kind: str) -> str:
    """Return what a kind of work costs today with its usual model, in words."""
    price = price_of_kind(kind, now=timezone.now())
    return "price unknown" if price is None else f"{grouped(price)} credits"


@register.filter
def has_form(kind: str) -> bool:
    """Tell whether the composer can ask for a kind of work."""
    return kind in offers.FROM_NOTHING or (kind in offers.OF_CLIPS and not offers.is_direct(kind))
