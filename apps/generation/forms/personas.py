"""The composer's forms for making a persona and for singing with one."""

from typing import Any

from django import forms
from django.urls import reverse

from apps.accounts.selectors import account_of
from apps.clips.models import Clip
from apps.generation.forms.common import ComposerForm, WordsForm, check_within
from apps.generation.kinds import links, persona, persona_song, voice
from apps.generation.models import Job
from apps.generation.selectors import extracts_of
from apps.personas.selectors import personas_count, personas_for


class PersonaForm(ComposerForm):
    """Whose voice to keep, and under which name."""

    kind = "persona"
    needs_source = True
    has_model = False

    name = forms.CharField(max_length=79, label="Name")
    description = forms.CharField(required=False, max_length=199, label="What it is like")
    styles = forms.CharField(required=False, max_length=2000, label="Styles it sings")
    start_s = forms.FloatField(required=False, label="Voice from second", min_value=0)
    end_s = forms.FloatField(required=False, label="Voice to second", min_value=0.1)
    vocal = forms.ChoiceField(required=False, label="Vocal extract")

    own = ("vocal",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        assert self.source is not None  # noqa: S101  a persona is made from a clip
        vocal = self.fields["vocal"]
        assert isinstance(vocal, forms.ChoiceField)  # noqa: S101  declared above
        vocal.choices = [("", "None: the whole take"), *extracts_of(self.source)]
        self.known = personas_count(self.project.team)

    def page_after(self, job: Job) -> str:
        """Return the list of personas, which waits for one more."""
        return reverse(
            "personas:persona_list", args=[self.project.team.slug], query={"known": self.known}
        )

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with the source's style."""
        assert source is not None  # noqa: S101  a persona is made from a clip
        return {"styles": source.tags}

    def clean_end_s(self) -> float | None:
        """Return the end of the range, which must lie within the source and after its beginning."""
        end_s: float | None = self.cleaned_data["end_s"]
        if end_s is None:
            return None
        check_within(self.source, end_s)
        if end_s <= (self.cleaned_data.get("start_s") or 0):
            raise forms.ValidationError("The end of the range must come after its beginning.")
        return end_s

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> persona.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a persona is made from a clip
        data = self.cleaned_data
        ranged = data["end_s"] is not None
        return persona.Spec(
            clip_id=str(self.source.pk),
            remote_clip_id=self.source.remote_id,
            title=data["name"],
            description=data["description"],
            styles=data["styles"],
            start_s=(data["start_s"] or 0) if ranged else None,
            end_s=data["end_s"],
            vocal_id=data["vocal"],
        )


class PersonaSongForm(WordsForm):
    """What a persona should sing. Words come from the lyric sheet."""

    kind = "persona_song"
    uses_sheet = True

    persona = forms.ChoiceField(label="Sung by")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = self.project.team
        self.personas = {str(one.pk): one for one in personas_for(team, account_of(team))}
        choice = self.fields["persona"]
        assert isinstance(choice, forms.ChoiceField)  # noqa: S101  declared above
        choice.choices = [(pk, one.name) for pk, one in self.personas.items()]

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> persona_song.Spec:
        """Return the request of a valid form, with the words of the sheet."""
        singer = self.personas[self.cleaned_data["persona"]]
        return persona_song.Spec(
            **self.words(lyrics, lyric_version_id),
            persona_id=str(singer.pk),
            remote_persona_id=singer.remote_id,
        )


class VoiceForm(ComposerForm):
    """Whose recorded voice to learn, and under which name."""

    kind = "voice"
    needs_source = True
    has_model = False
    own = ("name", "about")

    name = forms.CharField(max_length=79, label="Name")
    about = forms.CharField(required=False, max_length=199, label="What it is like")

    @classmethod
    def start(cls, last: dict[str, Any], title: str, source: Clip | None) -> dict[str, Any]:
        """Begin with nothing."""
        return {}

    def clean(self) -> dict[str, Any] | None:
        """Check that the provider can fetch the recording from us."""
        refusal = links.why_unreachable(account_of(self.project.team))
        if refusal:
            raise forms.ValidationError(refusal)
        return super().clean()

    def page_after(self, job: Job) -> str:
        """Return the list of personas, which waits for one more."""
        team = self.project.team
        known = personas_count(team)
        return reverse("personas:persona_list", args=[team.slug], query={"known": known})

    def spec(self, *, lyrics: str = "", lyric_version_id: str | None = None) -> voice.Spec:
        """Return the request of a valid form."""
        assert self.source is not None  # noqa: S101  a voice is learnt from a clip
        data = self.cleaned_data
        return voice.Spec(
            clip_id=str(self.source.pk), title=data["name"], description=data["about"]
        )
