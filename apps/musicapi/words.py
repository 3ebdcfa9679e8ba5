"""Our words for what the provider offers. `wire` alone knows theirs."""

from enum import StrEnum


class Engine(StrEnum):
    """A family of the API: its calls share a path and a way to be polled."""

    SONIC = "sonic"
    PRODUCER = "producer"
    RIFFUSION = "riffusion"
    STUDIO = "studio"
    NURO = "nuro"


class Operation(StrEnum):
    """What can be asked of the provider; prices and availability are kept per operation."""

    CREATE = "create"
    EXTEND = "extend"
    CONCAT = "concat"
    COVER = "cover"
    PERSONA_SONG = "persona_song"
    REMASTER = "remaster"
    ADD_VOCALS = "add_vocals"
    ADD_INSTRUMENTAL = "add_instrumental"
    REPLACE_SECTION = "replace_section"
    SWAP_SOUND = "swap_sound"
    SWAP_VOCALS = "swap_vocals"
    VARIATION = "variation"
    MASHUP = "mashup"
    SAMPLE = "sample"
    BACKGROUND_MUSIC = "background_music"
    UPLOAD = "upload"
    UPLOAD_COVER = "upload_cover"
    UPLOAD_EXTEND = "upload_extend"
    STEMS_BASIC = "stems_basic"
    STEMS_FULL = "stems_full"
    PERSONA = "persona"
    VOICE = "voice"
    LYRICS = "lyrics"
    LYRIC_TIMING = "lyric_timing"
    BPM = "bpm"
    TAG_UPSAMPLING = "tag_upsampling"
    VOCAL_EXTRACT = "vocal_extract"
    MIDI = "midi"
    WAV = "wav"
    DOWNLOAD = "download"
    VIDEO_CLIP = "video_clip"


class SongMode(StrEnum):
    """Where the words of a song come from."""

    OWN_LYRICS = "own_lyrics"
    DESCRIPTION = "description"
    AUTO_LYRICS = "auto_lyrics"


class VocalGender(StrEnum):
    """The singer that is asked for."""

    FEMALE = "female"
    MALE = "male"


class TaskState(StrEnum):
    """Where a remote task stands as a whole."""

    NOT_READY = "NOT_READY"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"
    FAILED = "FAILED"


class ClipState(StrEnum):
    """Where one clip of a task stands; an unknown word of the provider counts as RUNNING."""

    PENDING = "PENDING"
    RUNNING = "RUNNING"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"


class FailureKind(StrEnum):
    """Why a task failed, as far as the provider says."""

    FAILED = "FAILED"
    TIMEOUT = "TIMEOUT"
    CONTENT = "CONTENT"
    API_ERROR = "API_ERROR"
    EVERY_CLIP_FAILED = "EVERY_CLIP_FAILED"
    NO_AUDIO = "NO_AUDIO"
    OTHER = "OTHER"


class ClipRole(StrEnum):
    """What a clip is within its task: alone, or one half of an automatic join."""

    WHOLE = "WHOLE"
    PART = "PART"
    JOINED = "JOINED"
