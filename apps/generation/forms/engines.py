"""The composer's forms for songs of other engines, each with what its engine understands."""

import re
from typing import Any, ClassVar

from django import forms

from apps.clips.models import Clip
from apps.generation.forms.common import ComposerForm, VariantsField
from apps.generation.kinds import nuro_music, nuro_song, producer, riffusion, studio_song
from apps.generation.kinds.spec import Spec
from apps.generation.selectors import catalogue

MOST_WORDS = 5
SHORTEST_PART_S, LONGEST_S = 5, 120
PART = re.compile(r"([a-z]+)\s+(\d+)")


def picker(name: str) -> list[tuple[str, str]]:
    """Return the words that an engine accepts, as choices."""
    return [("", "Any"), *((word, word) for word in catalogue().pickers[name])]


class ManyField(forms.MultipleChoiceField):
    """At most five words of a list that an engine accepts."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(
            choices=picker(name)[1:],
            required=False,
            label=label,
            widget=forms.SelectMultiple(attrs={"size": 5}),
            help_text=f"At most {MOST_WORDS}.",
        )

    def clean(self, value: Any) -> list[str]:
        """Return the words. Raises: forms.ValidationError for more than five."""
        chosen: list[str] = super().clean(value)
        if len(chosen) > MOST_WORDS:
            raise forms.ValidationError(f"Choose at most {MOST_WORDS}; these are {len(chosen)}.")
        return chosen


class EngineForm(ComposerForm):
    """A new song of another engine; the words are those of the sheet, where it sings."""

    uses_sheet = True
    longest_lyrics: ClassVar[int] = 3000

    title = forms.CharField(required=False, max_length=80)
    variants = VariantsField()

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the choices of the last request."""
        shared = {name: last[name] for name in ("tags", "mode", "about") if last.get(name)}
        return {**shared, **cls.remembered(last), "title": last.get("title") or title}

    @classmethod
    def remembered(cls, last: dict[str, Any]) -> dict[str, Any]:
        """Return the engine's own choices of the last request, by the names of fields."""
        return {name: last.get(name) for name in cls.own if last.get(name)}

    def check(self, spec: Spec) -> bool:
        """Add what the engine would refuse about the words to the form's errors."""
        words = getattr(spec, "lyrics", "")
        if self.needs_words(spec) and not words.strip():
            self.add_error(None, "Write the words first: this engine sings those of the sheet.")
        if len(words) > self.longest_lyrics:
            over = len(words) - self.longest_lyrics
            self.add_error(None, f"The words are too long for this engine; shorten by {over}.")
        return not self.errors

    def needs_words(self, spec: Spec) -> bool:
        """Tell whether nothing can be made without words."""
        return True


class RiffusionForm(EngineForm):
    """A song from words and sound, or from a description."""

    kind = "riffusion"
    own = ("instrumental",)

    mode = forms.ChoiceField(
        choices=[("own_lyrics", "My words"), ("description", "Describe it")],
        widget=forms.RadioSelect,
        label="From",
        initial="own_lyrics",
    )
    description = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="What it should be like",
    )
    tags = forms.CharField(required=False, max_length=200, label="Sound")
    instrumental = forms.BooleanField(required=False, label="Without vocals")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the choices of the last request."""
        described = bool(last.get("description"))
        mode = "description" if described else "own_lyrics"
        begun = super().start(last, title, source)
        return {**begun, "mode": mode, "description": last.get("description", "")}

    def clean(self) -> dict[str, Any] | None:
        """Ask for what the way that was chosen needs."""
        data = super().clean() or self.cleaned_data
        if data.get("mode") == "description" and not data.get("description"):
            self.add_error("description", "Say in a few words what the song should be like.")
        if data.get("mode") == "own_lyrics" and not data.get("tags"):
            self.add_error("tags", "Say how it should sound.")
        return data

    def needs_words(self, spec: Spec) -> bool:
        """Tell whether it is sung, with words of one's own."""
        data = self.cleaned_data
        return data["mode"] == "own_lyrics" and not data["instrumental"]

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> riffusion.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        own = data["mode"] == "own_lyrics"
        sung = own and not data["instrumental"]
        return riffusion.Spec(
            model=data["model"],
            title=data["title"],
            tags=data["tags"] if own else "",
            lyrics=lyrics if sung else "",
            lyric_version_id=lyric_version_id if sung else None,
            description="" if own else data["description"],
            instrumental=data["instrumental"],
        )


class ProducerForm(EngineForm):
    """A song from a sound, with the words of the sheet or without any."""

    kind = "producer"
    own = ("instrumental", "tempo_bpm", "duration_s", "seed")

    tags = forms.CharField(max_length=1000, label="Sound")
    instrumental = forms.BooleanField(required=False, label="Without vocals")
    tempo_bpm = forms.FloatField(
        required=False, min_value=30, max_value=300, label="Tempo in beats a minute"
    )
    duration_s = forms.IntegerField(
        required=False, min_value=1, max_value=240, label="Length in seconds"
    )
    seed = forms.CharField(
        required=False, max_length=20, label="Seed", help_text="The same seed sounds alike."
    )

    def needs_words(self, spec: Spec) -> bool:
        """Tell whether it is sung."""
        return not self.cleaned_data["instrumental"]

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> producer.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        sung = not data["instrumental"]
        return producer.Spec(
            lyrics=lyrics if sung else "",
            lyric_version_id=lyric_version_id if sung else None,
            **{name: data[name] for name in ("model", "title", "tags", "seed")},
            tempo_bpm=data["tempo_bpm"],
            duration_s=data["duration_s"],
        )


class StudioSongForm(EngineForm):
    """A song like a description, with the words of the sheet, with its own, or with none."""

    kind = "studio_song"
    own = ("sung",)
    longest_lyrics = 1000

    sung = forms.ChoiceField(
        choices=[("own", "My words"), ("written", "Words written for it"), ("", "Nobody sings")],
        required=False,
        label="What is sung",
    )
    tags = forms.CharField(max_length=1000, label="What it is like")
    negative_tags = forms.CharField(required=False, max_length=200, label="Keep out")

    def needs_words(self, spec: Spec) -> bool:
        """Tell whether it is sung with words of one's own."""
        return bool(self.cleaned_data["sung"] == "own")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with one's own words, and with the style of the last request."""
        return {"sung": "own", **super().start(last, title, source)}

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> studio_song.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        own = data["sung"] == "own"
        return studio_song.Spec(
            lyrics=lyrics if own else "",
            lyric_version_id=lyric_version_id if own else None,
            instrumental=not data["sung"],
            **{name: data[name] for name in ("model", "title", "tags", "negative_tags")},
        )


class NuroSongForm(EngineForm):
    """A song with the words of the sheet, in the engine's own terms."""

    kind = "nuro_song"
    has_model = False
    own = ("genre", "mood", "timbre", "duration_s")
    longest_lyrics = 2000

    voice = forms.ChoiceField(
        choices=[("", "Any"), ("female", "Female"), ("male", "Male")],
        required=False,
        widget=forms.RadioSelect,
    )
    genre = forms.ChoiceField(required=False)
    mood = forms.ChoiceField(required=False)
    timbre = forms.ChoiceField(required=False, label="Voice colour")
    duration_s = forms.IntegerField(
        required=False, min_value=30, max_value=240, label="Length in seconds"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("genre", "mood", "timbre"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
            field.choices = picker(f"nuro_song_{name}")

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> nuro_song.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        chosen = ("title", "voice", "genre", "mood", "timbre", "duration_s")
        return nuro_song.Spec(
            lyrics=lyrics,
            lyric_version_id=lyric_version_id,
            tags=", ".join(filter(None, (data["genre"], data["mood"]))),
            **{name: data[name] for name in chosen},
        )


class NuroMusicForm(EngineForm):
    """Background music without words."""

    kind = "nuro_music"
    uses_sheet = False
    own = ("about", "genres", "moods", "instruments", "themes", "duration_s", "parts")

    about = forms.CharField(
        label="What it is for, and how it feels",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    genres = ManyField("nuro_music_genre", "Genres")
    moods = ManyField("nuro_music_mood", "Moods")
    instruments = ManyField("nuro_music_instrument", "Instruments")
    themes = ManyField("nuro_music_theme", "Themes")
    duration_s = forms.IntegerField(
        required=False, min_value=1, max_value=LONGEST_S, label="Length in seconds"
    )
    parts = forms.CharField(
        required=False,
        label="Parts, with v2 only",
        help_text="Such as: intro 10, verse 30, chorus 20. Also inst, bridge, outro.",
    )

    @classmethod
    def remembered(cls, last: dict[str, Any]) -> dict[str, Any]:
        """Return the choices of the last request."""
        parts = ", ".join(f"{name} {length_s}" for name, length_s in last.get("parts", ()))
        return {**super().remembered(last), "about": last.get("description", ""), "parts": parts}

    def clean_parts(self) -> list[tuple[str, int]]:
        """Return the parts with their lengths. Raises: forms.ValidationError."""
        text = self.cleaned_data["parts"].strip().lower()
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        found = [PART.fullmatch(piece) for piece in pieces]
        parts = [(match[1], int(match[2])) for match in found if match]
        names = catalogue().pickers["nuro_segment"]
        if len(parts) < len(pieces) or any(name not in names for name, _ in parts):
            raise forms.ValidationError(
                f"Write parts like “verse 30”; there are {', '.join(names)}."
            )
        if any(not SHORTEST_PART_S <= length_s <= LONGEST_S for _, length_s in parts):
            raise forms.ValidationError("A part has from 5 to 120 seconds.")
        return parts

    def clean(self) -> dict[str, Any] | None:
        """Check that lengths fit the version of the engine, and each other."""
        data = super().clean() or self.cleaned_data
        parts, length_s = data.get("parts") or [], data.get("duration_s")
        total_s = sum(seconds for _, seconds in parts)
        if data.get("model") != "v2.0":
            if parts:
                self.add_error("parts", "Only v2 knows parts.")
            if (length_s or 0) > 60:
                self.add_error("duration_s", "v1 makes at most 60 seconds.")
            return data
        if parts and not 30 <= total_s <= LONGEST_S:
            self.add_error("parts", f"All parts together have 30 to 120 seconds, not {total_s}.")
        if length_s and parts and total_s != length_s:
            self.add_error("duration_s", f"The parts add up to {total_s} seconds.")
        if length_s and length_s < 30:
            self.add_error("duration_s", "v2 makes at least 30 seconds.")
        return data

    def needs_words(self, spec: Spec) -> bool:
        """Tell that it is never sung."""
        return False

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> nuro_music.Spec:
        """Return the request of a valid form."""
        data = self.cleaned_data
        total_s = sum(seconds for _, seconds in data["parts"])
        chosen = ("model", "title", "genres", "moods", "instruments", "themes", "parts")
        return nuro_music.Spec(
            description=data["about"],
            tags=", ".join([*data["genres"], *data["moods"]]),
            duration_s=total_s or data["duration_s"],
            **{name: data[name] for name in chosen},
        )
