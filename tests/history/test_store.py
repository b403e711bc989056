import dataclasses
import errno
import os
import re
import subprocess
import sys

import pytest

from omni_nb import Omni, Reply, recent, set_language
from omni_nb.errors import OmniError, RateLimited, StreamBroken
from omni_nb.history import store
from omni_nb.messages import _
from omni_nb.notes import Note
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import ToolCall
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost, Usage
from tests.support.media import TONE
from tests.support.requests import request

WHOLE = Reply(
    text="hi", reasoning="hm", audio=TONE, usage=Usage(input_tokens=1), cost=Cost(amount=0.1, currency="CNY", prices_date="2026-11-22"),
    timing=Timing(first_text_s=0.1, chunk_boundaries=(3, 4)), finish_reason="stop", complete=True, simulated=True, notes=("odd",), model="m",
    voice="Cherry", server="here", prompt="你是谁", id="abc", service_id="s", created="2026-01-01T00:00:00.123+00:00",
)  # fmt: skip


def test_what_is_kept_comes_back_the_same():
    store.keep(WHOLE)
    assert recent() == [WHOLE]


def test_the_media_of_a_question_are_not_kept_its_words_are():
    store.keep(dataclasses.replace(WHOLE, request=request(Prompt.of(TONE, "你是谁"))))
    (back,) = recent()
    assert (back.prompt, back.asked) == ("你是谁", None)


def test_tool_calls_come_back_too_and_replies_of_before_have_none():
    called = dataclasses.replace(WHOLE, tool_calls=(ToolCall(id="c", name="f", arguments="{}"),), undecoded=b"x")
    store.keep(called)
    assert recent() == [dataclasses.replace(called, undecoded=b"")]
    path = next(store.folder().glob("*.json"))
    path.write_text(re.sub(r' "tool_calls": .*?\],\n', "", path.read_text(), flags=re.DOTALL))
    assert recent()[0].tool_calls == ()


def test_a_cut_reply_keeps_its_reason_whole():
    refused = RateLimited("too fast", code="rate_limited", repair="wait", status=429, service_code="limit_burst", retry_after_s=2.5, request_id="r")  # fmt: skip
    told = StreamBroken("cut here", code="cut", repair=_("Give a key of {company}.", company="Example"))
    for error in (StreamBroken("cut here", code="cut", repair="again"), told, refused):
        cut = dataclasses.replace(WHOLE, complete=False, error=error, audio=None, usage=None, cost=None)
        store.keep(cut)
        (back,) = recent(1)
        assert back == cut
        assert str(back.error) == str(error)
        assert getattr(back.error, "retry_after_s", None) == getattr(error, "retry_after_s", None)


def test_what_was_kept_in_one_language_is_equal_and_said_in_another():
    error = StreamBroken(_("Use https://."), repair=_("Give a key of {company}.", company=_("Ask again.")))
    notes = (Note("retry", _("Ask who runs the proxy.")), Note("media", "smaller"), Note("unknown", "{odd"))
    cut = dataclasses.replace(WHOLE, complete=False, error=error, notes=notes, audio=None, usage=None, cost=None)
    set_language("zh")
    store.keep(cut)
    set_language("en")
    (back,) = recent(1)
    assert back == cut
    assert str(back.error) == "Use https://.\n→ Give a key of Ask again.."
    assert (*back.notes,) == ("Ask who runs the proxy.", "smaller", "{odd")
    set_language("zh")
    assert back == cut
    assert str(back.error) == "请改用 https://。\n→ 请使用 请重新提问。 的密钥。"
    assert [*map(str, back.notes)] == ["请联系代理管理员。", "smaller", "{odd"]


def test_a_sentence_that_was_written_over_by_hand_is_as_it_stands():
    store.keep(dataclasses.replace(WHOLE, notes=(Note("retry", _("Ask again.")),)))
    path = next(store.folder().glob("*.json"))
    path.write_text(path.read_text().replace('["Ask again."', '["Ask me."').replace(' "Ask again."\n', ' "Ask me."\n'))
    (note,) = recent(1)[0].notes
    assert (note, note.in_language("zh"), note.code) == ("Ask me.", None, "retry")


def test_newest_first_and_no_more_than_asked_for():
    for i in range(4):
        store.keep(dataclasses.replace(WHOLE, id=str(i), created=f"2026-01-0{i + 1}T00:00:00+00:00"))
    assert [r.id for r in recent(2)] == ["3", "2"]
    with pytest.raises(ValueError, match="at least 1"):
        recent(0)


@pytest.mark.parametrize(("name", "value"), [("MOST_REPLIES", 2), ("MOST_BYTES", 20_000)])
def test_the_folder_is_bounded(monkeypatch, name, value):
    monkeypatch.setattr(store, name, value)
    for i in range(5):
        store.keep(dataclasses.replace(WHOLE, id=str(i), created=f"2026-01-0{i + 1}T00:00:00+00:00"))
    assert 1 <= len(recent()) <= 2
    assert recent()[0].id == "4"
    assert len(list(store.folder().iterdir())) == 2 * len(recent())


def test_damaged_files_are_passed_over():
    store.keep(WHOLE)
    (store.folder() / "9.json").write_text("{")
    (store.folder() / "8.json").write_text('{"version": 1, "smell": 2}')
    assert recent() == [WHOLE]


def test_nothing_is_left_of_a_write_that_failed(monkeypatch):
    monkeypatch.setattr(store.os, "replace", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        store.keep(WHOLE)
    assert list(store.folder().iterdir()) == []


def test_nothing_kept_is_nothing():
    assert recent() == []


def test_each_reply_is_kept_also_a_cut_one_unless_switched_off(monkeypatch):
    Omni.simulated(pace=0).ask("你是谁")
    with pytest.warns(UserWarning, match="line broke"):
        Omni.simulated(pace=0, fault="cut-mid-sample").ask("你是谁")
    assert [r.complete for r in recent()] == [False, True]
    Omni.simulated(pace=0, keep=False).ask("你是谁")
    monkeypatch.setenv("OMNI_NB_KEEP", "0")
    Omni.simulated(pace=0).ask("你是谁")
    assert len(recent()) == 2


def test_the_folder_is_the_users_own(monkeypatch):
    monkeypatch.delenv("OMNI_NB_DATA_DIR")
    assert "omni_nb" in str(store.folder())


def test_another_process_finds_them_again():
    code = "from omni_nb import Omni; Omni.simulated(pace=0).ask('Repeat exactly: still here')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert [r.text for r in recent()] == ["still here"]


def test_half_of_a_character_costs_no_reply():
    store.keep(Reply(text="a\ud83d b\udfff", complete=True, id="h"))
    assert store.recent()[0].text == "a\ud83d b\udfff"


def names():
    return sorted(p.name for p in store.folder().iterdir())


def numbered(i, **more):
    return dataclasses.replace(WHOLE, id=f"{i:012x}", **more)


def test_a_clock_that_goes_back_changes_no_order():
    for i, created in enumerate(("2030-01-01T00:00:00.000+00:00", "1999-01-01T00:00:00.000+00:00", "2026-06-06T00:00:00.000+00:00", "2026-06-06T00:00:00.000+00:00")):  # fmt: skip
        store.keep(numbered(i, created=created))
    assert [int(r.id, 16) for r in recent()] == [3, 2, 1, 0]


def test_replies_of_earlier_versions_are_older_and_found():
    store.keep(WHOLE)
    (name,) = [n for n in names() if n.endswith(".json")]
    for suffix in (".json", ".flac"):
        at = store.folder() / name.replace(".json", suffix)
        at.rename(at.with_name(at.name.partition("-")[2]))
    assert recent() == [WHOLE]
    store.keep(numbered(7, created="2000-01-01T00:00:00.000+00:00"))
    assert [r.id for r in recent()] == [f"{7:012x}", "abc"]


@pytest.mark.parametrize(
    "id", ["../../up", "a/b", "C:\\x", "x" * 400, "é", "", "con", "a\0b", "ab\ud800", "*?<>|\"", " . ", "resp_ABC", "resp_abc"]
)  # fmt: skip
def test_any_id_makes_a_file_of_this_folder(id):
    strange = dataclasses.replace(WHOLE, id=id)
    store.keep(strange)
    assert recent() == [strange]
    for name in names():
        assert len(name) < 150
        assert re.fullmatch(r"[\w.~-]+", name, re.ASCII)


@pytest.mark.parametrize("created", ["", "../x", "yesterday", "2026-01-01T00:00:00+00:00", "2026-01-01 00:00"])
def test_any_time_too(created):
    strange = dataclasses.replace(WHOLE, created=created)
    store.keep(strange)
    assert recent() == [strange]


def test_ids_that_differ_in_capitals_alone_differ_on_any_disk():
    for id in ("Ab", "aB", "ab"):
        store.keep(dataclasses.replace(WHOLE, id=id))
    assert len({n.lower() for n in names()}) == 6
    assert sorted(r.id for r in recent()) == ["Ab", "aB", "ab"]


def test_what_is_no_file_is_neither_waited_for_nor_followed(tmp_path):
    store.keep(WHOLE)
    (real,) = store.folder().glob("*.json")
    place = store.folder()
    os.mkfifo(place / "00000002-2026-01-01T000000Z-a.json")
    (place / "00000003-2026-01-01T000000Z-b.json").mkdir()
    (tmp_path / "other.json").write_bytes(real.read_bytes())
    (place / "00000004-2026-01-01T000000Z-c.json").symlink_to(tmp_path / "other.json")
    (place / "00000005-2026-01-01T000000Z-d.json").symlink_to(tmp_path / "nowhere.json")
    assert recent() == [WHOLE]
    store.keep(numbered(1))
    assert len(recent()) == 2
    assert (tmp_path / "other.json").exists()


def test_files_of_the_users_are_never_read_and_never_deleted(monkeypatch):
    monkeypatch.setattr(store, "MOST_REPLIES", 1)
    store.keep(WHOLE)
    (real,) = store.folder().glob("*.json")
    mine = (
        "a.json",
        "zz.json",
        "notes.txt",
        "song.flac",
        ".new-thing.txt",
        "2026-notes.json",
        "package.json",
        ".new-abcdefgh.json",
    )
    for name in mine:
        (store.folder() / name).write_bytes(real.read_bytes())
        os.utime(store.folder() / name, (0, 0))
    for i in range(3):
        store.keep(numbered(i))
    assert set(mine) <= set(names())
    assert [r.id for r in recent()] == [f"{2:012x}"]


def test_what_a_killed_process_left_goes_when_it_is_old():
    store.keep(WHOLE)
    left = (".new-abcdefgh", "00000009-2026-01-01T000000Z-dead.flac")
    for name in left:
        (store.folder() / name).write_bytes(b"half")
    store.keep(numbered(1))
    assert set(left) <= set(names())  # another process may be at it
    for name in left:
        os.utime(store.folder() / name, (0, 0))
    store.keep(numbered(2))
    assert not set(left) & set(names())
    assert len(recent()) == 3


@pytest.mark.parametrize("broken", [None, b"", b"not a flac", b"fLaC" + b"\xff" * 50])
def test_a_lost_sound_costs_the_sound_alone_and_is_told(broken):
    store.keep(WHOLE)
    (sound,) = store.folder().glob("*.flac")
    sound.unlink()
    if broken is not None:
        sound.write_bytes(broken)
    (back,) = recent()
    assert (back.text, back.audio) == ("hi", None)
    assert "lost or damaged" in back.notes[-1]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EROFS, "read-only"), (errno.EACCES, "may not be written"), (errno.EIO, "cannot be written"), (errno.ENAMETOOLONG, "cannot be written")],
)  # fmt: skip
def test_a_disk_that_does_not_take_it_is_told_once_on_the_reply(monkeypatch, number, words):
    def fails(*args, **kwargs):
        raise OSError(number, os.strerror(number))

    real = store.tempfile.mkstemp
    monkeypatch.setattr(store.tempfile, "mkstemp", fails)
    omni = Omni.simulated(pace=0)
    first, second = omni.ask("Repeat exactly: one"), omni.ask("Repeat exactly: two")
    assert (first.text, second.text) == ("one", "two")
    told = [n for n in first.notes if "cannot be kept" in n]
    assert len(told) == 1
    assert words in told[0]
    assert "Errno" not in told[0]
    assert omni.last is second
    assert not [n for n in second.notes if "kept" in n]
    monkeypatch.setattr(store.tempfile, "mkstemp", real)
    assert not omni.ask("Repeat exactly: three").notes
    assert store.health() is None
    monkeypatch.setattr(store.tempfile, "mkstemp", fails)
    assert words in store.health()
    assert any("cannot be kept" in n for n in omni.ask("Repeat exactly: four").notes)  # it is another time


def test_a_file_where_the_folder_should_be_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "file"))
    assert "is a file" in store.health()
    with pytest.raises(OmniError, match="is a file") as err:
        store.keep(WHOLE)
    assert err.value.code == "not_kept"
    assert recent() == []
    assert (tmp_path / "file").read_text() == "mine"


def test_home_and_relative_folders_are_where_a_person_expects_them(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "~/omni data")
    assert store.folder() == tmp_path / "omni data" / "replies"
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "here")
    before = store.folder()
    monkeypatch.chdir(tmp_path)
    assert store.folder() == before
    monkeypatch.setenv("OMNI_NB_DATA_DIR", "s3://bucket")
    assert "is a URL" in store.health()
    monkeypatch.setenv("OMNI_NB_DATA_DIR", " ")
    assert "omni_nb" in str(store.folder())


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_what_is_kept_is_for_this_user_alone():
    store.keep(WHOLE)
    assert store.folder().stat().st_mode & 0o077 == 0
    assert all(p.stat().st_mode & 0o077 == 0 for p in store.folder().iterdir())


def test_a_record_of_absurd_size_is_passed_over(monkeypatch):
    store.keep(WHOLE)
    monkeypatch.setattr(store, "LONGEST_RECORD_BYTES", 10)
    assert recent() == []


def test_several_processes_at_once_keep_all(monkeypatch):
    code = "from omni_nb.history import store; from omni_nb import Reply\nfor i in range(20): store.keep(Reply(text=str(i), id=f'{%d}-{i}', created='2026-01-01T00:00:00Z'))"
    monkeypatch.setattr(store, "MOST_REPLIES", 200)
    running = [subprocess.Popen([sys.executable, "-c", code % i]) for i in range(3)]
    assert [p.wait(60) for p in running] == [0, 0, 0]
    assert len({r.id for r in recent(100)}) == 60
