"""Share links: made, revoked, and what is counted of their use."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.sharing.models import ShareLink, digest_of
from apps.sharing.selectors import Aim
from apps.sharing.states import TargetKind
from apps.stems import operations as stems
from apps.stems.models import Rendering
from apps.stems.states import MixFormat

FEWEST_COMPARED, MOST_COMPARED = 2, 4


class NothingToShareError(DomainError):
    """The take was deleted, or there are too few or too many to compare."""


@transaction.atomic
def share(
    *,
    aim: Aim,
    by: User,
    recipient: str,
    password: str,
    days: int | None,
    may_download: bool,
    may_comment: bool,
    now: datetime,
) -> ShareLink:
    """Make a link to what `aim` names, that ends after `days` if given.

    A mix begins to be made. Raises: NothingToShareError, and stems.NotMixable.
    """
    if aim.clip is not None and aim.clip.deleted_at:
        raise NothingToShareError("This take is deleted. Take it back before you share it.")
    few = FEWEST_COMPARED <= len(aim.compared) <= MOST_COMPARED
    if aim.kind == TargetKind.COMPARISON and not few:
        raise NothingToShareError("Choose two to four takes to be compared.")
    link = ShareLink(
        team=aim.team,
        kind=aim.kind,
        project=aim.project,
        clip=aim.clip,
        playlist=aim.playlist,
        created_by=by,
        recipient=recipient,
        password=make_password(password) if password else "",
        expires_at=now + timedelta(days=days) if days else None,
        may_download=may_download,
        may_comment=may_comment,
        created_at=now,
    )
    if aim.mix is not None:
        link.stem_set, link.mix_name = aim.mix.stem_set, aim.mix.name
        link.strips = aim.mix.strips
        link.rendering = _mixdown(link, now)
    link.token_digest = digest_of(link.token)
    link.save()
    link.compared.set(aim.compared)
    return link


def remake_mixes(*, now: datetime) -> None:
    """Have those mixes made again whose files were tidied away while links still lead to them."""
    empty = ShareLink.objects.filter(kind=TargetKind.MIX, rendering__isnull=True)
    links = empty.filter(revoked_at__isnull=True, stem_set__isnull=False)
    for link in links.select_related("stem_set__clip", "created_by"):
        if link.stands(now):
            with suppress(stems.NotMixable):
                ShareLink.objects.filter(pk=link.pk).update(rendering=_mixdown(link, now))


def _mixdown(link: ShareLink, now: datetime) -> Rendering:
    assert link.stem_set  # noqa: S101  only links to mixes come here
    return stems.request_mixdown(
        stem_set=link.stem_set,
        strips=link.strips,
        file_format=MixFormat.MP3,
        by=link.created_by,
        now=now,
    )


def revoke(*, link: ShareLink, now: datetime) -> None:
    """Let the link open nothing any more, from this moment on. Twice is once."""
    ShareLink.objects.filter(pk=link.pk).update(revoked_at=Coalesce(F("revoked_at"), now))


def count_play(*, link: ShareLink) -> None:
    """Count one play. Of whom is not kept."""
    ShareLink.objects.filter(pk=link.pk).update(plays=F("plays") + 1)


def count_download(*, link: ShareLink) -> None:
    """Count one download. Of whom is not kept."""
    ShareLink.objects.filter(pk=link.pk).update(downloads=F("downloads") + 1)
