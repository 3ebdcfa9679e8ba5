"""The page of a take's stems, through its door."""

import io
import json
import zipfile

import av
import numpy as np
import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.archive import store
from apps.archive.models import Asset
from apps.archive.states import AssetState
from apps.clips import operations as clips
from apps.clips.states import ClipState
from apps.stems import operations, tasks
from apps.stems.models import Mix, Rendering, StemSet
from apps.stems.states import Purpose, RenderState, SetState
from tests.archive.sounds import as_wav, silence
from tests.factories.accounts import add_member
from tests.factories.clips import clip as make_clip
from tests.factories.stems import NOON, kept_file, part, set_with_files, split, work

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}
RATE = 48_000


def noise(seed, seconds=0.6, channels=2):
    sound = np.random.default_rng(seed).standard_normal((channels, round(seconds * RATE))) * 0.1
    return sound.astype(np.float32)


@pytest.fixture
def clip(project):
    whole = kept_file(as_wav(noise(1) + noise(2), rate_hz=RATE))
    return make_clip(project, ClipState.READY, audio=whole)


@pytest.fixture
def stem_set(clip):
    """A set of three: two that are heard and a silent one; checked and packed."""
    sounds = {
        "Vocals": as_wav(noise(1), rate_hz=RATE),
        "Drums": as_wav(noise(2), rate_hz=RATE),
        "FX": as_wav(silence(0.6, rate_hz=RATE), rate_hz=RATE),
    }
    found = set_with_files(clip, sounds)
    work()
    found.refresh_from_db()
    assert found.state == SetState.READY
    return found


@pytest.fixture
def page(client, project):
    client.force_login(project.team.memberships.get().user)
    return client


def read(answer):
    """Return all that an answer sends, to the end, which closes what it holds open."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def show(page, stem_set, **query):
    return page.get(reverse("stems:set_show", args=[stem_set.pk], query=query)).content.decode()


def wish(stem_set, **fields):
    names = [f"gain-{stem.pk}" for stem in stem_set.stems.all()]
    return {**dict.fromkeys(names, "0"), "gain-master": "0", **fields}


def post(page, name, row, data=None, **options):
    return page.post(reverse(f"stems:{name}", args=[row.pk]), data or {}, **options)


def test_a_take_without_stems_says_how_to_get_them(page, clip):
    body = page.get(reverse("stems:stem_list", args=[clip.pk])).content.decode()

    assert "Not taken apart yet" in body
    assert reverse("generation:split_list", args=[clip.pk]) in body


def test_the_page_shows_strips_and_folds_silent_parts_away(page, stem_set):
    body = page.get(reverse("stems:stem_list", args=[stem_set.clip_id])).content.decode()

    assert body.count('data-stem="') == 2
    assert "1 silent part" in body
    assert "--stem-drums" in body
    assert "together the parts give the take" in body


def test_the_number_of_queries_is_fixed(page, stem_set, django_assert_max_num_queries):
    show(page, stem_set)

    with django_assert_max_num_queries(16):
        show(page, stem_set)


def test_a_late_or_short_part_is_told_in_words(page, stem_set):
    stem_set.stems.filter(name="Drums").update(offset_ms=23.4, bleed_db=-7.0)
    Asset.objects.filter(stem__name="Vocals").update(duration_s=0.05)

    body = show(page, stem_set)

    assert "Drums sounds 23 ms later than in the take." in body
    assert "About 20 % of Drums is heard in other parts too" in body
    assert "Vocals ends 0.6 s before the take does." in body or "Vocals ends 0.5 s" in body


def test_what_is_missing_can_be_fetched_again(page, clip):
    found = split(clip, part("Vocals"), part("Drums"))
    stem = found.stems.get(name="Drums")
    Asset.objects.filter(pk=stem.asset_id).update(
        state=AssetState.LOST, due_at=None, trouble="The link is gone."
    )
    body = show(page, found)

    answers = [post(page, "stem_fetch", stem).status_code for _ in range(2)]

    assert "The link is gone." in body
    assert answers == [302, 302]
    assert Asset.objects.get(pk=stem.asset_id).state == AssetState.PENDING


def test_the_pack_is_read_in_ranges_and_the_manifest_names_the_strips(page, stem_set):
    manifest = page.get(reverse("stems:manifest_show", args=[stem_set.pk]))
    where = json.loads(read(manifest))
    span = f"bytes={where['starts'][0]}-{where['starts'][1] - 1}"

    answer = page.get(reverse("stems:pack_show", args=[stem_set.pk]), headers={"Range": span})

    assert answer.status_code == 206
    assert len(read(answer)) == where["starts"][1] - where["starts"][0]
    named = {entry["stem"] for entry in where["stems"]}
    assert named == {str(stem.pk) for stem in stem_set.stems.all()}


def test_a_part_plays_and_can_be_taken_away(page, stem_set):
    stem = stem_set.stems.get(name="Drums")

    played = page.get(reverse("stems:stem_audio", args=[stem.pk]), headers={"Range": "bytes=0-9"})
    taken = page.get(reverse("stems:stem_download", args=[stem.pk]))

    for answer in (played, taken):
        read(answer)
    assert played.status_code in (206, 302)
    assert taken.status_code == 302 or "Drums.wav" in taken["Content-Disposition"]


def test_all_parts_come_as_files_of_one_length_with_the_tempo_in_their_names(page, stem_set):
    clips.hear_tempo(clip=stem_set.clip, tempo_bpm=92.3, now=NOON)

    answer = page.get(reverse("stems:set_download", args=[stem_set.pk]))

    with zipfile.ZipFile(io.BytesIO(read(answer))) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len({info.file_size for info in archive.infolist()}) == 1
    assert names[0] == "Salt on the Window - take 01 - 01 Vocals - 92 bpm.wav"
    assert len(names) == 3


def test_a_mix_is_saved_replaced_loaded_and_forgotten(page, stem_set):
    drums = stem_set.stems.get(name="Drums")
    for gain in ("-6", "-9.5"):
        data = wish(stem_set, name="Soft", **{f"gain-{drums.pk}": gain, f"mute-{drums.pk}": "on"})
        answer = post(page, "mix_create", stem_set, data, headers=HTMX)
        assert "Soft" in answer.content.decode()

    mix = Mix.objects.get()
    body = show(page, stem_set, mix=str(mix.pk))
    gone = [post(page, "mix_delete", mix).status_code]

    assert 'value="-9.5"' in body
    assert f'name="mute-{drums.pk}" checked' in body
    assert gone == [302]
    assert not Mix.objects.exists()


def test_a_mix_of_somebody_else_is_opened_as_a_copy(client, page, stem_set):
    data = wish(stem_set, name="Soft", **{"gain-master": "-3"})
    post(page, "mix_create", stem_set, data)
    mix = Mix.objects.get()
    client.force_login(add_member(stem_set.team, Role.REVIEWER))

    body = show(client, stem_set, mix=str(mix.pk))
    refused = post(client, "mix_create", stem_set, data, headers=HTMX)
    copied = post(client, "mix_create", stem_set, {**data, "name": "Soft (copy)"})
    deleted = [post(client, "mix_delete", row).status_code for row in Mix.objects.order_by("id")]

    assert 'value="-3.0"' in body
    assert 'value="Soft (copy)"' in body
    assert refused.status_code == 422
    assert "keeps a mix of this name" in refused.content.decode()
    assert copied.status_code == 302
    assert deleted == [403, 302]
    assert list(Mix.objects.all()) == [mix]


def test_a_saved_mix_becomes_one_file_however_often_it_is_asked_for(page, stem_set):
    post(page, "mix_create", stem_set, wish(stem_set, name="Soft"))
    mix = Mix.objects.get()

    bodies = [post(page, "mix_render", mix, headers=HTMX).content.decode() for _ in range(2)]
    work(now=timezone.now())

    [made] = Rendering.objects.filter(purpose=Purpose.MIX)
    assert "Being made" in bodies[0]
    assert (made.state, made.format, made.strips) == (RenderState.DONE, "mp3", mix.strips)


@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("mix_create", {"name": ""}),
        ("mix_create", {"name": "x", "gain-master": "100"}),
        ("mix_create", {"name": "x", "gain-master": "loud"}),
        ("mixdown_create", {"format": "cassette"}),
        ("mixdown_create", {"format": "flac", "gain-master": "nan"}),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX])
def test_what_cannot_be_is_refused_and_what_was_typed_stays(
    page, stem_set, action, fields, headers
):
    answer = post(page, action, stem_set, wish(stem_set, **fields), headers=headers)

    assert answer.status_code == 422
    assert not Mix.objects.exists()
    assert not Rendering.objects.filter(purpose=Purpose.MIX).exists()


def test_a_mix_is_made_once_and_can_be_taken_away(page, stem_set):
    data = wish(stem_set, format="wav24")
    for _ in range(2):
        body = post(page, "mixdown_create", stem_set, data, headers=HTMX).content.decode()
    work(now=timezone.now())

    made = Rendering.objects.get(purpose=Purpose.MIX)
    answer = page.get(reverse("stems:mixdown_download", args=[made.pk]))
    later = page.get(reverse("stems:mixdown_list", args=[stem_set.pk]), headers=HTMX)

    read(answer)
    assert "Being made" in body
    assert made.state == RenderState.DONE
    assert answer.status_code in (200, 302)
    assert "every 2s" not in later.content.decode()


@pytest.mark.parametrize(("file_format", "tempo_tag"), [("flac", "BPM"), ("mp3", "TBPM")])
def test_a_mix_is_tagged_as_its_format_has_it(page, stem_set, file_format, tempo_tag):
    clips.hear_tempo(clip=stem_set.clip, tempo_bpm=92.3, now=NOON)
    post(page, "mixdown_create", stem_set, wish(stem_set, format=file_format))
    work(now=timezone.now())

    made = Rendering.objects.get(purpose=Purpose.MIX)
    content = b"".join(store.open_range(made.asset.storage_key))
    with av.open(io.BytesIO(content)) as container:
        tags = dict(container.metadata)
        frames = sum(frame.samples for frame in container.decode(audio=0))

    assert tags[tempo_tag] == "92"
    assert tags["title"] == f"{stem_set.clip.title} (own mix)"
    assert frames == round(made.asset.duration_s * RATE)


def test_a_mix_of_stems_that_are_not_ready_is_refused(page, clip):
    found = split(clip, part("Vocals"))

    answer = post(page, "mixdown_create", found, {"format": "flac"}, headers=HTMX)

    assert answer.status_code == 422
    assert "not ready" in answer.content.decode()


def test_a_worker_that_died_leaves_a_row_that_is_due_again(stem_set):
    operations.prepare_again(stem_set=stem_set, now=NOON)
    [(rendering_id, lease)] = operations.lease_due(now=NOON)

    assert operations.lease_due(now=NOON) == []
    operations.release_leases(now=NOON)
    [(again, _)] = operations.lease_due(now=NOON)
    operations.render(rendering_id=rendering_id, lease=lease, clock=lambda: NOON)

    assert again == rendering_id
    assert Rendering.objects.get(pk=again).state == RenderState.DUE


def test_a_tick_makes_what_is_due_and_settles_what_nobody_heard_of(clip, monkeypatch):
    monkeypatch.setattr(tasks.render, "delay", tasks.render)
    found = set_with_files(clip, {"Vocals": as_wav(noise(1), rate_hz=RATE)})
    StemSet.objects.update(state=SetState.ARCHIVING)
    Rendering.objects.all().delete()

    for _ in range(2):
        tasks.tick()

    found.refresh_from_db()
    assert found.state == SetState.READY
    assert Rendering.objects.count() == 1


def test_a_pack_that_is_made_anew_replaces_the_old_one(stem_set):
    old = stem_set.pack_id
    operations.prepare_again(stem_set=stem_set, now=NOON)

    work()

    stem_set.refresh_from_db()
    assert stem_set.state == SetState.READY
    assert stem_set.pack_id != old
    assert not Asset.objects.filter(pk=old).exists()


def test_files_that_the_archive_lost_are_told_after_some_tries(page, stem_set):
    asset = stem_set.stems.get(name="Drums").asset
    Asset.objects.filter(pk=asset.pk).update(storage_key="audio/00/nothing.wav")
    operations.prepare_again(stem_set=stem_set, now=NOON)

    for _ in range(4):
        Rendering.objects.filter(state=RenderState.DUE).update(due_at=NOON)
        work()

    stem_set.refresh_from_db()
    assert stem_set.state == SetState.FAILED
    assert "could not be prepared" in show(page, stem_set)
    assert post(page, "set_prepare", stem_set).status_code == 302
    stem_set.refresh_from_db()
    assert stem_set.state == SetState.CHECKING


def test_listeners_hear_but_do_not_take_away(client, stem_set):
    client.force_login(add_member(stem_set.team, Role.LISTENER))

    answers = [
        client.get(reverse(f"stems:{name}", args=[stem_set.pk]))
        for name in ("set_show", "pack_show", "set_download")
    ]

    statuses = [answer.status_code for answer in answers if read(answer)]
    assert statuses == [200, 200, 403]
    assert StemSet.objects.count() == 1
