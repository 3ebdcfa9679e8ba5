import hashlib
from dataclasses import replace

import numpy as np
import pytest

from apps.sandbox import engine
from apps.sandbox.engine.sound.clock import PRE, Clock
from apps.sandbox.engine.sound.loudness import integrated, peaks, weighted_power
from apps.sandbox.engine.sound.parts import blank, record
from apps.sandbox.engine.sound.voice import choir
from tests.sandbox.engine import hearing
from tests.sandbox.engine.songs import LYRICS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def sound(rendered_pop):
    return hearing.read(rendered_pop[0].wav)


def test_the_files_are_there_and_as_long_as_the_score_says(pop, rendered_pop, sound):
    rendered, _ = rendered_pop

    assert rendered.mp3.read_bytes()[:1] == b"\xff"
    assert rendered.stream.stat().st_size > 100_000
    assert rendered.cover.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert rendered.duration_s == pytest.approx(pop.duration_s, abs=0.01)
    assert sound.shape[1] / hearing.FS == pytest.approx(pop.duration_s, abs=0.01)


def test_progress_only_grows_and_ends_at_one(rendered_pop):
    _, heard = rendered_pop

    assert heard == sorted(heard)
    assert heard[-1] == 1.0


def test_the_same_score_gives_the_same_bytes(pop, rendered_pop, tmp_path):
    first, _ = rendered_pop

    second = engine.render(pop, folder=tmp_path, profile="fast")

    for name in ("mp3", "wav", "stream", "cover"):
        digests = {
            hashlib.sha256(getattr(one, name).read_bytes()).hexdigest() for one in (first, second)
        }
        assert len(digests) == 1, name


def test_the_song_is_loud_enough_and_never_clips(sound):
    assert integrated(weighted_power(sound.astype(np.float32))) == pytest.approx(-14.0, abs=0.2)
    assert 20 * np.log10(peaks(sound.astype(np.float32), 64).max()) < -1.0


def test_the_beat_is_the_scores_tempo(pop, sound):
    assert hearing.tempo(sound.mean(axis=0)) == pytest.approx(pop.tempo_bpm, rel=0.02)


def test_the_harmony_is_in_the_scores_key(pop, sound):
    tonic, mode = pop.sections[0].tonic, pop.sections[0].mode
    relative = (
        (tonic + (9 if mode == "major" else 3)) % 12,
        "minor" if mode == "major" else "major",
    )

    assert {(tonic, mode), relative} & set(hearing.keys(sound.mean(axis=0))[:3])


def test_sections_join_without_clicks(pop, sound):
    steps = np.abs(np.diff(sound.mean(axis=0)))
    for start_s, _ in list(pop.placed())[1:]:
        at = round(start_s * hearing.FS) - PRE
        assert steps[at - 20 : at + 20].max() < 0.2


def test_every_part_is_finite_and_the_ends_are_silent(sound):
    assert np.isfinite(sound).all()
    assert np.abs(sound[:, -10:]).max() < 0.002


@pytest.mark.parametrize("voice", ["f", "m"])
def test_the_voice_sings_its_notes_within_fifty_cents(voice):
    score = engine.compose(
        engine.Brief(lyrics=LYRICS, tags="pop", voice=voice), seed=7, profile="fast"
    )
    section = next(one for one in score.sections if one.phrases)
    samples = PRE + round((section.duration_s + 1) * hearing.FS)

    sung = choir.lead(section, score.singer, samples, Clock(0.0, section.beat_s)).mean(axis=0)

    off = []
    for one in (one for phrase in section.phrases for one in phrase.syllables):
        start = PRE + round(one.beat * section.beat_s * hearing.FS)
        length = round(one.beats * section.beat_s * hearing.FS)
        piece = sung[start + length // 4 : start + length * 3 // 4]
        if len(piece) > 2000:
            expected = 440 * 2 ** ((one.pitch - 69) / 12)
            off.append(abs(hearing.cents(hearing.pitch(piece, expected), one.pitch)))
    assert len(off) > 10
    assert np.median(off) < 25
    assert np.mean(np.array(off) < 50) > 0.8


def test_the_stream_grows_before_the_song_is_done(pop, tmp_path):
    sizes = []

    engine.render(
        pop,
        folder=tmp_path,
        profile="fast",
        on_progress=lambda share: sizes.append((share, (tmp_path / "stream.mp3").stat().st_size)),
    )

    assert sizes[0][0] < 0.6
    assert sizes[0][1] > 10_000
    assert not any(share == 1.0 for share, _ in sizes[:-1])


def test_stems_add_up_to_the_song(pop, rendered_pop, sound, tmp_path):
    shares = []
    stems = engine.render_stems(
        pop, folder=rendered_pop[0].wav.parent, profile="fast", on_progress=shares.append
    )

    total = sum(hearing.read(stem.wav) for stem in stems.values())

    assert tuple(stems) == engine.PARTS
    assert 20 * np.log10(np.abs(total - sound).max()) < -65
    assert all(stem.mp3.stat().st_size > 10_000 for stem in stems.values())
    assert shares[-1] == 1.0


def test_stems_can_be_made_without_the_songs_folder(pop, rendered_pop, tmp_path):
    short = replace(pop, sections=pop.sections[-1:])
    made = engine.render(short, folder=tmp_path / "song", profile="fast")

    stems = engine.render_stems(
        made.score, folder=tmp_path / "stems", stems=engine.BASIC_STEMS, profile="fast"
    )

    total = sum(hearing.read(stem.wav) for stem in stems.values())
    assert tuple(stems) == ("Vocals", "Instrumental")
    assert 20 * np.log10(np.abs(total - hearing.read(made.wav)).max() + 1e-9) < -65


@pytest.mark.parametrize(
    "style",
    ["rock", "lo-fi", "jazz", "folk", "electronic", "ambient", "orchestral", "r&b", "reggae"],
)
def test_every_part_a_style_plays_can_be_heard(style):
    score = engine.compose(engine.Brief(tags=style, instrumental=True), seed=3, profile="fast")
    first = score.sections[0]
    notes = tuple(note for note in first.notes if note.beat < 4)
    bar = replace(first, beats=4.0, notes=notes)

    for part in {note.part for note in notes}:
        take = blank(bar)

        assert record(take, bar, score.singer, part, start_s=0.0)

        assert np.isfinite(take.dry).all()
        assert np.abs(take.dry).max() > 0.003, part
    assert not record(blank(bar), bar, score.singer, "Vocals", start_s=0.0)
