"""`{% load figures %}` gives `{% amount %}`: a figure in credits, or in the team's currency."""

from decimal import Decimal
from typing import Any

from django import template
from django.contrib.staticfiles.finders import find
from django.templatetags.static import static
from django.utils import timezone

from apps.core.templatetags.look import grouped
from apps.credits import selectors
from apps.projects.models import Project

register = template.Library()
SIGNS = {"USD": "$", "EUR": "€", "GBP": "£", "JPY": "¥"}


@register.simple_tag(takes_context=True)
def amount(context: dict[str, Any], figure: Decimal | None, unit: str = "") -> str:
    """Write a figure as the page wishes: `1,284`, with `unit` behind it, or `€12.84`."""
    if figure is None:
        return "unknown"
    purse = context.get("purse")
    if not context.get("in_money") or purse is None or purse.price_per_credit is None:
        return f"{grouped(figure)}{unit and ' ' + unit}"
    money = (Decimal(figure) * purse.price_per_credit).quantize(Decimal("0.01"))
    sign = SIGNS.get(purse.currency, f"{purse.currency} ")
    return f"{'-' if money < 0 else ''}{sign}{abs(money):,.2f}"


@register.filter
def spoken(operation: str) -> str:
    """Write an operation as people say it: `replace_section` is `Replace section`."""
    return operation.replace("_", " ").capitalize()


@register.simple_tag
def package_url(name: str) -> str:
    """Return the address of a browser package's file, "" where packages are not installed."""
    return static(name) if find(name) else ""


@register.simple_tag(takes_context=True)
def budget_in_way(
    context: dict[str, Any], project: Project, price: Decimal | None
) -> selectors.Obstacle | None:
    """Return the budget that refuses a request of this price by the person at the page, if any."""
    if price is None:
        return None
    return selectors.obstacle(
        team=project.team,
        project_id=project.pk,
        person=context["request"].user,
        price=price,
        now=timezone.now(),
    )
