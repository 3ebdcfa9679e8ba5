"""Recordings from elsewhere, and what is made from them."""

import time

import numpy as np
import pytest

from tests.sandbox.engine import hearing, tapes
from tests.sandbox.meaning.comparing import (
    EARLY_S,
    REST_S,
    apart_db,
    harmony,
    level_db,
    likeness,
    off_cents,
    residue,
)
from tests.sandbox.meaning.conftest import BARS
from tests.sandbox.meaning.desk import ONE, Desk, Order, Song

CUT_S = 6.0
WORDS = "[Verse]\nAnother river running to the sea\nAnother window opening for me"


def heard_tempo(song: Song) -> float:
    return hearing.tempo(song.sound.mean(axis=0))


def test_a_recording_is_kept_as_it_is_with_its_tempo_and_its_tune(upload: Song):
    band = tapes.band(BARS)
    level = np.vdot(upload.sound[:, : band.shape[1]], band) / np.vdot(band, band)
    until_s = band.shape[1] / tapes.FS - 1

    assert apart_db(upload.sound / level, band, 0, until_s) < -50
    assert upload.tempo_bpm == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    right = [pitch for pitch in upload.sung if pitch in tapes.MELODY]
    assert len(right) >= 0.8 * len(upload.sung) > 10


def test_a_recording_is_continued_in_its_tempo_and_joined_without_a_seam(desk: Desk, upload: Song):
    part = desk.sonic("extend_upload_music", upload, continue_at=CUT_S, tags="folk", prompt=WORDS)
    whole = desk.sonic("concat_music", part.song, title="").song

    assert apart_db(whole.sound, upload.sound, 0, CUT_S - EARLY_S) < -60
    assert heard_tempo(part.song) == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    length_s = CUT_S + part.song.sound.shape[1] / hearing.FS
    assert whole.sound.shape[1] / hearing.FS == pytest.approx(length_s, abs=0.01)
    assert part.song.sung != []


def test_a_cover_plays_the_tune_that_was_heard(desk: Desk, upload: Song):
    answer = {"url": f"{desk.files}/My_band.wav", "custom_mode": True, "mv": "sonic-v5"}
    orders = [
        desk.sonic("cover_upload_music", upload, tags="reggae"),
        desk.order("/sonic/upload-cover", **answer, tags="jazz", title=ONE),
    ]

    for order, tags in zip(orders, ("reggae", "jazz"), strict=True):
        assert harmony(order.song, upload) > 0.8
        assert order.song.body["tags"] == tags
        assert likeness(order.song.sound, upload.sound) < 0.5
    assert orders[1].answer["steps"]["cover"]["task_id"] == orders[1].task_id


def test_singing_and_a_band_are_laid_over_a_recording_that_goes_on(desk: Desk, upload: Song):
    sung = desk.sonic("add_vocals", upload, prompt=WORDS, title=f"{ONE} Sung")
    played = desk.sonic("add_instrumental", upload, tags="rock")

    for order in (sung, played):
        assert likeness(order.song.sound, upload.sound) > 0.6
        assert heard_tempo(order.song) == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    assert np.median(off_cents(residue(sung.song.sound, upload.sound), sung.song)) < 50
    assert level_db(residue(played.song.sound, upload.sound)) > -40
    assert {"Drums", "Bass"} <= set(played.song.notes)


def test_a_recording_is_continued_at_once_with_its_whole(desk: Desk, upload: Song):
    order = desk.order(
        "/sonic/upload-extend",
        url=f"{desk.files}/My_band.wav",
        custom_mode=True,
        mv="sonic-v5",
        continue_at=CUT_S,
        prompt=f"[seed:3]{WORDS}",
        auto_concat=True,
    )

    pair = order.pair()
    assert set(pair) == {"extended", "full"}
    assert order.answer["steps"]["upload"]["success"]
    assert apart_db(pair["full"].sound, upload.sound, 0, CUT_S - EARLY_S) < -60
    apart = pair["full"].sound.shape[1] - pair["extended"].sound.shape[1]
    assert apart / hearing.FS == pytest.approx(CUT_S, abs=0.01)


def test_a_voice_has_the_register_of_its_recording(desk: Desk):
    answer = desk.server.post(
        "/sonic/create-voice", audio_url=f"{desk.files}/Deep_voice.wav"
    ).json()
    while "data" not in (made := desk.server.get(f"/sonic/task/{answer['task_id']}").json()):
        time.sleep(0.1)

    assert answer["warning"]
    assert set(made["data"]) == {"persona_id", "name"}
    persona_id = made["data"]["persona_id"]
    song = desk.sonic("persona_music", persona_id=persona_id, prompt=WORDS, tags="folk").song
    assert np.median(song.sung) < 55
    assert np.median(off_cents(song.sound, song)) < 50


def test_riffusion_changes_recordings_of_its_own(desk: Desk):
    url = f"{desk.files}/My_band.wav"
    kept = Song(desk.server, desk.server.post("/riffusion/upload", url=url).json())

    def order(task_type: str, **more: object) -> Order:
        base = {"custom_mode": True, "mv": "FUZZ-1.1 Pro", "sound": "jazz", "title": ONE}
        about = {"task_type": task_type, "continue_clip_id": kept.clip_id}
        return desk.order("/riffusion/create", **{**base, **about, **more})

    band = order("swap_upload_music_sound")
    voice = order("swap_upload_music_vocals", sound="", lyrics=WORDS)
    cover = order("cover_upload_music")
    longer = order("extend_upload_music", continue_at=CUT_S, lyrics=WORDS)
    changed = order("replace_upload_music", replace_start_time=3, replace_end_time=CUT_S)

    splits = [desk.stems(song) for song in (kept, band.song, voice.song)]
    own, other_band, other_voice = (split.stems for split in splits)
    assert likeness(other_band["Vocals"], own["Vocals"]) > 0.9
    assert likeness(other_band["Drums"], own["Drums"]) < 0.5
    for name in ("Drums", "Bass", "Other"):
        assert likeness(other_voice[name], own[name]) > 0.9
    assert likeness(other_voice["Vocals"], own["Vocals"]) < 0.5
    assert voice.song.sung != kept.sung
    assert harmony(cover.song, kept) > 0.8
    assert heard_tempo(longer.song) == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    assert apart_db(changed.song.sound, kept.sound, 0, 3 - EARLY_S) < -60
    assert apart_db(changed.song.sound, kept.sound, CUT_S + REST_S, 60) < -60
    assert apart_db(changed.song.sound, kept.sound, 3, CUT_S) > -20


def test_producer_changes_recordings_of_its_own(desk: Desk):
    kept = desk.order("/producer/upload", audio_url=f"{desk.files}/My_band.wav").song

    def order(task_type: str, **more: object) -> Order:
        about = {"task_type": task_type, "clip_id": kept.clip_id, "title": ONE}
        return desk.order("/producer/create", **about, **more)

    longer = order("extend_upload_music", starts_at=CUT_S, extend_s=10, sound="folk")
    changed = order("replace_upload_music", starts_at=3, ends_at=CUT_S)

    assert heard_tempo(kept) == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    assert heard_tempo(longer.song) == pytest.approx(tapes.TEMPO_BPM, rel=0.02)
    assert apart_db(changed.song.sound, kept.sound, 0, 3 - EARLY_S) < -60
    assert apart_db(changed.song.sound, kept.sound, CUT_S + REST_S, 60) < -60
