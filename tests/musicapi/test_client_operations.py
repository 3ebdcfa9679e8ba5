"""What else the client's methods do: polls, older forms, and answers that are hard to read."""

import json
import re

import pytest

from apps import musicapi
from apps.musicapi import MusicAPI, NoAnswer, Rejected, RemoteBroken, SongRequest

from .provider import Call, Provider
from .samples import TASK, made, sample
from .wishes import FILE, HOOK, WORDS

pytestmark = pytest.mark.usefixtures("no_pauses")


@pytest.mark.parametrize(
    ("call", "path", "name", "state"),
    [
        (lambda api: api.sonic_task(TASK), f"/sonic/task/{TASK}", "poll_done", "DONE"),
        (lambda api: api.suno_clip(TASK), f"/suno/clip/{TASK}", "poll_done", "DONE"),
        (lambda api: api.producer_task(TASK), f"/producer/task/{TASK}", "producer_done", "DONE"),
        (
            lambda api: api.riffusion_task(TASK, age_s=1),
            f"/riffusion/task/{TASK}",
            "riffusion_one",
            "IN_PROGRESS",
        ),
        (lambda api: api.studio_task(TASK), f"/studio/task/{TASK}", "studio_done", "DONE"),
        (lambda api: api.nuro_task(TASK), f"/nuro/task/{TASK}", "nuro_done", "DONE"),
    ],
    ids=["sonic", "suno", "producer", "riffusion", "studio", "nuro"],
)
def test_every_engine_has_its_poll(call: Call, path: str, name: str, state: str) -> None:
    provider = Provider(sample(name))

    assert provider.call(call).state == state

    assert provider.requests[0].method == "GET"
    assert provider.requests[0].url.path == f"/api/v1{path}"


def test_a_batch_can_be_asked_about() -> None:
    provider = Provider(made({"batch_id": "b", "tasks": [{"task_id": "t1"}, {"task_id": "t2"}]}))

    found = provider.call(lambda api: api.sonic_batch_items("b"))

    assert [item.task_id for item in found.items] == ["t1", "t2"]
    assert str(provider.requests[0].url).endswith("/sonic/batch?batch_id=b")


def test_old_lyrics_are_there_once_they_have_text() -> None:
    provider = Provider(made({"code": 200, "data": {"title": "A", "text": "la"}}))

    assert provider.call(lambda api: api.suno_get_lyrics("t")) == musicapi.LyricCandidate("A", "la")
    assert provider.requests[0].url.path == "/api/v1/suno/get-lyrics/t"


def test_studio_hands_its_task_id_over_bare() -> None:
    song = musicapi.StudioSongRequest(description="surf", model="studio130-v1.5")

    submission = Provider(sample("studio_submitted")).call(lambda api: api.studio_create(song))

    assert submission == musicapi.Submission(TASK, musicapi.Engine.STUDIO, "req-4711")


def test_a_persona_is_asked_for_in_the_older_words_after_a_400() -> None:
    provider = Provider(made({"error": "unknown member"}, 400), made({"persona_id": "p"}))
    wish = musicapi.PersonaRequest(name="Attic", source_clip_id="c", description="d", styles="s")

    persona = provider.call(lambda api: api.sonic_persona(wish))

    assert persona.persona_id == "p"
    assert json.loads(provider.requests[1].content) == {
        "name": "Attic",
        "continue_clip_id": "c",
        "description": "d",
    }


def test_a_persona_that_is_refused_in_both_words_is_refused() -> None:
    provider = Provider(made({"error": "name too long"}, 400))
    wish = musicapi.PersonaRequest(name="Attic", source_clip_id="c")

    with pytest.raises(Rejected, match="name too long"):
        provider.call(lambda api: api.sonic_persona(wish))

    assert len(provider.requests) == 2


def test_a_persona_is_not_asked_for_twice_after_anything_but_a_400() -> None:
    provider = Provider(sample("forbidden"))
    wish = musicapi.PersonaRequest(name="Attic", source_clip_id="c")

    with pytest.raises(Rejected):
        provider.call(lambda api: api.sonic_persona(wish))

    assert len(provider.requests) == 1


def test_lyrics_that_time_out_took_nothing_and_other_server_errors_may_have() -> None:
    def write(api: MusicAPI) -> object:
        return api.sonic_lyrics("a kettle")

    with pytest.raises(RemoteBroken, match="took nothing"):
        Provider(made({"type": "timeout"}, 504)).call(write)
    with pytest.raises(NoAnswer):
        Provider(made({}, 502)).call(write)


ONE_SHOT = musicapi.UploadCoverRequest(url=FILE, **WORDS)


@pytest.mark.parametrize("status", [200, 202, 400, 500])
def test_a_call_of_several_steps_is_decided_by_its_task_id_whatever_the_status(
    status: int,
) -> None:
    steps = {"upload": {"success": True, "clip_id": "u"}, "cover": {"success": True}}
    started = made({"message": "success", "task_id": "t", "steps": steps}, status)
    failed_steps = {"upload": {"success": False, "error": "no readable audio"}}
    failed = made(
        {"message": "not fetched.", "failed_step": "upload", "steps": failed_steps}, status
    )

    submission = Provider(started).call(lambda api: api.sonic_upload_cover(ONE_SHOT))

    assert (submission.task_id, submission.uploaded_clip_id) == ("t", "u")
    with pytest.raises(Rejected) as caught:
        Provider(failed).call(lambda api: api.sonic_upload_cover(ONE_SHOT))
    assert caught.value.reason == "not fetched. no readable audio"


def test_nuro_says_under_any_status_that_it_paid_back() -> None:
    song = musicapi.NuroSongRequest(lyrics="la")

    with pytest.raises(Rejected, match="gave the credits back") as caught:
        Provider(sample("nuro_failed")).call(lambda api: api.nuro_create(song))

    assert caught.value.reason == "the engine could not do it"


def test_no_secret_of_a_batch_reaches_an_error() -> None:
    songs = [SongRequest(webhook=HOOK, **WORDS)]

    with pytest.raises(Rejected) as caught:
        Provider(made({"error": f"bad secret {HOOK.secret}"}, 400)).call(
            lambda api: api.sonic_batch(songs)
        )

    assert HOOK.secret not in str(caught.value)


def test_every_endpoint_has_one_method_that_names_it() -> None:
    documented = [
        re.search(
            r"\b(?:GET|POST) /\S+?(?=[,.]? |[,.]?$)", (method.__doc__ or "").replace("\n", " ")
        )
        for name, method in vars(MusicAPI).items()
        if not name.startswith("_")
    ]

    endpoints = [found.group() for found in documented if found]
    assert len(endpoints) == len(documented) == 41
    assert len(set(endpoints)) == 41
