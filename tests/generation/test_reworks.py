"""What is made out of a take, against the real sandbox: extend, join, cover."""

from uuid import uuid4

import pytest
from django.utils import timezone

from apps.clips.models import Clip, Lineage
from apps.clips.states import ClipState
from apps.generation import operations
from apps.generation.kinds import cover, extension, mashup, persona, persona_song, section
from apps.generation.models import Job
from apps.generation.states import JobState
from apps.personas.models import Persona
from tests.factories.clips import clip as make_clip
from tests.factories.generation import finish, queued_song

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.profile_free]


WORDS = "[Verse]\nRopes are creaking by the quay\nSalt is drying on my sleeve"


@pytest.fixture
def take(sandbox, crew, project) -> Clip:
    """A take that the sandbox made."""
    return finish(crew, queued_song(project, lyrics=WORDS))[0]


def ask(kind, spec, project) -> Job:
    return operations.request(
        kind=kind,
        project=project,
        by=None,
        spec=spec,
        request_key=uuid4(),
        now=timezone.now(),
    )


def from_take(take: Clip) -> dict:
    return {
        "clip_id": str(take.pk),
        "remote_clip_id": take.remote_id,
        "model": "sonic-v6",
        "title": take.title,
        "tags": "slow folk",
        "lyrics": WORDS,
    }


def extended(take: Clip, **fields) -> Job:
    spec = extension.Spec(**{**from_take(take), "continue_at_s": 4.0, **fields})
    return ask("extension", spec, take.project)


def paid(sandbox) -> list[tuple[str, float]]:
    return [(call["operation"], call["price"]) for call in sandbox.control("ledger")["calls"]]


def edges() -> set[tuple]:
    return set(Lineage.objects.values_list("parent__number", "child__number", "operation"))


def test_an_extension_is_a_new_part_that_knows_what_it_continues(sandbox, crew, take):
    job = extended(take)

    parts = finish(crew, job)

    assert job.state == JobState.SUCCEEDED
    assert [part.state for part in parts] == [ClipState.READY] * 2
    assert edges() == {(1, 3, "extend"), (1, 4, "extend")}


def test_an_extension_and_its_source_become_one_song(sandbox, crew, take):
    part = finish(crew, extended(take))[0]

    jobs = [
        operations.request_of(kind="concat", clip=part, by=None, now=timezone.now())
        for _ in range(2)
    ]
    (whole,) = finish(crew, jobs[0])

    assert jobs[0] == jobs[1]
    assert whole.state == ClipState.READY
    assert whole.audio.duration_s == pytest.approx(4 + part.audio.duration_s, abs=1.5)
    assert (3, 5, "concat") in edges()
    assert paid(sandbox)[-1] == ("concat_music", 2)


def test_a_cover_keeps_the_length_and_names_its_source(sandbox, crew, take):
    spec = cover.Spec(**{**from_take(take), "tags": "synthwave, fast"})

    covers = finish(crew, ask("cover", spec, take.project))

    assert [made.state for made in covers] == [ClipState.READY] * 2
    assert edges() == {(1, 3, "cover"), (1, 4, "cover")}


def test_a_replaced_section_comes_back_as_the_whole_song(sandbox, crew, take):
    spec = section.Spec(
        clip_id=str(take.pk),
        remote_clip_id=take.remote_id,
        model="sonic-v6",
        title=take.title,
        lyrics=take.lyrics,
        start_s=3,
        end_s=6,
        section_lyrics="Gulls are turning over me",
    )

    songs = finish(crew, ask("section", spec, take.project))

    assert [song.state for song in songs] == [ClipState.READY] * 2
    assert songs[0].audio.duration_s == pytest.approx(take.duration_s, abs=2)
    assert (1, 3, "replace_section") in edges()


def test_a_mashup_has_two_parents(sandbox, crew, take):
    other = Clip.objects.exclude(pk=take.pk).get()
    spec = mashup.Spec(
        **from_take(take), other_clip_id=str(other.pk), other_remote_clip_id=other.remote_id
    )

    blends = finish(crew, ask("mashup", spec, take.project))

    assert [blend.state for blend in blends] == [ClipState.READY] * 2
    assert {(1, 3, "mashup"), (2, 3, "mashup")} <= edges()


def test_a_persona_from_a_take_sings_a_song(sandbox, crew, take):
    wanted = persona.Spec(
        clip_id=str(take.pk), remote_clip_id=take.remote_id, title="Mara", start_s=1, end_s=6
    )
    finish(crew, ask("persona", wanted, take.project))
    mara = Persona.objects.get()
    members = {name: value for name, value in from_take(take).items() if "clip_id" not in name}
    spec = persona_song.Spec(**members, persona_id=str(mara.pk), remote_persona_id=mara.remote_id)

    songs = finish(crew, ask("persona_song", spec, take.project))

    assert (mara.name, mara.source) == ("Mara", take)
    assert [song.state for song in songs] == [ClipState.READY] * 2
    assert set(mara.songs.all()) == set(songs)
    assert paid(sandbox)[1:] == [("persona", 1), ("persona_music", 15)]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"state": ClipState.COMPOSING}, "not finished"),
        ({"remote_id": ""}, "did not make"),
        ({"deleted_at": timezone.now()}, "deleted"),
    ],
)
def test_what_a_clip_can_not_do_is_refused_before_anything_is_held(project, fields, said):
    clip = make_clip(project, **{"state": ClipState.READY, **fields})

    with pytest.raises(operations.NotPossible, match=said):
        extended(clip)

    assert not Job.objects.exists()


def test_only_an_extension_is_joined(project):
    clip = make_clip(project, ClipState.READY)

    with pytest.raises(operations.NotPossible, match="whole song already"):
        operations.request_of(kind="concat", clip=clip, by=None, now=timezone.now())
