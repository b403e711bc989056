import random
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from omni_nb import recent
from omni_nb.errors import OmniError
from omni_nb.kept import disk, mending, store
from omni_nb.kept.archive import Archive, archive_at
from omni_nb.kept.searching import Query
from tests.kept.test_store import numbered
from tests.support.media import TONE
from tests.support.requests import request


def filled(n=12):
    for i in range(n):
        reply = numbered(
            i, text=f"text number {i} " * 50, request=request(TONE, f"question {i}"), audio=TONE.cut(0, 0.05 * i + 0.05)
        )
        store.keep(reply)
    archive = archive_at()
    with archive.database.reading() as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    archive.database.close()
    return archive


def test_what_is_whole_is_whole_and_nothing_is_done_to_it():
    archive = filled()
    found = mending.verify(archive)
    assert (found.ok, found.replies, found.problems) == (True, 12, ())
    assert found.media == 14  # twelve answers, and a question's WAV with its sound
    before = archive.path.read_bytes()
    repaired = mending.repair(archive)
    assert (repaired.damaged, repaired.replies) == (None, 12)
    assert archive.path.read_bytes() == before
    assert mending.verify(Archive(disk.data_folder() / "none.db")).ok


@pytest.mark.parametrize(
    ("sql", "words"),
    [("UPDATE record SET data = zeroblob(9) WHERE number = 3", "reply 3 is damaged"),
     ("UPDATE medium SET data = substr(data, 1, length(data) - 9) || zeroblob(9) WHERE rowid = 2", "medium 2 is damaged"),
     ("UPDATE reply SET text = 'never said' WHERE number = 2", "reply 2 is damaged"),
     ("DELETE FROM record WHERE number = 1", "reply 1 is damaged"),
     ("DELETE FROM medium WHERE rowid = 2", "1 sound or medium is missing")],
)  # fmt: skip
def test_each_damage_is_told(sql, words):
    archive = filled(4)
    with archive.database.writing() as connection:
        connection.execute(sql)
    found = mending.verify(archive)
    assert not found.ok
    assert words in str(found)


@pytest.mark.parametrize("seed", range(12))
def test_random_bytes_that_flip_cost_what_they_hit_and_no_reply_that_is_asked_for_now(seed):
    archive = filled()
    chance, data = random.Random(seed), bytearray(archive.path.read_bytes())
    for _ in range(8):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    if seed < 3:
        data[chance.randrange(100)] ^= 0xFF  # SQLite's own header
    archive.path.write_bytes(data)
    try:
        store.keep(numbered(99))
    except OmniError as err:
        assert err.code == "not_kept"
        assert (
            "damaged" in err.cause
            or "another program" in err.cause
            or "later version" in err.cause
            or "SQLite says" in err.cause
        )
    archive.database.close()
    repaired = mending.repair(archive)
    assert mending.verify(archive).ok
    assert repaired.replies + repaired.lost <= 13
    assert repaired.replies >= 6
    if repaired.damaged is not None:
        assert repaired.damaged.exists()
    whole = [r for r in recent(99) if r.text.startswith("text number")]
    assert all(r.text == f"text number {int(r.id, 16)} " * 50 for r in whole)
    assert archive.count(Query(words="number")) == len(whole)
    store.keep(numbered(100))
    assert recent()[0] == numbered(100)


@pytest.mark.parametrize("content", [b"", b"\0" * 20_000, b"x" * 5_000])
def test_what_cannot_be_read_at_all_is_kept_beside_a_new_one(content):
    archive = filled(2)
    for end in ("-wal", "-shm"):
        archive.path.with_name(archive.path.name + end).unlink(missing_ok=True)
    archive.path.write_bytes(content)
    archive.repaired = mending.repair(archive)
    if content:
        assert archive.repaired.damaged.read_bytes() == content
    store.keep(numbered(1))
    assert recent() == [numbered(1)]


def test_what_is_no_history_or_of_a_later_version_is_not_repaired(tmp_path):
    archive = filled(2)
    with closing(sqlite3.connect(archive.path)) as connection:
        connection.execute("PRAGMA user_version = 9")
    (tmp_path / "song.wav").write_bytes(TONE.encode("wav"))
    with closing(sqlite3.connect(tmp_path / "notes.db")) as connection:
        connection.execute("CREATE TABLE notes (x)")
    for path, code in (
        (archive.path, "history_newer"),
        (tmp_path / "song.wav", "history_foreign"),
        (tmp_path / "notes.db", "history_foreign"),
    ):
        before = path.read_bytes()
        with pytest.raises(OmniError) as err:
            mending.repair(Archive(path))
        assert err.value.code == code
        assert path.read_bytes() == before
        assert not list(path.parent.glob("*damaged*"))


def test_pins_votes_and_bounds_are_there_after_a_repair():
    archive = filled(3)
    archive.bound(123_456_789, None)
    archive.mark([2], "pinned", 1)
    archive.mark([2], "vote", 0)
    archive.mark([2], "remark", "好")
    with archive.database.writing() as connection:
        connection.execute("UPDATE record SET crc = 0 WHERE number = 1")
    repaired = mending.repair(archive)
    assert (repaired.replies, repaired.lost) == (2, 1)
    assert "2 replies could be read, 1 could not" in str(repaired)
    row = archive.rows(Query())[1]
    assert (row["pinned"], row["vote"], row["remark"]) == (1, 0, "好")
    assert archive.bounds() == (123_456_789, None)


def test_a_program_that_has_it_open_goes_on_in_the_new_file():
    archive = filled(3)
    code = """import sys
from omni_nb.kept import store
from tests.kept.test_store import numbered
store.keep(numbered(50)); print("ready", flush=True); input(); store.keep(numbered(51))"""
    other = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert other.stdout.readline() == "ready\n"
    with closing(sqlite3.connect(archive.path)) as connection, connection:
        connection.execute("UPDATE record SET crc = 0 WHERE number = 1")
    assert mending.repair(archive).lost == 1
    other.communicate("\n", timeout=60)
    assert [int(r.id, 16) for r in recent()] == [51, 50, 2, 1]
    assert mending.verify(archive).ok
