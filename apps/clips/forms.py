"""What a person sends about a clip. Shape only; the rules are in operations."""

from typing import Any, ClassVar
from uuid import UUID

from django import forms

from apps.clips.selectors import Wish

ISRC = r"^[A-Za-z]{2}-?[A-Za-z0-9]{3}-?[0-9]{2}-?[0-9]{5}$"
FIRST_YEAR, LAST_YEAR = 2000, 2100


class StarsForm(forms.Form):
    """One to five stars, or nothing to take a rating back."""

    stars = forms.IntegerField(required=False, min_value=1, max_value=5)


class SwitchForm(forms.Form):
    """A switch that says where it shall stand, so that pressing it twice is pressing it once."""

    on = forms.BooleanField(required=False)


class TitleForm(forms.Form):
    """The clip's own title."""

    title = forms.CharField(max_length=120, error_messages={"required": "A take needs a title."})


class NotesForm(forms.Form):
    """What the team notes about a take."""

    notes = forms.CharField(
        required=False,
        max_length=5_000,
        widget=forms.Textarea,
        help_text="The team sees these, and the library finds them; the provider does not.",
    )
    isrc = forms.RegexField(
        ISRC,
        label="ISRC",
        required=False,
        strip=True,
        error_messages={"invalid": "An ISRC looks like GB-ABC-26-00001."},
        help_text="The recording's own code, if it has one. Files that leave carry it.",
    )

    def clean_isrc(self) -> str:
        """Return the code as files carry it: capitals, no dashes."""
        return str(self.cleaned_data["isrc"]).replace("-", "").upper()


class PlaylistForm(forms.Form):
    """A playlist's title."""

    title = forms.CharField(
        max_length=120, error_messages={"required": "A playlist needs a title."}
    )


class PlaceForm(forms.Form):
    """Which place a take shall have in a playlist, from 0."""

    to = forms.IntegerField(min_value=0, max_value=10_000)


class OutForm(PlaceForm):
    """Which take was just taken out of a playlist, and from which place."""

    out = forms.UUIDField()


class ChosenField(forms.Field):
    """Clips that were ticked, as their ids."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[UUID]:
        """Return the ids, each once. Raises: ValidationError."""
        try:
            return list(dict.fromkeys(UUID(text) for text in value or []))
        except ValueError:
            raise forms.ValidationError("This is no take.") from None


class BulkForm(forms.Form):
    """What to do with the takes that were ticked."""

    ACTS: ClassVar = ["label", "unlabel", "playlist", "move", "delete", "restore", "download"]

    act = forms.ChoiceField(choices=[(act, act) for act in ACTS])
    clip = ChosenField(required=False)
    label = forms.CharField(required=False)
    playlist = forms.CharField(required=False)
    to = forms.UUIDField(required=False)


class LibraryForm(forms.Form):
    """What somebody looks for in the library. What makes no sense is told, and left out."""

    NOT_A_DATE: ClassVar = {"invalid": "Write a date such as 2026-03-14."}

    q = forms.CharField(required=False, max_length=200)
    engine = forms.CharField(required=False, max_length=20)
    model = forms.CharField(required=False, max_length=40)
    operation = forms.CharField(required=False, max_length=30)
    person = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    project = forms.UUIDField(required=False)
    persona = forms.UUIDField(required=False)
    label = forms.CharField(required=False, max_length=40)
    playlist = forms.UUIDField(required=False)
    stars = forms.IntegerField(required=False, min_value=1, max_value=5)
    liked = forms.BooleanField(required=False)
    shortest = forms.IntegerField(required=False, min_value=0, max_value=86_400)
    longest = forms.IntegerField(required=False, min_value=0, max_value=86_400)
    since = forms.DateField(required=False, error_messages=NOT_A_DATE)
    until = forms.DateField(required=False, error_messages=NOT_A_DATE)
    state = forms.CharField(required=False, max_length=10)

    def clean(self) -> dict[str, Any]:
        """Refuse years that no take was made in."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name in ("since", "until"):
            day = cleaned.get(name)
            if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
                self.add_error(name, f"Choose a year from {FIRST_YEAR} to {LAST_YEAR}.")
        return cleaned

    @property
    def wish(self) -> Wish:
        """Return what is asked for, without what makes no sense."""
        self.is_valid()
        asked = {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }
        return Wish(**asked)
