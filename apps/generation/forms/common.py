"""The form of everything that is asked for like a song: what it is like, who sings, how it is made.

Shape and limits are checked here, before anything is sent; a kind adds its own fields.
"""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import uuid4

from django import forms
from django.urls import reverse

from apps import musicapi
from apps.accounts.models import User
from apps.clips.models import Clip
from apps.generation.kinds import KINDS
from apps.generation.kinds.spec import Spec
from apps.generation.models import Job
from apps.generation.selectors import catalogue
from apps.generation.states import WITHOUT_TAKES
from apps.projects.models import Project

MODES = [
    (musicapi.SongMode.OWN_LYRICS.value, "My words"),
    (musicapi.SongMode.DESCRIPTION.value, "Describe it"),
    (musicapi.SongMode.AUTO_LYRICS.value, "Auto lyrics"),
]
VOICES = [
    ("", "Any"),
    (musicapi.VocalGender.FEMALE.value, "Female"),
    (musicapi.VocalGender.MALE.value, "Male"),
    ("none", "None"),
]
STORED_AS = {
    "about": "description",
    "style": "tags",
    "named": "title",
    "name": "title",
    "other": "other_clip_id",
    "persona": "persona_id",
    "vocal": "vocal_id",
}
"""What a field is called in what a job keeps, where that is another name."""
WEIGHTS = ("style_weight", "weirdness", "audio_weight")
VARIANTS = ("1", "2", "3", "4", "5")
FIELD_OF = {"vocal_gender": "voice"}
"""Where a problem with the request shows, if its field is called differently here."""


class Percent(forms.IntegerField):
    """A fader from 0 to 100; empty leaves the choice to the provider."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.NumberInput(attrs={"type": "range", "class": "fader", "step": 5})
        super().__init__(min_value=0, max_value=100, required=False, widget=widget, **kwargs)


class VariantsField(forms.ChoiceField):
    """How often to ask for the same, to have more takes to choose from."""

    def __init__(self) -> None:
        super().__init__(
            choices=[(number, number) for number in VARIANTS],
            required=False,
            label="Variants",
            help_text="Each is asked for and paid on its own.",
        )


class ComposerForm(forms.Form):
    """What every operation of the composer has. `source` is the clip that it starts from."""

    kind: ClassVar[str]
    uses_sheet: ClassVar[bool] = False
    """Whether the words are those of the song's lyric sheet."""
    needs_source: ClassVar[bool] = False
    """Whether it starts from a clip."""
    has_model: ClassVar[bool] = True
    """Whether there is a model to choose."""
    own: ClassVar[tuple[str, ...]] = ()
    """The fields of this kind alone, in the order in which they are shown."""

    request_key = forms.UUIDField(widget=forms.HiddenInput)
    model = forms.ChoiceField(label="Model")

    def __init__(
        self, *args: Any, on: date, project: Project, source: Clip | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.project, self.source = on, project, source
        self.by: User | None = None
        self.again = str(self.data.get("again", ""))
        self.recipe = str(self.data.get("recipe", ""))
        if not self.has_model:
            del self.fields["model"]
            return
        models = self.fields["model"]
        assert isinstance(models, forms.ChoiceField)  # noqa: S101  declared above
        models.choices = [(model.id, model.label) for model in self.models(on)]

    @classmethod
    def models(cls, on: date) -> tuple[musicapi.Model, ...]:
        """Return the models that can do it on that day."""
        module = KINDS[cls.kind]
        return catalogue().models(on=on, engine=module.ENGINE, operation=module.OPERATION)

    @classmethod
    def fresh(
        cls, *, on: date, last: dict[str, Any], project: Project, source: Clip | None = None
    ) -> Self:
        """Return a form that nobody has filled in, with what was chosen `last` time."""
        module = KINDS[cls.kind]
        default = catalogue().default_model(on=on, engine=module.ENGINE, operation=module.OPERATION)
        offered = {model.id for model in cls.models(on)}
        model = last.get("model") if last.get("model") in offered else default and default.id
        initial = {"request_key": uuid4(), "model": model, **cls.start(last, project.title, source)}
        return cls(initial=initial, on=on, project=project, source=source)

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Return what the kind's own fields begin with."""
        raise NotImplementedError

    def refill(self, stored: dict[str, Any]) -> None:
        """Begin with choices that a job or a recipe keeps, as far as there are fields for them."""
        for name, field in self.fields.items():
            value = stored.get(STORED_AS.get(name, name))
            if value not in (None, "") and name != "request_key":
                self.initial[name] = percent(value) if isinstance(field, Percent) else value
        if stored.get("instrumental") and "voice" in self.fields:
            self.initial["voice"] = "none"
        if any(stored.get(name) is not None for name in WEIGHTS) and "weighted" in self.fields:
            self.initial["weighted"] = True

    @property
    def count(self) -> int:
        """Return how many variants the form stands on now, 1 where nobody can choose."""
        value = str(self["variants"].value() or 1) if "variants" in self.fields else "1"
        return int(value) if value in VARIANTS else 1

    @property
    def own_fields(self) -> list[forms.BoundField]:
        """Return the fields of this kind alone."""
        return [self[name] for name in self.own]

    def page_after(self, job: Job) -> str:
        """Return the address of the page where the result shows up."""
        if self.kind in WITHOUT_TAKES:
            return reverse("generation:generation_show", args=[job.pk])
        return reverse("studio:workspace_show", args=[self.project.pk])

    @property
    def chosen_model(self) -> str:
        """Return the model that the form stands on now, valid or not."""
        return str(self["model"].value() or "") if self.has_model else ""

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> Spec:
        """Return the request of a valid form, with the words of the sheet where it uses them."""
        raise NotImplementedError

    def check(self, spec: Spec) -> bool:
        """Add what the provider would refuse about `spec` to the form's errors; True if nothing."""
        payload = getattr(KINDS[self.kind], "payload", None)
        request = payload(spec) if payload else None
        if not isinstance(request, musicapi.SongText):
            return True
        for problem in musicapi.problems(request, catalogue(), self.on):
            field = FIELD_OF.get(problem.field, problem.field)
            self.add_error(field if field in self.fields else None, problem.message)
        return not self.errors


class WordsForm(ComposerForm):
    """What is asked for like a song."""

    mode = forms.ChoiceField(choices=MODES, widget=forms.RadioSelect, label="From")
    description = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="What it should be like"
    )
    title = forms.CharField(required=False)
    tags = forms.CharField(required=False, label="Style")
    negative_tags = forms.CharField(required=False, label="Keep out")
    voice = forms.ChoiceField(choices=VOICES, required=False, widget=forms.RadioSelect)
    weighted = forms.BooleanField(required=False, label="Set the weights myself")
    style_weight = Percent(label="Style")
    weirdness = Percent(label="Surprise")
    duration_s = forms.IntegerField(required=False, label="Length in seconds")
    variants = VariantsField()

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the choices of the last request."""
        weighted = last.get("style_weight") is not None or last.get("weirdness") is not None
        return {
            "mode": last.get("mode", MODES[0][0]),
            "description": last.get("description", ""),
            "title": last.get("title") or title,
            "tags": last.get("tags", ""),
            "negative_tags": last.get("negative_tags", ""),
            "voice": "none" if last.get("instrumental") else last.get("voice", ""),
            "weighted": weighted,
            "style_weight": percent(last.get("style_weight")),
            "weirdness": percent(last.get("weirdness")),
            "duration_s": last.get("duration_s"),
        }

    def words(self, lyrics: str, lyric_version_id: str | None) -> dict[str, Any]:
        """Return the members of a `SongSpec` that this form chooses."""
        data = self.cleaned_data
        own = data["mode"] == musicapi.SongMode.OWN_LYRICS
        instrumental = data["voice"] == "none"
        with_words = own and not instrumental
        return {
            "model": data["model"],
            "mode": data["mode"],
            "lyrics": lyrics if with_words else "",
            "lyric_version_id": lyric_version_id if with_words else None,
            "description": "" if own else data["description"],
            "title": data["title"],
            "tags": data["tags"],
            "negative_tags": data["negative_tags"],
            "instrumental": instrumental,
            "voice": "" if instrumental else data["voice"],
            "style_weight": weight(data, "style_weight"),
            "weirdness": weight(data, "weirdness"),
            "duration_s": data["duration_s"],
        }


class ReworkForm(WordsForm):
    """What is made out of a clip; it has words of its own: the sheet's are the whole song's."""

    needs_source = True

    lyrics = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 6}), label="Words", strip=False
    )
    audio_weight = Percent(label="Source")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with what the source is like; weights are as chosen last."""
        assert source is not None  # noqa: S101  a rework has one
        weights = {name: last.get(name) for name in ("style_weight", "weirdness", "audio_weight")}
        begun = super().start({"title": source.title, "tags": source.tags, **weights}, title, None)
        weighted = any(value is not None for value in weights.values())
        return {
            **begun,
            "weighted": weighted,
            "audio_weight": percent(weights["audio_weight"]),
            "lyrics": source.lyrics,
        }

    def rework(self) -> dict[str, Any]:
        """Return the members of a `ReworkSpec` that this form chooses."""
        assert self.source is not None  # noqa: S101  a rework has one
        return {
            **self.words(self.cleaned_data["lyrics"], None),
            "audio_weight": weight(self.cleaned_data, "audio_weight"),
            "clip_id": str(self.source.pk),
            "remote_clip_id": self.source.remote_id,
        }


class MomentForm(ComposerForm):
    """Where a clip goes on."""

    needs_source = True

    continue_at_s = forms.FloatField(label="Goes on at second", min_value=0.1)

    @classmethod
    def end_of(cls, source: Clip | None) -> int | None:
        """Return the moment to begin with: the last whole second of the source."""
        end_s = source.duration_s if source else None
        return int(end_s - 0.1) if end_s else None

    def clean_continue_at_s(self) -> float | None:
        """Return the moment, which must lie within the source."""
        at_s: float | None = self.cleaned_data["continue_at_s"]
        check_within(self.source, at_s or 0)
        return at_s


class PassageForm(ComposerForm):
    """Which passage of a clip it is about."""

    needs_source = True

    start_s = forms.FloatField(label="From second", min_value=0)
    end_s = forms.FloatField(label="To second", min_value=0.1)

    def clean_end_s(self) -> float | None:
        """Return the end, which must lie within the source and after the beginning."""
        end_s: float | None = self.cleaned_data["end_s"]
        if end_s is None:
            return None
        check_within(self.source, end_s)
        if end_s <= (self.cleaned_data.get("start_s") or 0):
            raise forms.ValidationError("The end of the passage must come after its beginning.")
        return end_s

    def passage(self) -> dict[str, Any]:
        """Return the members of a request that are about the passage."""
        data = self.cleaned_data
        return {"start_s": data["start_s"], "end_s": data["end_s"]}


def check_within(source: Clip | None, at_s: float) -> None:
    """Refuse a moment that the source does not have. Raises: forms.ValidationError."""
    end_s = source.duration_s if source else None
    if end_s is not None and at_s > end_s:
        raise forms.ValidationError(
            f"The take ends at {end_s:.1f} seconds; choose an earlier moment."
        )


def percent(weight: object) -> int:
    """Return a weight as a fader shows it, in the middle if there is none."""
    return round(100 * weight) if isinstance(weight, int | float) else 50


def weight(data: dict[str, Any], name: str) -> float | None:
    """Return a fader as a weight, None unless the person set the weights."""
    value = data[name]
    return value / 100 if data["weighted"] and value is not None else None
