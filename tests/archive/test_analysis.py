import resource

import numpy as np
import pytest

from apps.archive import analysis, formats
from apps.archive.analysis.decode import Shape
from apps.archive.analysis.loudness import Loudness, k_weighting
from tests.archive import sounds


def shape(rate_hz: int = 48_000, weights: tuple[float, ...] = (1.0, 1.0)) -> Shape:
    return Shape(rate_hz, weights, is_planar=True, dtype=np.float32, offset=0.0, scale=1.0)


def loudness_of(samples, *, rate_hz: int = 48_000, weights=(1.0, 1.0), block: int = 50_000):
    meter = Loudness(shape(rate_hz, weights))
    for start in range(0, samples.shape[1], block):
        meter.feed(samples[:, start : start + block])
    return meter.integrated_lufs()


def tones(*pieces: tuple[float, float], rate_hz: int = 48_000):
    """Return sines of 1 kHz one after the other, each (seconds, dBFS)."""
    parts = [
        sounds.sine(duration_s, level_dbfs=level, rate_hz=rate_hz, hz=1000)
        for duration_s, level in pieces
    ]
    return np.concatenate(parts, axis=1)


def test_the_weighting_is_the_standards_table_at_48_khz():
    numerator, denominator = k_weighting(48_000)

    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285]
    shelf_below = [1.0, -1.69065929318241, 0.73248077421585]
    high_pass_below = [1.0, -1.99004745483398, 0.99007225036621]
    assert numerator == pytest.approx(np.convolve(shelf, [1.0, -2.0, 1.0]), abs=1e-9)
    assert denominator == pytest.approx(np.convolve(shelf_below, high_pass_below), abs=1e-9)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("level", [-23.0, -33.0, -6.0])
def test_a_sine_in_two_channels_is_as_loud_as_its_level(rate_hz, level):
    samples = sounds.sine(5, level_dbfs=level, rate_hz=rate_hz)

    assert loudness_of(samples, rate_hz=rate_hz) == pytest.approx(level, abs=0.05)


def test_one_channel_is_three_units_quieter_than_two():
    samples = sounds.sine(5, level_dbfs=-23, channels=1, rate_hz=48_000)

    assert loudness_of(samples, weights=(1.0,)) == pytest.approx(-26.01, abs=0.05)


@pytest.mark.parametrize(
    "pieces",
    [
        [(10, -36), (60, -23), (10, -36)],
        [(10, -72), (10, -36), (60, -23), (10, -36), (10, -72)],
        [(20, -26), (20.1, -20), (20, -26)],
    ],
    ids=["relative gate", "both gates", "mixture"],
)
def test_the_sequences_of_ebu_tech_3341_measure_minus_23(pieces):
    assert loudness_of(tones(*pieces)) == pytest.approx(-23.0, abs=0.1)


def test_surround_channels_count_as_the_standard_says():
    levels = (-28, -28, -24, -30, -30)
    samples = np.concatenate([sounds.sine(20, level_dbfs=x, channels=1, rate_hz=48_000, hz=1000)
                              for x in levels])  # fmt: skip

    loudness = loudness_of(samples, weights=(1.0, 1.0, 1.0, 1.41, 1.41))

    assert loudness == pytest.approx(-23.0, abs=0.1)


@pytest.mark.parametrize("block", [77, 4_800, 19_200, 1_000_000])
def test_loudness_does_not_depend_on_how_the_stream_is_cut(block):
    samples = tones((1.3, -30), (0.7, -14))

    assert loudness_of(samples, block=block) == pytest.approx(loudness_of(samples), abs=1e-6)


def test_less_than_a_window_is_measured_as_a_whole():
    assert loudness_of(sounds.sine(0.2, rate_hz=48_000)) == pytest.approx(-12.0, abs=1.0)


def test_silence_and_nothing_have_no_loudness():
    assert loudness_of(sounds.silence(1)) is None
    assert loudness_of(sounds.silence(0)) is None


CODED = {
    "mp3": sounds.as_mp3,
    "wav 16": sounds.as_wav,
    "wav 24": lambda samples: sounds.as_wav(samples, bits=24),
    "flac": lambda samples: sounds.as_coded(samples, "flac"),
    "m4a": lambda samples: sounds.as_coded(samples, "m4a"),
    "opus": lambda samples: sounds.as_coded(samples, "ogg"),
}


@pytest.mark.parametrize("encode", CODED.values(), ids=CODED.keys())
def test_every_format_is_measured_the_same(tmp_path, encode):
    path = sounds.kept(tmp_path, encode(sounds.sine(4, level_dbfs=-12)))

    measures = analysis.measure(path)

    assert measures.duration_s == pytest.approx(4.0, abs=0.1)
    assert measures.channels == 2
    assert measures.sample_rate_hz in (44_100, 48_000)
    assert measures.peak_dbfs == pytest.approx(-12.0, abs=1.0)
    assert measures.loudness_lufs == pytest.approx(-12.0, abs=0.6)
    assert len(measures.peaks) == 2 * round(measures.duration_s * formats.BUCKETS_PER_S)


def test_bytes_of_eight_bits_are_centred(tmp_path):
    content = bytearray(sounds.as_wav(sounds.silence(1, channels=1)))
    content[4:8] = (36 + 44_100).to_bytes(4, "little")
    content[34:36] = (8).to_bytes(2, "little")
    content[28:34] = (44_100).to_bytes(4, "little") + (1).to_bytes(2, "little")
    tone = np.rint(128 + 64 * np.sin(np.arange(44_100) / 7)).astype(np.uint8).tobytes()
    path = sounds.kept(tmp_path, bytes(content[:40]) + (44_100).to_bytes(4, "little") + tone)

    measures = analysis.measure(path)

    assert measures.peak_dbfs == pytest.approx(-6.02, abs=0.05)


def test_peaks_follow_the_sound_and_are_scaled_to_the_files_own_peak(tmp_path):
    samples = np.concatenate([sounds.silence(1), sounds.sine(1, level_dbfs=-6)], axis=1)
    path = sounds.kept(tmp_path, sounds.as_wav(samples))

    measures = analysis.measure(path)

    buckets = np.frombuffer(measures.peaks, np.uint8).reshape(-1, 2)
    assert len(buckets) == 50
    assert not buckets[:25].any()
    assert (buckets[26:, 0] >= 254).all()
    assert buckets[30:, 1] == pytest.approx(255 / np.sqrt(2), abs=2)


def test_long_files_have_a_limited_number_of_buckets(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_wav(sounds.sine(240, channels=1, rate_hz=8000),
                                               rate_hz=8000))  # fmt: skip

    assert len(analysis.measure(path).peaks) == 2 * formats.MAX_BUCKETS


def test_loudness_can_be_left_out(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_wav(sounds.sine(1)))

    assert analysis.measure(path, with_loudness=False).loudness_lufs is None


def test_a_file_of_a_few_samples_is_measured(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_wav(sounds.sine(0.005)))

    measures = analysis.measure(path)

    assert measures.duration_s == pytest.approx(0.005)
    assert len(measures.peaks) == 2


def test_more_than_four_hours_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("apps.archive.analysis.measuring.LONGEST_S", 2)
    path = sounds.kept(tmp_path, sounds.as_wav(sounds.sine(3)))

    with pytest.raises(analysis.Unplayable, match="longer than four hours"):
        analysis.measure(path)


NO_AUDIO = {
    "text": b"<html>This song has moved.</html>" * 40,
    "nothing": b"",
    "zeros": bytes(50_000),
    "a picture": sounds.picture(),
}


@pytest.mark.parametrize("content", NO_AUDIO.values(), ids=NO_AUDIO.keys())
def test_what_is_no_audio_is_refused(tmp_path, content):
    with pytest.raises(analysis.Unplayable):
        analysis.measure(sounds.kept(tmp_path, content))


@pytest.mark.parametrize("name", ["wav 16", "flac", "m4a"])
def test_a_file_that_breaks_off_is_refused(tmp_path, name):
    content = CODED[name](sounds.sine(6))

    with pytest.raises(analysis.Unplayable):
        analysis.measure(sounds.kept(tmp_path, content[: len(content) // 2]))


def test_an_mp3_that_counts_its_frames_is_refused_when_it_breaks_off(tmp_path):
    content = with_length_frame(sounds.as_mp3(sounds.sine(6)), frames=231)

    with pytest.raises(analysis.Unplayable, match="breaks off after"):
        analysis.measure(sounds.kept(tmp_path, content[: len(content) // 2]))


def test_an_mp3_with_a_tag_and_a_frame_count_is_measured(tmp_path):
    tag = b"ID3\x04\x00\x00\x00\x00\x00\x14" + b"TIT2\x00\x00\x00\x0a\x00\x00\x03A lantern"
    content = tag + with_length_frame(sounds.as_mp3(sounds.sine(6)), frames=231)

    measures = analysis.measure(sounds.kept(tmp_path, content))

    assert measures.duration_s == pytest.approx(6.0, abs=0.1)


def with_length_frame(mp3: bytes, *, frames: int) -> bytes:
    """Put a frame that tells the number of frames in front of a 128 kbit/s MP3."""
    header = mp3[:4]
    length_tag = b"Info" + (1).to_bytes(4, "big") + frames.to_bytes(4, "big")
    return header + (bytes(32) + length_tag).ljust(417 - 4, b"\x00") + mp3


def test_damage_in_the_middle_is_noticed(tmp_path):
    content = bytearray(sounds.as_coded(sounds.sine(6), "flac"))
    noise = np.random.default_rng(1).integers(0, 256, len(content) // 2, np.uint8).tobytes()
    content[len(content) // 4 : len(content) // 4 + len(noise)] = noise

    with pytest.raises(analysis.Unplayable):
        analysis.measure(sounds.kept(tmp_path, bytes(content)))


def test_numbers_that_are_no_sound_are_refused(tmp_path):
    samples = sounds.sine(1, channels=1)
    content = bytearray(sounds.as_wav(samples, bits=24))
    content[20:22] = (3).to_bytes(2, "little")
    content[28:36] = (176_400).to_bytes(4, "little") + b"\x04\x00\x20\x00"
    body = np.full(30_000, np.nan, "<f4").tobytes()
    path = sounds.kept(tmp_path, bytes(content[:40]) + len(body).to_bytes(4, "little") + body)

    with pytest.raises(analysis.Unplayable, match="damaged"):
        analysis.measure(path)


def test_a_song_of_the_announced_length_passes(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_mp3(sounds.sine(5)))

    assert analysis.check_audio(path, expected_duration_s=7.5).duration_s == pytest.approx(
        5, abs=0.1
    )
    assert analysis.check_audio(path, expected_duration_s=None).duration_s == pytest.approx(
        5, abs=0.1
    )


@pytest.mark.parametrize("expected", [1.0, 60.0])
def test_a_song_of_another_length_is_refused(tmp_path, expected):
    path = sounds.kept(tmp_path, sounds.as_mp3(sounds.sine(5)))

    with pytest.raises(analysis.Unplayable, match=f"but {expected:.0f} were announced"):
        analysis.check_audio(path, expected_duration_s=expected)


def test_silence_is_refused_and_has_no_levels(tmp_path):
    path = sounds.kept(tmp_path, sounds.as_wav(sounds.silence(2)))

    measures = analysis.measure(path)

    assert measures.is_silent
    assert measures.peak_dbfs is None
    assert set(measures.peaks) == {0}
    with pytest.raises(analysis.Unplayable, match="silence"):
        analysis.check_audio(path, expected_duration_s=None)


@pytest.mark.parametrize("extension", ["png", "jpg"])
def test_a_picture_passes(tmp_path, extension):
    path = sounds.kept(tmp_path, sounds.picture(extension))

    analysis.check_picture(path)


@pytest.mark.parametrize(
    "content", [b"\x89PNG\r\n\x1a\n" + bytes(80), b"<svg/>", sounds.as_wav(sounds.sine(0.2))]
)
def test_what_is_no_picture_is_refused(tmp_path, content):
    with pytest.raises(analysis.Unplayable, match="not a picture"):
        analysis.check_picture(sounds.kept(tmp_path, content))


@pytest.mark.parametrize(("width", "height"), [(8193, 1), (1, 8193), (30_000, 30_000)])
def test_a_huge_picture_is_refused_before_there_is_room_made_for_it(tmp_path, width, height):
    path = sounds.kept(tmp_path, sounds.png_of_zeros(width, height))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(analysis.Unplayable, match="8,192 pixels"):
        analysis.check_picture(path)

    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown_kb < 200_000


def test_a_few_damaged_packets_are_borne_and_many_are_not(tmp_path):
    content = bytearray(CODED["m4a"](sounds.sine(6)))
    media = content.index(b"mdat") + 8
    noise = np.random.default_rng(1).integers(0, 256, 30_000, np.uint8).tobytes()
    content[media + 5_000 : media + 35_000] = noise

    with pytest.raises(analysis.Unplayable, match="damaged"):
        analysis.measure(sounds.kept(tmp_path, bytes(content)))


def test_a_file_that_changes_its_format_midway_is_refused(tmp_path):
    content = sounds.as_mp3(sounds.sine(1)) + sounds.as_mp3(
        sounds.sine(1, rate_hz=48_000), rate_hz=48_000
    )

    with pytest.raises(analysis.Unplayable, match="changes its format"):
        analysis.measure(sounds.kept(tmp_path, content))


def test_a_file_without_a_single_sample_holds_no_sound(tmp_path):
    with pytest.raises(analysis.Unplayable):
        analysis.measure(sounds.kept(tmp_path, sounds.as_wav(sounds.silence(0))))


def test_a_wav_that_does_not_know_its_own_length_is_measured(tmp_path):
    content = bytearray(sounds.as_wav(sounds.sine(1)))
    content[4:8] = content[40:44] = b"\xff\xff\xff\xff"

    measures = analysis.measure(sounds.kept(tmp_path, bytes(content)))

    assert measures.duration_s == pytest.approx(1.0)


def test_a_sound_that_ends_with_a_block_is_measured_to_its_end(tmp_path, monkeypatch):
    monkeypatch.setattr("apps.archive.analysis.decode.BLOCK_SAMPLES", 80)
    samples = sounds.sine(10_240 / 8000, channels=1, rate_hz=8000)
    path = sounds.kept(tmp_path, sounds.as_wav(samples, rate_hz=8000))

    assert analysis.measure(path).duration_s == 1.28
