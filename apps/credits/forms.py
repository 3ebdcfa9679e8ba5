"""The shape of what people say about credits: what a chart shows, budgets, money."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from apps.accounts.models import Team, User
from apps.credits.selectors import Filter
from apps.credits.states import AtLimit, EntryKind, Period, Split
from apps.projects.models import Project

SPLITS = [
    (Split.OPERATION.value, "Operation"),
    (Split.PROJECT.value, "Project"),
    (Split.PERSON.value, "Person"),
    (Split.ENGINE.value, "Engine"),
    (Split.MODEL.value, "Model"),
]
SPANS = [("30", "30 days"), ("90", "90 days"), ("365", "A year")]
STEPS = [("day", "By day"), ("week", "By week"), ("month", "By month")]
CURRENCIES = [(code, code) for code in ("USD", "EUR", "GBP", "CHF", "SEK", "JPY")]
DEFAULT_STEP = {"30": "day", "90": "week", "365": "month"}
MOST_WORKS = 50
KINDS = [(kind.value, kind.value.replace("_", " ").capitalize()) for kind in EntryKind]


class ChartForm(forms.Form):
    """How spending is drawn; nonsense is answered with the usual view."""

    by = forms.ChoiceField(choices=SPLITS, widget=forms.RadioSelect, label="Split by")
    span = forms.ChoiceField(choices=SPANS, label="Time")
    step = forms.ChoiceField(choices=STEPS, label="Bars", required=False)

    @classmethod
    def read(cls, data: Any) -> "ChartForm":
        """Return a form with every choice made."""
        span = data.get("span") if data.get("span") in dict(SPANS) else "30"
        step = data.get("step") if data.get("step") in dict(STEPS) else DEFAULT_STEP[span]
        by = data.get("by") if data.get("by") in dict(SPLITS) else Split.OPERATION.value
        form = cls({"by": by, "span": span, "step": step})
        form.is_valid()
        return form

    def days(self, today: date) -> tuple[date, date]:
        """Return the first and the last day of the chart."""
        return today - timedelta(days=int(self.cleaned_data["span"]) - 1), today


class FilterForm(forms.Form):
    """Which entries are listed. A field that makes no sense is left out, and said to be."""

    since = forms.DateField(
        required=False, label="From", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        required=False, label="To", widget=forms.DateInput(attrs={"type": "date"})
    )
    kind = forms.MultipleChoiceField(choices=KINDS, required=False, label="Kinds")

    def wanted(self, data: Any) -> Filter:
        """Return the filter that the address asks for."""
        self.is_valid()
        asked = [split for split in Split if split and split.value in data]
        return Filter(
            since=self.cleaned_data.get("since"),
            until=self.cleaned_data.get("until"),
            kinds=tuple(self.cleaned_data.get("kind") or ()),
            values={split: _storable(data[split.value]) for split in asked},
            works=tuple(map(_storable, data.getlist("work")[:MOST_WORKS])),
            is_finished="finished" in data,
            is_own="own" in data,
        )


def _storable(text: str) -> str:
    """Replace NUL, which PostgreSQL takes in no text; what held one matches nothing."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}")


class BudgetForm(forms.Form):
    """How much may be spent, by whom or on what, for how long, and what happens then."""

    subject = forms.ChoiceField(label="For")
    period = forms.ChoiceField(
        label="Lasting",
        choices=[(Period.MONTH.value, "Each month"), (Period.TOTAL.value, "In total")],
    )
    limit = forms.DecimalField(
        label="Credits", min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    warn_percent = forms.IntegerField(
        label="Tell owners at, in percent", min_value=1, max_value=100, initial=80
    )
    at_limit = forms.ChoiceField(
        label="At the limit",
        choices=[(AtLimit.STOP.value, "Stop"), (AtLimit.ASK.value, "Ask an owner")],
    )

    def __init__(
        self, *args: Any, projects: list[Project], people: list[User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.projects = {f"project:{project.pk}": project for project in projects}
        self.people = {f"person:{person.pk}": person for person in people}
        subject = self.fields["subject"]
        assert isinstance(subject, forms.ChoiceField)  # noqa: S101  declared above
        subject.choices = [
            ("team", "The whole team"),
            ("A project", [(key, project.title) for key, project in self.projects.items()]),
            ("A person", [(key, person.display_name) for key, person in self.people.items()]),
        ]

    def wish(self, team: Team) -> dict[str, Any]:
        """Return what a valid form asks for, as operations.set_budget takes it."""
        data = self.cleaned_data
        return {
            "team": team,
            "project": self.projects.get(data["subject"]),
            "person": self.people.get(data["subject"]),
            "period": Period(data["period"]),
            "limit": data["limit"],
            "warn_percent": data["warn_percent"],
            "at_limit": AtLimit(data["at_limit"]),
        }


class ApprovalForm(forms.Form):
    """What a person wants to spend past a budget, and why."""

    amount = forms.DecimalField(
        label="Credits", min_value=Decimal("0.01"), max_digits=12, decimal_places=2
    )
    reason = forms.CharField(
        label="Why", required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


class PurseForm(forms.Form):
    """What a credit costs, and below what balance the owners are told."""

    price_per_credit = forms.DecimalField(
        label="Price of one credit",
        required=False,
        min_value=Decimal("0.000001"),
        max_digits=12,
        decimal_places=6,
        help_text="Left empty, figures are shown in credits only.",
    )
    currency = forms.ChoiceField(label="Currency", choices=CURRENCIES)
    low_balance = forms.DecimalField(
        label="Tell owners when fewer credits are free than",
        required=False,
        min_value=Decimal(0),
        max_digits=12,
        decimal_places=2,
    )
