import os
from dataclasses import replace

import numpy as np
import pytest

from apps.sandbox import engine
from apps.sandbox.engine.sound.voice.cue import Cue, Sung
from apps.sandbox.engine.sound.voice.singing import FormantVoice


class Counting(FormantVoice):
    """A formant singer who counts their lines, under the name of a better voice."""

    name = "neural"

    def __init__(self):
        self.sang = 0

    def sing(self, cue):
        self.sang += 1
        return super().sing(cue)


@pytest.fixture
def memory(tmp_path):
    return engine.Memory(tmp_path / "phrases", limit_bytes=50_000_000)


def cues_of(score):
    return [
        Cue.of(
            phrase,
            tuple(one.pitch for one in phrase.syllables),
            singer=score.singer,
            beat_s=section.beat_s,
        )
        for section in score.sections
        for phrase in section.phrases
    ]


@pytest.fixture
def cue(pop):
    return cues_of(engine.Voices(Counting()).cast(pop))[0]


def test_a_line_is_sung_once_and_sounds_the_same_when_it_is_remembered(cue, memory):
    singer = Counting()

    first = engine.Voices(singer, memory=memory).sing(cue)
    again = engine.Voices(singer, memory=memory).sing(cue)
    unremembered = engine.Voices(Counting()).sing(cue)

    assert singer.sang == 1
    assert first.begins_s == again.begins_s
    assert np.array_equal(first.sound, again.sound)
    assert np.array_equal(first.sound, unremembered.sound)


def test_the_same_line_elsewhere_in_a_song_is_the_same_line(pop):
    section = next(one for one in pop.sections if one.phrases)
    later = replace(
        section,
        phrases=tuple(
            replace(p, syllables=tuple(replace(s, beat=s.beat + 8) for s in p.syllables))
            for p in section.phrases
        ),
    )
    one, other = (cues_of(replace(pop, sections=(each,)))[0] for each in (section, later))

    assert one.name == other.name


def test_another_pitch_tempo_timbre_or_side_is_another_line(cue):
    others = [
        replace(cue, pitches=tuple(pitch + 1 for pitch in cue.pitches)),
        replace(cue, beat_s=cue.beat_s * 1.1),
        replace(cue, singer=replace(cue.singer, breath=0.9)),
        replace(cue, side=0),
    ]

    assert len({cue.name, *(other.name for other in others)}) == 5


def test_another_band_or_a_replaced_stretch_sings_only_what_is_new(pop, memory, tmp_path):
    singer = Counting()
    voices = engine.Voices(singer, memory=memory)
    song = engine.render(pop, folder=tmp_path / "a", profile="fast", voices=voices).score
    lines = singer.sang

    engine.render_stems(
        engine.swap_sound(song, tags="reggae", seed=3),
        folder=tmp_path / "b",
        stems={"Vocals": ("Vocals",)},
        profile="fast",
        voices=voices,
    )
    kept = singer.sang
    first = next(start_s for start_s, one in song.placed() if one.phrases)
    changed = engine.replace_section(song, from_s=first, to_s=first + 3, lyrics="New words", seed=3)
    for one in cues_of(changed):
        voices.sing(one)

    assert song.singer.voice == "neural"
    assert kept == lines > 2
    assert 0 < singer.sang - kept < lines


def test_a_song_keeps_its_kind_of_voice(pop):
    plain, better = engine.Voices(), engine.Voices(Counting())
    sung = plain.cast(pop)

    assert sung.singer.voice == "formant"
    assert better.cast(sung).singer.voice == "formant"
    assert better.cast(pop).singer.voice == "neural"
    assert plain.cast(better.cast(pop)).singer.voice == "neural"
    assert better.cast(engine.Score.from_json(pop.to_json())).singer.voice == "neural"


def test_a_song_from_before_the_choice_was_sung_by_the_formant_voice(pop):
    old = pop.to_json()
    del old["singer"]["voice"]

    assert engine.Score.from_json(old).singer.voice == "formant"


def test_a_song_without_words_leaves_the_voice_open(pop):
    quiet = replace(pop, sections=tuple(replace(one, phrases=()) for one in pop.sections))

    assert engine.Voices(Counting()).cast(quiet).singer.voice == ""


def test_who_is_not_here_is_replaced_by_the_formant_voice(cue):
    assert np.array_equal(
        engine.Voices().sing(cue).sound,
        engine.Voices().sing(replace(cue, singer=replace(cue.singer, voice="formant"))).sound,
    )


def test_the_memory_stays_within_its_bounds_and_forgets_the_oldest(tmp_path):
    memory = engine.Memory(tmp_path, limit_bytes=10_000)
    for at in range(40):
        memory.keep(f"line-{at}", bytes(900))
        os.utime(tmp_path / f"line-{at}", (at, at))

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 10_000
    assert memory.recall("line-39") == bytes(900)
    assert memory.recall("line-0") is None


def test_what_is_larger_than_the_memory_is_not_kept(tmp_path):
    memory = engine.Memory(tmp_path, limit_bytes=100)

    memory.keep("line", bytes(101))

    assert memory.recall("line") is None


def test_a_damaged_memory_costs_a_line_and_nothing_more(cue, memory, tmp_path):
    singer = Counting()
    good = engine.Voices(singer, memory=memory).sing(cue)
    for path in (tmp_path / "phrases").iterdir():
        path.write_bytes(path.read_bytes()[:-1])

    again = engine.Voices(singer, memory=memory).sing(cue)

    assert np.array_equal(good.sound, again.sound)
    assert singer.sang == 2


def test_a_folder_that_cannot_be_written_is_no_memory(cue, tmp_path):
    (tmp_path / "phrases").write_text("in the way")
    memory = engine.Memory(tmp_path / "phrases", limit_bytes=1_000_000)

    assert len(engine.Voices(memory=memory).sing(cue).sound) > 1000
    assert memory.recall("anything") is None


@pytest.mark.parametrize("content", [b"", b"sung", b"nonsense" * 10])
def test_rubbish_is_no_sung_line(content):
    with pytest.raises(ValueError, match="not a sung line"):
        Sung.unpacked(content)
