"""Notices: who is told, once; mails as people wish; a mail server that is down."""

from datetime import timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from apps.accounts import operations as accounts
from apps.accounts.rights import Role
from apps.sharing import operations, selectors
from apps.sharing.models import Notice
from apps.sharing.states import MailWish
from tests.factories.accounts import add_member, make_user
from tests.factories.lyrics import version
from tests.factories.sharing import comment, share_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(song):
    return add_member(song.team, Role.REVIEWER, user=make_user("ada@example.com", name="Ada"))


@pytest.fixture
def ben(song):
    return add_member(song.team, Role.PRODUCER, user=make_user("ben@example.com", name="Ben"))


def kinds(user):
    return [(notice.kind, notice.by) for notice in selectors.notices_of(user)]


def later(minutes=1):
    return timezone.now() + timedelta(minutes=minutes)


def test_who_is_named_answered_or_made_the_take_is_told_once(song, take, ada, ben):
    type(take).objects.filter(pk=take.pk).update(created_by=ben)
    take.refresh_from_db()
    root = operations.comment(clip=take, by=ada, text="@Ben, louder?", now=timezone.now())

    operations.answer(to=root, by=ben, text="Yes, @nobody", now=timezone.now())

    assert kinds(ben) == [("MENTION", "Ada")]
    assert kinds(ada) == [("ANSWER", "Ben")]


def test_a_guest_tells_who_made_the_link_and_names_nobody(song, take, ada):
    link = share_link(song, take, may_comment=True)

    operations.comment(
        clip=take, by=None, guest_name="Mira", link=link, text="@Ada hi", now=timezone.now()
    )

    assert kinds(link.created_by) == [("GUEST", "Mira (guest)")]
    assert kinds(ada) == []


def test_who_left_is_told_nothing_more(song, take, ada, ben):
    comment(take, "@Ada look")
    accounts.remove_member(membership=song.team.memberships.get(user=ada))
    comment(take, "@Ada and again")

    sent = operations.send_mails(now=later())

    assert kinds(ada) == []
    assert sent == 0


def test_a_mail_goes_out_once_and_can_be_switched_off_from_itself(client, take, ada):
    comment(take, "@Ada look <here>")

    sent = [operations.send_mails(now=later()) for _ in range(2)]
    [message] = mail.outbox
    off = message.extra_headers["List-Unsubscribe"].strip("<>")
    path = off.removeprefix("http://127.0.0.1:8000")
    asked = client.get(path)
    before = selectors.mail_wish(ada)
    client.post(path, {"List-Unsubscribe": "One-Click"})
    comment(take, "@Ada more")

    assert sent == [1, 0]
    assert message.to == ["ada@example.com"]
    assert "look <here>" in message.body
    assert off in message.body
    assert (asked.status_code, before) == (200, MailWish.ONCE)
    assert selectors.mail_wish(ada) == MailWish.OFF
    assert operations.send_mails(now=later()) == 0


def test_a_forged_link_switches_nothing_off(client, ada):
    assert client.post(reverse("sharing:mail_off", args=["x:y:z"])).status_code == 404


def test_what_was_read_or_is_quite_new_is_not_mailed(take, ada):
    comment(take, "@Ada look")
    at_once = operations.send_mails(now=timezone.now())
    operations.read_all(user=ada, now=timezone.now())

    assert at_once == 0
    assert operations.send_mails(now=later()) == 0


def test_daily_is_one_mail_a_day(take, ada):
    operations.wish_mail(user=ada, wish=MailWish.DAILY)
    comment(take, "@Ada one")
    first = operations.send_mails(now=later())
    for word in ("two", "three"):
        comment(take, f"@Ada {word}")

    same_day = operations.send_mails(now=later(60))
    next_day = operations.send_mails(now=later(25 * 60))

    assert (first, same_day, next_day) == (1, 0, 1)
    assert mail.outbox[1].subject == "2 things happened in your songs"


@pytest.mark.parametrize("trouble", [ConnectionRefusedError(), SMTPServerDisconnected()])
@pytest.mark.parametrize("wish", [MailWish.ONCE, MailWish.DAILY])
def test_a_mail_server_that_is_down_loses_nothing(client, take, ada, monkeypatch, trouble, wish):
    operations.wish_mail(user=ada, wish=wish)
    comment(take, "@Ada look")

    def refuse(*_, **__):
        raise trouble

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", refuse)
        down = operations.send_mails(now=later())
    client.force_login(ada)
    page = client.get(reverse("sharing:notice_list")).content.decode()
    up = operations.send_mails(now=later(2))

    assert (down, up, len(mail.outbox)) == (0, 1, 1)
    assert "The mail server did not take it; tried again." in page


def test_notice_list_shows_and_keeps_what_is_wished(client, take, ada):
    comment(take, "@Ada <b>look</b>")
    client.force_login(ada)
    page = client.get(reverse("sharing:notice_list")).content.decode()
    bell = client.get(reverse("sharing:bell_show")).content.decode()

    client.post(reverse("sharing:notice_read"))
    wrong = client.post(reverse("sharing:mail_change"), {"wish": "hourly"})
    client.post(reverse("sharing:mail_change"), {"wish": "daily"})

    assert "&lt;b&gt;look" in page
    assert "Notices, 1 new" in bell
    assert wrong.status_code == 422
    assert selectors.unread_count(ada) == 0
    assert selectors.mail_wish(ada) == MailWish.DAILY


def test_the_feed_tells_what_happened_and_nothing_of_other_teams(
    client, song, take, ada, django_assert_max_num_queries
):
    comment(take)
    version(song, author=ada)
    share_link(song, take)
    client.force_login(ada)

    team = client.get(reverse("sharing:team_activity", args=[song.team.slug])).content.decode()
    with django_assert_max_num_queries(13):
        one = client.get(reverse("sharing:project_activity", args=[song.pk])).content.decode()

    for words in ("commented on", "version 1 of the words", "shared", "made"):
        assert words in team
        assert words in one
    assert "joined" in team
    assert Notice.objects.count() == 0
