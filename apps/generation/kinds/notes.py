"""The notes of a clip as a MIDI file of our own, so that it lives longer than a link.

A standard MIDI file of format 1: a track of the tempo, then one for each part. Times are kept in
milliseconds (500 ticks a quarter at 120 beats a minute), whatever the tempo of the song.
"""

import struct
from typing import Any

TICKS_A_QUARTER = 500
US_A_QUARTER = 500_000
TICKS_A_SECOND = 1000
END_OF_TRACK = b"\x00\xff\x2f\x00"
DRUM_CHANNEL = 9
DEFAULT_VELOCITY = 90


def midi_file(parts: list[dict[str, Any]]) -> bytes:
    """Return the file of `parts`, as a job keeps them."""
    tempo = b"\x00\xff\x51\x03" + US_A_QUARTER.to_bytes(3, "big") + END_OF_TRACK
    tracks = [tempo, *(_track(part, number) for number, part in enumerate(parts))]
    header = struct.pack(">4sIHHH", b"MThd", 6, 1, len(tracks), TICKS_A_QUARTER)
    return header + b"".join(struct.pack(">4sI", b"MTrk", len(t)) + t for t in tracks)


def _track(part: dict[str, Any], number: int) -> bytes:
    name = str(part.get("name") or f"Part {number + 1}").encode()[:127]
    channel = _channel(name.decode(errors="ignore"), number)
    data, at = b"\x00\xff\x03" + _length(len(name)) + name, 0
    for tick, status, pitch, velocity in sorted(_events(part, channel)):
        data += _length(tick - at) + bytes((status, pitch, velocity))
        at = tick
    return data + END_OF_TRACK


def _events(part: dict[str, Any], channel: int) -> list[tuple[int, int, int, int]]:
    events = []
    for note in part.get("notes") or []:
        pitch = min(127, max(0, round(note["pitch"])))
        start = max(0, round(note["start_s"] * TICKS_A_SECOND))
        end = max(start + 1, round(note["end_s"] * TICKS_A_SECOND))
        events.append((start, 0x90 | channel, pitch, _velocity(note.get("velocity"))))
        events.append((end, 0x80 | channel, pitch, 0))
    return events


def _velocity(value: float | None) -> int:
    """Return a loudness from 1 to 127; the provider counts to 1 or to 127."""
    if value is None:
        return DEFAULT_VELOCITY
    scaled = value * 127 if value <= 1 else value
    return min(127, max(1, round(scaled)))


def _channel(name: str, number: int) -> int:
    if "drum" in name.lower() or "percussion" in name.lower():
        return DRUM_CHANNEL
    free = [channel for channel in range(16) if channel != DRUM_CHANNEL]
    return free[number % len(free)]


def _length(value: int) -> bytes:
    """Return a number as MIDI writes lengths: seven bits a byte, the last one without a mark."""
    data = bytes([value & 0x7F])
    while value := value >> 7:
        data = bytes([value & 0x7F | 0x80]) + data
    return data
