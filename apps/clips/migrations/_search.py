"""What each vendor searches clips by, kept true by the database itself.

SQLite: an FTS5 table beside the clips, filled by triggers. Django makes a table anew when a later
migration changes it, and the triggers go with the old one; so `install` runs after every migrate.
Beginnings of up to ten letters are indexed as if they were words: others are gathered from all
words that begin so before the first find, which takes longer the more clips there are.
PostgreSQL: a generated column with a GIN index, and trigrams of titles for words spelled wrong.
"""

from typing import Any

SQLITE_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS clips_searchkey (
        number integer PRIMARY KEY AUTOINCREMENT,
        clip_id char(32) NOT NULL UNIQUE
    )
    """,
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS clips_search USING fts5(
        title, tags, labels, notes, lyrics,
        tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3 4 5 6 7 8 9 10'
    )
    """,
)

SQLITE_TRIGGERS = {
    "clips_search_insert": """
        CREATE TRIGGER clips_search_insert AFTER INSERT ON clips_clip BEGIN
            INSERT INTO clips_searchkey (clip_id) VALUES (new.id);
            INSERT INTO clips_search (rowid, title, tags, labels, notes, lyrics)
            SELECT number, new.title, new.tags, new.labels, new.notes, new.lyrics
            FROM clips_searchkey WHERE clip_id = new.id;
        END
    """,
    "clips_search_update": """
        CREATE TRIGGER clips_search_update
        AFTER UPDATE OF title, tags, labels, notes, lyrics ON clips_clip
        WHEN old.title <> new.title OR old.tags <> new.tags
            OR old.labels <> new.labels OR old.notes <> new.notes OR old.lyrics <> new.lyrics
        BEGIN
            UPDATE clips_search
            SET title = new.title, tags = new.tags, labels = new.labels,
                notes = new.notes, lyrics = new.lyrics
            WHERE rowid = (SELECT number FROM clips_searchkey WHERE clip_id = new.id);
        END
    """,
    "clips_search_delete": """
        CREATE TRIGGER clips_search_delete AFTER DELETE ON clips_clip BEGIN
            DELETE FROM clips_search
            WHERE rowid = (SELECT number FROM clips_searchkey WHERE clip_id = old.id);
            DELETE FROM clips_searchkey WHERE clip_id = old.id;
        END
    """,
}

SQLITE_FILL = (
    "DELETE FROM clips_search",
    "DELETE FROM clips_searchkey",
    "INSERT INTO clips_searchkey (clip_id) SELECT id FROM clips_clip ORDER BY created_at, id",
    """
    INSERT INTO clips_search (rowid, title, tags, labels, notes, lyrics)
    SELECT clips_searchkey.number, title, tags, labels, notes, lyrics
    FROM clips_clip JOIN clips_searchkey ON clip_id = id ORDER BY clips_searchkey.number
    """,
)

POSTGRES = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    """
    ALTER TABLE clips_clip ADD COLUMN IF NOT EXISTS search tsvector GENERATED ALWAYS AS (
        to_tsvector('simple'::regconfig, title || ' ' || left(tags, 5000) || ' ' || labels
            || ' ' || left(notes, 20000) || ' ' || left(lyrics, 100000))
    ) STORED
    """,
    "CREATE INDEX IF NOT EXISTS clip_search ON clips_clip USING gin (search)",
    "CREATE INDEX IF NOT EXISTS clip_title_like ON clips_clip USING gin (title gin_trgm_ops)",
)


def install(connection: Any) -> None:
    """Set up what is missing of the search, and fill it where it was not kept up."""
    if connection.vendor not in ("sqlite", "postgresql"):
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for statement in POSTGRES:
                cursor.execute(statement)
            return
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        missing = [sql for name, sql in SQLITE_TRIGGERS.items() if name not in there]
        if missing:
            for statement in (*SQLITE_TABLES, *missing, *SQLITE_FILL):
                cursor.execute(statement)


def remove(connection: Any) -> None:
    """Take the search away again."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE clips_clip DROP COLUMN IF EXISTS search")
            cursor.execute("DROP INDEX IF EXISTS clip_title_like")
            return
        for name in SQLITE_TRIGGERS:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
        cursor.execute("DROP TABLE IF EXISTS clips_search")
        cursor.execute("DROP TABLE IF EXISTS clips_searchkey")
