import struct

import pytest

from apps.sandbox import engine
from apps.sandbox.engine.music.styles import STYLES
from tests.sandbox.engine.songs import LYRICS


def tracks(data):
    """Return the events of every track: (tick, status, data bytes)."""
    kind, size, form, count, ticks = struct.unpack(">4sIHHH", data[:14])
    assert (kind, size, form, ticks) == (b"MThd", 6, 1, 480)
    at, found = 14, []
    while at < len(data):
        kind, size = struct.unpack(">4sI", data[at : at + 8])
        assert kind == b"MTrk"
        found.append(list(events(data[at + 8 : at + 8 + size])))
        at += 8 + size
    assert len(found) == count
    return found


def events(body):
    at = tick = 0

    def number():
        nonlocal at
        value = 0
        while True:
            byte = body[at]
            at += 1
            value = value << 7 | byte & 0x7F
            if byte < 0x80:
                return value

    while at < len(body):
        tick += number()
        status = body[at]
        at += 1
        if status == 0xFF:
            status = 0xFF00 | body[at]
            at += 1
            size = number()
        else:
            size = 1 if status & 0xF0 == 0xC0 else 2
        yield tick, status, body[at : at + size]
        at += size


def test_words_are_told_in_order_with_their_times(pop):
    words = engine.aligned_lyrics(pop)

    sung = " ".join(word.text for word in words)
    assert sung == " ".join(line for line in LYRICS.splitlines() if line and line[0] != "[")
    assert all(0 <= word.start_s < word.end_s <= pop.duration_s for word in words)
    assert [word.start_s for word in words] == sorted(word.start_s for word in words)
    assert {word.section for word in words} == {"Verse", "Chorus"}
    assert words[-1].line == 7


def test_a_word_begins_on_its_note(pop):
    first = engine.aligned_lyrics(pop)[0]
    start_s, section = next((s, one) for s, one in pop.placed() if one.phrases)

    assert first.text == "Neon"
    assert first.start_s == start_s + section.phrases[0].syllables[0].beat * section.beat_s


def test_a_midi_file_holds_every_note_and_the_tempo(pop):
    found = tracks(engine.midi(pop))

    tempo = next(data for _, status, data in found[0] if status == 0xFF51)
    assert 60_000_000 / int.from_bytes(tempo, "big") == pytest.approx(pop.tempo_bpm, rel=1e-4)
    notes = sum(len(one.notes) for one in pop.sections)
    syllables = sum(len(p.syllables) for one in pop.sections for p in one.phrases)
    effects = sum(note.part == "FX" for one in pop.sections for note in one.notes)
    on = [event for track in found for event in track if event[1] & 0xF0 == 0x90]
    off = [event for track in found for event in track if event[1] & 0xF0 == 0x80]
    assert len(on) == len(off) == notes + syllables - effects


def test_sung_notes_carry_their_syllables(pop):
    vocals = tracks(engine.midi(pop))[1]

    words = [data.decode() for _, status, data in vocals if status == 0xFF05]
    assert words[:3] == ["Ne", "on", "ri"]


@pytest.mark.parametrize("style", STYLES)
def test_every_style_can_be_written_as_midi(style):
    score = engine.compose(engine.Brief(tags=style, instrumental=True), seed=1, profile="fast")

    found = tracks(engine.midi(score))

    assert all(track[-1][1] == 0xFF2F for track in found)
    assert len(found) > 3
