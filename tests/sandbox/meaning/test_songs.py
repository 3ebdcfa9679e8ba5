"""Songs of the sonic engine and what is made from them: does the sound keep the words' promise?"""

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
    likeness,
    loudness,
    off_cents,
)
from tests.sandbox.meaning.desk import Desk, Song

MORE = "[Bridge]\nThe gulls forgot our names\nThe tide is coming home"
AT_S = 6.0


@pytest.fixture(scope="module")
def other(desk: Desk) -> Song:
    """A song in another key, style and voice than the source."""
    tags = "techno, in F# minor"
    return desk.sonic("create_music", tags=tags, prompt=MORE, vocal_gender="m", duration=10).song


def test_a_song_has_the_tempo_and_the_sung_pitches_that_its_tools_tell(desk: Desk, source: Song):
    stems = desk.stems(source, "full").stems

    assert hearing.tempo(source.sound.mean(axis=0)) == pytest.approx(source.tempo_bpm, rel=0.02)
    assert (0, "major") in hearing.keys(source.sound.mean(axis=0))[:2]
    off = off_cents(stems["Vocals"], source)
    assert len(off) > 10
    assert np.median(off) < 50
    assert len(stems) == 12
    assert apart_db(sum(stems.values()), source.sound, 0, 60) < -60
    assert float(source.body["duration"]) == pytest.approx(
        source.sound.shape[1] / hearing.FS, abs=0.1
    )


def test_an_extension_goes_on_in_key_and_tempo_and_is_joined_without_a_seam(
    desk: Desk, source: Song
):
    part = desk.sonic("extend_music", source, continue_at=AT_S, prompt=MORE).song
    whole = desk.sonic("concat_music", part, title="").song

    assert apart_db(whole.sound, source.sound, 0, AT_S - EARLY_S) < -60
    # The source's last notes ring on below the new part.
    settled = AT_S + REST_S
    assert likeness(cut(whole.sound, settled, 60), cut(part.sound, settled - AT_S, 60)) > 0.99
    assert hearing.tempo(part.sound.mean(axis=0)) == pytest.approx(source.tempo_bpm, rel=0.02)
    assert harmony(part, source) > 0.6
    book = [(call["operation"], call["price"]) for call in desk.server.control("ledger")["calls"]]
    assert ("concat_music", 2) in book
    length_s = AT_S + part.sound.shape[1] / hearing.FS
    assert whole.sound.shape[1] / hearing.FS == pytest.approx(length_s, abs=0.01)
    step = np.abs(np.diff(whole.sound)).max(axis=0)
    seam = round(AT_S * hearing.FS)
    assert step[seam - 100 : seam + 100].max() <= step.max()


def test_a_cover_keeps_harmony_tune_and_words_and_changes_the_band(desk: Desk, source: Song):
    covered = desk.sonic("cover_music", source, tags="jazz trio", audio_weight=0.8).song

    assert harmony(covered, source) > 0.8
    assert course(covered, source) > 0.6
    assert covered.sung == source.sung
    assert covered.body["lyrics"] == source.body["lyrics"]
    assert covered.body["tags"] == "jazz trio"
    assert likeness(covered.sound, source.sound) < 0.8


def test_remasters_are_denser_then_played_anew_then_arranged_anew(desk: Desk, source: Song):
    orders = {
        strength: desk.sonic("remaster", source, variation_category=strength)
        for strength in ("subtle", "normal", "high")
    }
    made = {strength: order.song for strength, order in orders.items()}

    alike = {strength: likeness(song.sound, source.sound) for strength, song in made.items()}
    assert alike["subtle"] > 0.98
    assert max(alike["normal"], alike["high"]) < 0.8
    assert loudness(made["subtle"]) > loudness(source) + 0.5
    for song in made.values():
        assert harmony(song, source) > 0.95
        assert song.sung == source.sung
    assert sorted(note["pitch"] for note in made["normal"].notes["Bass"]) == sorted(
        note["pitch"] for note in source.notes["Bass"]
    )


def test_a_persona_brings_its_voice_into_another_song(desk: Desk, source: Song):
    answer = desk.server.post("/sonic/persona", name="Harbour", clip_id=source.clip_id).json()

    song = desk.sonic(
        "persona_music", persona_id=answer["persona_id"], prompt=MORE, tags="rock, male vocals"
    ).song
    stems = desk.stems(song).stems

    assert set(stems) == {"Vocals", "Drums", "Bass", "Other"}
    assert apart_db(sum(stems.values()), song.sound, 0, 60) < -60
    # A man's register lies an octave lower, and the pitch that is heard is the one that is told.
    assert np.median(song.sung) > 55
    assert np.median(off_cents(stems["Vocals"], song)) < 50
    assert song.body["lyrics"] == MORE


@pytest.mark.parametrize("auto_concat", [True, False])
def test_outside_a_replaced_stretch_nothing_changes(desk: Desk, source: Song, auto_concat: bool):
    from_s, to_s = 5.0, 8.0
    order = desk.order(
        "/sonic/replace-section",
        clip_id=source.clip_id,
        mv="sonic-v5",
        infill_start_s=from_s,
        infill_end_s=to_s,
        infill_lyrics="[seed:3]Somebody sings another line",
        auto_concat=auto_concat,
    )

    if not auto_concat:
        assert len(order.items) == 2
        assert order.song.sound.shape[1] < (to_s - from_s + REST_S) * hearing.FS
        return
    pair = order.pair()
    whole, part = pair["full"], pair["replaced"]
    assert apart_db(whole.sound, source.sound, 0, from_s - EARLY_S) < -60
    assert apart_db(whole.sound, source.sound, from_s, to_s) > -20
    assert apart_db(whole.sound, source.sound, to_s + REST_S, 60) < -60
    assert whole.sound.shape == source.sound.shape
    assert part.sound.shape[1] < whole.sound.shape[1]
    assert "Somebody sings another line" in whole.body["lyrics"]
    ending = cut(whole.sound, to_s - 1, to_s)
    assert likeness(cut(part.sound, to_s - from_s - 1, to_s - from_s), ending) > 0.95


def test_a_mashup_gives_each_song_the_band_of_the_other(desk: Desk, source: Song, other: Song):
    order = desk.order(
        "/sonic/mashup",
        mashup_clip_ids=[source.clip_id, other.clip_id],
        custom_mode=False,
        mv="sonic-v5",
    )

    first, second = (Song(desk.server, item) for item in order.items)

    assert harmony(first, source) > 0.8 > harmony(first, other)
    assert harmony(second, other) > 0.8 > harmony(second, source)
    assert first.sung == source.sung
    assert second.sung == other.sung
    assert "Guitar" not in first.notes
    assert "Synth" in first.notes


def test_a_song_around_a_sample_opens_with_it_and_goes_on_in_its_tempo(desk: Desk, source: Song):
    from_s, to_s = 2.0, 6.0
    song = desk.order(
        "/sonic/sample",
        sample_clip_id=source.clip_id,
        chop_sample_start_s=from_s,
        chop_sample_end_s=to_s,
        custom_mode=True,
        make_instrumental=True,
        mv="sonic-v5",
        tags="electronic",
        title="[seed:3][fail:one] Loop",
    ).song

    opening = cut(song.sound, 0.5, to_s - from_s)
    assert likeness(opening, cut(source.sound, from_s + 0.5, to_s)) > 0.7
    assert hearing.tempo(song.sound.mean(axis=0)) == pytest.approx(source.tempo_bpm, rel=0.02)
    assert song.sound.shape[1] > 2 * (to_s - from_s) * hearing.FS


def test_singing_and_a_band_are_laid_over_a_song_of_ours(desk: Desk, source: Song):
    sung, played = (
        desk.sonic("add_vocals", source, prompt=MORE),
        desk.sonic("add_instrumental", source, tags="electronic"),
    )

    assert "The gulls forgot our names" in sung.song.body["lyrics"]
    assert sung.song.sung != source.sung
    assert harmony(sung.song, source) > 0.8
    assert played.song.sung == source.sung
    assert harmony(played.song, source) > 0.8
