"""Files that are broken on purpose, each once."""

import io

import av
import httpx
import pytest

from tests.sandbox.conftest import Body, fetch, poll
from tests.sandbox.test_control import arm
from tests.support.sandbox import Sandbox


def test_truncated_audio_ends_early(sandbox: Sandbox, clip: Body):
    good = fetch(sandbox, clip["audio_url"]).content
    arm(sandbox, "truncated_audio")

    received: list[bytes] = []
    with sandbox.client.stream("GET", clip["audio_url"]) as answer:
        pieces = map(received.append, answer.iter_bytes())
        with pytest.raises(httpx.RemoteProtocolError):
            list(pieces)

    assert int(answer.headers["Content-Length"]) == len(good)
    assert b"".join(received) == good[: len(good) // 2]
    assert fetch(sandbox, clip["audio_url"]).content == good


def test_corrupt_audio_is_no_audio(sandbox: Sandbox, clip: Body):
    good = fetch(sandbox, clip["audio_url"]).content
    arm(sandbox, "corrupt_audio", "/files/*/song.mp3")

    bad = fetch(sandbox, clip["audio_url"])

    assert bad.headers["Content-Type"] == "audio/mpeg"
    assert len(bad.content) == len(good)
    assert bad.content != good


def test_wrong_length_is_half_the_song(sandbox: Sandbox, clip: Body):
    good = fetch(sandbox, clip["audio_url"]).content
    arm(sandbox, "wrong_length")

    assert fetch(sandbox, clip["audio_url"]).content == good[: len(good) // 2]


def test_silent_audio_is_silent_and_long_enough(sandbox: Sandbox, clip: Body):
    arm(sandbox, "silent_audio")

    content = fetch(sandbox, clip["audio_url"]).content

    with av.open(io.BytesIO(content)) as container:
        frames = [frame.to_ndarray() for frame in container.decode(audio=0)]
    seconds = sum(frame.shape[1] for frame in frames) / 44_100
    assert seconds == pytest.approx(float(clip["duration"]), abs=0.1)
    assert not any(frame.any() for frame in frames)


def test_empty_audio_is_a_file_of_no_bytes(sandbox: Sandbox, clip: Body):
    arm(sandbox, "empty_audio")

    empty = fetch(sandbox, clip["audio_url"])

    assert (empty.status_code, empty.headers["Content-Length"], empty.content) == (200, "0", b"")
    assert fetch(sandbox, clip["audio_url"]).content


@pytest.mark.parametrize("suffix", ["mp3", "wav"])
def test_the_same_sound_comes_at_another_rate(sandbox: Sandbox, clip: Body, suffix: str):
    url = clip["audio_url"]
    if suffix == "wav":
        url = sandbox.post("/sonic/wav", clip_id=clip["clip_id"]).json()["data"]["wav_url"]
    good = fetch(sandbox, url).content
    sandbox.control("faults", kind="other_rate", options={"rate_hz": 32_000})

    rates, lengths_s = zip(*map(_heard, (good, fetch(sandbox, url).content)), strict=True)

    assert rates == (44_100, 32_000)
    assert lengths_s[1] == pytest.approx(lengths_s[0], abs=0.1)


def test_missing_audio_is_missing_once(sandbox: Sandbox, clip: Body):
    arm(sandbox, "missing_audio")

    statuses = [fetch(sandbox, clip["audio_url"]).status_code for _ in range(2)]

    assert statuses == [404, 200]


def test_file_faults_leave_covers_and_heads_alone(sandbox: Sandbox, clip: Body):
    arm(sandbox, "missing_audio")

    assert fetch(sandbox, clip["image_url"]).status_code == 200
    assert sandbox.client.head(clip["audio_url"]).status_code == 200
    assert fetch(sandbox, clip["audio_url"]).status_code == 404


def test_an_expired_link_is_issued_once(sandbox: Sandbox, clip: Body, shelf: dict[str, str]):
    arm(sandbox, "expired_link", "/sonic/task/*")

    expired, good = (poll(sandbox, shelf["task"])["data"][0]["audio_url"] for _ in range(2))

    assert [fetch(sandbox, url).status_code for url in (expired, expired, good)] == [403, 403, 200]


def test_an_expired_wav_link_is_issued(sandbox: Sandbox, clip: Body):
    arm(sandbox, "expired_link", "/sonic/wav")

    url = sandbox.post("/sonic/wav", clip_id=clip["clip_id"]).json()["data"]["wav_url"]

    assert fetch(sandbox, url).status_code == 403


def _heard(content: bytes) -> tuple[int, float]:
    """Return the rate of a file in hertz, and how long it sounds."""
    with av.open(io.BytesIO(content)) as container:
        frames = list(container.decode(audio=0))
    return frames[0].sample_rate, sum(frame.samples / frame.sample_rate for frame in frames)
