"""What can be asked of MusicAPI, in our words: one frozen dataclass per kind of request.

Each names its `operation`, by which prices and offers are looked up.
"""

from .common import Webhook
from .nuro import BackgroundMusicRequest, NuroRequest, NuroSongRequest, Segment
from .producer import (
    ProducerCoverRequest,
    ProducerExtendRequest,
    ProducerReplaceRequest,
    ProducerRequest,
    ProducerSongRequest,
)
from .reworks import (
    MashupRequest,
    PersonaRequest,
    ReplaceSectionRequest,
    SampleRequest,
    UploadCoverRequest,
    UploadExtendRequest,
    VoiceRequest,
)
from .riffusion import (
    RiffusionCoverRequest,
    RiffusionExtendRequest,
    RiffusionReplaceRequest,
    RiffusionRequest,
    RiffusionSongRequest,
    RiffusionSwapSoundRequest,
    RiffusionSwapVocalsRequest,
    RiffusionText,
)
from .sonic import (
    AddInstrumentalRequest,
    AddVocalsRequest,
    ConcatRequest,
    CoverRequest,
    ExtendRequest,
    PersonaSongRequest,
    RemasterRequest,
    SongRequest,
    SongText,
    SonicRequest,
    Variation,
)
from .studio import StudioExtendRequest, StudioRequest, StudioSongRequest

__all__ = [
    "AddInstrumentalRequest",
    "AddVocalsRequest",
    "BackgroundMusicRequest",
    "ConcatRequest",
    "CoverRequest",
    "ExtendRequest",
    "MashupRequest",
    "NuroRequest",
    "NuroSongRequest",
    "PersonaRequest",
    "PersonaSongRequest",
    "ProducerCoverRequest",
    "ProducerExtendRequest",
    "ProducerReplaceRequest",
    "ProducerRequest",
    "ProducerSongRequest",
    "RemasterRequest",
    "ReplaceSectionRequest",
    "RiffusionCoverRequest",
    "RiffusionExtendRequest",
    "RiffusionReplaceRequest",
    "RiffusionRequest",
    "RiffusionSongRequest",
    "RiffusionSwapSoundRequest",
    "RiffusionSwapVocalsRequest",
    "RiffusionText",
    "SampleRequest",
    "Segment",
    "SongRequest",
    "SongText",
    "SonicRequest",
    "StudioExtendRequest",
    "StudioRequest",
    "StudioSongRequest",
    "UploadCoverRequest",
    "UploadExtendRequest",
    "Variation",
    "VoiceRequest",
    "Webhook",
]
