"""Reads of notices, and of what a team or a song did lately."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import nlargest

from django.db.models import QuerySet
from django.urls import reverse

from apps.accounts.models import Membership, Team, User
from apps.clips.models import Clip
from apps.lyrics.models import LyricVersion
from apps.projects.models import Project
from apps.sharing.models import Comment, Mailing, Notice, ShareLink
from apps.sharing.selectors.links import name_of_link
from apps.sharing.states import MailWish

NOTICES_A_PAGE = 60
ACTS_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Act:
    """Something that somebody did: who, what, to what, where it can be seen, when."""

    by: str
    did: str
    what: str
    url: str
    at: datetime


def notices_of(user: User) -> Sequence[Notice]:
    """Return the person's newest notices, of the teams that they are in now. One query."""
    notices = Notice.objects.filter(user=user, team__memberships__user=user)
    related = notices.select_related("project", "clip", "team")
    return list(related.order_by("-created_at", "-id")[:NOTICES_A_PAGE])


def unread_count(user: User) -> int:
    """Return how many notices the person has not seen. One query."""
    unread = Notice.objects.filter(user=user, team__memberships__user=user, read_at__isnull=True)
    return unread.count()


def mail_wish(user: User) -> MailWish:
    """Return how the person wants notices by mail."""
    mailing = Mailing.objects.filter(user=user).first()
    return MailWish(mailing.wish) if mailing else MailWish.ONCE


def page_of_notice(notice: Notice) -> str:
    """Return where the thing can be seen."""
    if notice.clip_id:
        return reverse("sharing:comment_list", args=[notice.clip_id])
    return reverse("sharing:ballot_list", args=[notice.project_id])


def acts_of(team: Team, project: Project | None = None) -> list[Act]:
    """Return what was done lately in the team, or in one song of it. Five queries.

    It is read from the things themselves, so nothing that happened can be missing from it.
    """
    found: list[Act] = []
    for acts in (_takes, _comments, _versions, _links, _joins):
        found += acts(team, project)
    return nlargest(ACTS_A_PAGE, found, key=lambda act: act.at)


def _of(rows: QuerySet, project: Project | None, path: str, newest: str) -> QuerySet:  # type: ignore[type-arg]
    mine = rows.filter(**{path: project}) if project else rows
    return mine.order_by(f"-{newest}")[:ACTS_A_PAGE]


def _takes(team: Team, project: Project | None) -> Iterator[Act]:
    rows = Clip.objects.of(team).kept().select_related("created_by")
    for clip in _of(rows, project, "project", "created_at"):
        url = reverse("clips:clip_show", args=[clip.pk])
        yield Act(_name(clip.created_by), "made", str(clip), url, clip.created_at)


def _comments(team: Team, project: Project | None) -> Iterator[Act]:
    rows = Comment.objects.filter(clip__team=team, deleted_at__isnull=True)
    for comment in _of(
        rows.select_related("clip", "author"), project, "clip__project", "created_at"
    ):
        url = reverse("sharing:comment_list", args=[comment.clip_id])
        yield Act(comment.by, "commented on", str(comment.clip), url, comment.created_at)


def _versions(team: Team, project: Project | None) -> Iterator[Act]:
    rows = LyricVersion.objects.filter(sheet__project__team=team).defer("text")
    related = rows.select_related("author", "sheet__project")
    for version in _of(related, project, "sheet__project", "created_at"):
        song = version.sheet.project
        url = reverse("lyrics:version_show", args=[song.pk, version.number])
        what = f"version {version.number} of the words of {song}"
        yield Act(_name(version.author), "wrote", what, url, version.created_at)


def _links(team: Team, project: Project | None) -> Iterator[Act]:
    links = ShareLink.objects.filter(team=team)
    rows = links.select_related("created_by", "project", "clip", "playlist")
    for link in _of(rows, project, "project", "created_at"):
        if link.project_id:
            url = reverse("studio:workspace_show", args=[link.project_id])
        else:
            url = reverse("clips:playlist_list", args=[team.slug])
        yield Act(_name(link.created_by), "shared", name_of_link(link), url, link.created_at)


def _joins(team: Team, project: Project | None) -> Iterator[Act]:
    if project is not None:
        return
    url = reverse("accounts:member_list", args=[team.slug])
    rows = Membership.objects.filter(team=team).select_related("user")
    for membership in rows.order_by("-created_at")[:ACTS_A_PAGE]:
        yield Act(str(membership.user), "joined", team.name, url, membership.created_at)


def _name(user: User | None) -> str:
    return user.display_name if user else "Somebody who left"
