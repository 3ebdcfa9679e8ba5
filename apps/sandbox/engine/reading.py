"""Read a score aloud: which word sounds when, and the notes as a MIDI file."""

import struct
from dataclasses import dataclass

from apps.sandbox.engine.score import PARTS, Score
from apps.sandbox.engine.sound.kit import KITS

_TICKS = 480
_DRUM_CHANNEL = 9
_PROGRAMS = {
    "piano": 0,
    "e-piano": 4,
    "organ": 16,
    "accordion": 21,
    "nylon guitar": 24,
    "steel guitar": 25,
    "jazz guitar": 26,
    "clean guitar": 27,
    "drive guitar": 30,
    "lead guitar": 29,
    "upright bass": 32,
    "finger bass": 33,
    "pick bass": 34,
    "dub bass": 39,
    "saw bass": 38,
    "sub bass": 39,
    "fiddle": 40,
    "celli": 42,
    "contrabass": 43,
    "spiccato": 45,
    "harp": 46,
    "strings": 48,
    "muted trumpet": 59,
    "horns": 60,
    "brass": 61,
    "sax": 66,
    "oboe": 68,
    "flute": 73,
    "square lead": 80,
    "supersaw": 81,
    "bell lead": 98,
    "warm pad": 89,
    "pluck synth": 84,
}
_VOICE_PROGRAM = 53


@dataclass(frozen=True, slots=True)
class Word:
    """A sung word and when it sounds, in seconds; `line` counts the sung lines from 0."""

    text: str
    start_s: float
    end_s: float
    line: int
    section: str


def aligned_lyrics(score: Score) -> tuple[Word, ...]:
    """Return every sung word with its time, as it is rendered."""
    words: list[Word] = []
    line = 0
    for start_s, section in score.placed():
        for phrase in section.phrases:
            for one in phrase.syllables:
                begins_s = start_s + one.beat * section.beat_s
                ends_s = begins_s + one.beats * section.beat_s
                if one.opens_word or not words:
                    words.append(Word(one.text, begins_s, ends_s, line, section.label))
                else:
                    last = words.pop()
                    text = last.text + one.text
                    words.append(Word(text, last.start_s, ends_s, line, section.label))
            line += 1
    return tuple(words)


def midi(score: Score) -> bytes:
    """Return the score as a Standard MIDI File (format 1), one track for each part that plays."""
    tracks = [_conductor(score)]
    for channel, part in enumerate(PARTS):
        events = _sung(score, channel) if part == "Vocals" else _played(score, part, channel)
        if events:
            tracks.append(_track(part, events))
    header = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), _TICKS)
    return header + b"".join(tracks)


Event = tuple[int, int, bytes]


def _starts(score: Score) -> list[int]:
    ticks, at = [], 0.0
    for section in score.sections:
        ticks.append(round(at * _TICKS))
        at += section.beats
    return ticks


def _conductor(score: Score) -> bytes:
    events: list[Event] = []
    for start, section in zip(_starts(score), score.sections, strict=True):
        tempo = round(60_000_000 / section.tempo_bpm).to_bytes(3, "big")
        events.append((start, 0, b"\xff\x51\x03" + tempo))
        events.append((start, 1, _text(0x06, section.label)))
    return _track(score.title, events)


def _played(score: Score, part: str, channel: int) -> list[Event]:
    events: list[Event] = []
    for start, section in zip(_starts(score), score.sections, strict=True):
        for note in section.notes:
            if note.part != part or note.part == "FX":
                continue
            voice = _DRUM_CHANNEL if note.instrument in KITS else _channel(channel)
            if not events and voice != _DRUM_CHANNEL:
                events.append((0, 0, bytes((0xC0 | voice, _PROGRAMS[note.instrument]))))
            begin = start + round(note.beat * _TICKS)
            end = begin + max(1, round(note.beats * _TICKS))
            events += _note(begin, end, voice, note.pitch, round(127 * note.velocity))
    return events


def _sung(score: Score, channel: int) -> list[Event]:
    events: list[Event] = []
    for start, section in zip(_starts(score), score.sections, strict=True):
        for one in (one for phrase in section.phrases for one in phrase.syllables):
            begin = start + round(one.beat * _TICKS)
            end = begin + max(1, round(one.beats * _TICKS))
            events.append((begin, 0, _text(0x05, one.text)))
            events += _note(begin, end, channel, one.pitch, 96)
    program = (0, 0, bytes((0xC0 | channel, _VOICE_PROGRAM)))
    return [program, *events] if events else []


def _channel(number: int) -> int:
    """Return a channel that is not the drums'."""
    return number + 1 if number >= _DRUM_CHANNEL else number


def _note(begin: int, end: int, channel: int, pitch: int, velocity: int) -> list[Event]:
    on = bytes((0x90 | channel, pitch, max(1, velocity)))
    off = bytes((0x80 | channel, pitch, 0))
    return [(begin, 2, on), (end, 1, off)]


def _text(kind: int, text: str) -> bytes:
    data = text.encode("utf-8")
    return bytes((0xFF, kind)) + _variable(len(data)) + data


def _track(name: str, events: list[Event]) -> bytes:
    body = b"\x00" + _text(0x03, name)
    now = 0
    for tick, _, data in sorted(events):
        body += _variable(tick - now) + data
        now = tick
    body += b"\x00\xff\x2f\x00"
    return struct.pack(">4sI", b"MTrk", len(body)) + body


def _variable(number: int) -> bytes:
    """Return a number in MIDI's variable length: seven bits a byte, the last without a mark."""
    groups = [number & 0x7F]
    while number := number >> 7:
        groups.append(number & 0x7F | 0x80)
    return bytes(reversed(groups))
