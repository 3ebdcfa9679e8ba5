"""Ballots over HTTP: blind until they are closed, closed when all have voted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations as accounts
from apps.accounts.rights import Role
from apps.clips.states import ClipState
from apps.sharing import operations, selectors
from apps.sharing.models import Ballot, Vote
from tests.factories import clips
from tests.factories.accounts import add_member, make_team
from tests.factories.sharing import ballot as make_ballot

pytestmark = pytest.mark.django_db


@pytest.fixture
def takes(song, take):
    return [take, *(clips.clip(song, ClipState.READY, title=f"Secret {n}") for n in (2, 3))]


@pytest.fixture
def ballot(song, takes):
    return make_ballot(song, takes)


@pytest.fixture
def owner(song):
    return song.team.memberships.get().user


def url(name, row):
    return reverse(f"sharing:{name}", args=[row.pk])


def cast(client, ballot, ranking):
    places = {f"place-{at}": letter for at, letter in enumerate(ranking, 1)}
    return client.post(url("ballot_vote", ballot), places)


def test_nobody_sees_which_take_is_which_until_all_have_voted(client, song, ballot, owner):
    ada = add_member(song.team, Role.REVIEWER)
    add_member(song.team, Role.LISTENER)
    client.force_login(owner)
    cast(client, ballot, "ABC")
    before = client.get(url("ballot_show", ballot)).content.decode()
    client.force_login(ada)

    cast(client, ballot, "BAC")
    after = client.get(url("ballot_show", ballot)).content.decode()

    assert "1</b> of 2 have voted" in before
    assert "Secret" not in before
    assert not any(str(clip.clip_id) in before for clip in ballot.candidates.all())
    assert "Secret" in after
    ballot.refresh_from_db()
    places = selectors.standing_of(ballot).places
    assert [(p.place, p.candidate.letter, p.points) for p in places] == [
        (1, "A", 5),
        (1, "B", 5),
        (3, "C", 2),
    ]


def test_a_vote_can_be_changed_while_the_ballot_is_open_and_not_after(client, song, ballot, owner):
    add_member(song.team, Role.REVIEWER)
    client.force_login(owner)
    first = [cast(client, ballot, ranking).status_code for ranking in ("ABC", "CBA")]

    statuses = [client.post(url("ballot_close", ballot)).status_code for _ in range(2)]
    late = cast(client, ballot, "BCA")

    assert first == [302, 302]
    assert statuses == [302, 302]
    assert late.status_code == 422
    assert Vote.objects.get().ranking == "CBA"


@pytest.mark.parametrize("ranking", ["", "AB", "AAB", "ABX", "ABCD", "abc", "<>&"])
def test_a_vote_ranks_each_take_once(client, song, ballot, owner, ranking):
    client.force_login(owner)

    answer = cast(client, ballot, ranking)

    # A fourth place is not asked for, so it is not read.
    assert answer.status_code == (302 if ranking == "ABCD" else 422)
    assert Vote.objects.exists() == (ranking == "ABCD")


def test_who_may_not_vote_is_not_waited_for_and_a_stranger_finds_nothing(
    client, song, ballot, owner
):
    add_member(song.team, Role.LISTENER)
    gone = add_member(song.team, Role.REVIEWER)
    accounts.remove_member(membership=song.team.memberships.get(user=gone))
    client.force_login(owner)
    cast(client, ballot, "ABC")
    client.force_login(make_team("Elsewhere").memberships.get().user)
    names = ("ballot_show", "ballot_follow")
    stranger = [client.get(url(name, ballot)).status_code for name in names]
    stranger += [
        client.post(url(name, ballot)).status_code for name in ("ballot_vote", "ballot_close")
    ]

    ballot.refresh_from_db()
    assert ballot.closed_at
    assert stranger == [404] * 4


def test_the_vote_of_somebody_who_left_counts_and_makes_one_voter_more(song, ballot, owner):
    ada, _ = (add_member(song.team, Role.REVIEWER) for _ in range(2))
    for voter in (owner, ada):
        Vote.objects.create(ballot=ballot, user=voter, ranking="ABC")

    accounts.remove_member(membership=song.team.memberships.get(user=ada))

    standing = selectors.standing_of(ballot)
    assert (standing.voted, standing.voters) == (2, 3)


def test_only_who_opened_it_or_an_owner_closes_it(client, song, ballot):
    client.force_login(add_member(song.team, Role.PRODUCER))

    assert client.post(url("ballot_close", ballot)).status_code == 403


def test_opening_asks_for_two_to_six_takes_of_the_song(client, song, takes, owner):
    client.force_login(owner)
    other = clips.clip(song, ClipState.COMPOSING)
    wrong = [[], [takes[0].pk], [takes[0].pk, other.pk], [takes[0].pk, "x"]]

    answers = [
        client.post(url("ballot_create", song), {"question": "Which?", "takes": chosen})
        for chosen in wrong
    ]
    right = client.post(
        url("ballot_create", song), {"question": "Which?", "takes": [t.pk for t in takes]}
    )

    assert {answer.status_code for answer in answers} == {422}
    assert all('value="Which?"' in answer.content.decode() for answer in answers)
    assert right.status_code == 302
    assert Ballot.objects.get().candidates.count() == 3


def test_voters_are_told_of_a_ballot_and_of_its_result(song, takes, owner):
    ada = add_member(song.team, Role.REVIEWER)
    listener = add_member(song.team, Role.LISTENER)
    ballot = make_ballot(song, takes)

    operations.close(ballot=ballot, by=owner, now=timezone.now())

    assert [notice.kind for notice in selectors.notices_of(ada)] == ["RESULT", "BALLOT"]
    assert selectors.notices_of(owner) == []
    assert selectors.notices_of(listener) == []


@pytest.mark.profile_free
def test_a_take_is_heard_by_its_letter(client, song, take, owner):
    ballot = make_ballot(song, [take, clips.clip(song, ClipState.READY)])
    client.force_login(owner)
    letter = ballot.candidates.get(clip=take).letter

    heard = client.get(reverse("sharing:ballot_audio", args=[ballot.pk, letter]))
    nothing = client.get(reverse("sharing:ballot_audio", args=[ballot.pk, "Z"]))

    assert b"".join(heard.streaming_content)
    assert nothing.status_code == 404


def test_an_open_page_notices_a_vote(client, song, ballot, owner):
    add_member(song.team, Role.REVIEWER)
    client.force_login(owner)
    pulse = url("pulse_show", song)
    page = client.get(pulse, headers={"HX-Request": "true"}).content.decode()
    mark = page.partition("seen=")[2].partition('"')[0]

    operations.vote(ballot=ballot, by=owner, ranking="ABC", now=timezone.now())

    assert client.get(pulse, {"seen": mark})["HX-Trigger"] == "ballots-changed"
