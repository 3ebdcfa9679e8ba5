"""What a person chose, as a job keeps it. Every kind's `Spec` is one of these with more fields."""

from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from apps import musicapi
from apps.clips.models import Clip


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """What every kind has: the model by which it is priced, and what it is called."""

    model: str = ""
    title: str = ""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return our clips that this is made from."""
        return ()

    def to_json(self) -> dict[str, Any]:
        """Return the choices for a JSON column."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """Read choices back; a choice that we no longer know is left out."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in stored.items() if name in known})


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesSpec(Spec):
    """A kind whose result are takes: style and words that they have until the provider says."""

    tags: str = ""
    lyrics: str = ""
    lyric_version_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SongSpec(TakesSpec):
    """A kind that is asked for like a song. Weights run from 0 to 1; None leaves them out."""

    mode: str = musicapi.SongMode.OWN_LYRICS.value
    description: str = ""
    negative_tags: str = ""
    instrumental: bool = False
    voice: str = ""
    style_weight: float | None = None
    weirdness: float | None = None
    audio_weight: float | None = None
    duration_s: int | None = None

    def members(self) -> dict[str, Any]:
        """Return what all song requests of `musicapi` share."""
        return {
            "model": self.model,
            "mode": musicapi.SongMode(self.mode),
            "lyrics": self.lyrics,
            "description": self.description,
            "title": self.title,
            "tags": self.tags,
            "negative_tags": self.negative_tags,
            "instrumental": self.instrumental,
            "vocal_gender": musicapi.VocalGender(self.voice) if self.voice else None,
            "style_weight": self.style_weight,
            "weirdness": self.weirdness,
            "audio_weight": self.audio_weight,
            "duration_s": self.duration_s,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReworkSpec(SongSpec):
    """A song made out of a clip: ours by `clip_id`, theirs by `remote_clip_id`."""

    clip_id: str
    remote_clip_id: str

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is reworked."""
        return (self.clip_id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipSpec(Spec):
    """A question about a clip, without choices: ours by `clip_id`, theirs by `remote_clip_id`."""

    clip_id: str
    remote_clip_id: str

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Return the clip that is asked about."""
        return (self.clip_id,)

    @classmethod
    def of(cls, clip: Clip) -> Self:
        """Return the question about `clip`."""
        return cls(clip_id=str(clip.pk), remote_clip_id=clip.remote_id, title=clip.title)
