"""Songs of the other engines, and what they make of their own songs."""

import numpy as np
import pytest

from tests.sandbox.engine import hearing
from tests.sandbox.meaning.comparing import (
    EARLY_S,
    REST_S,
    apart_db,
    course,
    cut,
    harmony,
    level_db,
    likeness,
    off_cents,
)
from tests.sandbox.meaning.desk import ONE, Desk, Order, Song

SUNG = "[Verse]\nCopper rain upon the roof\nCopper wire and waterproof"
MORE = "[Verse]\nAnother river running to the sea"
STUDIO = {
    "prompt": f"{ONE} upbeat surf rock about a lost hubcap",
    "lyrics_type": "generate",
    "prompt_strength": 0.5,
    "clarity_strength": 0.25,
    "lyrics_strength": 0.5,
    "generation_quality": 0.75,
    "model_type": "studio32-v1.5",
}


def seconds(song: Song) -> float:
    return float(song.sound.shape[1] / hearing.FS)


def heard_tempo(song: Song) -> float:
    return hearing.tempo(song.sound.mean(axis=0))


def riff(desk: Desk, **body: object) -> Order:
    base = {"custom_mode": True, "mv": "FUZZ-1.1 Pro", "title": ONE, "lyrics": ""}
    return desk.order("/riffusion/create", **{**base, **body})


def producer(desk: Desk, **body: object) -> Order:
    return desk.order("/producer/create", **{"title": ONE, **body})


@pytest.fixture(scope="module")
def copper(desk: Desk) -> Song:
    return riff(desk, lyrics=SUNG, sound="rock, in A minor, female vocals").song


@pytest.fixture(scope="module")
def glass(desk: Desk) -> Song:
    return producer(desk, sound="minimal techno, in D minor", lyrics="", length=16).song


def test_riffusion_swaps_the_band_or_the_singer_and_keeps_the_other(desk: Desk, copper: Song):
    about = {"continue_clip_id": copper.clip_id}
    orders = [
        riff(desk, task_type="swap_music_sound", sound="jazz", **about),
        riff(desk, task_type="swap_music_vocals", sound="deep male voice", **about),
    ]
    splits = [desk.stems(song) for song in (copper, *(order.song for order in orders))]
    own, other_band, other_voice = (split.stems for split in splits)

    assert likeness(other_band["Vocals"], own["Vocals"]) > 0.95
    assert likeness(other_band["Drums"], own["Drums"]) < 0.5
    assert likeness(other_band["Bass"], own["Bass"]) < 0.5
    for name in ("Drums", "Bass", "Other"):
        assert likeness(other_voice[name], own[name]) > 0.95
    assert likeness(other_voice["Vocals"], own["Vocals"]) < 0.5
    man = orders[1].song
    assert np.median(man.sung) == np.median(copper.sung) - 12
    assert np.median(off_cents(other_voice["Vocals"], man)) < 50


def test_riffusion_covers_extends_and_replaces(desk: Desk, copper: Song):
    about = {"continue_clip_id": copper.clip_id}
    cover = riff(desk, task_type="cover_music", sound="reggae", **about)
    longer = riff(desk, task_type="extend_music", sound="rock", lyrics=MORE, continue_at=6, **about)
    window = {"replace_start_time": 3, "replace_end_time": 6}
    changed = riff(desk, task_type="replace_music", lyrics=MORE, **window, **about)

    assert harmony(cover.song, copper) > 0.8
    assert course(cover.song, copper) > 0.6
    assert cover.song.sung == copper.sung
    assert heard_tempo(longer.song) == pytest.approx(copper.tempo_bpm, rel=0.02)
    assert harmony(longer.song, copper) > 0.6
    assert apart_db(changed.song.sound, copper.sound, 0, 3 - EARLY_S) < -60
    assert apart_db(changed.song.sound, copper.sound, 3, 6) > -20
    assert apart_db(changed.song.sound, copper.sound, 6 + REST_S, 60) < -60


def test_studio_gives_a_song_a_new_end_or_a_new_beginning(desk: Desk):
    song = desk.order("/studio/create", **STUDIO, config={"mode": "regular"}).song
    modes = [
        {"mode": mode, "source": {"song_id": song.clip_id}} for mode in ("continuation", "precede")
    ]
    longer, earlier = (desk.order("/studio/create", **STUDIO, config=one) for one in modes)

    assert seconds(song) == pytest.approx(32, abs=5)
    ending_s = seconds(song) - 2.5
    assert apart_db(longer.song.sound, song.sound, 0, ending_s - EARLY_S) < -60
    assert seconds(longer.song) > seconds(song) + 5
    assert level_db(cut(longer.song.sound, seconds(song), seconds(song) + 5)) > -40
    # The song itself begins on a grid of samples, and the new beginning still rings there.
    shift_s = seconds(earlier.song) - seconds(song)
    assert shift_s > 5
    begun = cut(earlier.song.sound, shift_s + REST_S, seconds(earlier.song))
    assert likeness(begun, cut(song.sound, REST_S, seconds(song))) > 0.95
    assert level_db(cut(earlier.song.sound, 1, shift_s)) > -40


def test_nuro_sings_with_the_wanted_voice_and_builds_in_the_wanted_lengths(desk: Desk):
    vocal = {"type": "vocal", "duration": 30, "lyrics": f"[seed:3]{SUNG}", "genre": "Folk"}
    segments = [{"name": "intro", "duration": 10}, {"name": "chorus", "duration": 20}]
    orders = {
        gender: desk.order("/nuro/create", **vocal, gender=gender) for gender in ("Female", "Male")
    }
    music = desk.order(
        "/nuro/create",
        type="bgm",
        version="v2.0",
        description="[seed:3] a bakery",
        segments=segments,
    ).song
    woman, man = orders["Female"].song, orders["Male"].song

    for song in (woman, man):
        assert seconds(song) == pytest.approx(32.5, abs=4)
    # The same tune an octave lower leaves the band alone and moves the voice.
    low, high = (voiced(song.sound) for song in (man, woman))
    assert low > high
    assert seconds(music) == pytest.approx(32.5, abs=2)
    quiet, full = cut(music.sound, 1, 9), cut(music.sound, 13, 27)
    assert level_db(full) > level_db(quiet) + 3


def voiced(sound: np.ndarray) -> float:
    """Return how much lies in a man's register against a woman's."""
    levels = np.abs(np.fft.rfft(sound.mean(axis=0)))
    hertz = np.fft.rfftfreq(sound.shape[1], 1 / hearing.FS)
    low, high = (levels[(hertz > edge) & (hertz < 1.6 * edge)] for edge in (130, 260))
    return float(np.sqrt(np.mean(low**2) / np.mean(high**2)))


def test_producer_extends_replaces_and_covers(desk: Desk, glass: Song):
    about = {"clip_id": glass.clip_id}
    longer = producer(desk, task_type="extend_music", sound="minimal techno", extend_s=10, **about)
    window = {"starts_at": 3, "ends_at": 6}
    changed = producer(desk, task_type="replace_music", sound="minimal techno", **window, **about)
    cover = producer(desk, task_type="cover_music", sound="string quartet", strength=0.6, **about)

    assert seconds(glass) == pytest.approx(16, abs=4)
    assert heard_tempo(longer.song) == pytest.approx(glass.tempo_bpm, rel=0.02)
    assert harmony(longer.song, glass) > 0.6
    assert apart_db(changed.song.sound, glass.sound, 0, 3 - EARLY_S) < -60
    assert apart_db(changed.song.sound, glass.sound, 3, 6) > -20
    assert apart_db(changed.song.sound, glass.sound, 6 + REST_S, 60) < -60
    assert harmony(cover.song, glass) > 0.8
    assert likeness(cover.song.sound, glass.sound) < 0.5
