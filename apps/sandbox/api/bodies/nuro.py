"""Bodies of the nuro family, with its closed word lists (CONTRACT 4.3)."""

from typing import Annotated, Literal

from pydantic import Field

from apps.sandbox.api.bodies.base import Body, Callback

VocalGenre = Literal[
    "Folk",
    "Pop",
    "Rock",
    "Chinese Style",
    "Hip Hop/Rap",
    "R&B/Soul",
    "Punk",
    "Electronic",
    "Jazz",
    "Reggae",
    "DJ",
    "Pop Punk",
    "Disco",
    "Future Bass",
    "Pop Rap",
    "Trap Rap",
    "R&B Rap",
    "Chinoiserie Electronic",
    "GuFeng Music",
    "Pop Rock",
    "Jazz Pop",
    "Bossa Nova",
    "Contemporary R&B",
]
VocalMood = Literal[
    "Happy",
    "Dynamic/Energetic",
    "Sentimental/Melancholic/Lonely",
    "Inspirational/Hopeful",
    "Nostalgic/Memory",
    "Excited",
    "Sorrow/Sad",
    "Chill",
    "Romantic",
    "Miss",
    "Groovy/Funky",
    "Dreamy/Ethereal",
    "Calm/Relaxing",
]
Timbre = Literal[
    "Warm",
    "Bright",
    "Husky",
    "Electrified voice",
    "Sweet_AUDIO_TIMBRE",
    "Cute_AUDIO_TIMBRE",
    "Loud and sonorous",
    "Powerful",
    "Sexy/Lazy",
]
BgmGenre = Literal[
    "corporate",
    "dance/edm",
    "orchestral",
    "chill out",
    "rock",
    "hip hop",
    "folk",
    "funk",
    "ambient",
    "holiday",
    "jazz",
    "kids",
    "world",
    "travel",
    "commercial",
    "advertising",
    "driving",
    "cinematic",
    "upbeat",
    "epic",
    "inspiring",
    "business",
    "video game",
    "dark",
    "pop",
    "trailer",
    "modern",
    "electronic",
    "documentary",
    "soundtrack",
    "fashion",
    "acoustic",
    "movie",
    "tv",
    "high tech",
    "industrial",
    "dance",
    "video",
    "vlog",
    "marketing",
    "game",
    "radio",
    "promotional",
    "sports",
    "party",
    "summer",
    "beauty",
]
BgmMood = Literal[
    "positive",
    "uplifting",
    "energetic",
    "happy",
    "bright",
    "optimistic",
    "hopeful",
    "cool",
    "dreamy",
    "fun",
    "light",
    "powerful",
    "calm",
    "confident",
    "joyful",
    "dramatic",
    "peaceful",
    "playful",
    "soft",
    "groovy",
    "reflective",
    "easy",
    "relaxed",
    "lively",
    "smooth",
    "romantic",
    "intense",
    "elegant",
    "mellow",
    "emotional",
    "sentimental",
    "cheerful happy",
    "contemplative",
    "soothing",
    "proud",
    "passionate",
    "sweet",
    "mystical",
    "tranquil",
    "cheerful",
    "casual",
    "beautiful",
    "ethereal",
    "melancholy",
    "sad",
    "aggressive",
    "haunting",
    "adventure",
    "serene",
    "sincere",
    "funky",
    "funny",
]
Instrument = Literal[
    "piano",
    "drums",
    "guitar",
    "percussion",
    "synth",
    "electric guitar",
    "acoustic guitar",
    "bass guitar",
    "brass",
    "violin",
    "cello",
    "flute",
    "organ",
    "trumpet",
    "ukulele",
    "saxophone",
    "double bass",
    "harp",
    "glockenspiel",
    "synthesizer",
    "keyboard",
    "marimba",
    "bass",
    "banjo",
    "strings",
]
Theme = Literal[
    "inspirational",
    "motivational",
    "achievement",
    "discovery",
    "every day",
    "love",
    "technology",
    "lifestyle",
    "journey",
    "meditation",
    "drama",
    "children",
    "hope",
    "fantasy",
    "holiday",
    "health",
    "family",
    "real estate",
    "media",
    "kids",
    "science",
    "education",
    "progress",
    "world",
    "vacation",
    "training",
    "christmas",
    "sales",
]


class NuroVocal(Callback):
    """POST /nuro/create for a song (openapi: NuroVocalRequest)."""

    type: Literal["vocal"]
    lyrics: Annotated[str, Field(min_length=1, max_length=2000)]
    gender: Literal["Female", "Male"] | None = None
    genre: VocalGenre | None = None
    mood: VocalMood | None = None
    timbre: Timbre | None = None
    duration: Annotated[int, Field(ge=30, le=240)] | None = None


class Background(Callback):
    """What both versions of background music share."""

    type: Literal["bgm"]
    description: Annotated[str, Field(min_length=1)]
    genre: Annotated[list[BgmGenre], Field(max_length=5)] | None = None
    mood: Annotated[list[BgmMood], Field(max_length=5)] | None = None
    instrument: Annotated[list[Instrument], Field(max_length=5)] | None = None
    theme: Annotated[list[Theme], Field(max_length=5)] | None = None


class NuroBgmV1(Background):
    """POST /nuro/create for background music, v1.0 (openapi: NuroBgmV1Request)."""

    version: Literal["v1.0"] = "v1.0"
    duration: Annotated[int, Field(ge=1, le=60)] = 60


class Segment(Body):
    """One part of background music."""

    name: Literal["intro", "verse", "chorus", "inst", "bridge", "outro"]
    duration: Annotated[int, Field(ge=5, le=120)]


class NuroBgmV2(Background):
    """POST /nuro/create for background music, v2.0 (openapi: NuroBgmV2Request)."""

    version: Literal["v2.0"]
    duration: Annotated[int, Field(ge=30, le=120)] | None = None
    segments: Annotated[list[Segment], Field(min_length=1)] | None = None
