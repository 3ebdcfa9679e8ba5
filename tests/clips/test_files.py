"""The files of a clip over HTTP: to play, to look at, to take away."""

import re
from urllib.parse import unquote_plus

import pytest
from django.urls import reverse

from apps.accounts.operations import instance_account
from apps.accounts.rights import Role
from apps.archive.states import AssetKind, AssetState
from apps.clips.states import ClipState
from tests.clips.visits import BYTES, body_of, sign_in, url, with_file
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset

pytestmark = pytest.mark.django_db


@pytest.mark.profile_free
def test_our_own_copy_plays_whole_and_in_ranges(client, take):
    with_file(take, take.audio)
    sign_in(client, take.team, Role.LISTENER)

    whole = client.get(url("audio", take))
    part = client.get(url("audio", take), headers={"Range": "bytes=100-199"})

    assert body_of(whole) == BYTES
    assert (part.status_code, part["Content-Range"]) == (206, f"bytes 100-199/{len(BYTES)}")
    assert body_of(part) == BYTES[100:200]


@pytest.mark.team
def test_a_player_is_sent_to_the_bucket(client, take):
    with_file(take, take.audio)
    sign_in(client, take.team, Role.LISTENER)

    answer = client.get(url("audio", take))

    assert answer.status_code == 302
    assert str(take.audio.pk) in answer["Location"]


@pytest.mark.parametrize(
    "address",
    ["https://stream.example.net/?item_id=5b", "http://127.0.0.1:8100/files/1.mp3"],
)
def test_a_preview_is_played_from_the_provider(client, song, settings, address):
    settings.MUSICAPI_BASE_URL = "http://127.0.0.1:8100/api/v1"
    take = make_clip(song, account=instance_account(), stream_url=address)
    sign_in(client, song.team, Role.LISTENER)

    answer = client.get(url("audio", take))

    assert (answer.status_code, answer["Location"]) == (302, address)
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "http://stream.example.net/1",
        "https://10.0.0.1/1",
        "https://[::1]/1",
        "https://[broken",
        "https://localhost/1",
        "https://you@stream.example.net/1",
        "javascript:alert(1)",
        "http://127.0.0.1:8101/files/1.mp3",
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_the_providers(client, song, settings, address):
    settings.MUSICAPI_BASE_URL = "http://127.0.0.1:8100/api/v1"
    take = make_clip(song, account=instance_account(), stream_url=address)
    sign_in(client, song.team)

    assert client.get(url("audio", take)).status_code == 404


def test_a_broken_clip_has_no_preview_any_more(client, song):
    take = make_clip(song, ClipState.BROKEN, stream_url="https://stream.example.net/1")
    sign_in(client, song.team)

    assert client.get(url("audio", take)).status_code == 404


def test_the_picture_that_came_with_a_clip_is_shown(client, song):
    cover = stored_asset(AssetKind.COVER, media_type="image/jpeg")
    take = with_file(make_clip(song, ClipState.READY, cover=cover), cover)
    sign_in(client, song.team, Role.LISTENER)

    answer = client.get(url("cover", take))

    answer.close()
    assert answer.status_code in (200, 302)


def test_a_clip_without_a_picture_has_none_to_show(client, take):
    sign_in(client, take.team)

    assert client.get(url("cover", take)).status_code == 404


@pytest.mark.parametrize("kind", ["mp3", "wav"])
def test_a_download_is_named_after_song_and_take(client, song, kind):
    field, media_type = ("audio", "audio/mpeg") if kind == "mp3" else ("wav", "audio/wav")
    asset = stored_asset(AssetKind(kind), media_type=media_type)
    take = with_file(
        make_clip(song, ClipState.READY, title='Salt/Pepper: "Waltz"\n', **{field: asset}), asset
    )
    sign_in(client, song.team)

    answer = client.get(url("download", take, kind))

    answer.close()
    name = answer["Content-Disposition"] if answer.status_code == 200 else answer["Location"]
    assert f"Salt Pepper Waltz - take 01.{kind}" in unquote_plus(unquote_plus(name))


def test_a_title_of_nothing_but_signs_still_gives_a_file_name(client, song):
    take = with_file(
        make_clip(song, ClipState.READY, title="???", audio=(audio := stored_asset())), audio
    )
    sign_in(client, song.team)

    answer = client.get(url("download", take, "mp3"))

    answer.close()
    assert "Song" in answer.get("Content-Disposition", answer.get("Location"))


def test_a_wav_that_is_not_there_can_be_asked_for(client, take):
    sign_in(client, take.team)

    page = client.get(url("download", take, "wav")).content.decode()

    assert "There is no WAV of this take yet" in page
    assert re.search(r"<span>Ask for the WAV</span><span class=\"num\">\d+ credits", page)
    assert reverse("generation:wav_create", args=[take.pk]) in page


@pytest.mark.parametrize("unknown", [{"remote_id": ""}, {"engine": "upload"}])
def test_a_clip_that_the_provider_did_not_make_has_no_wav_to_ask_for(client, song, unknown):
    take = make_clip(song, ClipState.READY, **unknown)
    sign_in(client, song.team)

    page = client.get(url("download", take, "wav")).content.decode()

    assert "cannot be had as WAV" in page
    assert reverse("generation:wav_create", args=[take.pk]) not in page


def test_a_wav_on_its_way_is_not_asked_for_again(client, song):
    wav = stored_asset(AssetKind.WAV, state=AssetState.PENDING)
    take = make_clip(song, ClipState.READY, wav=wav)
    sign_in(client, song.team)

    page = client.get(url("download", take, "wav")).content.decode()

    assert "on its way" in page
    assert reverse("generation:wav_create", args=[take.pk]) not in page


def test_an_unfinished_take_has_no_file_yet(client, song):
    take = make_clip(song)
    sign_in(client, song.team)

    assert "There is no file yet" in client.get(url("download", take, "mp3")).content.decode()


def test_other_kinds_of_files_do_not_exist(client, take):
    sign_in(client, take.team)

    assert client.get(url("download", take, "cover")).status_code == 404
