"""Cut scores and join them. Pieces keep sounding as they did in the whole."""

from dataclasses import replace

from apps.sandbox.engine.score import Chord, Score, Section, Tape

_SMALLEST_BEATS = 0.01


def split(score: Score, at_s: float) -> tuple[Score, Score]:
    """Return what lies before and after a moment, in seconds.

    A note or a sung line belongs to the side where it begins; what rings over the cut rings on.
    """
    before: list[Section] = []
    after: list[Section] = []
    for start_s, section in score.placed():
        beat = (at_s - start_s) / section.beat_s
        if beat >= section.beats - _SMALLEST_BEATS:
            before.append(section)
        elif beat <= _SMALLEST_BEATS:
            after.append(section)
        else:
            before.append(_head(section, beat))
            after.append(_tail(section, beat))
    return replace(score, sections=tuple(before)), replace(score, sections=tuple(after))


def join(first: Score, *others: Score) -> Score:
    """Return scores played one after the other without a gap, mastered and sung as the first.

    Its lyrics are the lines that are sung in it.
    """
    sections = (*first.sections, *(one for other in others for one in other.sections))
    joined = replace(first, sections=sections)
    return replace(joined, lyrics=joined.sung_lyrics)


def _head(section: Section, beat: float) -> Section:
    return replace(
        section,
        beats=beat,
        chords=tuple(_until(chord, beat) for chord in section.chords if chord.beat < beat),
        notes=tuple(note for note in section.notes if note.beat < beat),
        phrases=tuple(one for one in section.phrases if one.syllables[0].beat < beat),
        tape=section.tape and _tape_until(section.tape, beat),
    )


def _tape_until(tape: Tape, beat: float) -> Tape:
    return replace(tape, heard=tuple(note for note in tape.heard if note.beat < beat))


def _tape_from(tape: Tape, beat: float, beat_s: float) -> Tape:
    heard = tuple(replace(note, beat=note.beat - beat) for note in tape.heard if note.beat >= beat)
    return replace(tape, start_s=tape.start_s + beat * beat_s, heard=heard)


def _until(chord: Chord, beat: float) -> Chord:
    return replace(chord, beats=min(chord.beats, beat - chord.beat))


def _tail(section: Section, beat: float) -> Section:
    return replace(
        section,
        beats=section.beats - beat,
        origin_beat=section.origin_beat + beat,
        chords=tuple(
            replace(
                chord,
                beat=max(0.0, chord.beat - beat),
                beats=chord.beats - max(0.0, beat - chord.beat),
            )
            for chord in section.chords
            if chord.beat + chord.beats > beat + _SMALLEST_BEATS
        ),
        notes=tuple(
            replace(note, beat=note.beat - beat) for note in section.notes if note.beat >= beat
        ),
        phrases=tuple(
            replace(
                phrase,
                syllables=tuple(replace(one, beat=one.beat - beat) for one in phrase.syllables),
            )
            for phrase in section.phrases
            if phrase.syllables[0].beat >= beat
        ),
        tape=section.tape and _tape_from(section.tape, beat, section.beat_s),
    )
