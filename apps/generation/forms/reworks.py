"""The composer's forms for what is made out of a clip."""

from typing import Any

from django import forms

from apps import musicapi
from apps.clips.models import Clip
from apps.generation.forms.common import ComposerForm, MomentForm, PassageForm, ReworkForm
from apps.generation.kinds import cover, extension, mashup, overdubs, remaster, sample, section
from apps.generation.kinds.keeping import is_upload
from apps.generation.selectors import usable_clips


class ExtensionForm(MomentForm, ReworkForm):
    """Where a clip goes on, and how."""

    kind = "extension"

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin at the end, with words still to be written."""
        begun = super().start(last, title, source)
        return {**begun, "lyrics": "", "continue_at_s": cls.end_of(source)}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> extension.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a rework has one
        return extension.Spec(
            **self.rework(),
            continue_at_s=self.cleaned_data["continue_at_s"],
            source_is_upload=is_upload(self.source),
        )


class CoverForm(ReworkForm):
    """What a clip should sound like instead."""

    kind = "cover"

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> cover.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a rework has one
        return cover.Spec(**self.rework(), source_is_upload=is_upload(self.source))


class SectionForm(PassageForm):
    """Which passage of a clip is made anew, and with which words."""

    kind = "section"

    section_lyrics = forms.CharField(
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 4}),
        label="Its new words",
        help_text="Empty: the passage keeps its words.",
    )
    tags = forms.CharField(required=False, label="Style", max_length=1000)
    negative_tags = forms.CharField(required=False, label="Keep out", max_length=200)

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the source's style; which passage is left to the person."""
        assert source is not None  # noqa: S101  a rework has one
        return {"tags": source.tags}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> section.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a rework has one
        data = self.cleaned_data
        return section.Spec(
            clip_id=str(self.source.pk),
            remote_clip_id=self.source.remote_id,
            title=self.source.title,
            lyrics=self.source.lyrics,
            **self.passage(),
            **{name: data[name] for name in ("model", "section_lyrics", "tags", "negative_tags")},
        )


class MashupForm(ReworkForm):
    """With which take a clip is blended, and how."""

    kind = "mashup"

    other = forms.ChoiceField(label="Blend with")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.source is not None  # noqa: S101  a rework has one
        self.others = {str(clip.pk): clip for clip in usable_clips(self.source)}
        other = self.fields["other"]
        assert isinstance(other, forms.ChoiceField)  # noqa: S101  declared above
        other.choices = [(pk, str(clip)) for pk, clip in self.others.items()]

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> mashup.Spec:
        """Return the request of a valid form."""
        other = self.others[self.cleaned_data["other"]]
        return mashup.Spec(
            **self.rework(), other_clip_id=str(other.pk), other_remote_clip_id=other.remote_id
        )


class RemasterForm(ComposerForm):
    """How far a fresh rendering may depart from its source."""

    kind = "remaster"
    needs_source = True
    own = ("variation",)

    variation = forms.ChoiceField(
        required=False,
        label="How far it may depart",
        choices=[
            ("", "As it comes"),
            *((v.value, v.value.capitalize()) for v in musicapi.Variation),
        ],
    )

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the last choice."""
        return {"variation": last.get("variation", "")}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> remaster.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a rework has one
        return remaster.Spec(
            clip_id=str(self.source.pk),
            remote_clip_id=self.source.remote_id,
            title=self.source.title,
            tags=self.source.tags,
            lyrics=self.source.lyrics,
            model=self.cleaned_data["model"],
            variation=self.cleaned_data["variation"],
        )


class SampleForm(PassageForm, ReworkForm):
    """Around which stretch of a clip a song is built, and how it is."""

    kind = "sample"

    start_s = forms.FloatField(label="Sample from second", min_value=0)
    end_s = forms.FloatField(label="Sample to second", min_value=0.1)

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> sample.Spec:
        """Return the request of a valid form."""
        return sample.Spec(**self.rework(), **self.passage())


class OverdubForm(PassageForm, ReworkForm):
    """What is added to an upload; without a passage, to all of it."""

    start_s = forms.FloatField(required=False, label="From second", min_value=0)
    end_s = forms.FloatField(required=False, label="To second", min_value=0.1)

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> overdubs.Spec:
        """Return the request of a valid form."""
        return overdubs.Spec(**self.rework(), **self.passage())


class AddVocalsForm(OverdubForm):
    """What is sung over an upload."""

    kind = "add_vocals"


class AddInstrumentalForm(OverdubForm):
    """What is played along with an upload."""

    kind = "add_instrumental"
