"""Words that somebody looks for: read from what was typed, asked of the database, shown in a song.

Whatever is typed is only ever words: quotation marks keep words together, nothing else has a
meaning, so nothing typed is a syntax error.
"""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, BooleanField
from django.db.models.expressions import RawSQL

from apps.clips.models import Clip, ClipQuerySet

MOST_TERMS = 12
MOST_FOUND = 1_000
"""So many finds are looked through first, the newest; that is enough for common words."""

READ_CHARACTERS = 20_000
"""A remembered line is looked for in so much of each song on a page."""

HAVE_THEM = """
    SELECT clips_searchkey.clip_id FROM clips_search
    JOIN clips_searchkey ON clips_searchkey.number = clips_search.rowid
    WHERE clips_search MATCH %s AND clips_search.rowid < %s
"""
AMONG_THEM = """
    SELECT rowid FROM clips_search
    WHERE clips_search MATCH %s AND rowid BETWEEN %s AND %s AND +rowid IN ({})
    ORDER BY rowid DESC LIMIT %s
"""
"""Without the plus each rowid would be looked for anew, which takes a thousand times as long."""

NEWEST_FIRST = " ORDER BY clips_search.rowid DESC LIMIT %s"
PLACE = "(SELECT number FROM clips_searchkey WHERE clip_id = clips_clip.id)"
BEHIND_ALL = 2**62


@dataclass(frozen=True, slots=True)
class Words:
    """What is looked for: each term is one word or several that follow one another."""

    terms: tuple[str, ...]

    def __bool__(self) -> bool:
        return bool(self.terms)


@dataclass(frozen=True, slots=True)
class Moment:
    """The line of a song that holds the words, and about when it is sung."""

    line: str
    number: int
    share: float
    at_s: float | None


def words_of(typed: str) -> Words:
    """Read what was typed. What holds no letter or figure is left out."""
    found = []
    for quoted, plain in re.findall(r'"([^"]*)"?|([^\s"]+)', typed):
        term = " ".join((quoted or plain).split())
        if any(character.isalnum() for character in term):
            found.append(term)
    return Words(tuple(found[:MOST_TERMS]))


def holding(clips: ClipQuerySet, words: Words, *, by_index: bool = True) -> ClipQuerySet:
    """Return those clips that hold all the words; for PostgreSQL.

    Without `by_index` each clip is asked, which is quicker for a few hundred: the index gathers
    all clips with these words first. No index knows the function behind the operator `@@`.
    """
    query = " && ".join(["to_tsquery('simple', %s)"] * len(words.terms))
    asked = [_lexeme(term) for term in words.terms]
    holds = "clips_clip.search @@ ({})" if by_index else "ts_match_vq(clips_clip.search, {})"
    sql = holds.format(query)
    return clips.filter(RawSQL(sql, asked, output_field=BooleanField()))  # noqa: S611  parameters


def titled_like(clips: ClipQuerySet, words: Words) -> ClipQuerySet:
    """Return those clips whose titles have such words, perhaps spelled wrong; for PostgreSQL.

    None if words were said to belong together.
    """
    if any(" " in term for term in words.terms):
        return clips.none()
    sql, asked = "clips_clip.title %%> %s", [" ".join(words.terms)]
    return clips.filter(RawSQL(sql, asked, output_field=BooleanField()))  # noqa: S611  parameters


def places_holding(
    clips: ClipQuerySet, words: Words, *, behind: int, count: int
) -> list[tuple[UUID, int]]:
    """Return ids and places of the newest clips that hold all the words; for SQLite.

    FTS5 knows the places of documents only: a page begins behind the place `behind`. The newest
    finds are looked through first, which is enough for most; then the clips themselves if they are
    few, else all finds.
    """
    match = _match(words)
    place = RawSQL(PLACE, [], output_field=BigIntegerField())  # noqa: S611  no parameter
    rows = clips.annotate(place=place).order_by("-place").values_list("pk", "place")
    with connection.cursor() as cursor:
        cursor.execute(HAVE_THEM + NEWEST_FIRST, [match, behind, MOST_FOUND])
        ids = [row[0] for row in cursor.fetchall()]
    found = list(rows.filter(pk__in=ids)[:count])
    if len(found) == count or len(ids) < MOST_FOUND:
        return found
    few = dict(rows.order_by().values_list("place", "pk")[: MOST_FOUND + 1])
    if len(few) <= MOST_FOUND:
        places = [place for place in few if place and place < behind]
        return [(few[place], place) for place in _have_them(match, places, count)]
    have_them = RawSQL(HAVE_THEM, [match, behind])  # noqa: S611  words are parameters
    return list(rows.filter(pk__in=have_them)[:count])


def _have_them(match: str, places: list[int], count: int) -> list[int]:
    """Return which of the places hold the words, at most `count`, the last first."""
    if not places:
        return []
    sql = AMONG_THEM.format(", ".join(["%s"] * len(places)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [match, min(places), max(places), *places, count])
        return [row[0] for row in cursor.fetchall()]


def moment_in(clip: Clip, words: Words) -> Moment | None:
    """Return the first line of the clip's words that holds most of the terms; None if none does."""
    terms = [_folded(term) for term in words.terms]
    lines = clip.lyrics[:READ_CHARACTERS].splitlines()
    sung = [bool(line.strip()) and not line.lstrip().startswith("[") for line in lines]
    best, most = None, 0
    for number, line in enumerate(lines):
        here = _folded(line) if sung[number] else ""
        count = sum(term in here for term in terms)
        if count > most:
            best, most = number, count
    if best is None:
        return None
    share = sum(sung[:best]) / max(1, sum(sung))
    length_s = clip.duration_s
    return Moment(lines[best].strip(), best, share, share * length_s if length_s else None)


def _match(words: Words) -> str:
    return " AND ".join('"{}" *'.format(term.replace('"', " ")) for term in words.terms)


def _lexeme(term: str) -> str:
    quoted = "'" + term.replace("\\", " ").replace("'", "''") + "'"
    return f"{quoted}:*"


def _folded(text: str) -> str:
    """Return the text without case and accents, as the search sees it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if not unicodedata.combining(character))
