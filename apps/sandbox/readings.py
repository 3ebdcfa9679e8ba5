"""What a stored score tells without any sound: tempo, words in time, notes (CONTRACT 3.6).

The score is what was rendered, so these answers are the truth and not an estimate.
"""

from itertools import groupby
from typing import Any

from apps.sandbox import engine
from apps.sandbox.models import Clip

Json = dict[str, Any]
LONGEST_PASSAGE_S = 30.0
_SUNG_VELOCITY = 0.75


def stored_score(clip: Clip) -> engine.Score:
    """Read the score of a clip that has one."""
    return engine.Score.from_json(clip.score or {})


def tempo(score: engine.Score) -> Json:
    """Tell the mean tempo over the beats, and the slowest and fastest section, in bpm."""
    beats = sum(section.beats for section in score.sections)
    seconds = sum(section.duration_s for section in score.sections)
    bpms = [section.tempo_bpm for section in score.sections]
    return {
        "avg_bpm": round(60 * beats / seconds, 2),
        "min_bpm": round(min(bpms), 2),
        "max_bpm": round(max(bpms), 2),
    }


def aligned_words(score: engine.Score) -> list[Json]:
    """Tell when every word is sung.

    A word keeps its space or, at the end of a line, its newline; the first word of a section comes
    after the section's marker.
    """
    aligned: list[Json] = []
    section = ""
    for _, line in groupby(engine.aligned_lyrics(score), key=lambda word: word.line):
        words = list(line)
        for word in words:
            marker = "" if word.section == section else f"[{word.section}]\n"
            section = word.section
            after = "\n" if word is words[-1] else " "
            aligned.append(
                {
                    "word": f"{marker}{word.text}{after}",
                    "start_s": round(word.start_s, 3),
                    "end_s": round(word.end_s, 3),
                    "p_align": 1.0,
                    "success": True,
                }
            )
    return aligned


def instruments(score: engine.Score) -> list[Json]:
    """List every note by part: MIDI pitch, start and end in seconds, velocity 0 to 1."""
    found: dict[str, list[Json]] = {part: [] for part in engine.PARTS}
    for start_s, section in score.placed():
        beat_s = section.beat_s
        for note in section.notes:
            begin_s = start_s + note.beat * beat_s
            played = _note(note.pitch, begin_s, note.beats * beat_s, note.velocity)
            found[note.part].append(played)
        for note in section.tape.heard if section.tape else ():
            begin_s = start_s + note.beat * beat_s
            heard = _note(note.pitch, begin_s, note.beats * beat_s, note.velocity)
            found["Vocals"].append(heard)
        for phrase in section.phrases:
            found["Vocals"].extend(
                _note(sung.pitch, start_s + sung.beat * beat_s, sung.beats * beat_s, _SUNG_VELOCITY)
                for sung in phrase.syllables
            )
    return [{"name": part, "notes": notes} for part, notes in found.items() if notes]


def passage(clip: Clip, start_s: float | None, end_s: float | None) -> tuple[float, float]:
    """Say which stretch of a clip is meant; without an end it lasts as long as it may."""
    begins_s, length_s = start_s or 0.0, clip.duration_s or 0.0
    return begins_s, min(length_s, end_s if end_s is not None else begins_s + LONGEST_PASSAGE_S)


def is_sung(score: engine.Score, start_s: float, end_s: float) -> bool:
    """Say whether somebody sings in a stretch, or may be heard singing on a recording."""
    for at_s, section in score.placed():
        beat_s = section.beat_s
        beats = [one.beat for phrase in section.phrases for one in phrase.syllables]
        beats += [note.beat for note in section.tape.heard] if section.tape else []
        moments = [at_s + beat * beat_s for beat in beats]
        if any(start_s <= moment < end_s for moment in moments):
            return True
    return False


def _note(pitch: int, start_s: float, length_s: float, velocity: float) -> Json:
    return {
        "pitch": pitch,
        "start": round(start_s, 4),
        "end": round(start_s + length_s, 4),
        "velocity": round(velocity, 3),
    }
