"""What the engine hears in a recording whose every note is known."""

from dataclasses import replace

import numpy as np
import pytest

from apps.sandbox import engine
from apps.sandbox.engine.listening import decoding, hearing, melody, pulse, spectra, tonality
from apps.sandbox.engine.listening.separation import separated
from apps.sandbox.engine.rendering import record_parts
from apps.sandbox.engine.score import TAPE_PARTS, Score
from tests.sandbox.engine import hearing as ears
from tests.sandbox.engine import tapes


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    home = tmp_path_factory.mktemp("tapes")
    tapes.write(home / "band.wav", tapes.band())
    return home


@pytest.fixture(scope="module")
def heard(folder):
    length_s = tapes.band().shape[1] / tapes.FS
    return hearing.hear(folder, "band.wav", length_s=length_s, title="Band", seed=3)


def level_db(sound):
    return 10 * np.log10(np.mean(np.square(sound)) + 1e-12)


def tune(score):
    return [note.pitch for one in score.sections for note in one.tape.heard]


def test_tempo_key_and_tune_are_heard(heard):
    score = heard.score

    assert score.tempo_bpm == pytest.approx(tapes.TEMPO_BPM, rel=0.01)
    assert score.key == "C major"
    assert score.duration_s == pytest.approx(tapes.band().shape[1] / tapes.FS, abs=0.01)
    right = [pitch for pitch in tune(score) if pitch in tapes.MELODY]
    assert len(right) >= 0.8 * len(tapes.MELODY) * 4
    assert len(right) >= 0.8 * len(tune(score))
    assert heard.has_clear_line


@pytest.mark.parametrize("tempo_bpm", [72.0, 116.0])
def test_bars_begin_where_the_harmony_moves_wherever_the_bass_drum_falls(tempo_bpm):
    late_s = 0.9
    played = tapes.band(8, tempo_bpm=tempo_bpm, kick=2, tune=0.0, late_s=late_s)
    sound = spectra.mono(played.astype(np.float32))

    heard = pulse.find(sound, tonality.pitch_classes(sound))

    bar_s = 240 / tempo_bpm
    assert heard.tempo_bpm == pytest.approx(tempo_bpm, rel=0.01)
    off_s = (heard.first_s - late_s + bar_s / 2) % bar_s - bar_s / 2
    assert abs(off_s) < 0.05


def test_a_single_line_is_heard_within_a_quarter_of_a_semitone():
    line = np.concatenate([tapes.tone(pitch, 0.5) for pitch in tapes.MELODY])

    tones = melody.lead_line(spectra.mono(np.stack([line, line]).astype(np.float32)))

    assert [round(tone.pitch) for tone in tones] == list(tapes.MELODY)
    assert all(
        abs(tone.pitch - pitch) <= 0.25 for tone, pitch in zip(tones, tapes.MELODY, strict=True)
    )


def test_the_pieces_of_a_recording_add_up_to_it():
    sound = tapes.band(2).astype(np.float32)

    pieces = separated(sound)

    assert set(pieces) == set(TAPE_PARTS)
    assert level_db(sum(pieces.values()) - sound) < level_db(sound) - 60
    assert level_db(pieces["Drums"]) > level_db(sound) - 25


def test_silence_has_no_tune_and_no_clear_line(tmp_path):
    tapes.write(tmp_path / "silence.wav", np.zeros((2, 8 * tapes.FS)))

    heard = hearing.hear(tmp_path, "silence.wav", length_s=8.0, title="", seed=1)

    assert tune(heard.score) == []
    assert not heard.has_clear_line


def test_a_heard_score_survives_json(heard):
    assert Score.from_json(heard.score.to_json()) == heard.score


def test_a_recording_is_played_as_it_is(heard, folder, tmp_path):
    rendered = engine.render(heard.score, folder=tmp_path, profile="fast", tape_folder=folder)

    played, source = ears.read(rendered.wav), ears.read(folder / "band.wav")
    until = source.shape[1] - ears.FS
    assert level_db(played[:, :until] - source[:, :until]) < level_db(source) - 60


def test_a_score_with_a_tape_needs_to_know_where_tapes_are(heard):
    with pytest.raises(ValueError, match="tapes"):
        record_parts(heard.score, ("Drums",), "fast")


def test_a_cut_recording_joined_with_its_continuation_begins_as_it_did(heard, folder):
    at_s = 7.4
    brief = engine.Brief(tags="jazz", lyrics="[Verse]\nAnother river running to the sea")

    part = engine.extend(heard.score, at_s=at_s, brief=brief, seed=5, profile="fast")
    whole = engine.join(engine.split(heard.score, at_s)[0], part)

    assert {section.style for section in part.sections} == {"jazz"}
    assert {section.tempo_bpm for section in part.sections} == {heard.score.tempo_bpm}
    assert part.key == heard.score.key
    first, again = (record_parts(one, TAPE_PARTS, "fast", folder) for one in (heard.score, whole))
    until = round((at_s - 1) * ears.FS)
    assert level_db(first[:, :until] - again[:, :until]) < level_db(first) - 60


def test_stems_of_a_recording_add_up_however_it_is_cut(tmp_path):
    sound = tapes.band(3)
    tapes.write(tmp_path / "band.wav", sound)
    length_s = sound.shape[1] / tapes.FS
    score = hearing.hear(tmp_path, "band.wav", length_s=length_s, title="", seed=3).score
    whole = engine.join(*engine.split(score, 3.3))

    parts = [record_parts(whole, two, "fast", tmp_path) for two in (TAPE_PARTS[:2], TAPE_PARTS[2:])]

    mix = record_parts(score, TAPE_PARTS, "fast", tmp_path)
    assert level_db(sum(parts) - mix) < level_db(mix) - 55


def test_a_cover_of_a_recording_plays_its_tune_without_the_tape(heard):
    cover = engine.cover(heard.score, tags="reggae", seed=2)

    assert not cover.is_recorded
    lead = [note.pitch for one in cover.sections for note in one.notes if note.part == "Keyboard"]
    assert set(tune(heard.score)) <= set(lead)


def test_a_band_plays_below_a_recording_and_a_swap_keeps_its_singing_alone(heard):
    added = engine.add_instrumental(heard.score, tags="rock", seed=2)
    swapped = engine.swap_band(heard.score, tags="rock", seed=2)
    sung = engine.swap_singer(
        heard.score, lyrics="[Verse]\nA new word", singer=heard.score.singer, seed=1
    )

    assert {one.tape.parts for one in added.sections} == {TAPE_PARTS}
    assert {one.tape.parts for one in swapped.sections} == {("Vocals",)}
    assert {"Vocals" in one.tape.parts for one in sung.sections} == {False}
    assert all(one.notes for one in added.sections if one.beats > 4)
    assert [p.text for one in sung.sections for p in one.phrases] == ["A new word"]
    assert replace(added, title="") == replace(
        engine.add_instrumental(heard.score, tags="rock", seed=2), title=""
    )


def test_what_is_no_audio_is_refused(tmp_path):
    (tmp_path / "text").write_text("#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n" * 9)
    (tmp_path / "noise").write_bytes(bytes(range(256)) * 400)
    tapes.write(tmp_path / "short.wav", np.zeros((2, tapes.FS)))
    tapes.write(tmp_path / "long.wav", np.zeros((2, 4 * tapes.FS)))

    def refusal(name, shortest_s=2.0, longest_s=3.0):
        with pytest.raises(decoding.NotAudio) as caught:
            decoding.to_tape(
                tmp_path / name, tmp_path / "t", shortest_s=shortest_s, longest_s=longest_s
            )
        return str(caught.value)

    assert refusal("text") == refusal("noise") == "not a readable audio file"
    assert "at least 2 seconds" in refusal("short.wav")
    assert "at most" in refusal("long.wav")
