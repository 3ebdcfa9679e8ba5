"""The sound of stems: packing, comparing, mixing, zipping."""

import io
import json
import struct
import zipfile

import av
import numpy as np
import pytest

from apps.stems import analysis
from apps.stems.analysis.law import CEILING
from apps.stems.analysis.reading import blocks, together
from tests.archive.sounds import as_mp3, as_wav, silence

pytestmark = pytest.mark.profile_free

RATE = analysis.RATE_HZ


def noise(seed, seconds=3.0, *, channels=2, rate=RATE, level=0.1):
    sound = np.random.default_rng(seed).standard_normal((channels, round(seconds * rate)))
    return (level * sound).astype(np.float32)


@pytest.fixture
def source(tmp_path):
    """Write samples (channels by samples) to a file and return it as a source."""

    def make(name, samples, *, rate=RATE, channels=None):
        path = tmp_path / f"{name}.wav"
        path.write_bytes(as_wav(samples, rate_hz=rate))
        return analysis.Source(name, path, samples.shape[0] if channels is None else channels)

    return make


def decoded(folder, manifest, at):
    """Decode one stem of a pack from its first row, as the browser does."""
    data = (folder / "pack.bin").read_bytes()
    stems = manifest["stems"]
    context = av.CodecContext.create(manifest["codec"], "r")
    if manifest["codec"] == "flac":
        import base64

        context.extradata = base64.b64decode(stems[at]["description"])[8:]
    context.sample_rate = RATE
    context.layout = "mono" if stems[at]["channels"] == 1 else "stereo"
    parts, place = [], 0
    while place < len(data):
        sizes = struct.unpack_from(f"<{len(stems)}H", data, place)
        start = place + 2 * len(stems) + sum(sizes[:at])
        for frame in context.decode(av.Packet(data[start : start + sizes[at]])):
            part = frame.to_ndarray()
            parts.append(
                part if frame.format.is_planar else part.reshape(-1, stems[at]["channels"]).T
            )
        place += 2 * len(stems) + sum(sizes)
    return np.concatenate(parts, axis=1)


def prepare(folder, sources, clip=None, codec="flac"):
    findings = analysis.prepare(sources, clip=clip, folder=folder, codec=codec)
    return findings, json.loads((folder / "manifest.json").read_text())


def test_a_lossless_pack_holds_every_sample_in_its_place(tmp_path, source):
    sounds = [noise(1), noise(2, 1.5, channels=1)]

    _, manifest = prepare(tmp_path, [source(str(at), sound) for at, sound in enumerate(sounds)])

    for at, sound in enumerate(sounds):
        whole = decoded(tmp_path, manifest, at)[:, : sound.shape[1]] / 32768
        assert np.abs(whole - sound).max() < 1e-4
    assert manifest["frames"] == 3 * RATE
    assert len(manifest["starts"]) == 7
    assert manifest["starts"][-1] == (tmp_path / "pack.bin").stat().st_size


def test_an_opus_pack_begins_at_the_first_sample(tmp_path, source):
    sound = np.zeros((1, RATE), np.float32)
    sound[0, 4800:5800] = np.hanning(1000) * np.sin(np.arange(1000) / 4)

    _, manifest = prepare(tmp_path, [source("a", sound)], codec="opus")

    whole = decoded(tmp_path, manifest, 0)[0, manifest["lead"] * manifest["packet"] :]
    fit = np.correlate(whole[: RATE // 2], sound[0, : RATE // 2], "full")
    assert abs(int(np.argmax(fit)) - (RATE // 2 - 1)) <= 1


def test_odd_stems_are_packed_side_by_side(tmp_path, source):
    silent = source("silent", silence(3.0, rate_hz=RATE), channels=0)
    short = source("short", noise(3, 0.4))
    other_rate = source("other", noise(4, rate=44_100), rate=44_100)

    _, manifest = prepare(tmp_path, [silent, short, other_rate], codec="opus")

    assert [stem["channels"] for stem in manifest["stems"]] == [0, 2, 2]
    assert abs(manifest["frames"] - 3 * RATE) <= 1


def test_stems_of_nothing_but_silence_can_be_packed(tmp_path, source):
    quiet = source("quiet", silence(1.0, rate_hz=RATE))

    _, manifest = prepare(tmp_path, [quiet, source("b", silence(1.0), channels=0)], codec="opus")

    assert manifest["frames"] == RATE


def test_stems_that_are_the_clip_cancel_it(tmp_path, source):
    one, two = noise(1), noise(2)
    clip = source("clip", one + two)

    findings, _ = prepare(tmp_path, [source("a", one), source("b", two)], clip)

    assert findings.null_db < -50
    assert findings.offsets_ms == [0.0, 0.0]


def test_a_stem_that_is_late_or_foreign_is_found(tmp_path, source):
    one, two = noise(1), noise(2)
    late = np.roll(two, 960, axis=1)
    clip = source("clip", one + two)

    findings, _ = prepare(
        tmp_path, [source("a", one), source("b", late), source("c", noise(9))], clip
    )

    assert findings.offsets_ms[0] == 0.0
    assert findings.offsets_ms[1] == pytest.approx(20.0, abs=0.1)
    assert findings.offsets_ms[2] is None
    assert findings.null_db > 0


def test_a_stem_that_bleeds_into_another_is_found(tmp_path, source):
    one, two, three = noise(1), noise(2), noise(3)
    sounds = [one, two + 0.5 * one, three, np.zeros_like(one)]
    sources = [source(str(at), sound) for at, sound in enumerate(sounds)]

    findings, _ = prepare(tmp_path, sources, source("clip", sum(sounds)))

    giver, taker, clean, silent = findings.bleeds_db
    assert taker == pytest.approx(10 * np.log10(0.2), abs=1)
    assert giver == pytest.approx(10 * np.log10(0.2), abs=1)
    assert clean < -20
    assert silent is None


def test_one_stem_alone_bleeds_from_nothing(tmp_path, source):
    findings, _ = prepare(tmp_path, [source("a", noise(1))], source("clip", noise(1)))

    assert findings.bleeds_db == [None]


def test_a_damaged_file_is_named(tmp_path):
    path = tmp_path / "bad.wav"
    path.write_bytes(b"nothing of the kind" * 50)

    with pytest.raises(analysis.reading.Unplayable, match="Drums"):
        list(blocks(analysis.Source("Drums", path, 2)))


def test_an_untouched_mix_is_the_sum(source):
    one, two = noise(1, 2.3), noise(2, 1.2, channels=1)
    sources = [source("a", one), source("b", two)]

    mix = np.concatenate(list(analysis.mixdown(sources, [{}, {}])))

    total = one.copy()
    total[:, : two.shape[1]] += two
    assert mix.shape == (one.shape[1], 2)
    assert np.abs(mix.T - total).max() < 1e-4


def test_nothing_leaves_the_limiter_above_its_ceiling(source):
    sources = [source("a", noise(1, level=0.5)), source("b", noise(2, level=0.5))]

    mix = np.concatenate(list(analysis.mixdown(sources, [{"gain": 6.0}, {}], master_db=6.0)))

    assert np.abs(mix).max() <= CEILING + 1e-9
    assert np.abs(mix).max() > CEILING - 0.05


def test_the_limiter_does_the_same_in_one_piece_and_in_many():
    sound = noise(5, 1.0, level=0.6).T.astype(np.float64)
    whole, pieces = analysis.Limiter(RATE), analysis.Limiter(RATE)

    apart = [pieces.feed(part) for part in np.split(sound, 25)]

    assert np.allclose(whole.feed(sound), np.concatenate(apart), atol=1e-12)


@pytest.mark.parametrize(
    ("strips", "expected"),
    [
        ([{}, {}], [[1, 1], [1, 1]]),
        ([{"mute": True}, {}], [[0, 0], [1, 1]]),
        ([{"solo": True}, {}], [[1, 1], [0, 0]]),
        ([{"solo": True, "mute": True}, {}], [[0, 0], [0, 0]]),
        ([{"gain": -60.0}, {"pan": -1.0}], [[0, 0], [1, 0]]),
        ([{"pan": 0.25}, {"gain": 20.0}], [[0.75, 1], [10, 10]]),
    ],
)
def test_faders_mean_what_they_say(strips, expected):
    assert analysis.levels(strips) == pytest.approx(np.array(expected, float))


@pytest.mark.parametrize(
    ("strip", "group", "expected"),
    [
        ({"gain": -6.0}, {"gain": 6.0}, [[1, 1], [1, 1]]),
        ({"gain": 3.0}, {"gain": -60.0}, [[0, 0], [1, 1]]),
        ({}, {"mute": True}, [[0, 0], [1, 1]]),
        ({"solo": True}, {"mute": True}, [[0, 0], [0, 0]]),
        ({}, {"solo": True}, [[1, 1], [0, 0]]),
        ({"mute": True}, {"solo": True}, [[0, 0], [0, 0]]),
    ],
)
def test_what_a_group_says_counts_for_its_strips(strip, group, expected):
    strips = [{**strip, "group": "rhythm"}, {"group": "band"}]

    gains = analysis.levels(strips, groups={"rhythm": group})

    assert gains == pytest.approx(np.array(expected, float))


@pytest.mark.parametrize("file_format", ["wav16", "wav24", "flac", "mp3"])
def test_every_format_can_be_read_again(tmp_path, source, file_format):
    sound = noise(1, 2.0)
    mix = analysis.mixdown([source("a", sound)], [{}])

    frames = analysis.write_mix(
        mix, tmp_path / "out", file_format=file_format, tags={"title": "Salt"}
    )

    again = next(together([analysis.Source("out", tmp_path / "out", 2)]))[0]
    assert frames == 2 * RATE
    allowed = {"wav16": 1e-4, "wav24": 5e-5, "flac": 5e-5, "mp3": 0.5}[file_format]
    assert np.abs(again - sound.T[: len(again)]).max() < allowed


def test_a_zip_holds_stems_of_one_length(tmp_path, source):
    long, short = noise(1, 2.0), noise(2, 1.0, channels=1)
    path = tmp_path / "c.mp3"
    path.write_bytes(as_mp3(noise(3, 1.0, rate=44_100)))
    files = [
        ("01 Vocals.wav", source("a", long)),
        ("02 Bass.wav", source("b", short)),
        ("03 Nothing.wav", source("c", silence(1.0), channels=0)),
        ("04 Drums.wav", analysis.Source("d", path, 2)),
    ]

    whole = b"".join(analysis.zipped(files, frames=2 * RATE))

    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        assert archive.testzip() is None
        assert {info.file_size for info in archive.infolist()} == {44 + 2 * RATE * 4}
        data = np.frombuffer(archive.read("01 Vocals.wav")[44:], "<i2").reshape(-1, 2) / 32768
    assert np.abs(data - long.T).max() < 1e-4
