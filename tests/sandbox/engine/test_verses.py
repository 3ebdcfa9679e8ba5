from apps.sandbox import engine
from apps.sandbox.engine.words.pronunciation import VOWELS, phones
from apps.sandbox.engine.words.sheet import read
from apps.sandbox.engine.words.syllables import of_line


def rhyme(line):
    sounds = phones(line.split()[-1])
    last = max(at for at, sound in enumerate(sounds) if sound in VOWELS)
    return sounds[last:]


def test_lyrics_have_verses_and_a_chorus_that_comes_back():
    _, lyrics = engine.write_lyrics("a song about the ocean", seed=1)

    stanzas = read(lyrics)

    assert [one.kind for one in stanzas] == ["Verse", "Chorus", "Verse", "Chorus"]
    assert stanzas[1].lines == stanzas[3].lines
    assert stanzas[0].lines != stanzas[2].lines


def test_lines_rhyme_in_pairs():
    for seed in range(8):
        for stanza in read(engine.write_lyrics("winter trains", seed=seed)[1]):
            for a, b in ((0, 1), (2, 3)):
                assert rhyme(stanza.lines[a])[0] == rhyme(stanza.lines[b])[0], stanza.lines


def test_lines_are_about_equally_long():
    for seed in range(8):
        for stanza in read(engine.write_lyrics("a lost robot", seed=seed)[1]):
            counts = [len(of_line(line)) for line in stanza.lines]
            assert 6 <= min(counts) <= max(counts) <= 14


def test_the_subject_is_named_in_title_and_text():
    title, lyrics = engine.write_lyrics("A happy song about robots", seed=4)

    assert "Robots" in title
    assert "robots" in lyrics


def test_the_same_seed_writes_the_same_words_and_another_others():
    assert engine.write_lyrics("rain", seed=1) == engine.write_lyrics("rain", seed=1)
    assert engine.write_lyrics("rain", seed=1) != engine.write_lyrics("rain", seed=2)


def test_no_subject_at_all_still_gives_a_song():
    title, lyrics = engine.write_lyrics("", seed=3)

    assert title
    assert lyrics.count("[") == 4
