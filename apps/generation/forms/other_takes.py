"""The composer's forms for what other engines make out of their own takes."""

from typing import Any, ClassVar

from django import forms

from apps.clips.models import Clip
from apps.generation.forms.common import ComposerForm, MomentForm, PassageForm, Percent
from apps.generation.kinds import (
    other_takes,
    producer_cover,
    producer_extension,
    producer_section,
    riffusion_extension,
    riffusion_section,
    studio_extension,
    swap_vocals,
)
from apps.generation.kinds.keeping import is_upload


class OtherTakeForm(ComposerForm):
    """What a take of another engine is asked for, beginning with what it is."""

    needs_source = True
    begins_with: ClassVar[tuple[str, ...]] = ("lyrics",)
    """The fields that begin with what the source has."""

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with what the source is like."""
        return {name: getattr(source, name) for name in cls.begins_with}

    def members(self) -> dict[str, Any]:
        """Return what all these kinds share; what has no field is as it was."""
        assert self.source is not None  # noqa: S101  a rework has one
        data = {"tags": self.source.tags, "lyrics": self.source.lyrics, **self.cleaned_data}
        return {
            "clip_id": str(self.source.pk),
            "remote_clip_id": self.source.remote_id,
            "source_is_upload": is_upload(self.source),
            "title": self.source.title,
            **{name: data[name] for name in ("model", "tags", "lyrics")},
        }


class RiffusionForm(OtherTakeForm):
    """The sound and the words of a take of the riffusion engine."""

    tags = forms.CharField(max_length=200, label="Wanted sound")
    lyrics = forms.CharField(
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 6}),
        label="Words",
        strip=False,
    )

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> other_takes.Spec:
        """Return the request of a valid form."""
        return other_takes.Spec(**self.members())


class SwapSoundForm(RiffusionForm):
    """Which sound a take should have instead."""

    kind = "swap_sound"


class RiffusionCoverForm(RiffusionForm):
    """What a take should sound like instead."""

    kind = "riffusion_cover"


class SwapVocalsForm(RiffusionForm):
    """Which voice a take should have instead."""

    kind = "swap_vocals"
    own = ("variation",)

    tags = forms.CharField(max_length=200, label="Wanted voice")
    variation = Percent(label="How far from the old voice")

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> swap_vocals.Spec:
        """Return the request of a valid form."""
        return swap_vocals.Spec(**self.members(), variation=share(self.cleaned_data["variation"]))


class RiffusionExtensionForm(MomentForm, RiffusionForm):
    """Where a take goes on, and with which words."""

    kind = "riffusion_extension"
    begins_with = ("tags",)

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin at the end, with words still to be written."""
        return {**super().start(last, title, source), "continue_at_s": cls.end_of(source)}

    def spec(
        self, *, lyrics: str = "", lyric_version_id: str | None = None
    ) -> riffusion_extension.Spec:
        """Return the request of a valid form."""
        at_s = self.cleaned_data["continue_at_s"]
        return riffusion_extension.Spec(**self.members(), continue_at_s=at_s)


class RiffusionSectionForm(PassageForm, RiffusionForm):
    """Which passage of a take is made anew, and with which words."""

    kind = "riffusion_section"
    begins_with = ("tags", "lyrics")

    def spec(
        self, *, lyrics: str = "", lyric_version_id: str | None = None
    ) -> riffusion_section.Spec:
        """Return the request of a valid form."""
        return riffusion_section.Spec(**self.members(), **self.passage())


class InstructedForm(OtherTakeForm):
    """What a take of the producer engine is to become, in words."""

    begins_with = ()
    own: ClassVar[tuple[str, ...]] = ("instruction",)

    instruction = forms.CharField(
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="How it should be",
    )


class ProducerCoverForm(OtherTakeForm):
    """What a take should sound like instead."""

    kind = "producer_cover"
    begins_with = ()
    own = ("strength",)

    tags = forms.CharField(max_length=1000, label="Wanted sound")
    strength = Percent(label="How close to the take")

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> producer_cover.Spec:
        """Return the request of a valid form."""
        return producer_cover.Spec(**self.members(), strength=share(self.cleaned_data["strength"]))


class ProducerExtensionForm(MomentForm, InstructedForm):
    """Where a take goes on, for how long, and how."""

    kind = "producer_extension"
    own = ("more_s", "instruction")

    more_s = forms.IntegerField(
        required=False, min_value=1, max_value=240, label="How many seconds more"
    )

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin at the end."""
        return {"continue_at_s": cls.end_of(source)}

    def spec(
        self, *, lyrics: str = "", lyric_version_id: str | None = None
    ) -> producer_extension.Spec:
        """Return the request of a valid form."""
        chosen = ("continue_at_s", "more_s", "instruction")
        return producer_extension.Spec(
            **self.members(), **{name: self.cleaned_data[name] for name in chosen}
        )


class ProducerSectionForm(PassageForm, InstructedForm):
    """Which passage of a take is made anew, and how."""

    kind = "producer_section"

    def spec(
        self, *, lyrics: str = "", lyric_version_id: str | None = None
    ) -> producer_section.Spec:
        """Return the request of a valid form."""
        return producer_section.Spec(
            **self.members(), **self.passage(), instruction=self.cleaned_data["instruction"]
        )


class StudioExtensionForm(OtherTakeForm):
    """On which side a take of the studio engine goes on, and with which words."""

    kind = "studio_extension"
    begins_with = ("tags",)
    own = ("side", "instrumental")

    side = forms.ChoiceField(
        choices=[("after", "After its end"), ("before", "Before its beginning")], label="Goes on"
    )
    instrumental = forms.BooleanField(required=False, label="Without vocals")
    tags = forms.CharField(max_length=1000, label="What it is like")
    lyrics = forms.CharField(
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
        label="Words",
        help_text="Empty: words are written for it.",
        strip=False,
    )

    def spec(
        self, *, lyrics: str = "", lyric_version_id: str | None = None
    ) -> studio_extension.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        members = {**self.members(), "lyrics": "" if data["instrumental"] else data["lyrics"]}
        del members["source_is_upload"]
        return studio_extension.Spec(
            **members, before=data["side"] == "before", instrumental=data["instrumental"]
        )


def share(percent: int | None) -> float | None:
    """Return a fader as a number from 0 to 1, None where it was not touched."""
    return None if percent is None else percent / 100
