import json
from dataclasses import replace
from itertools import pairwise

import pytest

from apps.sandbox import engine
from apps.sandbox.engine.music.styles import STYLES, choose
from tests.sandbox.engine.songs import LYRICS

BRIEF = engine.Brief(lyrics=LYRICS, tags="pop")


def notes_of(score):
    return [note for section in score.sections for note in section.notes]


def sung(score):
    return [one for section in score.sections for p in section.phrases for one in p.syllables]


def test_the_same_brief_seed_and_take_give_the_same_score():
    assert engine.compose(BRIEF, seed=3) == engine.compose(BRIEF, seed=3)


def test_two_takes_differ_in_melody_harmony_and_frame():
    first, second = (engine.compose(BRIEF, seed=3, take=take) for take in (0, 1))

    assert (first.key, first.tempo_bpm) != (second.key, second.tempo_bpm)
    assert [one.pitch for one in sung(first)] != [one.pitch for one in sung(second)]
    degrees = [
        [
            (chord.root - section.tonic) % 12
            for section in score.sections
            for chord in section.chords
        ]
        for score in (first, second)
    ]
    assert degrees[0] != degrees[1]


def test_another_seed_gives_another_song():
    first, second = (engine.compose(BRIEF, seed=seed) for seed in (1, 2))

    assert [one.pitch for one in sung(first)] != [one.pitch for one in sung(second)]


def test_a_score_survives_json():
    score = engine.compose(BRIEF, seed=5)

    assert engine.Score.from_json(json.loads(json.dumps(score.to_json()))) == score


def test_a_brief_survives_json():
    assert engine.Brief.from_json(json.loads(json.dumps(BRIEF.to_json()))) == BRIEF


@pytest.mark.parametrize("style", STYLES)
def test_a_full_song_lasts_between_45_and_120_seconds_and_sings_every_line(style):
    score = engine.compose(replace(BRIEF, tags=style), seed=11)

    assert score.style == style
    assert 45 <= score.duration_s <= 120
    texts = [phrase.text for section in score.sections for phrase in section.phrases]
    assert set(texts) == {line for line in LYRICS.splitlines() if line and line[0] != "["}


@pytest.mark.parametrize("style", STYLES)
def test_a_fast_song_sings_eight_lines_in_about_twenty_seconds(style):
    score = engine.compose(replace(BRIEF, tags=style), seed=11, profile="fast")

    assert 10 <= score.duration_s <= 20
    assert sum(len(section.phrases) for section in score.sections) == 8


@pytest.mark.parametrize(
    ("lyrics", "shortest_s"),
    [(LYRICS, 30.0), ("[Verse]\nOne line to sing\nAnd another", 16.0), (None, 16.0)],
)
def test_a_wished_duration_is_met_within_four_bars(lyrics, shortest_s):
    for wish_s in (shortest_s, 60.0, 150.0):
        brief = replace(BRIEF, lyrics=lyrics, duration_s=wish_s, instrumental=lyrics is None)

        score = engine.compose(brief, seed=1)

        assert abs(score.duration_s - wish_s) <= 4 * 240 / score.tempo_bpm + 3


def test_the_melody_stays_in_key_and_in_the_singers_range():
    for voice, low, high in (("f", 53, 77), ("m", 41, 65)):
        score = engine.compose(replace(BRIEF, voice=voice, tags="happy pop"), seed=4)

        assert all(low <= one.pitch <= high for one in sung(score))
        tonic = score.sections[0].tonic
        scale = {(tonic + step) % 12 for step in (0, 2, 4, 5, 7, 9, 11)}
        assert score.key.endswith("major")
        assert {one.pitch % 12 for one in sung(score)} <= scale


def test_syllables_of_a_line_follow_each_other_without_overlap():
    for section in engine.compose(BRIEF, seed=8).sections:
        for phrase in section.phrases:
            starts = [one.beat for one in phrase.syllables]
            assert starts == sorted(set(starts))
            for one, following in zip(phrase.syllables, phrase.syllables[1:], strict=False):
                assert one.beat + one.beats <= following.beat + 0.01


def test_stressed_syllables_sit_on_heavier_beats_than_the_others():
    on_beat = {True: [], False: []}
    for seed in range(6):
        for one in sung(engine.compose(replace(BRIEF, tags="rock"), seed=seed)):
            on_beat[one.stressed].append(abs(one.beat % 1) < 0.01)

    share = {stressed: sum(row) / len(row) for stressed, row in on_beat.items()}
    assert share[True] > share[False] + 0.15


def test_the_chorus_is_bigger_than_the_verse():
    score = engine.compose(BRIEF, seed=2)
    verse, chorus = (
        next(one for one in score.sections if one.kind == kind) for kind in ("Verse", "Chorus")
    )

    assert len(chorus.notes) > 1.2 * len(verse.notes)
    assert any(phrase.harmonies for phrase in chorus.phrases)
    assert not any(phrase.harmonies for phrase in verse.phrases)
    pitch = {
        section.kind: sum(one.pitch for p in section.phrases for one in p.syllables)
        / sum(len(p.syllables) for p in section.phrases)
        for section in (verse, chorus)
    }
    assert pitch["Chorus"] > pitch["Verse"]


def test_styles_differ_in_instruments():
    bands = {
        style: frozenset(
            note.instrument for note in notes_of(engine.compose(replace(BRIEF, tags=style), seed=1))
        )
        for style in STYLES
    }

    assert len(set(bands.values())) == len(STYLES)


@pytest.mark.parametrize(
    ("tags", "style"),
    [
        ("lo-fi, chill, study beats", "lo-fi"),
        ("Acoustic folk ballad", "folk"),
        ("heavy metal", "rock"),
        ("cinematic orchestral score", "orchestral"),
        ("deep house", "electronic"),
        ("neo soul", "r&b"),
        ("", "pop"),
    ],
)
def test_tags_choose_the_style(tags, style):
    assert choose(tags).name == style


def test_negative_tags_rule_a_style_out():
    assert choose("rock, jazz", negative_tags="rock").name == "jazz"


def test_tags_may_name_tempo_key_and_voice():
    brief = engine.Brief(lyrics=LYRICS, tags="pop, 97 bpm, in F# minor, male vocals")

    score = engine.compose(brief, seed=1)

    assert (score.tempo_bpm, score.key, score.singer.gender) == (97, "F# minor", "m")


@pytest.mark.parametrize(
    ("name", "key"), [("C# minor", "Db minor"), ("Gb major", "F# major"), ("bb minor", "Bb minor")]
)
def test_keys_are_understood_in_all_spellings(name, key):
    assert engine.compose(engine.Brief(lyrics=LYRICS, tags=f"pop, {name}"), seed=1).key == key


def test_moods_choose_the_mode_and_words_of_speed_the_tempo():
    slow, quick = (
        engine.compose(engine.Brief(lyrics=LYRICS, tags=f"pop, {word}"), seed=5)
        for word in ("slow sad", "fast happy")
    )

    assert slow.key.endswith("minor")
    assert quick.key.endswith("major")
    assert slow.tempo_bpm < quick.tempo_bpm


@pytest.mark.parametrize(
    "brief",
    [
        engine.Brief(tags="jazz", instrumental=True),
        engine.Brief(tags="jazz, instrumental", lyrics=LYRICS),
    ],
)
def test_an_instrumental_has_a_lead_line_and_no_words(brief):
    score = engine.compose(brief, seed=2)

    assert score.lyrics == ""
    assert not sung(score)
    assert any(
        note.instrument == "sax"
        for section in score.sections
        if section.kind == "Verse"
        for note in section.notes
    )
    assert 45 <= score.duration_s <= 120


def test_a_description_alone_gets_words_of_our_own():
    score = engine.compose(engine.Brief(description="a pop song about trains at night"), seed=2)

    assert "train" in score.lyrics
    assert "train" in score.title.lower()
    assert sung(score)


def test_style_weight_draws_the_tempo_to_the_middle_of_the_style():
    low, high = STYLES["pop"].tempo

    def distance(weight):
        scores = (
            engine.compose(replace(BRIEF, style_weight=weight), seed=seed) for seed in range(4)
        )
        return sum(abs(score.tempo_bpm - (low + high) / 2) for score in scores)

    assert distance(1.0) < distance(0.0)


def test_melodies_move_by_steps_with_some_leaps_and_repeats():
    moves = []
    for style in ("pop", "folk", "rock", "jazz"):
        for section in engine.compose(replace(BRIEF, tags=style), seed=6).sections:
            for phrase in section.phrases:
                row = [one.pitch for one in phrase.syllables]
                moves += [abs(b - a) for a, b in pairwise(row)]

    share = {
        name: sum(test(m) for m in moves) / len(moves)
        for name, test in {
            "repeat": lambda m: m == 0,
            "step": lambda m: 1 <= m <= 2,
            "leap": lambda m: 3 <= m <= 7,
            "far": lambda m: m > 9,
        }.items()
    }
    assert share["repeat"] > 0.03
    assert 0.4 < share["step"] < 0.85
    assert share["leap"] > 0.1
    assert share["far"] < 0.03


def test_a_title_is_taken_from_the_brief_or_the_hook():
    assert engine.compose(BRIEF, seed=1).title == "Hold The Morning In"
    assert engine.compose(replace(BRIEF, title="Mine"), seed=1).title == "Mine"


@pytest.mark.parametrize(
    "lyrics",
    [
        "la",
        "[Verse]",
        "...",
        "你好 世界",
        "x" * 400,
        "word " * 60,
        "\n".join(["one more line to sing"] * 60),
    ],
)
def test_odd_lyrics_still_make_a_song(lyrics):
    for profile in ("full", "fast"):
        score = engine.compose(engine.Brief(lyrics=lyrics, tags="pop"), seed=1, profile=profile)

        assert score.sections
        assert notes_of(score)


def test_notes_are_legal():
    for style in STYLES:
        for note in notes_of(engine.compose(replace(BRIEF, tags=style), seed=9)):
            assert note.part in engine.PARTS
            assert 0 < note.velocity <= 1
            assert note.beats > 0
            assert note.beat >= 0
            assert 0 < note.pitch < 128
