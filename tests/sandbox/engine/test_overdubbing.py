"""Songs made by laying something over a song, before it or around it."""

import pytest

from apps.sandbox import engine
from tests.sandbox.engine.songs import LYRICS
from tests.sandbox.engine.test_remaking import MORE, melody, texts


@pytest.fixture(scope="module")
def song():
    brief = engine.Brief(lyrics=LYRICS, tags="folk", voice="f")
    return engine.compose(brief, seed=5, profile="fast")


def notes(score):
    return [[(n.instrument, n.pitch) for n in section.notes] for section in score.sections]


def moments(score):
    return [[n.beat for n in section.notes] for section in score.sections]


def test_a_remaster_keeps_the_notes_until_it_is_high(song):
    subtle, normal, high = (
        engine.remaster(song, strength=strength, seed=1)
        for strength in ("subtle", "normal", "high")
    )

    assert subtle.sections == song.sections
    assert sorted(map(sorted, notes(normal))) == sorted(map(sorted, notes(song)))
    assert moments(normal) != moments(song)
    assert notes(high) != notes(song)
    assert melody(subtle) == melody(normal) == melody(high) == melody(song)
    assert subtle.master != engine.remaster(song, strength="subtle", seed=1, take=1).master


def test_vocals_are_added_inside_the_window_alone(song):
    window_s = (song.sections[0].duration_s, song.duration_s)

    sung = engine.add_vocals(song, lyrics=MORE, singer=song.singer, seed=4, window_s=window_s)

    assert sung.sections[0] == song.sections[0]
    assert "Another river running to the sea" in texts(sung)
    assert sung.lyrics == sung.sung_lyrics


def test_an_instrumental_keeps_the_singing(song):
    added = engine.add_instrumental(song, tags="jazz", seed=4)

    assert melody(added) == melody(song)
    assert added.style == "jazz"
    assert notes(added) != notes(song)


def test_a_new_beginning_comes_before_the_whole_song(song):
    longer = engine.precede(song, brief=engine.Brief(lyrics=MORE), seed=2, profile="fast")

    assert texts(longer)[-len(texts(song)) :] == texts(song)
    assert texts(longer)[0] == "Another river running to the sea"
    assert longer.sections[-len(song.sections) :] == song.sections
    assert longer.key == song.key


@pytest.mark.parametrize("window_s", [(2.0, 6.0), (0.0, 500.0)])
def test_a_song_is_built_around_a_sample(song, window_s):
    brief = engine.Brief(lyrics=MORE, tags="electronic", title="Loop")

    made = engine.build_around(song, window_s=window_s, brief=brief, seed=2, profile="fast")

    first, last = made.sections[0], made.sections[-1]
    assert (first.style, last.style) == ("folk", "folk")
    opening = [one for one in made.sections if one.style == "folk"]
    assert opening[: len(opening) // 2] == opening[len(opening) // 2 :]
    assert {section.tempo_bpm for section in made.sections} == {song.tempo_bpm}
    assert "electronic" in {section.style for section in made.sections}
    assert made.title == "Loop"


def test_a_sample_of_the_last_ringing_is_the_end_of_the_song(song):
    window_s = (song.duration_s - 1.0, song.duration_s)

    made = engine.build_around(
        song, window_s=window_s, brief=engine.Brief(lyrics=MORE), seed=2, profile="fast"
    )

    assert made.sections[-1] == song.sections[-1]


def test_sections_of_asked_lengths_end_with_the_nearest_bar():
    form = (("Intro", 15.0), ("Verse", 30.0), ("Chorus", 20.0), ("Outro", 10.0))

    score = engine.compose(engine.Brief(tags="pop", instrumental=True, form=form), seed=3)

    assert [section.kind for section in score.sections] == [kind for kind, _ in form]
    end_s = 0.0
    for (start_s, section), (_, length_s) in zip(score.placed(), form, strict=True):
        end_s += length_s
        assert abs(start_s + section.duration_s - end_s) <= 2.01 * section.beat_s


def test_a_brief_with_a_form_survives_json():
    brief = engine.Brief(form=(("Intro", 5.0),))

    assert engine.Brief.from_json(brief.to_json()) == brief


def test_a_style_said_in_more_words_keeps_its_own():
    said = engine.enriched("reggae, sunny")

    assert said.startswith("reggae, sunny, ")
    assert "bpm" in said
    assert said == engine.enriched("reggae, sunny")
    assert said != engine.enriched("jazz")
