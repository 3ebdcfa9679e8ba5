import io
import wave

import av
import pytest

from apps.sandbox import bad_audio
from apps.sandbox.ranges import Span


def read(body: bad_audio.Body, start: int = 0, stop: int | None = None) -> bytes:
    return b"".join(body.read(Span(start, body.size_bytes if stop is None else stop)))


def test_silence_as_mp3_decodes_to_zeros_of_the_right_length():
    body = bad_audio.silent(".mp3", 3.0)

    with av.open(io.BytesIO(read(body))) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]

    assert sum(frame.shape[1] for frame in frames) / 44_100 == pytest.approx(3.0, abs=0.1)
    assert not any(frame.any() for frame in frames)


def test_silence_as_wav_is_a_wav_of_the_right_length():
    body = bad_audio.silent(".wav", 2.0)

    content = read(body)

    assert len(content) == body.size_bytes
    with wave.open(io.BytesIO(content)) as sound:
        assert sound.getnframes() == 88_200
        assert sound.getnchannels() == 2
        assert not any(sound.readframes(88_200))


@pytest.mark.parametrize("suffix", [".mp3", ".wav"])
def test_a_part_of_silence_is_cut_from_the_whole(suffix: str):
    body = bad_audio.silent(suffix, 1.0)

    assert read(body, 7, 1000) == read(body)[7:1000]
    assert read(body, 100, 120) == read(body)[100:120]


def test_corrupt_audio_has_the_size_and_is_not_audio():
    body = bad_audio.corrupt(200_000)

    content = read(body)

    assert len(content) == 200_000
    assert content == read(body)
    with pytest.raises(av.FFmpegError), av.open(io.BytesIO(content), format="mp3") as container:
        list(container.decode(audio=0))


def test_truncated_audio_ends_half_way_and_hangs_up():
    ended = []
    body = bad_audio.truncated(
        100, lambda span: iter([bytes(span.size_bytes)]), lambda: ended.append(True)
    )

    assert len(read(body)) == 50
    assert body.size_bytes == 100
    assert ended == [True]
