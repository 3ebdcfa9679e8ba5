"""When the words of a take are sung: lanes on its page, LRC beside its files, the song's tempo."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from apps.accounts.rights import Role
from apps.clips import operations, selectors
from apps.clips.states import ClipState
from tests.archive import sounds
from tests.clips.visits import sign_in, url
from tests.factories.clips import clip as make_clip
from tests.factories.clips import stored_asset

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
SHEET = "[Verse]\nRopes creak\nSalt on <b>glass\n[Chorus]\nSing it out\nNever sung"
SUNG = [("[Verse]\nRopes ", 1.0), ("creak\n", 1.5), ("Salt on <b>glass\n", 3.0)]
SUNG += [("[Chorus]\nSing it out\n", 60.004), ("Oh, oh", 80.0)]


@pytest.fixture
def timed(song):
    clip = make_clip(song, ClipState.READY, lyrics=SHEET, title="Salt [live]")
    words = [{"word": word, "start_s": at, "end_s": at + 1} for word, at in SUNG]
    operations.hear_words(clip=clip, words=words, now=NOW)
    return selectors.take(clip.pk, AnonymousUser())


def test_lrc_has_a_moment_for_each_line_and_says_where_nothing_is_sung(client, timed):
    sign_in(client, timed.team)

    answer = client.get(url("download", timed, "lrc"))

    assert answer["Content-Disposition"].endswith('.lrc"')
    assert answer.content.decode().splitlines() == [
        "[ti:Salt [live)]",
        f"[ar:{timed.team.name}]",
        f"[al:{timed.project.title}]",
        "[length:1:32]",
        "[00:01.00]Ropes creak",
        "[00:03.00]Salt on <b>glass",
        "[00:04.00]",
        "[01:00.00]Sing it out",
        "[01:01.00]",
        "[01:20.00]Oh, oh",
        "[01:21.00]",
    ]


def test_lanes_lead_to_sections_and_lines(client, timed):
    sign_in(client, timed.team, Role.LISTENER)

    page = client.get(url("show", timed)).content.decode()
    score = selectors.score_of(timed)

    assert [(mark.text, mark.part, round(mark.start_s)) for mark in score.sections] == [
        ("Verse", "verse", 1),
        ("Chorus", "chorus", 60),
    ]
    assert [mark.text for mark in score.lines][-1] == "Oh, oh"
    assert 'data-seek="0.0325" data-until="0.0433">Salt on &lt;b&gt;glass</button>' in page
    assert '<p class="line" dir="auto">Never sung</p>' in page


def test_a_take_without_times_has_no_lanes_and_no_lrc(client, song, take):
    sign_in(client, song.team)

    assert b"lane-words" not in client.get(url("show", take)).content
    assert b"/lrc" not in client.get(url("show", take)).content
    assert client.get(url("download", take, "lrc")).status_code == 404


def test_the_song_has_the_times_of_its_picked_take_else_of_its_newest(client, song, timed):
    sign_in(client, song.team)
    later = make_clip(song, ClipState.READY, title="Later")
    words = [{"word": "La", "start_s": 2.0, "end_s": 3.0}]
    operations.hear_words(clip=later, words=words, now=NOW)
    address = reverse("clips:words_timed", args=[song.pk])

    newest = client.get(address).content.decode()
    operations.pick(clip=timed, now=NOW)
    picked = client.get(address).content.decode()

    assert "[ti:Later]" in newest
    assert "[ti:Salt [live)]" in picked


def test_a_song_without_times_says_so(client, song, take):
    sign_in(client, song.team)

    answer = client.get(reverse("clips:words_timed", args=[song.pk]), follow=True)

    assert b"knows yet when its words are sung" in answer.content


@pytest.mark.profile_free
def test_a_zip_has_the_times_beside_the_sound(client, song, timed):
    sign_in(client, song.team)
    content = sounds.as_mp3(sounds.sine(0.2))
    key = default_storage.save("clips/a.mp3", ContentFile(content))
    clip = make_clip(song, ClipState.READY, audio=stored_asset(storage_key=key))
    type(timed.audio).objects.filter(pk=timed.audio_id).update(storage_key=key)

    answer = client.get(reverse("clips:project_zip", args=[song.pk]))
    names = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()

    assert names == [
        "Salt [live] - take 01.mp3",
        "Salt [live] - take 01.lrc",
        "Words/Salt [live] - take 01.txt",
        f"{clip.title} - take 02.mp3",
    ]


@pytest.mark.parametrize(("said", "now"), [(None, 96.5), (120.0, 120.0)])
def test_a_measured_tempo_is_the_song_s_unless_somebody_said_one(client, song, take, said, now):
    song.tempo_bpm = said
    song.save()
    operations.hear_tempo(clip=take, tempo_bpm=96.5, now=NOW)
    operations.hear_words(clip=take, words=[], now=NOW)
    sign_in(client, song.team)

    page = client.get(url("show", take)).content.decode()
    song.refresh_from_db()

    assert song.tempo_bpm == now
    assert "<b>96.5</b> bpm" in page


def test_words_of_a_very_long_song_are_told_without_sections(song):
    lines = [f"Line {number}" for number in range(2_000)]
    clip = make_clip(song, ClipState.READY, lyrics="[Verse]\n" + "\n".join(lines))
    words = [
        {"word": f"{line}\n", "start_s": at / 30, "end_s": at / 30} for at, line in enumerate(lines)
    ]
    operations.hear_words(clip=clip, words=words, now=NOW)

    score = selectors.score_of(type(clip).objects.get(pk=clip.pk))

    assert (len(score.lines), score.sections) == (2_000, [])
