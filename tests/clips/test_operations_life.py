"""A clip from request to archive, every step twice, late, and from two sides at once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import connection

from apps.accounts.operations import instance_account
from apps.archive.models import Asset
from apps.archive.signals import asset_settled
from apps.archive.states import AssetKind, AssetState
from apps.clips import operations
from apps.clips.models import Clip
from apps.clips.states import ClipState
from tests.factories.accounts import make_team
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset
from tests.factories.projects import project

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def begin(song, remote_id="r1", **fields):
    return operations.begin(
        **{
            "project": song,
            "account": instance_account(),
            "remote_id": remote_id,
            "title": "Salt",
            "engine": "sonic",
            "operation": "create",
            "model": "sonic-v5",
            "tags": "folk",
            "lyrics": "la",
            "lyric_version": None,
            "request": {"style_weight": 0.65},
            "by": None,
            "now": NOW,
            **fields,
        }
    )


def finish(clip, **fields):
    return operations.finish(
        **{
            "clip": clip,
            "title": "",
            "tags": "",
            "lyrics": "",
            "model": "",
            "audio_url": "https://cdn.example.net/1.mp3",
            "image_url": "https://cdn.example.net/1.jpg",
            "duration_s": 92.4,
            "now": NOW,
            **fields,
        }
    )


def settle(asset, state, **fields):
    if state == AssetState.STORED:
        fields = {"storage_key": "k", "sha256": "ab", "size_bytes": 1, **fields}
    Asset.objects.filter(pk=asset.pk).update(state=state, due_at=None, **fields)


def test_takes_are_numbered_within_their_song():
    team = make_team()
    one, other = project(team), project(team, title="Other")

    numbers = [begin(one, "a").number, begin(one, "b").number, begin(other, "c").number]

    assert numbers == [1, 2, 1]


def test_a_deleted_take_keeps_its_number():
    song = project(make_team())
    begin(song, "a")
    operations.delete(clip=begin(song, "b"), now=NOW)

    assert begin(song, "c").number == 3


def test_a_clip_begun_twice_is_one_clip():
    song = project(make_team())

    first, again = begin(song), begin(song, title="Another")

    assert first == again
    assert Clip.objects.get().title == "Salt"


def test_a_clip_without_a_remote_name_is_always_a_new_one():
    song = project(make_team())

    begin(song, "")
    begin(song, "")

    assert Clip.objects.count() == 2


def test_a_title_longer_than_ours_is_cut():
    assert len(begin(project(make_team()), title="x" * 300).title) == 120


@pytest.mark.team
@pytest.mark.django_db(transaction=True)
def test_clips_begun_at_the_same_time_get_different_numbers():
    song = project(make_team())
    account = instance_account()
    gate = threading.Barrier(4)
    troubles = []

    def work(name):
        try:
            gate.wait(5)
            for turn in range(3):
                begin(song, f"{name}-{turn}", account=account)
        except Exception as trouble:  # noqa: BLE001  shown by the assertion below
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(name,)) for name in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert troubles == []
    assert sorted(Clip.objects.values_list("number", flat=True)) == list(range(1, 13))


def test_a_preview_streams_while_composing():
    clip = begin(project(make_team()))

    streaming = operations.stream(
        clip=clip, stream_url="https://stream.example.net/1", title="New", now=NOW
    )

    assert (streaming.stream_url, streaming.title) == ("https://stream.example.net/1", "New")


def test_news_of_a_preview_that_comes_late_changes_nothing():
    clip = finish(begin(project(make_team())))

    late = operations.stream(clip=clip, stream_url="https://x.example/late", title="Late", now=NOW)

    assert (late.stream_url, late.title, late.state) == ("", "Salt", ClipState.ARCHIVING)


def test_finishing_has_the_files_archived():
    clip = finish(begin(project(make_team())), title="Salt on the Window")

    assert (clip.state, clip.title, clip.tags) == (
        ClipState.ARCHIVING,
        "Salt on the Window",
        "folk",
    )
    assert (clip.audio.kind, clip.audio.source_url, clip.audio.expected_duration_s) == (
        AssetKind.MP3,
        "https://cdn.example.net/1.mp3",
        92.4,
    )
    assert clip.cover.kind == AssetKind.COVER


def test_finishing_twice_archives_once():
    clip = begin(project(make_team()))

    finish(clip)
    again = finish(clip, audio_url="https://cdn.example.net/other.mp3")

    assert Asset.objects.count() == 2
    assert again.audio.source_url == "https://cdn.example.net/1.mp3"


def test_a_clip_without_a_picture_is_archived_without_one():
    assert finish(begin(project(make_team())), image_url="").cover is None


def test_a_failure_says_why():
    clip = begin(project(make_team()))

    failed = operations.fail(clip=clip, trouble="Refused. " * 100, now=NOW)

    assert failed.state == ClipState.FAILED
    assert failed.trouble.startswith("Refused.")
    assert len(failed.trouble) == 300


def test_a_failure_that_comes_after_the_end_changes_nothing():
    clip = finish(begin(project(make_team())))

    assert operations.fail(clip=clip, trouble="late", now=NOW).state == ClipState.ARCHIVING


def test_success_after_a_failure_changes_nothing():
    clip = operations.fail(clip=begin(project(make_team())), trouble="no", now=NOW)

    assert finish(clip).state == ClipState.FAILED
    assert not Asset.objects.exists()


@pytest.mark.parametrize(
    ("asset_state", "clip_state"),
    [
        (AssetState.PENDING, ClipState.ARCHIVING),
        (AssetState.STORED, ClipState.READY),
        (AssetState.BROKEN, ClipState.BROKEN),
        (AssetState.LOST, ClipState.BROKEN),
    ],
)
def test_a_clip_follows_its_audio(asset_state, clip_state):
    clip = finish(begin(project(make_team())))
    if asset_state != AssetState.PENDING:
        settle(clip.audio, asset_state, trouble="It is 12 seconds short.")

    for _ in range(2):
        followed = operations.follow_asset(asset_id=clip.audio_id, now=NOW)

    assert followed.state == clip_state
    assert followed.trouble == ("It is 12 seconds short." if clip_state == "BROKEN" else "")


def test_the_archives_signal_makes_the_clip_ready():
    clip = finish(begin(project(make_team())))
    settle(clip.audio, AssetState.STORED)

    asset_settled.send(sender=Asset, asset_id=clip.audio_id)

    clip.refresh_from_db()
    assert clip.state == ClipState.READY


def test_a_cover_that_is_lost_does_not_break_the_clip():
    clip = finish(begin(project(make_team())))
    settle(clip.cover, AssetState.LOST)

    assert operations.follow_asset(asset_id=clip.cover_id, now=NOW) is None
    clip.refresh_from_db()
    assert clip.state == ClipState.ARCHIVING


def test_a_signal_that_got_lost_is_made_good():
    song = project(make_team())
    stored, pending = finish(begin(song, "a")), finish(begin(song, "b"))
    settle(stored.audio, AssetState.STORED)

    moved = [operations.catch_up(now=NOW), operations.catch_up(now=NOW)]

    assert moved == [1, 0]
    stored.refresh_from_db()
    pending.refresh_from_db()
    assert (stored.state, pending.state) == (ClipState.READY, ClipState.ARCHIVING)


def test_a_broken_clip_is_fetched_again():
    clip = finish(begin(project(make_team())))
    settle(clip.audio, AssetState.BROKEN, trouble="short")
    operations.follow_asset(asset_id=clip.audio_id, now=NOW)

    again = operations.fetch_again(clip=clip, now=NOW)

    clip.audio.refresh_from_db()
    assert (again.state, again.trouble, clip.audio.state) == (
        ClipState.ARCHIVING,
        "",
        AssetState.PENDING,
    )


def test_a_clip_that_is_not_broken_is_not_fetched_again():
    clip = make_clip(project(make_team()), ClipState.READY)

    with pytest.raises(operations.NotBroken):
        operations.fetch_again(clip=clip, now=NOW)


def test_a_wav_is_registered_once():
    clip = make_clip(project(make_team()), ClipState.READY)

    first = operations.attach_wav(clip=clip, wav_url="https://cdn.example.net/1.wav", now=NOW)
    again = operations.attach_wav(clip=clip, wav_url="https://cdn.example.net/2.wav", now=NOW)

    assert first == again
    assert again.source_url == "https://cdn.example.net/1.wav"


def test_a_lost_wav_is_fetched_from_its_new_address():
    clip = make_clip(project(make_team()), ClipState.READY, wav=stored_asset(AssetKind.WAV))
    settle(clip.wav, AssetState.LOST)

    wav = operations.attach_wav(clip=clip, wav_url="https://cdn.example.net/2.wav", now=NOW)

    wav.refresh_from_db()
    assert (wav.state, wav.source_url) == (AssetState.PENDING, "https://cdn.example.net/2.wav")
