import time

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.kept import compressing
from omni_nb.kept.archive import Archive
from omni_nb.kept.mending import verify
from omni_nb.kept.searching import Query
from omni_nb.reply.reply import Reply


def sound(n):
    wave = 9_000 * np.sin(np.arange(24_000) * 0.01 * (n + 1))
    return Clip(wave.astype(np.int16), 24_000)


@pytest.fixture
def archive(tmp_path, monkeypatch):
    monkeypatch.setattr(compressing, "IDLE_S", 3_600.0)
    return Archive(tmp_path / "h.db")


def codecs(archive):
    with archive.database.reading() as connection:
        return sorted(row[0] for row in connection.execute("SELECT codec FROM medium WHERE codec <> 'trace'"))


def test_a_sound_is_written_as_it_is_and_compressed_later_and_stays_the_same(archive):
    replies = [Reply(id=str(n), text="a", audio=sound(n), ending="done", model="m") for n in range(3)]
    for reply in replies:
        archive.keep(reply)
    assert codecs(archive) == ["samples"] * 3
    assert verify(archive).ok
    assert compressing.compress(archive.database, 2) == 2
    assert codecs(archive) == ["flac", "flac", "samples"]
    assert compressing.compress(archive.database, 9) == 1
    assert [archive.find(str(n)) for n in range(3)] == replies
    assert verify(archive).ok
    archive.keep(replies[0])  # what is there is not written again
    assert codecs(archive) == ["flac"] * 3


def test_a_damaged_one_is_left_for_verify_and_holds_up_no_other(archive):
    for n in range(3):
        archive.keep(Reply(id=str(n), text="a", audio=sound(n), ending="done", model="m"))
    with archive.database.writing() as connection:
        first = connection.execute("SELECT min(hash) FROM medium WHERE codec = 'samples'").fetchone()[0]
        connection.execute("UPDATE medium SET data = zeroblob(900) WHERE hash = ?", (first,))
    assert compressing.compress(archive.database, 9) == 2
    assert codecs(archive) == ["flac", "flac", "samples"]
    assert not verify(archive).ok


def test_a_program_that_is_never_idle_compresses_older_ones_as_it_goes(archive, monkeypatch):
    monkeypatch.setattr(compressing, "MOST_LEFT", 4)
    for n in range(12):
        archive.keep(Reply(id=str(n), text="a", audio=sound(n), ending="done", model="m"))
    assert codecs(archive).count("samples") <= 5


def test_it_is_done_when_nothing_happens(tmp_path, monkeypatch):
    monkeypatch.setattr(compressing, "IDLE_S", 0.01)
    archive = Archive(tmp_path / "h.db")
    archive.keep(Reply(id="a", text="a", audio=sound(1), ending="done", model="m"))
    until = time.monotonic() + 60
    while codecs(archive) != ["flac"] and time.monotonic() < until:
        time.sleep(0.01)
    assert codecs(archive) == ["flac"]
    assert len(archive.numbers(Query())) == 1
