"""What people type about links. Shape and validity only."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms

from apps.clips.models import Clip
from apps.sharing.models import COMMENT_LENGTH, QUESTION_LENGTH, RECIPIENT_LENGTH
from apps.sharing.states import MailWish

DAYS = [("1", "A day"), ("7", "A week"), ("30", "A month"), ("0", "Until revoked")]
PASSWORD_LENGTH = 128
MOMENT = re.compile(r"(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d{1,3})?)", re.ASCII)


class ShareForm(forms.Form):
    """The terms of a new link."""

    recipient = forms.CharField(
        label="For whom",
        max_length=RECIPIENT_LENGTH,
        required=False,
        help_text="Stands on the page, and beside the link in your list.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.ChoiceField(label="It lasts", choices=DAYS, initial="30", widget=forms.RadioSelect)
    password = forms.CharField(
        max_length=PASSWORD_LENGTH,
        min_length=4,
        strip=False,
        required=False,
        help_text="Leave it empty for none. Nobody sees it again.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    may_download = forms.BooleanField(label="Files may be downloaded", required=False)
    may_comment = forms.BooleanField(label="Comments may be left", required=False)


class PasswordForm(forms.Form):
    """The password of a link."""

    password = forms.CharField(
        max_length=PASSWORD_LENGTH,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )


class MomentField(forms.CharField):
    """A moment of a take, typed as 1:05 or in seconds; None for nothing."""

    def clean(self, value: str) -> float | None:
        """Return the moment in seconds."""
        typed = super().clean(value)
        if not typed:
            return None
        found = MOMENT.fullmatch(typed)
        if not found:
            raise forms.ValidationError("Write a moment as 1:05, or in seconds.")
        minutes, seconds = found.groups()
        return int(minutes or 0) * 60 + float(seconds.replace(",", "."))


def _moment(label: str) -> MomentField:
    attrs = {"autocomplete": "off", "inputmode": "decimal", "placeholder": "0:00"}
    return MomentField(
        label=label, required=False, max_length=12, widget=forms.TextInput(attrs=attrs)
    )


class AnswerForm(forms.Form):
    """An answer in a thread."""

    text = forms.CharField(
        label="Answer",
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what you want to say."},
    )


class CommentForm(forms.Form):
    """What is said about a take, and where."""

    text = forms.CharField(
        label="Comment",
        max_length=COMMENT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Write what you want to say."},
    )
    start_s = _moment("At")
    end_s = _moment("To")


class GuestCommentForm(CommentForm):
    """The same from somebody without an account."""

    name = forms.CharField(
        label="Your name",
        max_length=RECIPIENT_LENGTH - 8,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ("name", "text", "start_s", "end_s")


class PulseForm(forms.Form):
    """What a page has seen, and the one take that it is about, if it is about one."""

    seen = forms.CharField(required=False)
    take = forms.UUIDField(required=False)


class SwitchForm(forms.Form):
    """On or off."""

    on = forms.BooleanField(required=False)


class MailForm(forms.Form):
    """How somebody wants notices by mail."""

    wish = forms.ChoiceField(
        label="By mail",
        choices=[
            (MailWish.ONCE.value, "At once"),
            (MailWish.DAILY.value, "Once a day"),
            (MailWish.OFF.value, "Never"),
        ],
        widget=forms.RadioSelect,
    )


class BallotForm(forms.Form):
    """What is asked about which takes."""

    question = forms.CharField(
        max_length=QUESTION_LENGTH,
        initial="Which take is it?",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    takes = forms.MultipleChoiceField(
        error_messages={"required": "Choose two to six takes."},
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, takes: Sequence[Clip], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(clip.pk): clip for clip in takes}
        field = self.fields["takes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  for the type checker
        field.choices = [(key, str(clip)) for key, clip in self.known.items()]

    @property
    def chosen(self) -> list[Clip]:
        """Return the takes that were chosen."""
        return [self.known[key] for key in dict.fromkeys(self.cleaned_data["takes"])]
