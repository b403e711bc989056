"""A reply as what a database keeps: a record in JSON, media by their hashes, what is looked for; and back.

It knows no database.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from omni_nb.kept import record, searching, striking
from omni_nb.kept.packing import Packed, pack, pack_clip, unpack, unpack_clip
from omni_nb.kept.request_record import media_of, request_of, request_to_plain
from omni_nb.kept.striking import Strike
from omni_nb.messages import _, say
from omni_nb.notes import Note
from omni_nb.reply.reply import Reply
from omni_nb.reply.trace import Trace

LARGEST_MEDIUM_BYTES = 512 << 20  # SQLite takes no row of more than 1 GB
_COLUMNS = 5
_LOST = Note("media_lost", _("media of this question are lost or damaged in the history: its words are left"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is written of a reply.

    Attributes:
        facts: Values by which it is found and shown in a list: column and value.
        record: JSON.
        media: Sounds, media, and the trace; some may be kept already.
        words: What can be searched, question and answer apart by lines.
    """

    facts: dict[str, Any]
    record: bytes
    media: tuple[Packed, ...]
    words: str


def entry_of(reply: Reply, strike: Strike = str, *, quickly: bool = False) -> Entry:
    """What is to be written.

    Args:
        reply: Whatever there is of it.
        strike: Takes the keys that are known out of a text.
        quickly: Leave sounds as they are, to be compressed later.
    """
    media: dict[str, Packed] = {}

    def put(packed: Packed) -> str:
        media[packed.hash] = packed
        return packed.hash

    plain = record.to_plain(reply)
    plain["error"], plain["note_messages"] = _of_others(plain["error"]), _of_others(plain["note_messages"])
    plain["notes"] = [striking.in_words(str.__str__(n)) for n in reply.notes]
    if reply.request is not None:
        plain["request"] = request_to_plain(reply.request)
        for data in media_of(reply.request):
            if len(data) <= LARGEST_MEDIUM_BYTES:
                for packed in pack(data, quickly=quickly):
                    put(packed)
    if reply.audio is not None:
        plain["sound"] = put(pack_clip(reply.audio, quickly=quickly))
    if reply.undecoded:
        plain["undecoded"] = put(_raw(reply.undecoded))
    if len(reply.trace):
        plain["trace"] = {"rows": put(_traced(_rows(reply.trace))), "left_out": reply.trace.left_out}
        if reply.trace.raw:
            lines = json.dumps([strike(text) for text in reply.trace.raw]).encode()
            plain["trace"]["raw"] = put(_traced(zlib.compress(lines, 1)))
    plain = striking.everywhere(plain, strike)
    return Entry(facts=_facts(reply, plain), record=record.encoded(plain), media=tuple(media.values()), words=searching.words_of(plain))  # fmt: skip


def reply_of(data: bytes, find: Callable[[str], Packed | None]) -> Reply | None:
    """The reply as it was; None where its record is damaged. What is lost of it is told in a note.

    Args:
        data: Its record.
        find: What is kept under a hash.
    """
    try:
        plain = json.loads(data)
        sound = plain.get("sound")
        reply = record.from_plain(plain, lambda: unpack_clip(p) if sound and (p := find(sound)) else None)
    except (ValueError, AttributeError, RecursionError):
        return None
    if reply is None:
        return None
    more: dict[str, Any] = {}
    if (asked := plain.get("request")) is not None:
        more["request"] = request_of(asked, lambda hash: unpack(p, find) if (p := find(hash)) else None)
        if more["request"] is None:
            more["notes"] = (*reply.notes, _LOST)
    if isinstance(raw := plain.get("undecoded"), str) and (found := find(raw)):
        more["undecoded"] = found.data
    if isinstance(traced := plain.get("trace"), dict):
        more["trace"] = _trace_of(traced, find)
    return dataclasses.replace(reply, **more) if more else reply


def facts_of(data: bytes, find: Callable[[str], Packed | None]) -> dict[str, Any] | None:
    """The facts of a record, and the words to search under `words`; None where it is damaged. For `find` see `reply_of`."""
    reply = reply_of(data, find)
    return None if reply is None else {**_facts(reply, plain := json.loads(data)), "words": searching.words_of(plain)}


def _facts(reply: Reply, plain: dict[str, Any]) -> dict[str, Any]:
    """Of the record's texts, from which secrets are gone."""
    asked, cost = plain["prompt"], reply.cost
    error = None if reply.error is None else striking.in_words(say(reply.error.cause, "en"))
    media = [m.kind if hasattr(m, "kind") else "video" for m in reply.asked.media] if reply.asked is not None else []
    found = {
        "id": plain["id"], "created": plain["created"], "model": plain["model"], "voice": plain["voice"], "server": plain["server"],
        "ending": reply.ending, "complete": int(reply.complete), "simulated": int(reply.simulated), "request_hash": reply.request_hash,
        "prompt": asked[:400], "attached": ",".join(media), "text": plain["text"][:400], "error": error,
        "audio_s": None if reply.audio is None else reply.audio.duration_s, "total_s": reply.timing.total_s,
        "first_text_s": reply.timing.first_text_s, "first_audio_s": reply.timing.first_audio_s,
        "cost": None if cost is None else cost.amount, "currency": None if cost is None else cost.currency,
        "input_tokens": reply.usage.input_tokens if reply.usage else None,
        "output_tokens": reply.usage.output_tokens if reply.usage else None,
    }  # fmt: skip
    return {k: searching.whole_characters(v) if isinstance(v, str) else v for k, v in found.items()}


def _of_others(plain: Any) -> Any:
    """What servers wrote into an error or a note: without accounts and keys."""
    return striking.everywhere(plain, striking.in_words)


def _raw(data: bytes) -> Packed:
    return Packed(hash=hashlib.sha256(data).hexdigest(), codec="raw", data=data, size_bytes=len(data))


def _traced(data: bytes) -> Packed:
    return dataclasses.replace(_raw(data), codec="trace")


def _rows(trace: Trace) -> bytes:
    """Column by column: a quarter of the bytes when it is deflated, a half row by row."""
    return zlib.compress(np.ascontiguousarray(trace.rows.T, "<f8").tobytes(), 1)


def _trace_of(plain: dict[str, Any], find: Callable[[str], Packed | None]) -> Trace:
    try:
        rows = find(plain["rows"])
        if rows is None:
            return Trace()
        table = np.frombuffer(zlib.decompress(rows.data), "<f8").reshape(_COLUMNS, -1).T
        raw = find(plain["raw"]) if "raw" in plain else None
        lines = json.loads(zlib.decompress(raw.data)) if raw is not None else []
        return Trace(left_out=int(plain["left_out"]), rows=np.ascontiguousarray(table), raw=tuple(map(str, lines)))
    except (ValueError, KeyError, TypeError, zlib.error, RecursionError):
        return Trace()
