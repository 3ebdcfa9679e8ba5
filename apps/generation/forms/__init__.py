"""Forms of the composer, one for each kind that leaves something to choose."""

from apps.generation.forms.common import ComposerForm
from apps.generation.forms.engines import (
    NuroMusicForm,
    NuroSongForm,
    ProducerForm,
    RiffusionForm,
    StudioSongForm,
)
from apps.generation.forms.other_takes import (
    ProducerCoverForm,
    ProducerExtensionForm,
    ProducerSectionForm,
    RiffusionCoverForm,
    RiffusionExtensionForm,
    RiffusionSectionForm,
    StudioExtensionForm,
    SwapSoundForm,
    SwapVocalsForm,
)
from apps.generation.forms.personas import PersonaForm, PersonaSongForm, VoiceForm
from apps.generation.forms.reworks import (
    AddInstrumentalForm,
    AddVocalsForm,
    CoverForm,
    ExtensionForm,
    MashupForm,
    RemasterForm,
    SampleForm,
    SectionForm,
)
from apps.generation.forms.song import SongForm
from apps.generation.forms.tools import DownloadForm, LyricsForm, StyleForm, VocalForm
from apps.generation.forms.uploads import RiffusionUploadForm, UploadForm

FORMS: dict[str, type[ComposerForm]] = {
    form.kind: form
    for form in (
        SongForm,
        PersonaSongForm,
        RiffusionForm,
        ProducerForm,
        NuroSongForm,
        NuroMusicForm,
        StudioSongForm,
        LyricsForm,
        StyleForm,
        UploadForm,
        RiffusionUploadForm,
        ExtensionForm,
        CoverForm,
        SectionForm,
        MashupForm,
        RemasterForm,
        SampleForm,
        AddVocalsForm,
        AddInstrumentalForm,
        SwapSoundForm,
        SwapVocalsForm,
        RiffusionExtensionForm,
        RiffusionCoverForm,
        RiffusionSectionForm,
        ProducerExtensionForm,
        ProducerCoverForm,
        ProducerSectionForm,
        StudioExtensionForm,
        PersonaForm,
        VoiceForm,
        VocalForm,
        DownloadForm,
    )
}

__all__ = ["FORMS", "ComposerForm", "SongForm"]
