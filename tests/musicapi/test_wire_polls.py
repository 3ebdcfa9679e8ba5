"""Where a task stands, read from every answer that the contract knows."""

import math

import pytest

from apps.musicapi import (
    AuthFailed,
    BadAnswer,
    ClipRole,
    ClipState,
    Engine,
    EngineRetired,
    FailureKind,
    Forbidden,
    InsufficientCredits,
    NotFound,
    RateLimited,
    Rejected,
    RemoteBroken,
    Snapshot,
    TaskState,
)
from apps.musicapi.wire.message import Answer
from apps.musicapi.wire.polls import poll, read_poll

from .samples import TASK, made, sample


def seen(name: str, engine: Engine = Engine.SONIC, age_s: float | None = None) -> Snapshot:
    return read_poll(engine, TASK, sample(name), age_s=age_s)


def read(answer: Answer, engine: Engine = Engine.SONIC, age_s: float | None = None) -> Snapshot:
    return read_poll(engine, TASK, answer, age_s=age_s)


def test_a_poll_is_a_free_get_below_its_engine_with_the_id_escaped() -> None:
    request = poll(Engine.NURO, "a/b?c")

    assert (request.method, request.path) == ("GET", "/nuro/task/a%2Fb%3Fc")
    assert request.content is None
    assert not request.paid


@pytest.mark.parametrize("name", ["poll_not_ready", "poll_not_ready_200", "poll_empty"])
def test_a_task_without_clips_is_not_ready(name: str) -> None:
    snapshot = seen(name)

    assert snapshot.state is TaskState.NOT_READY
    assert not snapshot.is_final
    assert snapshot.task_id == TASK
    assert snapshot.request_id == "req-4711"


def test_a_202_without_words_is_not_ready() -> None:
    assert read(made({}, 202)).state is TaskState.NOT_READY


def test_code_200_with_open_clips_is_in_progress() -> None:
    snapshot = seen("poll_running")

    assert snapshot.state is TaskState.IN_PROGRESS
    assert [clip.state for clip in snapshot.clips] == [ClipState.RUNNING, ClipState.PENDING]
    assert seen("poll_pending").state is TaskState.IN_PROGRESS


def test_a_running_clip_with_audio_is_a_stream_to_preview() -> None:
    clip = seen("poll_streaming").clips[0]

    assert clip.is_stream
    assert clip.audio_url == "https://live.example.net/?item=a"
    assert clip.image_url == "https://files.example.net/a.jpeg"
    assert not clip.is_playable


def test_a_finished_clip_waits_for_its_sibling() -> None:
    snapshot = seen("poll_partly_done")

    assert snapshot.state is TaskState.IN_PROGRESS
    assert [clip.is_final for clip in snapshot.clips] == [True, False]
    assert [clip.is_playable for clip in snapshot.clips] == [True, False]


def test_a_done_task_has_all_that_a_clip_can_say() -> None:
    snapshot = seen("poll_done")

    clip = snapshot.clips[0]
    assert snapshot.state is TaskState.DONE
    assert snapshot.is_final
    assert snapshot.failure is None
    assert snapshot.progress_percent == 100
    assert clip.remote_id == "a4f0c2de-3b1e-4a6f-9a55-0c6d1f7e2b11"
    assert (clip.state, clip.state_text) == (ClipState.SUCCEEDED, "succeeded")
    assert (clip.title, clip.tags) == ("Paper Boats", "dream pop, soft synths")
    assert clip.lyrics == "[Verse]\nFold the morning twice"
    assert clip.audio_url == "https://files.example.net/a.mp3"
    assert not clip.is_stream
    assert clip.model == "sonic-v5"
    assert clip.role is ClipRole.WHOLE
    assert [clip.duration_s for clip in snapshot.clips] == [121.04, 118.5]


def test_one_failed_clip_does_not_spoil_the_other() -> None:
    snapshot = seen("poll_one_failed")

    assert snapshot.state is TaskState.DONE
    assert [clip.is_playable for clip in snapshot.clips] == [True, False]
    assert snapshot.clips[1].error_text == "the second take broke"


def test_a_task_whose_clips_all_failed_has_failed() -> None:
    snapshot = seen("poll_every_clip_failed")

    assert snapshot.state is TaskState.FAILED
    assert snapshot.failure is not None
    assert snapshot.failure.kind is FailureKind.EVERY_CLIP_FAILED
    assert snapshot.failure.message == "no take came out"
    assert len(snapshot.clips) == 2


def test_a_success_without_audio_is_a_failure_of_its_own() -> None:
    failure = seen("poll_no_audio").failure

    assert failure is not None
    assert failure.kind is FailureKind.NO_AUDIO


def test_an_unknown_state_is_kept_as_text_and_counts_as_running() -> None:
    snapshot = seen("poll_unknown_state")

    assert snapshot.state is TaskState.IN_PROGRESS
    assert (snapshot.clips[0].state, snapshot.clips[0].state_text) == (
        ClipState.RUNNING,
        "remixing",
    )


@pytest.mark.parametrize(
    ("name", "kind", "message", "refunded"),
    [
        ("poll_failed", FailureKind.FAILED, "the song did not come out", None),
        ("poll_timeout", FailureKind.TIMEOUT, "took too long", None),
        ("poll_content", FailureKind.CONTENT, "these lyrics cannot be sung", None),
        ("poll_api_error", FailureKind.API_ERROR, "engine trouble", True),
    ],
)
def test_a_failure_inside_http_200_is_a_failure(
    name: str, kind: FailureKind, message: str, refunded: bool | None
) -> None:
    snapshot = seen(name)

    assert snapshot.state is TaskState.FAILED
    assert snapshot.failure is not None
    assert snapshot.failure.kind is kind
    assert snapshot.failure.message == message
    assert snapshot.failure.refunded is refunded


def test_an_unknown_type_fails_the_task_only_if_no_songs_came_with_it() -> None:
    alone = read(made({"type": "melted", "message": "oh"}))
    with_songs = read(made({"type": "song", "data": [{"clip_id": "c", "state": "running"}]}))

    assert alone.failure is not None
    assert (alone.failure.kind, alone.failure.kind_text) == (FailureKind.OTHER, "melted")
    assert with_songs.state is TaskState.IN_PROGRESS


def test_an_open_join_keeps_the_task_open() -> None:
    snapshot = seen("poll_joining")

    assert snapshot.state is TaskState.IN_PROGRESS
    assert [clip.role for clip in snapshot.clips] == [ClipRole.PART]


def test_a_closed_join_gives_both_songs() -> None:
    snapshot = seen("poll_joined")

    assert snapshot.state is TaskState.DONE
    assert [clip.role for clip in snapshot.clips] == [ClipRole.PART, ClipRole.JOINED]


def test_a_finished_voice_is_a_persona() -> None:
    snapshot = seen("poll_voice")

    assert snapshot.state is TaskState.DONE
    assert snapshot.persona is not None
    assert snapshot.persona.name == "Attic voice"
    assert snapshot.clips == ()


def test_stems_without_ids_get_stable_ones_of_their_own() -> None:
    snapshot = seen("poll_stems")

    assert snapshot.state is TaskState.DONE
    assert [clip.remote_id for clip in snapshot.clips] == [f"{TASK}#0", f"{TASK}#1"]
    assert [clip.stem_name for clip in snapshot.clips] == ["vocals", ""]


@pytest.mark.parametrize("engine", [Engine.SONIC, Engine.RIFFUSION])
def test_a_song_without_an_id_has_no_name_before_the_last_one_is_listed(engine: Engine) -> None:
    first, second = (
        {"title": title, "state": "succeeded", "audio_url": f"https://files.example.net/{title}"}
        for title in ("first", "second")
    )
    open_one = {"clip_id": "named", "state": "running"}

    early = read(made({"code": 200, "data": [second, open_one]}), engine)
    late = read(made({"code": 200, "data": [first, second]}), engine)

    assert [clip.remote_id for clip in early.clips] == ["named"]
    names = {clip.title: clip.remote_id for clip in late.clips}
    assert names == {"first": f"{TASK}#0", "second": f"{TASK}#1"}


@pytest.mark.parametrize(
    ("value", "duration_s"),
    [
        (12, 12.0),
        ("12.5", 12.5),
        (None, None),
        ("long", None),
        (-1, None),
        ("nan", None),
        ("1e999", None),
        (10**400, None),
        (True, None),
        ([], None),
    ],
)
def test_a_duration_is_read_from_whatever_it_comes_as(value: object, duration_s: object) -> None:
    answer = made({"code": 200, "data": [{"clip_id": "c", "state": "running", "duration": value}]})

    assert read(answer).clips[0].duration_s == duration_s


@pytest.mark.parametrize("url", ["processing", "javascript:alert(1)", "", 7, None])
def test_what_is_no_web_address_is_no_audio(url: object) -> None:
    answer = made({"code": 200, "data": [{"clip_id": "c", "state": "succeeded", "audio_url": url}]})

    snapshot = read(answer)

    assert snapshot.clips[0].audio_url == ""
    assert snapshot.state is TaskState.FAILED


@pytest.mark.parametrize("status", [400, 404])
def test_an_unknown_task_is_not_lost_in_its_first_minute(status: int) -> None:
    answer = made({"error": "task not found"}, status)

    assert read(answer, age_s=59).state is TaskState.NOT_READY
    with pytest.raises(NotFound, match="does not know this task") as caught:
        read(answer, age_s=60)
    assert caught.value.reason == "task not found"
    with pytest.raises(NotFound):
        read(answer)


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("no_key", AuthFailed),
        ("no_credits", InsufficientCredits),
        ("forbidden", Forbidden),
        ("gone", EngineRetired),
        ("too_many", RateLimited),
        ("server_error", RemoteBroken),
        ("bad_gateway_html", RemoteBroken),
    ],
)
def test_trouble_with_a_poll_is_raised_and_changes_nothing(
    name: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        seen(name)


def test_a_redirect_is_not_followed() -> None:
    with pytest.raises(Rejected, match="base address"):
        read(made("", 302, location="https://elsewhere.example.net"))


@pytest.mark.parametrize(
    "body", ["", "<html>", "[]", '{"code": NaN}', "[" * 99999, '{"code":200,"data":"x"}']
)
def test_an_answer_that_is_no_task_is_bad_and_shows_its_beginning(body: str) -> None:
    with pytest.raises(BadAnswer) as caught:
        read(made(body))

    assert len(caught.value.message) < 300
    assert repr(body[:5])[1:-1] in caught.value.message


def test_riffusion_waits_for_its_second_song_for_ten_minutes() -> None:
    assert seen("riffusion_interim", Engine.RIFFUSION).state is TaskState.NOT_READY
    assert seen("riffusion_one", Engine.RIFFUSION).state is TaskState.IN_PROGRESS
    assert seen("riffusion_one", Engine.RIFFUSION, 599).state is TaskState.IN_PROGRESS
    assert seen("riffusion_one", Engine.RIFFUSION, 600).state is TaskState.DONE
    assert seen("riffusion_two", Engine.RIFFUSION, 5).state is TaskState.DONE


def test_studio_tells_its_state_one_level_deeper() -> None:
    running = seen("studio_running", Engine.STUDIO)
    done = seen("studio_done", Engine.STUDIO)

    assert seen("studio_waiting", Engine.STUDIO).state is TaskState.NOT_READY
    assert (running.state, running.progress_percent) == (TaskState.IN_PROGRESS, 40)
    assert done.state is TaskState.DONE
    assert done.clips[0].tags == "surf, garage"
    assert done.clips[0].audio_url == "https://files.example.net/s.mp3"
    assert done.clips[0].duration_s == 130.9


def test_studio_fails_with_a_reason_whatever_its_status_says() -> None:
    failure = seen("studio_failed", Engine.STUDIO).failure

    assert failure is not None
    assert failure.message == "no free machine"


def test_studio_without_a_status_is_bad() -> None:
    with pytest.raises(BadAnswer, match="no status"):
        read(made({"code": "success", "data": "x"}), Engine.STUDIO)


def test_nuro_answers_flat_and_with_progress() -> None:
    running = seen("nuro_running", Engine.NURO)
    done = seen("nuro_done", Engine.NURO)

    assert seen("nuro_pending", Engine.NURO).state is TaskState.NOT_READY
    assert (running.state, running.progress_percent) == (TaskState.IN_PROGRESS, 40)
    assert done.state is TaskState.DONE
    assert done.clips[0].remote_id == f"{TASK}#0"
    assert done.clips[0].tags == "Folk, happy, light"


def test_nuro_fails_under_any_status_if_it_says_so() -> None:
    failure = seen("nuro_failed", Engine.NURO).failure

    assert failure is not None
    assert (failure.kind, failure.refunded) == (FailureKind.API_ERROR, True)
    with pytest.raises(RemoteBroken):
        seen("nuro_failed", Engine.SONIC)


def test_nuro_may_fail_by_status_and_may_be_bad() -> None:
    assert read(made({"status": "failed"}), Engine.NURO).state is TaskState.FAILED
    with pytest.raises(BadAnswer, match="no status"):
        read(made({"progress": 3}), Engine.NURO)


def test_producer_items_are_final_once_they_have_audio() -> None:
    done = seen("producer_done", Engine.PRODUCER)

    clip = done.clips[0]
    assert seen("producer_running", Engine.PRODUCER).state is TaskState.IN_PROGRESS
    assert done.state is TaskState.DONE
    assert (clip.tags, clip.seed) == ("glass techno", "481516")
    assert clip.wav_url == "https://files.example.net/p.wav"


def test_producer_fails_by_its_status() -> None:
    failure = seen("producer_failed", Engine.PRODUCER).failure

    assert failure is not None
    assert failure.message == "it did not come out"


def test_progress_stays_between_nothing_and_everything() -> None:
    over = read(made({"status": "running", "progress": 140}), Engine.NURO)
    none = read(made({"status": "running", "progress": "?"}), Engine.NURO)

    assert over.progress_percent == 100
    assert none.progress_percent is None
    assert not math.isnan(over.progress_percent)


def test_a_producer_upload_is_done_without_audio_and_a_file_has_its_address() -> None:
    upload = made({"status": "SUCCESS", "data": [{"clip_id": "u"}]})
    file = made({"status": "SUCCESS", "data": [{"url": "https://files.example.net/c.wav"}]})
    silent = made({"status": "SUCCESS", "data": [{"clip_id": "c", "audio_url": None}]})

    assert read(upload, Engine.PRODUCER).state is TaskState.DONE
    assert read(upload, Engine.PRODUCER).clips[0].remote_id == "u"
    assert read(file, Engine.PRODUCER).clips[0].audio_url == "https://files.example.net/c.wav"
    assert read(file, Engine.PRODUCER).state is TaskState.DONE
    assert read(silent, Engine.PRODUCER).state is TaskState.IN_PROGRESS
