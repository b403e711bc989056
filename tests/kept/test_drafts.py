import os
import subprocess
import sys

import numpy as np
import pytest

from omni_nb import history, image
from omni_nb.kept import drafts
from omni_nb.kept.archive import Archive
from omni_nb.kept.mending import repair, verify
from omni_nb.kept.searching import Query
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request, Settings
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.wire.events import AudioDelta, Ended, ReasoningDelta, TextDelta
from tests.support.media import picture

SETTINGS = Settings(model="m", can_speak=True, voice="Cherry", sound=True)


def fold(id="a", *, parts=("look",)):
    request = Request(prompt=Prompt.of(*parts), settings=SETTINGS)
    return ReplyFold(Origin(model="m", voice="Cherry", server="here", request=request, id=id, created="2026-11-30T18:00:00.000+00:00", sound=True))  # fmt: skip


def comes(fold, n):
    """Words and sound, one chunk each."""
    fold.feed_chunk([TextDelta(n + 0.1, f"word{n} ")], n + 0.1, 100)
    fold.feed_chunk([AudioDelta(n + 0.2, np.full(2_400, n, np.int16), 24_000)], n + 0.2, 5_000)


@pytest.fixture
def archive(tmp_path):
    return Archive(tmp_path / "h.db")


@pytest.fixture
def ended(monkeypatch):
    """The program that wrote has ended."""

    def kill(pid, signal):
        assert signal == 0
        raise ProcessLookupError

    return lambda: monkeypatch.setattr(os, "kill", kill)


def left(archive):
    with archive.database.reading() as connection:
        return connection.execute("SELECT count(*) FROM draft").fetchone()[0]


def test_what_had_come_is_in_the_history_when_the_program_has_ended_and_is_marked_as_cut(archive, ended):
    coming = fold(parts=("look", image(picture())))
    coming.feed_chunk([ReasoningDelta(0.05, "hm")], 0.05, 20)
    for n in range(3):
        comes(coming, n)
        archive.meanwhile(coming)
    other = Archive(archive.path)
    assert other.numbers(Query()) == []  # under way
    ended()
    found = other.find("a")
    live = coming.reply()
    for name in ("text", "reasoning", "audio", "request", "voice", "server", "created", "prompt"):
        assert getattr(found, name) == getattr(live, name), name
    assert np.array_equal(found.trace.rows, live.trace.rows)
    assert found.timing.first_audio_s == live.timing.first_audio_s
    assert (found.ending, found.complete, found.error.code) == ("cut", False, "cut")
    assert "ended while it came" in str(found.error)
    assert other.numbers(Query(words="word2")) == other.numbers(Query())
    assert left(other) == 0
    assert verify(other).ok


def test_the_whole_reply_takes_its_place(archive, ended):
    coming = fold()
    comes(coming, 0)
    archive.meanwhile(coming)
    assert left(archive) == 3
    coming.feed(Ended(1.0, "done"))
    archive.keep(coming.reply())
    assert left(archive) == 0
    ended()
    other = Archive(archive.path)
    assert [other.reply(n).ending for n in other.numbers(Query())] == ["done"]


def test_one_that_was_taken_for_dead_and_goes_on_is_there_once(archive, ended, monkeypatch):
    coming = fold()
    comes(coming, 0)
    archive.meanwhile(coming)
    with monkeypatch.context() as there:
        there.setattr(drafts, "ABANDONED_S", -1.0)
        assert Archive(archive.path).find("a").ending == "cut"
        assert archive.find("a").ending == "cut"
    comes(coming, 1)
    archive.meanwhile(coming)
    coming.feed(Ended(3.0, "done"))
    archive.keep(coming.reply())
    found = archive.numbers(Query())
    assert [archive.reply(n).ending for n in found] == ["done"]


def test_one_of_another_machine_is_left_alone_until_nothing_came_for_long(archive, ended, monkeypatch):
    comes(coming := fold(), 0)
    archive.meanwhile(coming)
    with archive.database.writing() as connection:
        connection.execute("UPDATE draft SET host = 'elsewhere'")
    ended()
    other = Archive(archive.path)
    assert other.find("a") is None
    monkeypatch.setattr(drafts, "ABANDONED_S", -1.0)
    assert other.find("a").ending == "cut"


def test_a_write_that_fails_is_made_up_for_by_the_next(archive, ended):
    coming = fold()
    comes(coming, 0)
    archive.meanwhile(coming)
    comes(coming, 1)
    archive.meanwhile(coming)
    with archive.database.reading() as connection:
        connection.execute("PRAGMA query_only = ON")
        with pytest.raises(Exception, match="may not be written"):
            archive.meanwhile(coming)
        connection.execute("PRAGMA query_only = OFF")
    comes(coming, 2)
    archive.meanwhile(coming)
    ended()
    assert Archive(archive.path).find("a").audio == coming.reply().audio


def test_a_damaged_beginning_leaves_nothing_and_hinders_nobody(archive, ended):
    comes(coming := fold(), 0)
    archive.meanwhile(coming)
    with archive.database.writing() as connection:
        connection.execute("UPDATE draft SET data = x'00' WHERE part = 0")
    ended()
    assert Archive(archive.path).numbers(Query()) == []
    assert left(archive) == 0


def test_a_history_that_is_made_anew_keeps_them(archive, ended):
    comes(coming := fold(), 0)
    archive.meanwhile(coming)
    archive.keep(fold("b").reply())
    with archive.database.writing() as connection:
        connection.execute("UPDATE record SET crc = 7")
    assert repair(archive).damaged is not None
    ended()
    assert Archive(archive.path).find("a").text == "word0 "


def test_keys_are_struck_out_of_what_had_come(archive, ended):
    coming = fold()
    coming.feed_chunk([TextDelta(0.1, "my k-123 "), ReasoningDelta(0.1, "k-123")], 0.1, 9)
    archive.meanwhile(coming, lambda text: text.replace("k-123", "…"))
    ended()
    found = Archive(archive.path).find("a")
    assert (found.text, found.reasoning) == ("my … ", "…")
    assert b"k-123" not in archive.path.read_bytes() + (archive.path.parent / "h.db-wal").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_kernel_that_is_killed_in_the_middle_of_an_answer_leaves_what_had_come(tmp_path):
    code = """import os, sys
from omni_nb import Omni
from omni_nb.kept import store
from omni_nb.session import meanwhile
meanwhile.EVERY_S = 0.0
wrote, real = [], store.meanwhile
def meanwhile(fold, **more):
    real(fold, **more)
    wrote.append(fold.audio_s)
store.meanwhile = meanwhile
for event in Omni.simulated(keep=sys.argv[1], show=False).stream("Speak for 30 seconds.", voice="Cherry"):
    if wrote and wrote[-1] > 0.1:
        os.kill(os.getpid(), 9)
"""
    path = tmp_path / "h.db"
    assert subprocess.run([sys.executable, "-c", code, str(path)], check=False, timeout=120).returncode == -9
    [reply] = history(path)
    assert (reply.ending, reply.voice) == ("cut", "Cherry")
    assert reply.audio.duration_s > 0.1
    assert reply.text
    assert history(path).verify().ok


def test_a_reply_that_is_kept_while_it_comes_leaves_its_draft_alone_and_is_replaced_by_it(archive, ended):
    coming = fold()
    archive.keep(coming.reply())  # in progress: its question
    comes(coming, 0)
    archive.meanwhile(coming)
    archive.keep(coming.reply())
    assert left(archive) == 3
    ended()
    other = Archive(archive.path)
    [number] = other.numbers(Query())
    assert (other.reply(number).ending, other.reply(number).audio) == ("cut", coming.reply().audio)
