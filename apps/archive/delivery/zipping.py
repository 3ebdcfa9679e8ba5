"""Many files as one zip that is made while it is sent: on no disk, and never whole in memory."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import structlog
from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header
from zipstream import ZipStream

from apps.archive import store
from apps.archive.delivery.tagging import Tags, Untaggable, chunks_of, tagged
from apps.archive.models import Asset

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a zip: a stored one with its tags, or a text."""

    name: str
    asset: Asset | None = None
    tags: Tags | None = None
    picture: Asset | None = None
    text: str = ""


def zipped(members: Iterable[Member], *, name: str) -> StreamingHttpResponse:
    """Answer with a zip of the members. A file that our storage has lost is left out and logged.

    Sound does not get smaller by packing, so nothing is packed.
    """
    archive = ZipStream()
    taken: set[str] = set()
    for member in members:
        archive.add(_content(member), _free_name(member.name, taken))
    answer = StreamingHttpResponse(archive, content_type="application/zip")
    answer["Content-Disposition"] = str(
        content_disposition_header(as_attachment=True, filename=f"{name}.zip")
    )
    answer["Cache-Control"] = "no-store"
    return answer


def _content(member: Member) -> Iterator[bytes]:
    if member.asset is None:
        yield member.text.encode()
        return
    try:
        with tagged(member.asset, member.tags or Tags(""), picture=member.picture) as file:
            yield from chunks_of(file)
    except Untaggable:
        yield from store.open_range(member.asset.storage_key, length=member.asset.size_bytes)
    except store.Missing:
        log.error("stored_file_missing", asset_id=str(member.asset.pk))


def _free_name(name: str, taken: set[str]) -> str:
    """Return the name, with a number if another member has it already."""
    path, number, free = PurePosixPath(name), 2, name
    while free.casefold() in taken:
        free = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        number += 1
    taken.add(free.casefold())
    return free
