"""What a writer sends. Shape only: words are taken as they are, none is dropped."""

from typing import Any

from django import forms

from apps.core.errors import DomainError
from apps.lyrics.analysis import LANGUAGES, LONGEST_WORD

MOST_BYTES = 400_000


class BadFile(DomainError):
    """The file is no text that a sheet can hold."""


class WordsField(forms.CharField):
    """Text in which only line ends are made one kind and unstorable NUL characters left out."""

    def to_python(self, value: Any) -> str:
        """Return the words with Unix line ends."""
        text = super().to_python(value) or ""
        return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")


class LyricsForm(forms.Form):
    """The words, and the state of the sheet that they were written on."""

    text = WordsField(required=False, strip=False)
    revision = forms.IntegerField(required=False, min_value=0)


class SettleForm(forms.Form):
    """The writer's own words in a conflict, and whose words go on."""

    text = WordsField(required=False, strip=False)
    keep = forms.ChoiceField(choices=[("mine", "mine"), ("theirs", "theirs")])


class CompareForm(forms.Form):
    """The version that another one is compared with."""

    against = forms.IntegerField(min_value=1)


class ArrangeForm(forms.Form):
    """What to do with which section, and the state of the sheet that was seen."""

    act = forms.ChoiceField(
        choices=[(act, act) for act in ("up", "down", "copy", "name", "drop", "add")]
    )
    block = forms.IntegerField(required=False, min_value=0, max_value=10_000)
    name = forms.CharField(
        required=False,
        max_length=60,
        error_messages={"max_length": "A section's name can have 60 characters."},
    )
    revision = forms.IntegerField(min_value=0)

    def clean_name(self) -> str:
        """Return the name without what a tag cannot hold."""
        return " ".join(self.cleaned_data["name"].replace("[", " ").replace("]", " ").split())


class SoundForm(forms.Form):
    """A language, and a word to rhyme with. What makes no sense is left out."""

    language = forms.CharField(required=False)
    word = forms.CharField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()
        language = self.cleaned_data.get("language", "")
        self.language_code = language if language in LANGUAGES else "en"

    @property
    def word_asked(self) -> str:
        """Return the word to rhyme with, or nothing."""
        return str(self.cleaned_data.get("word", "")).strip()[:LONGEST_WORD]


class ImportForm(forms.Form):
    """A text file."""

    file = forms.FileField()

    @property
    def text(self) -> str:
        """Return the words of the file. Raises: BadFile."""
        if not self.is_valid():
            raise BadFile("Choose a text file.")
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise BadFile("This file is too large for a sheet of words.")
        try:
            words = file.read().decode("utf-8-sig")
        except UnicodeDecodeError:
            raise BadFile(
                "This file is no text in UTF-8. Save it as plain text and try again."
            ) from None
        return str(WordsField(strip=False).to_python(words))
