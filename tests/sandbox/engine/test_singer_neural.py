"""The neural singer: its planning needs no model; what needs one is marked `singer`."""

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from apps.sandbox import engine
from apps.sandbox.engine.sound.dsp import FS
from apps.sandbox.engine.sound.voice.cue import Cue
from apps.sandbox.engine.sound.voice.neural import (
    building,
    convolving,
    pieces,
    script,
    singing,
    speech,
    world,
)
from apps.sandbox.engine.sound.voice.timeline import Placed, lay_out
from tests.sandbox.engine import hearing
from tests.sandbox.engine.songs import LYRICS
from tests.support.singer import FOLDER

ROOT = Path(__file__).resolve().parents[3]


def cue_of(text, *, gender="f", beats=1.0, pitch=60, beat_s=0.5):
    from apps.sandbox.engine.score import Phrase, Singer, Syllable
    from apps.sandbox.engine.words.syllables import of_line

    syllables = tuple(
        Syllable(
            one.text,
            one.onset,
            one.nucleus,
            one.coda,
            one.stressed,
            one.opens_word,
            beat=beats * at,
            beats=beats,
            pitch=pitch + at % 3,
        )
        for at, one in enumerate(of_line(text))
    )
    singer = Singer(gender, 1.01, 0.2, 30.0, 5.5, "neural")
    pitches = tuple(one.pitch for one in syllables)
    return Cue.of(Phrase(text, syllables), pitches, singer=singer, beat_s=beat_s)


def test_every_sound_of_the_engine_has_a_symbol():
    from apps.sandbox.engine.sound.voice.tract import SOUNDS

    for phone in SOUNDS:
        for stressed in (False, True):
            assert script._sounds(phone, stressed=stressed)


def test_words_are_parted_by_gaps_and_stresses_are_marked():
    (one,) = script.scripts_of(cue_of("hold the window").syllables)

    assert one.symbols == (0, 50, 156, 31, 54, 46, 16, 81, 83, 16, 65, 156, 102, 56, 46, 31, 0)
    assert one.phones == (-1, 0, 1, 1, 2, 3, -1, 4, 5, -1, 6, 7, 7, 8, 9, 10, -1)
    assert sum(one.vowels) == 4


def test_a_long_line_is_cut_between_words_and_loses_nothing():
    cue = cue_of("every window has a tale to show and every river finds the sea " * 4)
    placed = lay_out(cue.syllables, cue.beat_s)

    found = script.scripts_of(cue.syllables)

    assert len(found) > 2
    assert all(len(one.symbols) <= 66 for one in found)
    assert [vowel for one in found for vowel in one.vowels] == [one.vowel for one in placed]


@pytest.mark.parametrize(
    ("phone", "length"), [("AA", 0.1), ("AA", 0.3), ("AY", 0.8), ("IY", 2.5), ("ER", 1.0)]
)
def test_a_held_vowel_begins_and_ends_as_spoken_and_never_jumps(phone, length):
    since = np.arange(0, length, 0.005)

    places = singing._inside(Placed(phone, 1.0, 1.0 + length, vowel=True), since, length, 0.25)

    assert places[0] == 0
    assert 0.25 - places[-1] < 0.015
    assert places.min() >= 0
    assert places.max() <= 0.25
    assert max(abs(b - a) for a, b in pairwise(places)) < 0.013


def test_every_phone_is_sung_where_its_note_is():
    cue = cue_of("salt on the window")
    placed = lay_out(cue.syllables, cue.beat_s)
    edges = np.arange(len(placed) + 1) * 0.2 + 0.1
    silent = world.Frames(np.zeros((9, 64)), np.zeros((9, 3)), np.zeros(9, dtype=bool))
    moments = np.arange(-0.3, placed[-1].end_s + 0.4, 0.005)

    places, sounds = singing._places(placed, speech.Speech(silent, edges[:-1], edges[1:]), moments)

    for at, one in enumerate(placed):
        inside = (moments >= one.start_s) & (moments < one.end_s)
        assert (places[inside] >= edges[at]).all()
        assert (places[inside] <= edges[at + 1]).all()
        assert sounds[inside].all()
    assert not sounds[moments < placed[0].start_s].any()
    assert not sounds[moments > placed[-1].end_s + 0.11].any()


def test_lengths_leave_no_consonant_slurred_and_vowels_to_sing_on():
    (one,) = script.scripts_of(cue_of("hold the morning").syllables)

    lengths = speech._even(one, np.ones(len(one.symbols), np.float32))

    vowels = [
        sum(lengths[k] for k, phone in enumerate(one.phones) if phone == at)
        for at, vowel in enumerate(one.vowels)
        if vowel
    ]
    consonants = [lengths[one.phones.index(at)] for at, vowel in enumerate(one.vowels) if not vowel]
    assert all(total >= 5 for total in vowels)
    assert all(length >= 2 for length in consonants)


def test_speech_is_remembered_as_it_was():
    frames = world.Frames(
        np.ones((5, 64), np.float32), np.ones((5, 3), np.float32), np.array([True] * 5)
    )
    said = speech.Speech(frames, np.array([0.1]), np.array([0.2]))

    again = speech.Speech.unpacked(said.packed())

    assert again.frames.envelope.dtype == np.float32
    assert again.packed() == said.packed()
    for rubbish in (b"", b"PK", said.packed()[:-40]):
        with pytest.raises(ValueError, match="not spoken words"):
            speech.Speech.unpacked(rubbish)


def test_a_sound_at_the_songs_rate_keeps_its_pitch():
    tone = np.sin(2 * np.pi * 440 * np.arange(24_000) / 24_000).astype(np.float32)

    sound = singing._at_rate(tone)

    assert len(sound) == FS
    assert hearing.pitch(sound[4000:40_000].astype(float), 440) == pytest.approx(440, rel=1e-4)


def test_a_model_is_cut_to_what_leads_from_the_inputs_to_the_outputs():
    def node(name, *inputs):
        return SimpleNamespace(input=list(inputs), output=[name])

    nodes = [node("a", "x"), node("b", "a"), node("side", "a"), node("c", "b", "w"), node("d", "c")]

    assert [one.output[0] for one in building.needed(nodes, ("b",), ("c",))] == ["c"]
    assert [one.output[0] for one in building.needed(nodes, ("x",), ("c",))] == ["a", "b", "c"]


def test_what_is_not_as_it_should_be_is_not_built_from(tmp_path):
    with pytest.raises(building.CannotBuild, match="the model is damaged"):
        building.checked(b"other", "0" * 64, "the model")
    assert "no complete singer" in pieces.lacking(tmp_path) or "not installed" in pieces.lacking(
        tmp_path
    )
    assert pieces.manifest_of(tmp_path) == {}


@pytest.mark.slow
def test_who_insists_on_the_neural_voice_is_told_what_is_missing(tmp_path):
    environment = {
        **os.environ,
        "SANDBOX_VOICE": "neural",
        "SANDBOX_SINGER_DIR": str(tmp_path / "none"),
        "SANDBOX_DATA_DIR": str(tmp_path / "data"),
    }

    ended = subprocess.run(
        [sys.executable, "manage.py", "sandbox", "--port", "0"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 1
    assert "SANDBOX_VOICE is neural, but" in ended.stderr
    assert "make singer" in ended.stderr


@pytest.mark.singer
@pytest.mark.parametrize("gender", ["f", "m"])
def test_words_are_sung_on_their_notes(gender):
    score = engine.compose(engine.Brief(lyrics=LYRICS, tags="pop", voice=gender), seed=7)
    section = next(one for one in score.sections if one.phrases)
    voice = engine.NeuralVoice(FOLDER)
    off = []
    for phrase in section.phrases[:2]:
        pitches = tuple(one.pitch for one in phrase.syllables)
        cue = Cue.of(phrase, pitches, singer=score.singer, beat_s=section.beat_s)
        sung = voice.sing(cue)
        for one in cue.syllables:
            start = round((one.beat * section.beat_s - sung.begins_s) * FS)
            length = round(one.beats * section.beat_s * FS)
            piece = sung.sound[start + length // 4 : start + length * 3 // 4]
            if len(piece) > 4000:
                expected = 440 * 2 ** ((one.pitch - 69) / 12)
                off.append(abs(hearing.cents(hearing.pitch(piece, expected), one.pitch)))

    assert len(off) > 8
    assert np.median(off) < 25
    assert np.mean(np.array(off) < 50) > 0.8


@pytest.mark.singer
def test_a_cue_sounds_the_same_whatever_was_sung_before_and_its_words_are_spoken_once(tmp_path):
    cue, other = cue_of("hold the morning"), cue_of("in your hands")
    memory = engine.Memory(tmp_path, limit_bytes=50_000_000)

    first = engine.NeuralVoice(FOLDER).sing(cue)
    singer = engine.NeuralVoice(FOLDER, memory=memory)
    singer.sing(other)
    second = singer.sing(cue)
    higher = cue_of("hold the morning", beats=0.7, pitch=61)
    before = len(list(tmp_path.iterdir()))
    third = singer.sing(higher)

    assert np.array_equal(first.sound, second.sound)
    assert len(list(tmp_path.iterdir())) == before
    assert len(third.sound) < len(second.sound)
    assert all(np.isfinite(one.sound).all() for one in (first, third))


@pytest.mark.singer
def test_a_damaged_piece_lets_the_formant_voice_sing(tmp_path):
    for path in FOLDER.iterdir():
        (tmp_path / path.name).symlink_to(path)
    (tmp_path / pieces.DECODER).unlink()
    (tmp_path / pieces.DECODER).write_bytes(b"damaged")
    cue = cue_of("hold")

    sung = engine.Voices(engine.NeuralVoice(tmp_path)).sing(cue)

    assert np.array_equal(sung.sound, engine.Voices().sing(cue).sound)


@pytest.mark.singer
@pytest.mark.parametrize(
    ("neighbours", "step", "stride", "pad"),
    [(1, 1, 1, 0), (3, 1, 1, 1), (7, 3, 1, 9), (12, 1, 6, 3)],
)
def test_convolutions_written_as_products_give_the_same_numbers(neighbours, step, stride, pad):
    rng = np.random.default_rng(1)
    weights = rng.integers(0, 256, (5, 8, neighbours), dtype=np.uint8)
    sound = rng.standard_normal((1, 8, 90)).astype(np.float32)
    model = _convolution(weights, dilations=[step], strides=[stride], pads=[pad, pad])
    expected = _computed(model, sound)

    convolving.as_products(model.graph)

    assert "ConvInteger" not in {node.op_type for node in model.graph.node}
    found = _computed(model, sound)
    assert found.shape == expected.shape
    assert np.array_equal(found, expected) or not convolving.is_exact_here()


def _convolution(weights, **attributes):
    from onnx import TensorProto, helper, numpy_helper

    nodes = [
        helper.make_node("DynamicQuantizeLinear", ["sound"], ["bytes", "scale", "zero"]),
        helper.make_node(
            "ConvInteger",
            ["bytes", "weights", "zero", "middle"],
            ["result"],
            kernel_shape=[weights.shape[2]],
            **attributes,
        ),
    ]
    graph = helper.make_graph(
        nodes,
        "convolution",
        [helper.make_tensor_value_info("sound", TensorProto.FLOAT, [1, weights.shape[1], None])],
        [helper.make_tensor_value_info("result", TensorProto.INT32, None)],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array(131, np.uint8), "middle"),
        ],
    )
    opset = helper.make_opsetid("", 20)
    return helper.make_model_gen_version(graph, opset_imports=[opset])


def _computed(model, sound):
    import onnxruntime

    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, {"sound": sound})[0]
