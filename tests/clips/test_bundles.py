"""Files on their way out: what they say of themselves, and that their sound is untouched."""

import io
import zipfile

import av
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.accounts.rights import Role
from apps.archive.states import AssetKind
from apps.clips.states import ClipState
from tests.archive import sounds
from tests.factories.accounts import add_member, make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
WORDS = "[Verse]\nSchöne Wörter 🎵\nΩδή"
MP3 = sounds.as_mp3(sounds.sine(0.5))


def stored(content, kind=AssetKind.MP3, media_type="audio/mpeg"):
    key = default_storage.save(f"clips/{kind}", ContentFile(content))
    return stored_asset(kind, storage_key=key, size_bytes=len(content), media_type=media_type)


@pytest.fixture
def song():
    return project(make_team())


@pytest.fixture
def take(song):
    return make_clip(song, ClipState.READY, audio=stored(MP3), lyrics=WORDS, isrc="GBABC2600001")


def download(client, clip, kind="mp3"):
    client.force_login(add_member(clip.team, Role.PRODUCER))
    answer = client.get(reverse("clips:clip_download", args=[clip.pk, kind]))
    return answer, b"".join(answer.streaming_content)


def packets(content):
    with av.open(io.BytesIO(content), "r") as file:
        return [bytes(packet) for packet in file.demux(audio=0) if packet.size]


def test_an_mp3_says_what_it_is_and_sounds_the_same(client, song, take):
    answer, content = download(client, take)

    with av.open(io.BytesIO(content), "r") as file:
        said = dict(file.metadata)
    words = said.pop("lyrics-XXX", None) or said.pop("lyrics", "")
    assert words == WORDS
    assert (said["title"], said["artist"], said["album"]) == (
        song.title,
        song.team.name,
        song.title,
    )
    assert (said["TSRC"], said["date"], said["track"]) == ("GBABC2600001", "2026-03-01", "1")
    assert packets(content) == packets(MP3)
    assert answer["Content-Length"] == str(len(content))


def test_the_provider_s_picture_comes_along(client, take):
    take.cover = stored(sounds.picture(), AssetKind.COVER, "image/png")
    take.save()

    _, content = download(client, take)

    with av.open(io.BytesIO(content), "r") as file:
        assert len(file.streams.video) == 1


@pytest.mark.profile_free
def test_a_file_that_takes_no_tags_is_given_as_it_is(client, take):
    take.audio = stored(b"no sound at all")
    take.save()

    assert download(client, take)[1] == b"no sound at all"


def test_all_takes_of_a_song_come_as_one_zip(client, song, take):
    make_clip(song, ClipState.READY, audio=stored(MP3), title="../../evil", remote_id="b")
    make_clip(song, ClipState.FAILED, remote_id="c")
    client.force_login(add_member(song.team, Role.PRODUCER))

    answer = client.get(reverse("clips:project_zip", args=[song.pk]))

    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "Salt on the Window - take 01.mp3",
        "Words/Salt on the Window - take 01.txt",
        "evil - take 02.mp3",
    ]


def test_the_picked_take_alone_comes_on_request(client, song, take):
    client.force_login(add_member(song.team, Role.PRODUCER))

    answer = client.get(reverse("clips:project_zip", args=[song.pk]), {"picked": "1"})

    assert zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist() == []


def test_a_recording_that_was_brought_is_given_as_what_it_is(client, take):
    take.audio = stored(sounds.as_wav(sounds.sine(0.5)), media_type="audio/wav")
    take.save()

    answer, content = download(client, take)

    assert f"{take.number:02d}.wav" in answer["Content-Disposition"]
    assert content.startswith(b"RIFF")
