"""What comes that is no clip: words, a style, a tempo, timing, notes, a voice alone, files."""

import io
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from apps import musicapi
from apps.accounts.operations import instance_account
from apps.clips.selectors import timed_lines
from apps.clips.states import ClipState
from apps.credits import selectors as credits
from apps.generation import operations, selectors
from apps.generation.kinds import KINDS
from apps.generation.kinds.notes import midi_file
from apps.generation.models import Job, JobFile
from apps.generation.states import JobState
from apps.lyrics.models import LyricVersion
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project as make_project
from tests.support.provider import Provider

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
TWO = (
    musicapi.LyricCandidate("Lantern Street", "[Verse]\nLantern street is half awake"),
    musicapi.LyricCandidate("Ten Loaves", "[Verse]\nFlour on the window sill"),
)
WORDS = (
    musicapi.TimedWord("[Verse]\n", 0.0, 0.1),
    musicapi.TimedWord("Ropes ", 1.0, 1.4),
    musicapi.TimedWord("creak\n", 1.5, 2.0),
    musicapi.TimedWord("Salt", 3.0, 3.5),
)
NOTES = musicapi.Midi(
    "https://cdn.example.net/1.mid",
    (
        musicapi.MidiPart("Piano", (musicapi.MidiNote(60, 0.0, 0.5, 0.8),)),
        musicapi.MidiPart("Drums", (musicapi.MidiNote(36, 0.5, 0.6, 100),)),
    ),
)
ANSWERS = {
    "bpm": {"sonic_bpm": musicapi.Tempo(92.5, 90, 95)},
    "timing": {"sonic_aligned_lyrics": WORDS},
    "midi": {"sonic_midi": NOTES},
}


@pytest.fixture
def provider():
    return Provider()


@pytest.fixture
def take(project):
    fresh = {"created_at": timezone.now(), "lyrics": "Ropes creak\nSalt"}
    return make_clip(project, ClipState.READY, account=instance_account(), **fresh)


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def ask(kind, project, **spec):
    return operations.request(
        kind=kind,
        project=project,
        by=None,
        spec=KINDS[kind].Spec(**spec),
        request_key=uuid4(),
        now=timezone.now(),
    )


def ask_of(kind, take):
    return operations.request_of(kind=kind, clip=take, by=None, now=timezone.now())


def ask_of_files(take):
    """Return a finished request for the files of a take."""
    spec = {"clip_id": str(take.pk), "remote_clip_id": take.remote_id, "formats": ["m4a"]}
    job = ask("download", take.project, **spec)
    end = {"state": JobState.SUCCEEDED, "due_at": None, "result": {"formats": ["m4a"]}}
    Job.objects.filter(pk=job.pk).update(**end)
    return Job.objects.get(pk=job.pk)


def m4a_of(job):
    return reverse("generation:file_download", args=[job.pk, "m4a"])


def show(page, job):
    return page.get(reverse("generation:generation_show", args=[job.pk])).content.decode()


def post(page, project, operation, **fields):
    url = reverse("generation:work_create", args=[project.pk])
    data = {"request_key": uuid4(), "operation": operation, **fields}
    return page.post(url, data, headers=HTMX)


@pytest.mark.parametrize(
    ("kind", "said"),
    [("bpm", "92.5"), ("timing", "Ropes creak"), ("midi", "MIDI file")],
)
def test_what_is_asked_about_a_take_is_kept_and_shown(provider, crew, page, take, kind, said):
    provider.says(**ANSWERS[kind])
    url = reverse("generation:offer_take", args=[take.pk, kind])
    asked = [page.post(url) for _ in range(2)]
    provider.work(crew)

    job = Job.objects.get()
    found = page.get(reverse("generation:finding_list", args=[take.pk])).content.decode()
    assert asked[0]["Location"] == reverse("generation:generation_show", args=[job.pk])
    assert job.state == JobState.SUCCEEDED
    assert credits.cost_of([job.reference])[job.reference] == 1
    assert said in show(page, job)
    assert said in found


def test_an_answer_that_is_not_made_yet_is_asked_for_again(provider, crew, take):
    job = ask_of("midi", take)
    provider.says(sonic_midi=None)
    provider.work(crew)
    crew.skip(seconds=6)
    provider.says(sonic_midi=NOTES)
    provider.work(crew)

    job.refresh_from_db()
    assert job.state == JobState.SUCCEEDED


def test_notes_become_a_midi_file_of_our_own(provider, crew, page, take):
    provider.says(**ANSWERS["midi"])
    job = ask_of("midi", take)
    provider.work(crew)

    answer = page.get(reverse("generation:notes_download", args=[job.pk]))

    data = io.BytesIO(answer.content)
    assert answer["Content-Type"] == "audio/midi"
    assert data.read(14) == b"MThd\x00\x00\x00\x06\x00\x01\x00\x03\x01\xf4"
    assert answer.content.count(b"MTrk") == 3
    assert b"\x90\x3c\x66" in answer.content  # middle C, four fifths loud
    assert b"\x99\x24\x64" in answer.content  # drums have their own channel


def test_notes_that_make_no_sense_still_make_a_file():
    strange = {"name": "", "notes": [{"pitch": 300, "start_s": -1, "end_s": -2, "velocity": None}]}

    assert midi_file([strange]).endswith(b"\x00\xff\x2f\x00")


def test_a_job_without_notes_has_no_midi_file(page, take):
    job = ask_of("bpm", take)

    assert page.get(reverse("generation:notes_download", args=[job.pk])).status_code == 404


def test_timed_words_become_lines_without_section_marks():
    lines = timed_lines(
        [{"word": word.word, "start_s": word.start_s, "end_s": word.end_s} for word in WORDS]
    )

    assert [(line.text, line.start_s, line.end_s) for line in lines] == [
        ("Ropes creak", 1.0, 2.0),
        ("Salt", 3.0, 3.5),
    ]


def test_two_texts_come_side_by_side_and_one_becomes_the_newest_version(
    provider, crew, page, project
):
    provider.says(sonic_lyrics=TWO)
    answer = post(page, project, "lyrics", about="a street at night")
    provider.work(crew)
    job = Job.objects.get()

    body = show(page, job)
    url = reverse("generation:words_accept", args=[job.pk])
    taken = [page.post(url, {"text": "[Verse]\r\nFlour on my sleeve"}) for _ in range(2)]

    assert str(job.pk) in answer["HX-Location"]
    assert "Lantern street is half awake" in body
    assert "Flour on the window sill" in body
    assert taken[0]["Location"] == reverse("studio:workspace_show", args=[project.pk])
    assert LyricVersion.objects.get().text == "[Verse]\nFlour on my sleeve"


def test_words_that_are_too_long_are_not_taken(provider, crew, page, project):
    job = ask("lyrics", project, description="a street")

    url = reverse("generation:words_accept", args=[job.pk])
    answer = page.post(url, {"text": "la " * 40_000}, follow=True)

    assert "A sheet holds" in answer.content.decode()
    assert not LyricVersion.objects.exists()


@pytest.mark.parametrize("about", ["", "x" * 120])
def test_a_wish_for_words_has_a_length(page, project, about):
    answer = post(page, project, "lyrics", about=about)

    assert answer.status_code == 422
    assert not Job.objects.exists()


def test_a_richer_style_goes_into_the_composer(provider, crew, page, project):
    provider.says(sonic_upsample_tags="brushed drums, room mics")
    post(page, project, "tags", style="drums")
    provider.work(crew)

    body = show(page, Job.objects.get())
    url = reverse("generation:composer_show", args=[project.pk], query={"tags": "room mics"})
    assert "?tags=brushed%20drums%2C%20room%20mics" in body
    assert 'value="room mics"' in page.get(url).content.decode()


def test_a_stretch_of_a_voice_makes_a_persona_truer(provider, crew, page, take):
    provider.says(
        sonic_vox=musicapi.VocalExtract("vox-1", "remote-1", 2.0, 12.0),
        sonic_persona=musicapi.RemotePersona("p-1"),
    )
    post(page, take.project, "vox", source=take.pk, start_s="2", end_s="12")
    provider.work(crew)
    crew.skip(seconds=5)
    form = {"source": take.pk, "name": "Mara", "vocal": "vox-1"}
    answer = post(page, take.project, "persona", **form)
    provider.work(crew)

    provider.api.sonic_vox.assert_called_once_with("remote-1", start_s=2.0, end_s=12.0)
    assert answer.status_code == 204
    assert provider.api.sonic_persona.call_args[0][0].vocal_id == "vox-1"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("5", "36", "At most 30"), ("9", "8", "must come after"), ("1", "93", "ends at 92.4")],
)
def test_a_stretch_that_can_not_be_taken_is_explained(page, take, start, end, said):
    answer = post(page, take.project, "vox", source=take.pk, start_s=start, end_s=end)

    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_files_in_all_formats_are_archived(provider, crew, page, take):
    links = {"wav": "https://cdn.example.net/1.wav", "m4a": "https://cdn.example.net/1.m4a"}
    files = tuple(musicapi.RemoteFile(name, url) for name, url in links.items())
    provider.says(sonic_download=files)
    post(page, take.project, "download", source=take.pk, formats=["wav", "m4a"])
    job = Job.objects.get()
    leased = operations.lease_due(now=crew.clock())
    operations.advance(
        job_id=job.pk, lease=leased.lease, connect=provider.connect, clock=crew.clock
    )

    take.refresh_from_db()
    kept = job.files.get()
    assert take.wav.source_url == links["wav"]
    assert (kept.format, kept.asset.source_url) == ("m4a", links["m4a"])
    assert kept.asset.expected_duration_s == take.audio.duration_s
    assert credits.cost_of([job.reference]) == {job.reference: 2}
    assert "M4A is on its way" in show(page, job)
    assert "wav, m4a" in show(page, job)
    assert page.get(m4a_of(job)).status_code == 404


@pytest.mark.profile_free  # a bucket gives it by a link of its own
def test_an_archived_file_is_given_under_a_name_that_says_what_it_is(page, take):
    job = ask_of_files(take)
    body = b"....ftypM4A " + bytes(100)
    asset = stored_asset(media_type="audio/mp4", storage_key="m4a", size_bytes=len(body))
    default_storage.save("m4a", ContentFile(body))
    JobFile.objects.create(job=job, format="m4a", asset=asset)

    answer = page.get(m4a_of(job))

    assert b"".join(answer.streaming_content) == body
    assert "take 01.m4a" in answer["Content-Disposition"]
    assert m4a_of(job) in show(page, job)


def test_a_file_that_could_not_be_kept_says_why(page, take):
    job = ask_of_files(take)
    lost = stored_asset(state="LOST", storage_key="", stored_at=None, trouble="The link is gone.")
    JobFile.objects.create(job=job, format="m4a", asset=lost)

    assert "M4A could not be kept. The link is gone." in show(page, job)


@pytest.mark.parametrize("kind", ["bpm", "vox"])
def test_an_old_take_is_told_to_be_too_old(project, kind):
    old = make_clip(project, ClipState.READY)

    with pytest.raises(operations.NotPossible, match="this take is older"):
        ask(kind, project, clip_id=str(old.pk), remote_clip_id=old.remote_id)


def test_a_take_without_words_has_no_timing(project):
    take = make_clip(project, ClipState.READY)

    with pytest.raises(operations.NotPossible, match="no words"):
        ask_of("timing", take)


def test_strangers_and_listeners_take_nothing(client, provider, crew, take):
    provider.says(**ANSWERS["midi"])
    job = ask_of("midi", take)
    provider.work(crew)
    client.force_login(make_team("Elsewhere").memberships.get().user)

    for name in ("notes_download", "words_accept"):
        url = reverse(f"generation:{name}", args=[job.pk])
        answers = [client.get(url).status_code, client.post(url).status_code]
        assert 404 in answers
        assert set(answers) <= {404, 405}


def test_a_worker_that_died_with_the_answer_is_found_out_not_repeated(provider, crew, take):
    job = ask_of("bpm", take)
    operations.lease_due(now=crew.clock())
    Job.objects.update(state=JobState.SUBMITTING, sent_at=crew.clock())

    crew.skip(seconds=600)
    provider.work(crew, ticks=2)

    job.refresh_from_db()
    assert job.state == JobState.UNCONFIRMED
    provider.api.sonic_bpm.assert_not_called()


def test_findings_belong_to_their_clip(provider, crew, take):
    provider.says(**ANSWERS["bpm"])
    ask_of("bpm", take)
    provider.work(crew)
    other = make_clip(make_project(take.team), ClipState.READY, remote_id="other")

    assert selectors.findings_of(other) == []
    assert len(selectors.findings_of(take)) == 1
