"""Forms of stems: the strips of a mix and their groups, and what is to become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms

from apps.stems import formats
from apps.stems.analysis.law import BOTTOM_DB, TOP_DB
from apps.stems.models import GROUP, MASTER, Mix, Stem
from apps.stems.states import MixFormat

FORMATS = [
    (MixFormat.WAV24.value, "WAV, 24 bit"),
    (MixFormat.WAV16.value, "WAV, 16 bit"),
    (MixFormat.FLAC.value, "FLAC"),
    (MixFormat.MP3.value, "MP3"),
]
LATCHES = ("mute", "solo")
FIELDS = ("gain", "pan", *LATCHES)


@dataclass(frozen=True, slots=True)
class Section:
    """Strips that stand together: `group` is None for one that stands alone."""

    group: formats.Group | None
    fields: dict[str, forms.BoundField]
    rows: list[dict[str, Any]]


class MixForm(forms.Form):
    """The strips of a set: gain and pan, mute and solo of each; of groups; the master's gain."""

    def __init__(
        self, data: Any = None, *, stems: Sequence[Stem], mix: Mix | None = None, **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.stems = stems
        self._parts = _grouped(stems)
        kept = {strip["stem"]: strip for strip in (mix.strips if mix else [])}
        for group, members in self._parts:
            if group:
                self._add(group.key, kept.get(GROUP + group.key, {}))
            for stem in members:
                self._add(str(stem.pk), kept.get(str(stem.pk), {}))
                self.fields[f"pan-{stem.pk}"] = _pan(kept.get(str(stem.pk), {}))
        self.fields[f"gain-{MASTER}"] = _gain(kept.get(MASTER, {}))

    def _add(self, key: str, kept: dict[str, Any]) -> None:
        self.fields[f"gain-{key}"] = _gain(kept)
        for name in LATCHES:
            self.fields[f"{name}-{key}"] = forms.BooleanField(
                label=name.capitalize(), required=False, initial=bool(kept.get(name))
            )

    def sections(self) -> list[Section]:
        """Return what each strip shows, group by group: its values, as typed or as kept."""
        return [
            Section(
                group,
                {name: self[f"{name}-{group.key}"] for name in ("gain", *LATCHES)} if group else {},
                [
                    {"stem": stem, **{name: self[f"{name}-{stem.pk}"] for name in FIELDS}}
                    for stem in members
                ],
            )
            for group, members in self._parts
        ]

    @property
    def master(self) -> forms.BoundField:
        """Return the master's fader."""
        return self[f"gain-{MASTER}"]

    def strips(self) -> list[dict[str, Any]]:
        """Return the checked settings as they are kept: of stems, then of groups and master."""
        strips, groups = [], []
        for group, members in self._parts:
            told = {"group": group.key} if group else {}
            strips += [
                {"stem": str(stem.pk), **self._said(str(stem.pk), FIELDS), **told}
                for stem in members
            ]
            if group:
                said = self._said(group.key, ("gain", *LATCHES))
                groups.append({"stem": GROUP + group.key, **said})
        return [*strips, *groups, {"stem": MASTER, **self._said(MASTER, ("gain",))}]

    def _said(self, key: str, names: Sequence[str]) -> dict[str, Any]:
        said = {name: self.cleaned_data[f"{name}-{key}"] for name in names}
        return {name: 0.0 if value is None else value for name, value in said.items()}


class SaveForm(MixForm):
    """Strips that are kept under a name."""

    name = forms.CharField(label="Name", max_length=60)


class MixdownForm(MixForm):
    """Strips that are made into a file."""

    format = forms.ChoiceField(label="Format", choices=FORMATS)


def _grouped(stems: Sequence[Stem]) -> list[tuple[formats.Group | None, list[Stem]]]:
    """Return stems in their groups; one that would be alone in its group has none."""
    parts = [(group, list(rows)) for group, rows in groupby(stems, key=_group_of)]
    return [(group if len(rows) > 1 else None, rows) for group, rows in parts]


def _group_of(stem: Stem) -> formats.Group:
    return formats.group_of(stem.family)


def _gain(kept: dict[str, Any]) -> forms.FloatField:
    return forms.FloatField(
        label="Gain",
        required=False,
        min_value=BOTTOM_DB,
        max_value=TOP_DB,
        initial=kept.get("gain", 0.0),
    )


def _pan(kept: dict[str, Any]) -> forms.FloatField:
    return forms.FloatField(
        label="Pan", required=False, min_value=-1, max_value=1, initial=kept.get("pan", 0.0)
    )
