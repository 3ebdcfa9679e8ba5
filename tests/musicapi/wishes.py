"""What tests ask the provider for, in our words and in its own."""

from apps.musicapi import Webhook

from .samples import sample

HOOK = Webhook("https://studio.example.net/hook/1", "hook-secret-1")
HOOKED = {"webhook_url": HOOK.url, "webhook_secret": HOOK.secret}
FILE = "https://files.example.org/riff.mp3"
SUBMITTED = sample("submitted")
WORDS = {"model": "sonic-v5", "lyrics": "la", "title": "Quay"}
SUNG = {"custom_mode": True, "mv": "sonic-v5", "prompt": "la", "title": "Quay"}
PLAIN = {**SUNG, "make_instrumental": False}
FUZZ = {"model": "FUZZ-1.1 Pro", "lyrics": "la", "sound": "dream pop", "source_clip_id": "c"}
FUZZED = {
    "mv": "FUZZ-1.1 Pro",
    "make_instrumental": False,
    "custom_mode": True,
    "lyrics": "la",
    "sound": "dream pop",
    "continue_clip_id": "c",
}
STUDIO = {
    "prompt": "surf",
    "lyrics_type": "generate",
    "seed": -1,
    "prompt_strength": 0.5,
    "clarity_strength": 0.25,
    "lyrics_strength": 0.5,
    "generation_quality": 0.75,
    "model_type": "studio130-v1.5",
    "song_section_start": 0.0,
    "song_section_end": 1.0,
    "lyrics_placement_start": 0.0,
    "lyrics_placement_end": 0.95,
    "config": {"mode": "regular"},
}
