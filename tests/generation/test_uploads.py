"""Files from outside: ours at once, the provider's by a link that ends, and what it does then."""

import io
import wave
from uuid import uuid4

import numpy as np
import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.accounts.operations import instance_account
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.generation import operations
from apps.generation.kinds import links, offers
from apps.generation.models import Job
from apps.generation.states import JobState
from tests.factories.clips import clip as make_clip
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def tone(seconds: float = 7.0, level: float = 0.3) -> SimpleUploadedFile:
    """A WAV file of one tone."""
    rate = 8000
    wave_form = np.sin(np.arange(int(rate * seconds)) * 2 * np.pi * 440 / rate) * level
    data = io.BytesIO()
    with wave.open(data, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((wave_form * 32767).astype("<i2").tobytes())
    return SimpleUploadedFile("My hum.wav", data.getvalue(), "audio/wav")


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def post(page, project, operation="upload", **fields):
    url = reverse("generation:work_create", args=[project.pk])
    data = {"request_key": uuid4(), "operation": operation, **fields}
    return page.post(url, data, headers=HTMX)


def test_a_file_from_the_disk_plays_at_once_and_the_provider_fetches_it(
    provider, crew, page, project
):
    provider.says(sonic_upload="remote-77")
    answer = post(page, project, file=tone())
    clip = Clip.objects.get()
    before = (clip.state, clip.title, clip.remote_id)
    provider.work(crew)

    clip.refresh_from_db()
    url = provider.api.sonic_upload.call_args[0][0]
    assert answer.status_code == 200
    assert before == (ClipState.READY, "My hum", "")
    assert clip.remote_id == "remote-77"
    assert clip.output_of.job == Job.objects.get()
    assert url.startswith("http")


def test_the_same_file_twice_is_one_take(page, project):
    answers = [post(page, project, file=tone()) for _ in range(2)]

    assert [answer.context["composer"]["form"].errors for answer in answers] == [{}, {}]
    assert Clip.objects.count() == 1


def test_an_upload_that_was_refused_keeps_its_take_and_is_tried_again(
    provider, crew, page, project
):
    provider.says(sonic_upload=musicapi.Rejected("no", reason="not a song"))
    post(page, project, file=tone())
    provider.work(crew)
    failed = Job.objects.get()
    provider.says(sonic_upload="remote-77")
    again = operations.retry(job=failed, by=None, now=timezone.now())
    crew.skip(seconds=5)
    provider.work(crew)

    again.refresh_from_db()
    clip = Clip.objects.get()
    assert failed.state == JobState.FAILED
    assert again.state == JobState.SUCCEEDED
    assert (clip.remote_id, clip.output_of.job) == ("remote-77", again)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Choose a file"),
        ({"url": "nonsense"}, "Enter a valid URL"),
        ({"file": SimpleUploadedFile("song.mp3", b"no music at all" * 99)}, "not an audio file"),
    ],
)
def test_what_can_not_be_brought_is_explained(page, project, fields, said):
    answer = post(page, project, **fields)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("file", "said"), [({"seconds": 2}, "2.0 seconds"), ({"level": 0}, "only silence")]
)
def test_a_file_that_is_too_short_or_silent_is_explained(page, project, file, said):
    answer = post(page, project, file=tone(**file), named="kept as typed")

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert "kept as typed" in answer.content.decode()
    assert not Clip.objects.exists()


def test_a_studio_that_nobody_reaches_says_so(page, project, settings):
    settings.S3_BUCKET = ""
    settings.MUSICAPI_BASE_URL = "https://api.example.net/api/v1"

    answer = post(page, project, file=tone())

    assert answer.status_code == 422
    assert "no public https address" in answer.content.decode()


def test_a_public_link_becomes_a_take_that_is_archived(provider, crew, page, project):
    provider.says(sonic_upload="remote-77")
    post(page, project, url="https://example.net/hum.mp3", named="Hum")
    leased = operations.lease_due(now=crew.clock())
    job = Job.objects.get()
    operations.advance(
        job_id=job.pk, lease=leased.lease, connect=provider.connect, clock=crew.clock
    )

    clip = Clip.objects.get()
    assert (clip.remote_id, clip.title, clip.state) == ("remote-77", "Hum", ClipState.ARCHIVING)
    assert clip.audio.source_url == "https://example.net/hum.mp3"
    assert clip.output_of.job == job


def test_a_link_ends_and_cannot_be_made_up(page, project, monkeypatch):
    post(page, project, file=tone())
    token = signing.dumps(str(Clip.objects.get().audio_id), salt=links.SALT)
    link = reverse("generation:file_show", args=[token])
    page.logout()
    alive = page.head(link).status_code
    monkeypatch.setattr(links, "LASTS_S", -1)

    assert alive in {200, 302}  # from our folder, or from the bucket
    assert page.get(link).status_code == 404
    assert page.get(reverse("generation:file_show", args=["made-up"])).status_code == 404


def test_an_upload_can_be_reworked_but_not_by_everything(project):
    clip = make_clip(
        project, ClipState.READY, operation="upload", model="", account=instance_account()
    )

    now = timezone.now()
    assert offers.why_not("cover", clip, now=now) == ""
    assert "not with uploads" in offers.why_not("mashup", clip, now=now)
    clip.remote_id = ""
    assert "does not have this file" in offers.why_not("cover", clip, now=now)


def test_a_take_of_one_engine_is_not_for_another(project):
    clip = make_clip(project, ClipState.READY, engine="riffusion", account=instance_account())

    assert "another engine" in offers.why_not("cover", clip, now=timezone.now())
