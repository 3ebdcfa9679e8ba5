"""The composer's forms for what answers at once: words, style, a voice alone, files."""

from typing import Any

from django import forms

from apps.clips.models import Clip
from apps.generation.forms.common import ComposerForm, check_within
from apps.generation.kinds import download, tags, vox
from apps.generation.kinds import lyrics as wish

LONGEST_EXTRACT_S = 30


class LyricsForm(ComposerForm):
    """What new words should be about."""

    kind = "lyrics"
    has_model = False
    own = ("about",)

    about = forms.CharField(
        max_length=119,
        label="What the words are about",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The language you write in is the language of the words.",
    )

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the last wish."""
        return {"about": last.get("description", "")}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> wish.Spec:
        """Return the request of a valid form."""
        return wish.Spec(description=self.cleaned_data["about"])


class StyleForm(ComposerForm):
    """Which style to say in more words."""

    kind = "tags"
    has_model = False
    own = ("style",)

    style = forms.CharField(max_length=1000, label="Style in a few words")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the last one."""
        return {"style": last.get("tags", "")}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> tags.Spec:
        """Return the request of a valid form."""
        return tags.Spec(tags=self.cleaned_data["style"])


class VocalForm(ComposerForm):
    """Which stretch of a clip's voice to take out."""

    kind = "vox"
    needs_source = True
    has_model = False

    start_s = forms.FloatField(label="From second", min_value=0)
    end_s = forms.FloatField(label="To second", min_value=0.1)

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with nothing: which stretch is left to the person."""
        return {}

    def clean_end_s(self) -> float:
        """Return the end, which must lie within the source and soon after the beginning."""
        end_s: float = self.cleaned_data["end_s"]
        check_within(self.source, end_s)
        length_s = end_s - self.cleaned_data.get("start_s", 0)
        if length_s <= 0:
            raise forms.ValidationError("The end of the passage must come after its beginning.")
        if length_s > LONGEST_EXTRACT_S:
            raise forms.ValidationError(
                f"At most {LONGEST_EXTRACT_S} seconds can be taken out; these are {length_s:.1f}."
            )
        return end_s

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> vox.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  it is taken out of a clip
        return vox.Spec(
            clip_id=str(self.source.pk),
            remote_clip_id=self.source.remote_id,
            title=self.source.title,
            start_s=self.cleaned_data["start_s"],
            end_s=self.cleaned_data["end_s"],
        )


class DownloadForm(ComposerForm):
    """Which files of a clip to have made."""

    kind = "download"
    needs_source = True
    has_model = False
    own = ("formats",)

    formats = forms.MultipleChoiceField(
        choices=[(name, name.upper()) for name in download.FORMATS],
        widget=forms.CheckboxSelectMultiple,
        label="Formats",
    )

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the lossless file."""
        return {"formats": ["wav"]}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> download.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  files are of a clip
        return download.Spec(
            clip_id=str(self.source.pk),
            remote_clip_id=self.source.remote_id,
            title=self.source.title,
            formats=list(self.cleaned_data["formats"]),
        )
