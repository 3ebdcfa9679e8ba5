"""What templates say in the look of the studio: icons, controls, times and figures.

`{% load look %}` gives `{% icon %}`, `{% control %}` and the filters `clock`, `grouped`, `ago` and
`initials`. Nothing here reads the database or knows another app.
"""

from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache
from importlib.resources import files
from io import BytesIO
from zipfile import ZipFile

from django import template
from django.forms import BoundField, Select, SelectMultiple
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_AGES = [("minute", 60, 3600), ("hour", 3600, 86400), ("day", 86400, 7 * 86400)]
OUR_ICONS = {
    # A plectrum: "this is the take".
    "pick": '<path d="M12 21C9 18 4 12 4 7.5 4 5 8 4 12 4s8 1 8 3.5C20 12 15 18 12 21z"/>',
}
# The set renamed a drawing that the look knows by its old name.
RENAMED_ICONS = {"circle-help": "circle-question-mark"}


@cache
def _lucide() -> ZipFile:
    """Open the set of icons, once.

    The package's own template tag opens it for every icon, which takes 15 ms; pages have thirty.
    """
    return ZipFile(BytesIO(files("lucide").joinpath("lucide.zip").read_bytes()))


@lru_cache(maxsize=256)
def _drawing(name: str) -> str:
    if name in OUR_ICONS:
        return OUR_ICONS[name]
    svg = _lucide().read(f"{RENAMED_ICONS.get(name, name)}.svg").decode()
    return " ".join(svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")].split())


@register.simple_tag
def icon(name: str, when: str = "") -> SafeString:
    """Draw the icon `name` (of the Lucide set, or our own `pick`); it has no accessible name.

    `when` is "on" or "off" for the two faces of a switch with `aria-pressed`.
    Raises: KeyError if there is none.
    """
    face = format_html(' data-when="{}"', when) if when else ""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"{}>{}</svg>',
        face,
        mark_safe(_drawing(str(name))),  # noqa: S308 - drawings come from the icon set
    )


@register.simple_tag
def control(field: BoundField, **attributes: object) -> SafeString:
    """Render the input of a form's field with the class that the look gives to its kind.

    Other keywords become attributes: `_` in a name is written `-`, an empty one is left out.
    """
    widget = field.field.widget
    attrs: dict[str, str | bool] = {
        key.replace("_", "-"): value if isinstance(value, bool) else str(value)
        for key, value in attributes.items()
        if value or value == 0
    }
    is_plain_select = isinstance(widget, Select) and not isinstance(widget, SelectMultiple)
    input_type = getattr(widget, "input_type", "")
    if not is_plain_select and input_type not in {"checkbox", "radio", "range", "hidden"}:
        attrs["class"] = " ".join(filter(None, ["input", widget.attrs.get("class")]))
    return field.as_widget(attrs=attrs)


@register.filter
def kind_of_control(field: BoundField) -> str:
    """Return check, radios, select or input: which frame `_components/field.html` draws."""
    widget = field.field.widget
    input_type = getattr(widget, "input_type", "")
    if field.use_fieldset:
        return "radios"
    kinds = {"checkbox": "check", "select": "select"}
    return kinds.get(input_type, "input")


@register.filter
def clock(seconds: float | Decimal | None) -> str:
    """Write a duration in seconds as m:ss, as a player does; nothing for None."""
    if seconds is None or seconds == "":
        return ""
    whole = int(seconds)
    return f"{whole // 60}:{whole % 60:02d}"


@register.filter
def grouped(number: float | Decimal | None) -> str:
    """Write a figure with a comma between thousands, and without zeros after the point."""
    if number is None or number == "":
        return ""
    text = f"{Decimal(str(number)):,.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def ago(moment: datetime | None) -> str:
    """Say how long ago `moment` was, in the largest fitting unit; older than a week, its date."""
    if not moment:
        return ""
    seconds = (timezone.now() - moment).total_seconds()
    if seconds < 60:
        return "just now"
    for unit, length_s, until_s in _AGES:
        if seconds < until_s:
            count = int(seconds // length_s)
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return f"{timezone.localtime(moment):%-d %b %Y}"


@register.filter
def initials(name: object) -> str:
    """Return the first letters of the first two words, in capitals; for an avatar."""
    said = str(name).replace(".", " ").replace("_", " ")
    words = [word for word in said.split() if word[0].isalnum()] or said.split()
    return "".join(word[0] for word in words[:2]).upper()
