"""Comments over HTTP: where they stand, who may say what, and that open pages notice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.rights import Role
from apps.sharing import operations, selectors
from apps.sharing.models import Comment
from tests.factories.accounts import add_member, make_team, make_user
from tests.factories.clips import clip as make_clip
from tests.factories.sharing import share_link

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def url(name, row):
    return reverse(f"sharing:{name}", args=[row.pk])


def sign_in(client, song, role=Role.REVIEWER, **fields):
    person = add_member(song.team, role, user=make_user(**fields))
    client.force_login(person)
    return person


def said(clip, by=None, text="Louder here", **fields):
    author = by or clip.team.memberships.first().user
    return operations.comment(clip=clip, by=author, text=text, now=timezone.now(), **fields)


@pytest.mark.parametrize(
    ("typed", "start_s", "end_s"),
    [
        ({}, None, None),
        ({"start_s": "1:05"}, 65, None),
        ({"start_s": "20.5", "end_s": "0:41,2"}, 20.5, 41.2),
        ({"start_s": "0"}, 0, None),
    ],
)
def test_a_comment_stands_on_the_take_a_moment_or_a_range(
    client, song, take, typed, start_s, end_s
):
    person = sign_in(client, song)

    answer = client.post(url("comment_create", take), {"text": "Louder here", **typed})

    row = Comment.objects.get()
    assert answer.status_code == 302
    assert (row.author, row.text, row.start_s, row.end_s) == (person, "Louder here", start_s, end_s)


def test_a_moment_knows_the_line_it_falls_on(song, take):
    first, second = said(take, start_s=5.0), said(take, start_s=90.0)

    assert first.line == "The tide has been writing"
    assert second.line == "There is salt on the window"
    assert said(take).line == ""
    assert said(make_clip(song), start_s=3.0).line == ""


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ({"text": ""}, "Write what you want to say."),
        ({"text": " \n "}, "Write what you want to say."),
        ({"text": "x" * 4001}, "4000 characters"),
        ({"text": "x" * 900_000}, "4000 characters"),
        ({"start_s": "soon"}, "Write a moment as 1:05"),
        ({"start_s": "-4"}, "Write a moment as 1:05"),
        ({"start_s": "1e9"}, "Write a moment as 1:05"),
        ({"start_s": "99:00"}, "no such moment"),
        ({"start_s": "20", "end_s": "10"}, "ends after it begins"),
        ({"end_s": "10"}, "needs a beginning"),
    ],
)
def test_a_bad_comment_is_not_said_and_what_was_typed_stays(client, song, take, typed, why):
    sign_in(client, song)
    typed = {"text": "Louder here", **typed}

    answer = client.post(url("comment_create", take), typed, headers=HTMX)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert why in page
    assert typed["text"].strip()[:50] in page
    assert not Comment.objects.exists()


def test_a_comment_of_a_megabyte_is_refused_at_the_door(client, song, take):
    sign_in(client, song)

    answer = client.post(url("comment_create", take), {"text": "x" * 1_100_000})

    assert answer.status_code == 400
    assert not Comment.objects.exists()


def test_html_is_text(client, song, take):
    sign_in(client, song)
    client.post(url("comment_create", take), {"text": "<script>alert(1)</script>", "start_s": "1"})

    pages = [client.get(url(name, take)).content for name in ("comment_list", "pin_list")]

    assert not any(b"<script>alert" in page for page in pages)
    assert b"&lt;script&gt;alert" in pages[0]


def test_answers_stand_in_one_thread_and_open_it_again(client, song, take):
    root = said(take)
    person = sign_in(client, song)
    operations.resolve(comment=root, by=person, resolved=True, now=timezone.now())

    client.post(url("comment_answer", root), {"text": "Done"})
    first = Comment.objects.get(text="Done")
    client.post(url("comment_answer", first), {"text": "Thanks"})
    empty = client.post(url("comment_answer", root), {"text": ""})

    [thread] = selectors.threads_of(take, person)
    assert [answer.text for answer in thread.answers] == ["Done", "Thanks"]
    assert thread.own_answers == 2
    assert thread.root.resolved_at is None
    assert empty.status_code == 422


def test_a_thread_is_resolved_and_opened_and_twice_is_once(client, song, take):
    root = said(take)
    person = sign_in(client, song)
    resolved_at = []
    for _ in range(2):
        client.post(url("comment_resolve", root), {"on": "1"})
        root.refresh_from_db()
        resolved_at.append(root.resolved_at)

    client.post(url("comment_resolve", root), {"on": ""})
    by, root = root.resolved_by, Comment.objects.get(pk=root.pk)

    assert resolved_at[0] == resolved_at[1]
    assert by == person
    assert (root.resolved_at, root.resolved_by) == (None, None)


def test_only_who_said_it_or_an_owner_takes_it_back(client, song, take):
    mine = said(take, sign_in(client, song, name="Ada"))
    other = said(take)

    statuses = [client.post(url("comment_delete", row)).status_code for row in (other, mine, mine)]
    client.force_login(song.team.memberships.first().user)
    by_owner = client.post(url("comment_delete", other)).status_code

    assert statuses == [403, 302, 404]
    assert by_owner == 302
    assert selectors.threads_of(take) == []


def test_who_said_it_edits_it_and_everybody_sees_that(client, song, take):
    ada = sign_in(client, song)
    ben = add_member(song.team, Role.LISTENER, user=make_user(name="Ben Kiln"))
    row = said(take, ada)
    edit = url("comment_edit", row)

    first = client.post(edit, {"text": "Softer, @benkiln <b>"}, headers=HTMX)
    row.refresh_from_db()
    edited_at = row.edited_at
    again = client.post(edit, {"text": "Softer, @benkiln <b>"}, headers=HTMX)
    row.refresh_from_db()

    assert first["HX-Trigger"] == "comments-changed"
    assert "<span>edited</span>" in again.content.decode()
    assert "Softer, @benkiln &lt;b&gt;" in again.content.decode()
    assert row.edited_at == edited_at
    assert ben.notices.count() == 1


def test_nobody_edits_the_words_of_others_nor_what_was_taken_back(client, song, take):
    by_ada, by_guest = said(take), said(take, link=share_link(song, take), guest_name="Mira")
    Comment.objects.filter(pk=by_guest.pk).update(author=None)
    for role in (Role.OWNER, Role.REVIEWER):
        sign_in(client, song, role)
        answers = [
            client.post(url("comment_edit", row), {"text": "x"}) for row in (by_ada, by_guest)
        ]
        assert [answer.status_code for answer in answers] == [403, 403]
    client.force_login(by_ada.author)
    operations.take_back(comment=by_ada, now=timezone.now())

    assert client.post(url("comment_edit", by_ada), {"text": "x"}).status_code == 404
    assert not Comment.objects.filter(text="x").exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [(" ", "Write what"), ("y" * 4001, "4000 characters")],
    ids=["nothing", "too much"],
)
def test_a_bad_edit_changes_nothing_and_what_was_typed_stays(client, song, take, text, why):
    row = said(take, sign_in(client, song))

    answer = client.post(url("comment_edit", row), {"text": text})
    row.refresh_from_db()

    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert f">{text.strip()}</textarea>" in answer.content.decode() or not text.strip()
    assert (row.text, row.edited_at) == ("Louder here", None)


def test_a_listener_reads_and_a_stranger_finds_nothing(client, song, take):
    root = said(take)
    sign_in(client, song, Role.LISTENER)
    listener = [
        client.get(url("comment_list", take)).status_code,
        client.post(url("comment_create", take), {"text": "Hm"}).status_code,
        client.post(url("comment_answer", root), {"text": "Hm"}).status_code,
    ]
    client.force_login(make_team("Elsewhere").memberships.get().user)
    names = ("comment_answer", "comment_resolve", "comment_delete")
    stranger = [client.post(url(name, root)).status_code for name in names]

    assert listener == [200, 403, 403]
    assert stranger == [404, 404, 404]


def test_more_comments_are_not_more_queries(client, song, take):
    said(take)
    sign_in(client, song)
    client.get(url("comment_list", take))
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(url("comment_list", take))
        counts.append(len(queries))
        for _ in range(5):
            root = said(take, start_s=number)
            operations.answer(to=root, by=make_user(), text="Yes", now=timezone.now())

    assert counts[0] == counts[1]


def test_mentions_mean_members_only(song, take):
    ada = add_member(song.team, user=make_user("ada.lov@example.com", name="Ada Lovelace"))
    make_user("stranger@example.com", name="Stranger")

    def meant(text):
        return selectors.mentioned(text, song.team)

    assert meant("@ada listen") == [ada]
    assert meant("Ask @AdaLovelace.") == [ada]
    assert meant("@ada.lov and @ada") == [ada]
    assert meant("@stranger, hello") == []
    assert meant("mail ada@ada") == []
    assert meant("@" * 500) == []


def test_pulse_show_says_nothing_until_something_was_said(client, song, take):
    sign_in(client, song)
    pulse = url("pulse_show", song)
    first = client.get(pulse, headers=HTMX)
    mark = first.content.decode().partition("seen=")[2].partition('"')[0]
    quiet = client.get(pulse, {"seen": mark}, headers=HTMX)

    said(take)
    loud = client.get(pulse, {"seen": mark}, headers=HTMX)

    assert "HX-Trigger" not in first
    assert (quiet.status_code, quiet.content) == (204, b"")
    assert loud["HX-Trigger"] == "comments-changed"
    assert client.get(pulse, {"seen": "nonsense-1-2-3"}, headers=HTMX).status_code == 200


def test_a_page_about_one_take_is_not_told_of_others(client, song, take):
    sign_in(client, song)
    other = make_clip(song)
    pulse, marks = url("pulse_show", song), {}
    for clip in (take, other):
        said(clip)
        marks[clip.pk] = "-".join(selectors.pulse_of(song, clip.pk).values())
    said(other)

    asked = [client.get(pulse, {"seen": marks[c.pk], "take": c.pk}) for c in (take, other)]

    assert [answer.status_code for answer in asked] == [204, 200]
    assert asked[1]["HX-Trigger"] == "comments-changed"
    assert client.get(pulse, {"take": "nonsense"}).status_code == 200


def test_pulse_show_is_cheap(client, song, take, django_assert_num_queries):
    said(take)
    sign_in(client, song)
    client.get(url("pulse_show", song))

    with django_assert_num_queries(6):
        client.get(url("pulse_show", song))


# -- Guests -------------------------------------------------------------------------------------

GUEST = {"name": "Mira", "text": "Lovely", "start_s": "0:10"}


def guest_url(link, clip):
    return reverse("sharing:share_comment", args=[link.token, clip.pk])


def test_a_guest_says_something_and_sees_the_answer_but_nothing_else(client, song, take):
    link, other = share_link(song, take, may_comment=True), share_link(song, may_comment=True)
    said(take, text="Not for guests")

    answer = client.post(guest_url(link, take), GUEST, follow=True)
    root = Comment.objects.get(text="Lovely")
    owner = song.team.memberships.first().user
    operations.answer(to=root, by=owner, text="Thank you", now=timezone.now())
    page = client.get(reverse("sharing:share_show", args=[link.token])).content.decode()
    elsewhere = client.get(reverse("sharing:share_show", args=[other.token])).content.decode()

    assert answer.status_code == 200
    assert "Mira (guest)" in page
    assert "Lovely" in page
    assert "Thank you" in page
    assert "Not for guests" not in page
    assert "Lovely" not in elsewhere
    assert root.line == "The tide has been writing"


def test_a_guest_says_nothing_where_the_link_does_not_allow_it(client, song, take):
    link = share_link(song, take)

    assert client.post(guest_url(link, take), GUEST).status_code == 404
    assert (
        "Say something"
        not in client.get(reverse("sharing:share_show", args=[link.token])).content.decode()
    )


@pytest.mark.parametrize(
    "typed", [{"name": ""}, {"name": "x" * 90}, {"text": ""}, {"text": "x" * 4001}]
)
def test_a_bad_comment_of_a_guest_comes_back_as_it_was(client, song, take, typed):
    link = share_link(song, take, may_comment=True)

    answer = client.post(guest_url(link, take), {**GUEST, **typed})

    assert answer.status_code == 422
    assert "What you wrote is kept." in answer.content.decode()
    assert not Comment.objects.exists()


def test_a_guest_who_says_too_much_is_slowed_down(client, song, take):
    link = share_link(song, take, may_comment=True)

    statuses = [client.post(guest_url(link, take), GUEST).status_code for _ in range(21)]

    assert set(statuses[:20]) == {302}
    assert statuses[20] == 429


def test_share_follow_tells_an_open_page_what_was_said_since(client, song, take):
    link = share_link(song, take, may_comment=True)
    page = client.get(reverse("sharing:share_show", args=[link.token])).content.decode()
    mark = page.partition('data-mark="')[2].partition('"')[0]
    look = reverse("sharing:share_follow", args=[link.token])
    quiet = client.get(look, {"seen": mark})
    client.post(guest_url(link, take), {**GUEST, "text": "<b>Lovely</b>"})
    said(take, text="Not for guests")

    news = client.get(look, {"seen": mark})

    assert quiet.status_code == 204
    assert "&lt;b&gt;Lovely" in news.content.decode()
    assert "Not for guests" not in news.content.decode()
    assert f'id="said-{take.pk}"' in news.content.decode()


def test_pages_that_look_too_often_are_told_to_wait(client, song, take, monkeypatch):
    monkeypatch.setattr("apps.sharing.access.LOOKS", 3)
    link, silent = share_link(song, take, may_comment=True), share_link(song, take)
    looks = [reverse("sharing:share_follow", args=[one.token]) for one in (link, silent)]

    statuses = [client.get(looks[0], {"seen": "x"}).status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
    assert client.get(looks[1]).status_code == 404
