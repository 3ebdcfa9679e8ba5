"""Every change of the words. Nothing that somebody typed is overwritten without a version of it.

All changes take the sheet's row first, so they come one after another; `revision` then tells
whether the writer had seen the words that are there now. It counts changes of the words only: a
draft that becomes a version reads the same, and whoever is typing goes on undisturbed.
"""

from datetime import datetime, timedelta

from django.db import transaction

from apps.accounts.models import User
from apps.core.errors import DomainError
from apps.lyrics.analysis import Block, blocks, joined
from apps.lyrics.models import LyricSheet, LyricVersion
from apps.lyrics.selectors import current_text, sheet_of, versions_of
from apps.projects.models import Project

TEXT_LIMIT = 100_000
DRAFT_LASTS = timedelta(minutes=10)


class TooLong(DomainError):
    """The words are longer than a sheet may be."""


class Conflict(DomainError):
    """Somebody else changed the words meanwhile. Carries both texts, so that none is lost."""

    def __init__(self, *, mine: str, theirs: str, who: str, revision: int) -> None:
        super().__init__(f"{who} changed these words while you were writing. Both are kept here.")
        self.mine = mine
        self.theirs = theirs
        self.who = who
        self.revision = revision


@transaction.atomic
def save(
    *,
    project: Project,
    text: str,
    by: User | None,
    base_number: int | None = None,
    revision: int | None = None,
    now: datetime,
) -> LyricVersion:
    """Make `text` the newest version, unless the newest version says the same already.

    `base_number` is the version and `revision` the state of the sheet that the writer started
    from; without them the words are put on top of whatever is there. A draft that the writer had
    not seen becomes a version before, so that it can be found again.
    Raises: TooLong, Conflict.
    """
    _check_length(text)
    sheet = _locked_sheet(project)
    newest = _newest(sheet)
    seen = revision == sheet.revision
    changes = text != current_text(sheet, newest)
    if changes:
        _refuse_unseen(sheet, newest, text, base_number=base_number, revision=revision)
    if sheet.has_draft and not (seen and sheet.draft_author == by) and sheet.draft != text:
        newest = _append(sheet, newest, sheet.draft, sheet.draft_author, now)
    author = sheet.draft_author if sheet.has_draft and sheet.draft == text else by
    newest = _append(sheet, newest, text, author, now)
    _drop_draft(sheet, changes=changes)
    return newest


@transaction.atomic
def autosave(
    *, project: Project, text: str, by: User | None, revision: int, now: datetime
) -> LyricSheet:
    """Keep what was typed as the sheet's draft. Sending the same words again changes nothing.

    A draft that is ten minutes old, or somebody else's, becomes a version first.
    Raises: TooLong, Conflict.
    """
    _check_length(text)
    sheet = _locked_sheet(project)
    newest = _newest(sheet)
    if text == current_text(sheet, newest):
        return sheet
    _refuse_unseen(sheet, newest, text, base_number=None, revision=revision)
    since = sheet.draft_since or now
    if sheet.has_draft and (sheet.draft_author != by or now - since >= DRAFT_LASTS):
        newest, since = _append(sheet, newest, sheet.draft, sheet.draft_author, now), now
    if newest and text == newest.text:
        _drop_draft(sheet, changes=True)
        return sheet
    sheet.draft, sheet.draft_author, sheet.draft_since, sheet.draft_at = text, by, since, now
    sheet.revision += 1
    sheet.save()
    return sheet


@transaction.atomic
def version_for_generation(*, project: Project, now: datetime) -> LyricVersion | None:
    """Return the words as they stand as a version: a draft becomes one. None if there are none."""
    sheet = _locked_sheet(project)
    newest = _newest(sheet)
    if sheet.has_draft:
        newest = _append(sheet, newest, sheet.draft, sheet.draft_author, now)
        _drop_draft(sheet, changes=False)
    return newest


def restore(*, project: Project, number: int, by: User | None, now: datetime) -> LyricVersion:
    """Put version `number` on top again, as a new version. What was there stays below.

    Raises: LyricVersion.DoesNotExist.
    """
    old = LyricVersion.objects.get(sheet__project=project, number=number)
    return save(project=project, text=old.text, by=by, now=now)


def arrange(
    *,
    project: Project,
    act: str,
    block: int | None,
    name: str,
    revision: int,
    by: User | None,
    now: datetime,
) -> LyricSheet:
    """Add, move, copy, rename or take out a section, and keep the sheet as a draft.

    `block` counts the sections from 0; one that is not there changes nothing.
    Raises: Conflict if the sheet is not as it was seen, TooLong.
    """
    sheet = sheet_of(project)
    newest = versions_of(project).first()
    parts = blocks(current_text(sheet, newest))
    at = block if block is not None and block < len(parts) else None
    if revision != sheet.revision:
        _refuse_unseen(sheet, newest, "", base_number=None, revision=revision)
    if act == "add" and name:
        parts.append(Block(name, ("",)))
    elif at is not None:
        _rearrange(parts, act, at, name)
    return autosave(project=project, text=joined(parts), by=by, revision=revision, now=now)


def _rearrange(parts: list[Block], act: str, at: int, name: str) -> None:
    if act == "drop":
        del parts[at]
    elif act == "copy":
        parts.insert(at + 1, parts[at])
    elif act == "name":
        parts[at] = Block(name, parts[at].lines)
    else:
        to = at - 1 if act == "up" else at + 1
        if 0 <= to < len(parts):
            parts[at], parts[to] = parts[to], parts[at]


@transaction.atomic
def settle(
    *, project: Project, mine: str, by: User | None, keep_mine: bool, now: datetime
) -> LyricVersion:
    """End a conflict: both texts become versions, and the chosen one is the newest.

    Raises: TooLong.
    """
    theirs = version_for_generation(project=project, now=now)
    kept = save(project=project, text=mine, by=by, now=now)
    if keep_mine or theirs is None:
        return kept
    return save(project=project, text=theirs.text, by=by, now=now)


def _check_length(text: str) -> None:
    if len(text) > TEXT_LIMIT:
        raise TooLong(
            f"A sheet holds {TEXT_LIMIT:,} characters; this text has {len(text):,}."
            " It is not saved yet: shorten it, or move a part into another song."
        )


def _locked_sheet(project: Project) -> LyricSheet:
    LyricSheet.objects.get_or_create(project=project)
    return LyricSheet.objects.select_for_update().get(project=project)


def _newest(sheet: LyricSheet) -> LyricVersion | None:
    return LyricVersion.objects.filter(sheet=sheet).order_by("-number").first()


def _refuse_unseen(
    sheet: LyricSheet,
    newest: LyricVersion | None,
    text: str,
    *,
    base_number: int | None,
    revision: int | None,
) -> None:
    number = newest.number if newest else 0
    if base_number in (None, number) and revision in (None, sheet.revision):
        return
    author = sheet.draft_author if sheet.has_draft else newest and newest.author
    raise Conflict(
        mine=text,
        theirs=current_text(sheet, newest),
        who=author.display_name if author else "Somebody",
        revision=sheet.revision,
    )


def _append(
    sheet: LyricSheet, newest: LyricVersion | None, text: str, by: User | None, now: datetime
) -> LyricVersion:
    if newest and newest.text == text:
        return newest
    number = newest.number + 1 if newest else 1
    return LyricVersion.objects.create(
        sheet=sheet, number=number, text=text, author=by, created_at=now
    )


def _drop_draft(sheet: LyricSheet, *, changes: bool) -> None:
    """Leave the sheet without a draft; `revision` counts only if other words stand there now."""
    sheet.draft, sheet.draft_author, sheet.draft_since, sheet.draft_at = "", None, None, None
    sheet.revision += changes
    sheet.save()
