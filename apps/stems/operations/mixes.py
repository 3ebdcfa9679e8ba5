"""Saved mixes: everybody in the team sees and opens them; only their makers change them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.stems.models import Mix, Rendering, StemSet
from apps.stems.operations.rendering import request_mixdown


class NotYours(DomainError):
    """Somebody else keeps a mix of this name."""


@transaction.atomic
def save_mix(
    *,
    stem_set: StemSet,
    name: str,
    strips: Sequence[Mapping[str, Any]],
    by: User | None,
    now: datetime,
) -> Mix:
    """Keep a mix under a name; one's own mix of the same name is replaced. Raises: NotYours."""
    same = Mix.objects.select_for_update().filter(stem_set=stem_set, name=name).first()
    if same and same.created_by_id and (by is None or same.created_by_id != by.pk):
        raise NotYours(f"{same.created_by} keeps a mix of this name. Give yours another.")
    mix, _ = Mix.objects.update_or_create(
        stem_set=stem_set,
        name=name,
        defaults={"strips": [dict(strip) for strip in strips]},
        create_defaults={
            "strips": [dict(strip) for strip in strips],
            "created_by": by,
            "created_at": now,
        },
    )
    return mix


def render_mix(*, mix: Mix, file_format: str, by: User | None, now: datetime) -> Rendering:
    """Have a saved mix made into a file, to be heard without a mixer or taken away.

    Asked for again it is the same file, as long as that is kept. Raises: NotMixable.
    """
    return request_mixdown(
        stem_set=mix.stem_set, strips=mix.strips, file_format=file_format, by=by, now=now
    )


def delete_mix(*, mix: Mix) -> None:
    """Forget a saved mix. Done twice it changes nothing."""
    Mix.objects.filter(pk=mix.pk).delete()
