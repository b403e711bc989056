"""What is looked for in a history, as SQL: words by an index of three characters each (FTS5's trigrams), and by facts.

Three characters are a word of neither English nor Chinese, so both are found, also in the middle of a word. What is
shorter, or where this SQLite has no such index, is looked for in the texts themselves.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlite3 import Connection

_INDEX = "CREATE VIRTUAL TABLE found USING fts5(text, content='words', content_rowid='number', tokenize='trigram')"
_TERM = re.compile(r'"([^"]+)"|“([^”]+)”|「([^」]+)」|(\S+)')
MOST_TERMS = 200
MOST_CHARS = 1_000_000
"""So much of a reply is searched, question and answer and thinking together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Which replies are meant. What is None does not matter.

    Attributes:
        words: All of them must be there, in any order, anywhere; what stands in quotation marks as it stands.
        model, voice, server, ending: As they stand, but for capitals.
        pinned, complete, simulated, sound: Whether they are, or have some.
        since, until: When it was asked: UTC in ISO 8601, or the beginning of it; `until` itself is still meant.
    """

    words: str = ""
    model: str | None = None
    voice: str | None = None
    server: str | None = None
    ending: str | None = None
    pinned: bool | None = None
    complete: bool | None = None
    simulated: bool | None = None
    sound: bool | None = None
    since: str | None = None
    until: str | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """What matters."""
        return {f.name: v for f in fields(self) if (v := getattr(self, f.name)) not in (None, "")}


def whole_characters(text: str) -> str:
    """Without halves of characters, which no column can hold; the record has them as they are."""
    return text.encode("utf-8", "replace").decode() if not text.isascii() else str.__str__(text)


def words_of(plain: Mapping[str, Any]) -> str:
    """What of a record is searched: question, answer, thinking, system prompt, a line each at least."""
    system = (plain.get("request") or {}).get("settings", {}).get("system") or ""
    return whole_characters("\n".join([plain["prompt"], plain["text"], plain["reasoning"], system]))


def folded(text: str) -> str:
    """As it is compared: without capitals, wide letters as narrow ones."""
    return unicodedata.normalize("NFKC", text[:MOST_CHARS]).casefold().replace("\0", " ")


def terms(words: str) -> list[str]:
    """What must be there."""
    found = (next(filter(None, match.groups())) for match in _TERM.finditer(words))
    return list(dict.fromkeys(t for term in found if (t := folded(term).strip())))


def has_index(connection: Connection) -> bool:
    """Whether this SQLite can search by three characters: FTS5 since 3.34, unless it was built without."""
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.omni_trial USING fts5(text, tokenize='trigram')")
        connection.execute("DROP TABLE temp.omni_trial")
    except Exception:
        return False
    return True


def index_made(connection: Connection) -> bool:
    """Whether the file has the index."""
    return connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'found'").fetchone() is not None


def make_index(connection: Connection) -> None:
    """Make the index, or make it anew of all words."""
    if not index_made(connection):
        connection.execute(_INDEX)
    connection.execute("INSERT INTO found (found) VALUES ('rebuild')")


def where(query: Query, *, index: bool) -> tuple[str, str, list[Any]]:
    """The tables, the condition on them, and its values.

    Words that are not in the index are looked for newest first, so that a page of what is frequent is found at once.

    Args:
        query: What is meant.
        index: The file has its index, and this SQLite can read it.
    """
    said: list[str] = ["1"]
    values: list[Any] = []
    long = [t for t in terms(query.words) if len(t) > 2 and index]
    if long:
        said.append("number IN (SELECT rowid FROM found WHERE found MATCH ?)")
        values.append(" AND ".join('"' + t.replace('"', '""') + '"' for t in long))
    short = [t for t in terms(query.words) if t not in long]
    said += ["instr(words.text, ?) > 0"] * len(short)
    values += short
    source = "words CROSS JOIN reply USING (number)" if short else "reply"
    for name in ("model", "voice", "server", "ending"):
        if (value := getattr(query, name)) is not None:
            said.append(f"{name} = ? COLLATE NOCASE")
            values.append(value)
    for name in ("pinned", "complete", "simulated"):
        if (value := getattr(query, name)) is not None:
            said.append(f"{name} = ?")
            values.append(int(value))
    if query.sound is not None:
        said.append(f"audio_s IS {'NOT ' if query.sound else ''}NULL")
    if query.since is not None:
        said.append("created >= ?")
        values.append(query.since)
    if query.until is not None:
        said.append("substr(created, 1, ?) <= ?")
        values += [len(query.until), query.until]
    return source, " AND ".join(said), values
