import dataclasses
import subprocess
import sys
import threading
import zlib

import numpy as np
import pytest

from omni_nb import Clip, Omni, Reply, history, recent
from omni_nb.kept import conversations, disk, mending, old_folder, replies, searching, store
from omni_nb.kept.archive import Archive, archive_at
from omni_nb.kept.database import Database
from omni_nb.kept.entry import entry_of
from omni_nb.kept.schema import VERSION
from omni_nb.kept.searching import Query
from tests.kept.test_store import WHOLE, numbered
from tests.support.media import picture
from tests.support.old_replies import keep_as_before
from tests.support.requests import request

SECRET = "sk-" + "canary" + "0123456789abcdef"


def everything_on_disk(folder):
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_folder_of_an_earlier_version_is_taken_over_once_and_left_as_it_was():
    paths = [keep_as_before(numbered(i), i) for i in range(3)]
    before = {path: path.read_bytes() for path in old_folder.folder().iterdir()}
    assert [int(r.id, 16) for r in recent()] == [2, 1, 0]
    assert recent()[2] == numbered(0)
    store.keep(numbered(9))
    assert [int(r.id, 16) for r in recent()] == [9, 2, 1, 0]
    assert {path: path.read_bytes() for path in old_folder.folder().iterdir()} == before
    keep_as_before(numbered(5), 5)  # by an earlier version that is still there
    archive_at().database.close()
    fresh = Archive(archive_at().path, before=old_folder.folder())
    assert fresh.count(Query()) == 4
    assert len(paths) == 3


def test_what_is_taken_over_by_several_at_once_or_in_two_goes_is_there_once():
    for i in range(12):
        keep_as_before(numbered(i), i)
    code = "from omni_nb import recent; print(len(recent(100)))"
    running = [subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    assert [p.communicate(timeout=60)[0].strip() for p in running]
    assert [int(r.id, 16) for r in recent(100)] == sorted(range(12), reverse=True)
    with archive_at().database.writing() as connection:  # killed before the end
        replies.drop(connection, [2, 5], index=True)
        replies.put(connection, "taken_over", None)
    again = Archive(archive_at().path, before=old_folder.folder())
    assert again.count(Query()) == 12


def test_what_is_forgotten_is_in_no_file_any_more():
    word = "unforgettable" + "word"
    old = keep_as_before(numbered(1, text=f"old {word}", audio=None))
    rare = "瓩瓰瓱"  # a term of the index by itself
    reply = numbered(
        2, text=f"the {word} {rare}", prompt=word, request=request(word, picture(colour="green")), audio=None
    )
    store.keep(reply)
    store.keep(numbered(3))
    conversations.keep(
        "cell",
        [[conversations.Said(asked=word, answer=word, reply=reply), conversations.Said(asked="left", answer="left")]],
    )
    assert word.encode() in everything_on_disk(disk.data_folder())
    told = history().forget(reply, f"{1:012x}")
    assert (told.replies, told.sounds, told.media, told.pinned) == (2, 0, 1, 0)
    assert "2 replies are deleted" in str(told)
    left = everything_on_disk(disk.data_folder())
    assert word.encode() not in left
    assert rare.encode() not in left
    assert picture(colour="green") not in left
    assert not old.exists()
    assert [t.asked for t in conversations.find("cell")[0]] == ["left"]
    assert [int(r.id, 16) for r in recent()] == [3]
    assert Archive(archive_at().path, before=old_folder.folder()).count(Query()) == 1  # it does not come again


@pytest.mark.parametrize("version", range(1, VERSION))
def test_replies_of_every_earlier_version_come_back_and_are_found(version, tmp_path):
    """As that version wrote them: it knew the tables that it made, and no others."""
    reply = numbered(7, text="the zeppelin 猫", request=request(picture(), "what?"))
    entry, before = entry_of(reply), Database(tmp_path / "old.db", version=version)
    with before.writing() as connection:
        row = {"number": 1, "kept_s": 1.0, **entry.facts}
        connection.execute(
            f"INSERT INTO reply ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", [*row.values()]
        )
        connection.execute("INSERT INTO record VALUES (1, ?, ?)", (zlib.crc32(entry.record), entry.record))
        replies.put_media(connection, 1, entry.media)
        if version > 1:
            connection.execute("INSERT INTO words VALUES (1, ?)", (searching.folded(entry.words),))
    before.close()
    now = Archive(tmp_path / "old.db")
    assert now.find(reply.id) == reply
    assert now.find(reply.id).request == reply.request
    assert [now.count(Query(words=w)) for w in ("zeppelin", "猫", "是谁", "airship")] == [1, 1, 1, 0]
    assert now.rows(Query())[0]["pinned"] == 0
    now.keep(numbered(8))
    assert now.count(Query()) == 2
    assert now.count(Query(words="zeppelin")) == 1
    assert mending.verify(now).ok


def test_room_is_given_back_to_the_disk():
    chance = np.random.default_rng(1)
    for i in range(4):
        noise = Clip(chance.integers(-32768, 32767, 100_000).astype(np.int16), 24_000)
        store.keep(numbered(i, audio=noise))
    history().forget(f"{0:012x}")
    before = archive_at().path.stat().st_size
    told = history().forget(*[f"{i:012x}" for i in (1, 2)])
    assert told.sounds == 2
    assert before - archive_at().path.stat().st_size > 350_000
    assert 350_000 < told.size_bytes < 500_000


def test_bounds_drop_the_oldest_and_never_what_is_pinned():
    for i in range(6):
        store.keep(numbered(i, text=f"{i}" * 40_000))
    archive = archive_at()
    archive.mark(archive.numbers_of([f"{0:012x}"]), "pinned", 1)
    archive.bound(200_000, None)
    assert [int(r.id, 16) for r in recent()][-1] == 0
    assert 2 <= archive.count(Query()) < 6
    assert archive.bounds() == (200_000, None)
    with archive.database.writing() as connection:
        connection.execute("UPDATE reply SET kept_s = kept_s - 5000")
    archive.bound(None, 1_000)
    assert [int(r.id, 16) for r in recent()] == [0]
    assert archive.path.stat().st_size < 150_000


def test_at_first_4_gb_are_kept_however_old():
    assert archive_at().bounds() == (4 << 30, None)


def test_a_key_is_in_no_file_whoever_wrote_it_into_what(simulator, monkeypatch):
    monkeypatch.setenv("OMNI_NB_API_KEY", SECRET)
    omni = Omni(base_url=simulator.base_url, headers={"X-Auth-Token": SECRET[::-1]}, trace="raw", max_retries=0)
    omni.ask(f"Repeat exactly: {SECRET} {SECRET[::-1]}", system=f"key {SECRET}", extra={"user": "account-7654321"})
    for fault, why in (("stream-error", "→"), ("cut-mid-json", "→")):
        with pytest.warns(UserWarning, match=why):
            Omni(base_url=simulator.base_url, headers={"X-Omni-Sim-Fault": fault}, max_retries=0).ask(f"x {SECRET}")
    store.keep(Reply(text=SECRET, id=SECRET, server=f"https://u:{SECRET}@host", prompt=SECRET, complete=True))
    on_disk = everything_on_disk(disk.data_folder())
    assert len(recent()) == 4
    for secret in (SECRET, SECRET[::-1], "account-7654321", SECRET[3:20]):
        assert secret.encode() not in on_disk
    assert "‹key›" in recent()[0].text


def test_threads_that_write_at_once_lose_nothing():
    running = [
        threading.Thread(target=lambda i=i: [store.keep(numbered(i * 100 + n, audio=None)) for n in range(8)])
        for i in range(4)
    ]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert archive_at().count(Query()) == 32


def test_a_sqlite_without_the_index_searches_the_texts():
    archive = Archive(disk.data_folder() / "plain.db")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "has_index", lambda connection: False)
        for text in ("the cat", "a dog", "猫"):
            archive.keep(dataclasses.replace(WHOLE, text=text, prompt="", reasoning="", audio=None))
        assert [archive.count(Query(words=w)) for w in ("cat", "a", "猫", "the cat", "bird")] == [1, 2, 1, 1, 0]
    archive.database.close()
    again = Archive(disk.data_folder() / "plain.db")
    again.keep(dataclasses.replace(WHOLE, text="a third cat", audio=None))
    assert again.count(Query(words="cat")) == 2
