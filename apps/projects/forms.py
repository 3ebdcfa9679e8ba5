"""What a person may say about a song. Shape and validity only."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from apps.projects.operations import NOTES_LIMIT, TITLE_LIMIT
from apps.projects.states import ProjectStatus

COVER_MAX_BYTES: Final = 5_000_000
TITLE_WANTED = "Give the song a title; a working title will do."


class NewProjectForm(forms.Form):
    """A title is all that a song needs to begin."""

    title = forms.CharField(
        max_length=TITLE_LIMIT,
        error_messages={"required": TITLE_WANTED},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True}),
    )


class TuneForm(forms.Form):
    """The key and the tempo of a song."""

    key = forms.RegexField(
        r"^[A-G](#|b)?( minor| major|m)?$",
        required=False,
        error_messages={"invalid": "Write a key such as D minor, F# or Bbm."},
        widget=forms.TextInput(attrs={"placeholder": "D minor", "autocomplete": "off"}),
    )
    tempo_bpm = forms.FloatField(
        label="Tempo, beats a minute", required=False, min_value=20, max_value=400
    )


class ProjectForm(TuneForm):
    """What can be changed about a song later."""

    field_order = ("title", "status", "key", "tempo_bpm", "picture", "notes")

    title = forms.CharField(max_length=TITLE_LIMIT, error_messages={"required": TITLE_WANTED})
    status = forms.ChoiceField(
        label="How far it is", choices=[(s.value, s.value.capitalize()) for s in ProjectStatus]
    )
    picture = forms.FileField(
        label="Picture for the cover",
        required=False,
        help_text="PNG, JPEG or WebP, at most 5 MB. A square is cut from its middle.",
        error_messages={"empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": "image/png,image/jpeg,image/webp"}),
    )
    notes = forms.CharField(
        required=False,
        max_length=NOTES_LIMIT,
        help_text="The team sees these; the provider does not.",
        widget=forms.Textarea,
    )

    def clean_picture(self) -> "UploadedFile[Any] | None":
        """Return the file, if there is one and it is not too large; what it is shows later."""
        file: UploadedFile[Any] | None = self.cleaned_data["picture"]
        if file and (file.size or 0) > COVER_MAX_BYTES:
            raise forms.ValidationError(
                f"The picture is larger than {COVER_MAX_BYTES // 1_000_000} MB."
            )
        return file
