"""Who may be here: members through their team, guests through a link.

A guest with an unknown token gets 404 and is slowed down after some; whoever has a link that is
over is told so (410); a password is asked for before anything of the song is said (403).
"""

import hashlib
from typing import Final
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from apps.accounts.access import member_or_404, role_in
from apps.accounts.rights import Right, allows
from apps.core import counting
from apps.sharing import selectors
from apps.sharing.models import Ballot, Comment, ShareLink
from apps.sharing.selectors import Sound

GUESSES: Final = 30
"""So many unknown tokens from one address in GUESSES_S; more are not even looked up."""
GUESSES_S: Final = 600
PASSWORDS: Final = 10
"""So many wrong passwords for one link from one address in PASSWORDS_S."""
PASSWORDS_FROM_ALL: Final = 100
PASSWORDS_S: Final = 900
VISIT_S: Final = 6 * 3600
COMMENTS: Final = 20
"""So many comments of guests for one link from one address in COMMENTS_S."""
COMMENTS_S: Final = 600
LOOKS: Final = 600
"""So many looks for new comments of one link from one address in LOOKS_S: thirty open pages."""
LOOKS_S: Final = 60
PASS_S: Final = 12 * 3600
PASS_COOKIE: Final = "pass"  # noqa: S105  the name of a cookie
TOKEN_LENGTH: Final = 43


class EndedError(Exception):
    """The link was good once: it ended, was revoked, or what it led to was deleted."""


class LockedError(Exception):
    """A password stands before this."""

    def __init__(self, link: ShareLink) -> None:
        super().__init__(link)
        self.link = link


def link_for(request: HttpRequest, link_id: UUID, right: Right) -> ShareLink:
    """Return a link of a team for a member with `right`. Http404 for all others."""
    links = ShareLink.objects.select_related("team", "clip", "project", "playlist")
    link = get_object_or_404(links, pk=link_id)
    member_or_404(request, link.team, right)
    return link


def comment_for(request: HttpRequest, comment_id: UUID, right: Right) -> Comment:
    """Return a comment of a team for a member with `right`. Http404 for all others."""
    comment = selectors.comment_by_id(comment_id)
    if comment is None:
        raise Http404
    member_or_404(request, comment.clip.team, right)
    return comment


def own_comment_for(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment for who wrote it, or for an owner of the team."""
    comment = comment_for(request, comment_id, Right.REVIEW)
    if comment.author_id != request.user.pk and not allows(role_in(request), Right.OWN):
        raise PermissionDenied
    return comment


def written_comment_for(request: HttpRequest, comment_id: UUID) -> Comment:
    """Return a comment for who wrote it, and may still comment."""
    comment = comment_for(request, comment_id, Right.REVIEW)
    if comment.author_id != request.user.pk:
        raise PermissionDenied
    return comment


def ballot_for(request: HttpRequest, ballot_id: UUID, right: Right) -> Ballot:
    """Return a ballot of a team for a member with `right`. Http404 for all others."""
    ballot = selectors.ballot_by_id(ballot_id)
    if ballot is None:
        raise Http404
    member_or_404(request, ballot.project.team, right)
    return ballot


def own_ballot_for(request: HttpRequest, ballot_id: UUID) -> Ballot:
    """Return a ballot for who opened it, or for an owner of the team."""
    ballot = ballot_for(request, ballot_id, Right.PRODUCE)
    if ballot.created_by_id != request.user.pk and not allows(role_in(request), Right.OWN):
        raise PermissionDenied
    return ballot


def allow_comment(request: HttpRequest, link: ShareLink) -> None:
    """Let a guest say something, if the link allows it and they do not say too much.

    Raises: Http404, TooFastError.
    """
    if not link.may_comment:
        raise Http404
    said = _key(f"said:{link.pk}", request)
    counting.stop_at(said, COMMENTS)
    counting.count(said, COMMENTS_S)


def allow_look(request: HttpRequest, link: ShareLink) -> None:
    """Let a page ask what is new, if the link has comments and it does not ask too often.

    Raises: Http404, TooFastError.
    """
    if not link.may_comment:
        raise Http404
    looked = _key(f"looked:{link.pk}", request)
    counting.stop_at(looked, LOOKS)
    counting.count(looked, LOOKS_S)


def link_at_door(request: HttpRequest, token: str) -> ShareLink:
    """Return the link that this token opens, its password not asked for yet.

    Raises: TooFastError, Http404, EndedError.
    """
    guesses = _key("guess", request)
    counting.stop_at(guesses, GUESSES)
    link = selectors.link_by_token(token) if len(token) == TOKEN_LENGTH else None
    if link is None:
        counting.count(guesses, GUESSES_S)
        raise Http404
    if not link.stands(timezone.now()):
        raise EndedError
    return link


def link_open(request: HttpRequest, token: str) -> ShareLink:
    """Return the link that this token opens, for somebody who gave its password if it has one.

    Raises: as `link_at_door`, and LockedError.
    """
    link = link_at_door(request, token)
    if link.password and not _has_pass(request, link):
        raise LockedError(link)
    return link


def sound_at_door(link: ShareLink, sound_id: UUID) -> Sound:
    """Return something that the link lets hear. Http404 for everything else."""
    sound = selectors.sound_of(link, sound_id)
    if sound is None:
        raise Http404
    return sound


def try_password(request: HttpRequest, link: ShareLink, password: str) -> bool:
    """Tell whether this is the link's password; it takes as long either way.

    Raises: TooFastError, after some wrong ones.
    """
    here, everywhere = _key(f"password:{link.pk}", request), f"sharing:password:{link.pk}"
    counting.stop_at(here, PASSWORDS)
    counting.stop_at(everywhere, PASSWORDS_FROM_ALL)
    if not link.password:
        make_password(password)
        return False
    if check_password(password, link.password):
        return True
    counting.count(here, PASSWORDS_S)
    counting.count(everywhere, PASSWORDS_S)
    return False


def give_pass(request: HttpRequest, response: HttpResponseBase, link: ShareLink) -> None:
    """Let this browser in for half a day; a new password ends it. The cookie names nobody."""
    response.set_cookie(
        PASS_COOKIE,
        _pass_of(link),
        max_age=PASS_S,
        path=request.path.removesuffix("unlock/"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def is_new_visit(visit: str, what: object) -> bool:
    """Tell whether this page, which carries the number `visit`, asks for the first time.

    The number is the page's, not the person's: it only keeps a player that seeks from counting
    each time.
    """
    return 8 <= len(visit) <= 32 and cache.add(f"sharing:visit:{what}:{visit}", 1, VISIT_S)


def _has_pass(request: HttpRequest, link: ShareLink) -> bool:
    return constant_time_compare(request.COOKIES.get(PASS_COOKIE, ""), _pass_of(link))


def _pass_of(link: ShareLink) -> str:
    return salted_hmac("sharing.pass", f"{link.pk}:{link.password}", algorithm="sha256").hexdigest()


def _key(what: str, request: HttpRequest) -> str:
    address = get_adapter().get_client_ip(request)
    return f"sharing:{what}:{hashlib.sha256(address.encode()).hexdigest()[:32]}"
