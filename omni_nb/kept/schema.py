"""The tables of a history, as numbered steps: each is what one version added. A step that was released never changes.

`reply` has a row for each reply: what a list shows; it is narrow, so that a list is read fast. `record` has what the
reply is made of again (JSON, `entry`), with a check. `medium` has each sound, picture, video and trace once, by its
hash; `uses` says which reply needs which. `words` is what is
searched. `draft` is what has come of replies that are under way. `meta` holds bounds and what was done once.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from omni_nb.kept.searching import folded, words_of

if TYPE_CHECKING:
    from sqlite3 import Connection

APPLICATION = 0x6F6D6E69  # "omni": whose file this is, in SQLite's own header


def _fill_words(connection: Connection) -> None:
    """Replies of before can be searched, too; damaged ones have no words."""
    for number, data in connection.execute("SELECT number, data FROM record").fetchall():
        try:
            text = folded(words_of(json.loads(data)))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            text = ""
        connection.execute("INSERT OR IGNORE INTO words (number, text) VALUES (?, ?)", (number, text))


MIGRATIONS: tuple[tuple[str | Callable[[Connection], None], ...], ...] = (
    (
        "CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        """CREATE TABLE reply (
            number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL, kept_s REAL NOT NULL, origin TEXT UNIQUE,
            created TEXT, model TEXT, voice TEXT, server TEXT, ending TEXT, complete INTEGER, simulated INTEGER,
            request_hash TEXT, prompt TEXT, attached TEXT, text TEXT, error TEXT, audio_s REAL, total_s REAL,
            first_text_s REAL, first_audio_s REAL, cost REAL, currency TEXT, input_tokens INTEGER, output_tokens INTEGER)""",
        "CREATE TABLE record (number INTEGER PRIMARY KEY, crc INTEGER NOT NULL, data BLOB NOT NULL)",
        "CREATE INDEX reply_id ON reply (id)",
        "CREATE INDEX reply_asked ON reply (request_hash)",
        """CREATE TABLE medium (hash TEXT PRIMARY KEY, codec TEXT NOT NULL, base TEXT NOT NULL, size_bytes INTEGER NOT NULL,
            data BLOB NOT NULL)""",
        "CREATE TABLE uses (number INTEGER NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (number, hash)) WITHOUT ROWID",
        "CREATE INDEX uses_hash ON uses (hash)",
    ),
    ("CREATE TABLE words (number INTEGER PRIMARY KEY, text TEXT NOT NULL)", _fill_words),
    (
        "ALTER TABLE reply ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE reply ADD COLUMN vote INTEGER",  # none is not 0
        "ALTER TABLE reply ADD COLUMN remark TEXT NOT NULL DEFAULT ''",
    ),
    (
        """CREATE TABLE draft (id TEXT NOT NULL, part INTEGER NOT NULL, at_s REAL NOT NULL, host TEXT NOT NULL, pid INTEGER NOT NULL,
            data BLOB NOT NULL, PRIMARY KEY (id, part))""",
        "CREATE INDEX medium_waiting ON medium (hash) WHERE codec = 'samples'",
    ),
)
VERSION = len(MIGRATIONS)
