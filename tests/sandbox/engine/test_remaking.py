from dataclasses import replace

import numpy as np
import pytest

from apps.sandbox import engine
from apps.sandbox.engine.rendering import record_parts
from tests.sandbox.engine import hearing
from tests.sandbox.engine.songs import LYRICS

pytestmark = pytest.mark.slow

MORE = "[Verse]\nAnother river running to the sea\nAnother window opening for me"


@pytest.fixture(scope="module")
def song():
    brief = engine.Brief(lyrics=LYRICS, tags="folk", voice="f")
    return engine.compose(brief, seed=5, profile="fast")


def melody(score):
    return [
        (one.text, one.pitch, round(start_s / section.beat_s + one.beat, 3))
        for start_s, section in score.placed()
        for phrase in section.phrases
        for one in phrase.syllables
    ]


def texts(score):
    return [phrase.text for section in score.sections for phrase in section.phrases]


def difference_db(first, second, start_s=0.0, end_s=None):
    """Return the loudest difference of two sounds between two moments, against the first."""
    piece = slice(round(start_s * hearing.FS), end_s and round(end_s * hearing.FS))
    apart = np.abs(first[:, piece] - second[:, piece]).max() + 1e-9
    return 20 * np.log10(apart / np.abs(first).max())


def test_a_song_split_and_joined_again_sounds_the_same(song):
    at_s = 7.3

    again = engine.join(*engine.split(song, at_s))

    assert len(again.sections) == len(song.sections) + 1
    assert again.duration_s == pytest.approx(song.duration_s)
    assert sorted(texts(again)) == sorted(texts(song))
    assert again.lyrics == LYRICS.strip()
    parts = ("Vocals", "Bass", "Guitar", "Strings")
    before, after = (record_parts(one, parts, "fast") for one in (song, again))
    assert difference_db(before, after, 0, at_s - 1) < -60
    assert difference_db(before, after, at_s + 4.5) < -60


@pytest.mark.parametrize("at_s", [0.0, 1000.0])
def test_splitting_at_the_ends_leaves_one_side_empty(song, at_s):
    before, after = engine.split(song, at_s)

    assert {len(before.sections), len(after.sections)} == {0, len(song.sections)}


def test_an_extension_keeps_key_tempo_style_and_singer(song):
    brief = engine.Brief(lyrics=MORE)

    more = engine.extend(song, at_s=12.0, brief=brief, seed=9, profile="fast")

    assert (more.key, more.tempo_bpm, more.style) == (song.key, song.tempo_bpm, song.style)
    assert more.singer == song.singer
    assert texts(more) == MORE.splitlines()[1:]


def test_an_extension_without_words_plays_on(song):
    brief = engine.Brief(instrumental=True)

    for profile in ("fast", "full"):
        more = engine.extend(song, at_s=12.0, brief=brief, seed=9, profile=profile)

        assert texts(more) == []
        assert [one.kind for one in more.sections] == ["Break", "Chorus", "Outro"]


def test_a_full_extension_brings_the_chorus_back_with_its_own_melody(song):
    source = engine.compose(engine.Brief(lyrics=LYRICS, tags="folk"), seed=5)
    chorus = next(one for one in source.sections if one.kind == "Chorus")
    brief = engine.Brief(lyrics=LYRICS)

    more = engine.extend(source, at_s=source.duration_s, brief=brief, seed=77)

    again = next(one for one in more.sections if one.kind == "Chorus")
    assert [[s.pitch for s in p.syllables] for p in again.phrases] == [
        [s.pitch for s in p.syllables] for p in chorus.phrases
    ]
    assert more.sections[0].kind != "Intro"


def test_a_joined_song_begins_exactly_as_its_source(song, tmp_path):
    first = engine.render(song, folder=tmp_path / "first", profile="fast")
    at_s = 10.0
    more = engine.extend(
        first.score, at_s=at_s, brief=engine.Brief(lyrics=MORE), seed=9, profile="fast"
    )
    whole = engine.join(engine.split(first.score, at_s)[0], more)

    joined = engine.render(whole, folder=tmp_path / "whole", profile="fast")

    before, after = hearing.read(first.wav), hearing.read(joined.wav)
    assert joined.score.master == first.score.master
    assert difference_db(before, after, 0, at_s - 1.0) < -60
    assert set(MORE.splitlines()[1:]) <= set(texts(whole))


def test_a_cover_keeps_melody_words_key_and_form(song):
    covered = engine.cover(song, tags="jazz", seed=3)

    assert covered.style == "jazz"
    assert melody(covered) == melody(song)
    assert covered.key == song.key
    assert [one.kind for one in covered.sections] == [one.kind for one in song.sections]
    bands = [{note.instrument for one in s.sections for note in one.notes} for s in (song, covered)]
    assert not bands[0] & bands[1] - {"upright bass", "brushes", "piano"}


def test_audio_weight_decides_how_far_the_tempo_moves(song):
    tempi = [
        engine.cover(song, tags="ambient", seed=3, audio_weight=weight).tempo_bpm
        for weight in (0.0, 0.5, 1.0)
    ]

    assert tempi[0] == 76
    assert tempi[0] < tempi[1] < tempi[2] == song.tempo_bpm


def test_a_covers_harmony_resembles_its_source(song):
    band = tuple(part for part in engine.PARTS if part not in ("Drums", "Percussion", "FX"))
    covered = engine.swap_sound(song, tags="electronic", seed=3)

    heard = [
        hearing.chroma(record_parts(one, band, "fast").mean(axis=0)) for one in (song, covered)
    ]

    assert np.corrcoef(*heard)[0, 1] > 0.8


def test_a_wordless_cover_gives_the_lead_line_to_another_instrument():
    source = engine.compose(engine.Brief(tags="folk", instrumental=True), seed=2, profile="fast")

    covered = engine.cover(source, tags="jazz", seed=2)

    def led(score, name):
        return sorted(
            (note.pitch, note.beat) for note in score.sections[0].notes if note.instrument == name
        )

    assert led(covered, "sax") == led(source, "fiddle") != []


def test_a_replaced_stretch_changes_only_itself(song):
    start_s, end_s = 6.0, 10.0
    changed = engine.replace_section(song, from_s=start_s, to_s=end_s, lyrics=MORE, seed=8)

    parts = ("Vocals", "Guitar", "Bass")
    before, after = (record_parts(one, parts, "fast") for one in (song, changed))

    assert changed.duration_s == pytest.approx(song.duration_s)
    assert set(MORE.splitlines()[1:]) <= set(texts(changed))
    assert MORE.splitlines()[1] in changed.lyrics
    assert difference_db(before, after, 0, start_s - 1) < -60
    assert difference_db(before, after, start_s, end_s) > -30
    assert difference_db(before, after, end_s + 5) < -60


def test_a_replaced_stretch_without_words_sings_its_own_lines_anew(song):
    changed = engine.replace_section(song, from_s=0.0, to_s=8.0, lyrics=None, seed=8)

    assert sorted(texts(changed)) == sorted(texts(song))
    assert melody(changed) != melody(song)


def test_swapped_vocals_keep_the_band_and_move_into_the_new_range(song):
    singer = engine.other_singer(song, seed=1)

    swapped = engine.swap_vocals(song, singer=singer)

    assert (song.singer.gender, swapped.singer.gender) == ("f", "m")
    assert [one.notes for one in swapped.sections] == [one.notes for one in song.sections]
    assert [p - 12 for _, p, _ in melody(song)] == [p for _, p, _ in melody(swapped)]
    assert engine.swap_vocals(song, singer=song.singer) == song


def test_a_persona_sings_another_song(song):
    persona = song.singer

    other = engine.compose(
        engine.Brief(lyrics=LYRICS, tags="rock", voice="m"), seed=1, singer=persona
    )

    assert other.singer == persona
    assert max(pitch for _, pitch, _ in melody(other)) > 62


def test_vocals_added_to_an_instrumental_replace_its_lead(song):
    source = engine.compose(engine.Brief(tags="folk", instrumental=True), seed=2)
    singer = engine.other_singer(song, seed=4, gender="f")

    sung = engine.add_vocals(source, lyrics=LYRICS, singer=singer, seed=4)

    assert texts(sung) == [line for line in LYRICS.splitlines() if line and line[0] != "["]
    assert sung.singer == singer
    for section in sung.sections:
        if section.phrases and section.kind == "Verse":
            assert not any(note.instrument == "fiddle" and note.beats > 1 for note in section.notes)


def test_the_same_remaking_twice_is_equal(song):
    once, twice = (
        replace(engine.cover(song, tags="rock", seed=3, take=1), title="x") for _ in range(2)
    )

    assert once == twice


def test_a_stretch_of_no_length_changes_nothing(song):
    same = engine.replace_section(song, from_s=5.0, to_s=5.0, lyrics="la", seed=1)

    assert melody(same) == melody(song)


def test_an_extension_may_follow_the_very_beginning(song):
    more = engine.extend(song, at_s=0.0, brief=engine.Brief(lyrics=MORE), seed=2, take=1)

    assert more.key == song.key
    assert texts(more)[:2] == MORE.splitlines()[1:]
