"""A link to a saved mix: its sound is made by the server, as the mix was when it was shared."""

from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.rights import Role
from apps.archive.models import Asset
from apps.clips.models import Clip
from apps.clips.states import ClipState
from apps.sharing import operations, tasks
from apps.sharing.models import ShareLink
from apps.stems import operations as stems
from apps.stems.models import Mix, Rendering, StemSet
from apps.stems.states import Purpose, SetState
from tests.archive.sounds import as_wav, silence
from tests.factories.clips import clip as make_clip
from tests.factories.stems import NOON, kept_file, set_with_files, work
from tests.sharing.test_links import TERMS, door, heard, oembed, sign_in, whole

GIVEN = {200, 302}
"""From our folder, or from the bucket that we send browsers to."""
pytestmark = pytest.mark.django_db
RATE_HZ = 48_000
MUCH_LATER = timedelta(days=4000)


@pytest.fixture
def mix(song):
    sound = silence(0.3, rate_hz=RATE_HZ)
    sound[:, ::7] = 0.1
    files = {name: as_wav(sound, rate_hz=RATE_HZ) for name in ("Vocals", "Drums")}
    clip = make_clip(song, ClipState.READY, audio=kept_file(files["Vocals"]))
    stem_set = set_with_files(clip, files)
    work()
    stem_set.refresh_from_db()
    strips = [{"stem": str(stem.pk), "gain": -3.0} for stem in stem_set.stems.all()]
    return stem_set.mixes.create(name="Quiet <voice>", strips=strips)


@pytest.fixture
def link(client, song, mix):
    sign_in(client, song)
    terms = {**TERMS, "may_comment": "on"}
    client.post(reverse("sharing:mix_share", args=[mix.pk]), terms)
    client.logout()
    return ShareLink.objects.get()


def as_time_goes(link):
    """Let the workers make what is due."""
    due = Rendering.objects.exclude(due_at=None).latest("due_at").due_at
    work(now=due)
    link.refresh_from_db()


def test_a_mix_is_heard_once_it_is_made(client, link, mix):
    clip = mix.stem_set.clip
    before = client.get(door("show", link)).content.decode()
    silent = [heard(client, link, clip).status_code, client.get(door("embed", link)).status_code]
    as_time_goes(link)

    after = client.get(door("show", link)).content.decode()
    sound = heard(client, link, clip)
    file = whole(client.get(door("download", link, clip.pk, "mp3")))
    link.refresh_from_db()

    assert "The mix is being made" in before
    assert silent == [404, 200]
    assert "Quiet &lt;voice&gt;" in after
    assert "<audio controls" in after
    assert {sound.status_code, file.status_code} <= GIVEN
    assert sound.status_code == 302 or sound["Content-Type"] == "audio/mpeg"
    assert (link.plays, link.downloads) == (1, 1)
    assert oembed(client, link).status_code == 200
    assert client.get(door("cover", link)).status_code == 200


def test_the_link_keeps_the_mix_as_it_was_also_when_its_file_is_tidied_away(client, link, mix):
    clip = mix.stem_set.clip
    as_time_goes(link)
    Mix.objects.all().delete()
    stems.tidy(now=NOON + MUCH_LATER)
    gone = heard(client, link, clip).status_code
    tasks.remake_mixes()
    as_time_goes(link)
    made = link.rendering_id
    tasks.remake_mixes()
    link.refresh_from_db()

    assert gone == 404
    assert heard(client, link, clip).status_code in GIVEN
    assert link.rendering_id == made


def test_a_mix_that_cannot_be_made_is_told_and_made_again_when_somebody_asks(
    client, song, link, mix
):
    stored = Asset.objects.filter(stem__stem_set=mix.stem_set)
    keys = dict(stored.values_list("pk", "storage_key"))
    stored.update(storage_key="audio/00/nothing.wav")
    for _ in range(4):
        as_time_goes(link)
    pages = [client.get(door(name, link)).content.decode() for name in ("show", "embed")]
    sign_in(client, song)
    shared = client.get(reverse("sharing:mix_share", args=[mix.pk])).content.decode()
    files = client.get(reverse("stems:set_show", args=[mix.stem_set_id])).content.decode()
    for pk, key in keys.items():
        Asset.objects.filter(pk=pk).update(storage_key=key)
    retry = reverse("stems:mixdown_retry", args=[link.rendering_id])

    answers = [client.post(retry, follow=True).content.decode() for _ in range(2)]
    as_time_goes(link)

    assert all("could not be made" in page for page in [*pages, shared])
    assert not any("being made" in page for page in pages)
    assert retry in shared
    assert retry in files
    assert "This mix is made, or on its way." in answers[1]
    assert "<audio" in client.get(door("show", link)).content.decode()
    assert Rendering.objects.filter(purpose=Purpose.MIX).count() == 1


def test_a_revoked_link_or_one_to_a_deleted_take_is_not_made_again(client, link, mix):
    rows = ShareLink.objects.filter(pk=link.pk)
    rows.update(rendering=None)
    Clip.objects.filter(pk=mix.stem_set.clip_id).update(deleted_at=NOON)
    tasks.remake_mixes()
    gone = client.get(door("show", link)).status_code
    Clip.objects.filter(pk=mix.stem_set.clip_id).update(deleted_at=None)
    operations.revoke(link=link, now=NOON)
    tasks.remake_mixes()
    link.refresh_from_db()

    assert gone == 410
    assert link.rendering is None


def test_a_link_whose_stems_are_gone_has_ended_and_can_be_revoked(client, song, link):
    Rendering.objects.all().delete()
    StemSet.objects.all().delete()
    sign_in(client, song)

    assert client.get(door("show", link)).status_code == 410
    assert client.post(reverse("sharing:link_revoke", args=[link.pk])).status_code == 302


def test_stems_that_are_not_ready_make_no_link(client, song, mix):
    StemSet.objects.update(state=SetState.CHECKING)
    sign_in(client, song)

    answer = client.post(reverse("sharing:mix_share", args=[mix.pk]), TERMS)

    assert answer.status_code == 422
    assert "not ready to be mixed" in answer.content.decode()
    assert not ShareLink.objects.exists()


def test_the_key_to_share_a_mix_is_for_producers(client, song, mix):
    page = reverse("stems:set_show", args=[mix.stem_set_id])
    share = reverse("sharing:mix_share", args=[mix.pk])

    sign_in(client, song, Role.REVIEWER)
    reviewed = client.get(page).content.decode()
    sign_in(client, song)

    assert share not in reviewed
    assert share in client.get(page).content.decode()
    assert "Quiet &lt;voice&gt; of Salt on the Window" in client.get(share).content.decode()
