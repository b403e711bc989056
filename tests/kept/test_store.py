import dataclasses
import os
import subprocess
import sys

import pytest

from omni_nb import Omni, Reply, history, recent, set_language
from omni_nb.errors import OmniError, RateLimited, StreamBroken
from omni_nb.kept import disk, store
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


def numbered(i, **more):
    return dataclasses.replace(WHOLE, id=f"{i:012x}", **more)


def test_what_is_kept_comes_back_the_same():
    store.keep(WHOLE)
    assert recent() == [WHOLE]


def test_the_media_of_a_question_are_kept_with_it():
    store.keep(dataclasses.replace(WHOLE, request=request(Prompt.of(TONE, "你是谁"))))
    (back,) = recent()
    assert (back.prompt, back.asked) == ("你是谁", Prompt.of(TONE, "你是谁"))


def test_tool_calls_and_what_could_not_be_decoded_come_back_too():
    called = dataclasses.replace(WHOLE, tool_calls=(ToolCall(id="c", name="f", arguments="{}"),), undecoded=b"x")
    store.keep(called)
    assert recent() == [called]


def test_a_cut_reply_keeps_its_reason_whole():
    refused = RateLimited("too fast", code="rate_limited", repair="wait", status=429, service_code="limit_burst", retry_after_s=2.5, request_id="r")  # fmt: skip
    told = StreamBroken("cut here", code="cut", repair=_("Use a key of {company}.", company="Example"))
    for error in (StreamBroken("cut here", code="cut", repair="again"), told, refused):
        cut = dataclasses.replace(WHOLE, complete=False, error=error, audio=None, usage=None, cost=None)
        store.keep(cut)
        (back,) = recent(1)
        assert back == cut
        assert str(back.error) == str(error)
        assert getattr(back.error, "retry_after_s", None) == getattr(error, "retry_after_s", None)


def test_what_was_kept_in_one_language_is_equal_and_said_in_another():
    error = StreamBroken(_("Use https://."), repair=_("Use a key of {company}.", company=_("Ask again.")))
    notes = (Note("retry", _("Ask the administrator of the proxy.")), Note("media", "smaller"), Note("unknown", "{odd"))
    cut = dataclasses.replace(WHOLE, complete=False, error=error, notes=notes, audio=None, usage=None, cost=None)
    set_language("zh")
    store.keep(cut)
    set_language("en")
    (back,) = recent(1)
    assert back == cut
    assert str(back.error) == "Use https://.\n→ Use a key of Ask again.."
    assert (*back.notes,) == ("Ask the administrator of the proxy.", "smaller", "{odd")
    set_language("zh")
    assert back == cut
    assert str(back.error) == "请改用 https://。\n→ 请使用请重新提问。 的密钥。"
    assert [*map(str, back.notes)] == ["请联系代理管理员。", "smaller", "{odd"]


def test_newest_first_and_no_more_than_asked_for():
    for i in range(4):
        store.keep(numbered(i, created=f"2026-01-0{i + 1}T00:00:00+00:00"))
    assert [int(r.id, 16) for r in recent(2)] == [3, 2]
    with pytest.raises(ValueError, match="at least 1"):
        recent(0)


def test_nothing_kept_is_nothing():
    assert recent() == []
    assert store.find("abc") is None
    assert not disk.data_folder().exists()


def test_each_reply_is_kept_also_a_cut_one_unless_switched_off(monkeypatch):
    Omni.simulated(pace=0).ask("你是谁")
    with pytest.warns(UserWarning, match="connection was lost"):
        Omni.simulated(pace=0, fault="cut-mid-sample").ask("你是谁")
    assert [r.complete for r in recent()] == [False, True]
    Omni.simulated(pace=0, keep=False).ask("你是谁")
    monkeypatch.setenv("OMNI_NB_KEEP", "0")
    Omni.simulated(pace=0).ask("你是谁")
    assert len(recent()) == 2


def test_another_process_finds_them_again():
    code = "from omni_nb import Omni; Omni.simulated(pace=0).ask('Repeat exactly: still here')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert [r.text for r in recent()] == ["still here"]


def test_half_of_a_character_costs_no_reply():
    odd = Reply(text="a\ud83d b\udfff", prompt="\ud800", complete=True, id="h\ud800", model="m\udc00")
    store.keep(odd)
    assert recent() == [odd]
    assert store.find("h\ud800") == odd


def test_a_clock_that_goes_back_changes_no_order():
    for i, created in enumerate(("2030-01-01T00:00:00.000+00:00", "1999-01-01T00:00:00.000+00:00", "2026-06-06T00:00:00.000+00:00", "2026-06-06T00:00:00.000+00:00")):  # fmt: skip
        store.keep(numbered(i, created=created))
    assert [int(r.id, 16) for r in recent()] == [3, 2, 1, 0]


@pytest.mark.parametrize("id", ["../../up", "x" * 400, "é", "", "a\0b", "' OR 1=1 --", "%", "resp_ABC", "resp_abc"])
def test_any_id_and_any_time_are_found_again(id):
    for created in ("", "yesterday", "2026-01-01 00:00"):
        strange = dataclasses.replace(WHOLE, id=id, created=created)
        store.keep(strange)
        assert store.find(id) == strange
    assert len(recent()) == 3
    assert store.find("resp_") is None


def test_what_is_pinned_on_a_page_is_pinned_wherever_it_is_kept(tmp_path):
    own = Omni.simulated(pace=0, keep=tmp_path / "own.db").ask("hello")
    usual = Omni.simulated(pace=0).ask("hello")
    for reply in (own, usual, None, Reply(id="nobody")):
        store.pin(reply, on=True)
    assert [r.id for r in history(tmp_path / "own.db").search(pinned=True)] == [own.id]
    assert [r.id for r in history().search(pinned=True)] == [usual.id]
    store.pin(usual, on=False)
    assert len(history().search(pinned=True)) == 0


def failing(monkeypatch, errorname):
    """SQLite says so when it is to write; its name is how it says it."""
    import sqlite3

    from omni_nb.kept.archive import archive_at

    archive = archive_at()

    def fails(*args, **kwargs):
        error = sqlite3.OperationalError("in SQLite's words")
        error.sqlite_errorname = errorname
        raise error

    monkeypatch.setattr("omni_nb.kept.replies.add", fails)
    monkeypatch.setattr("omni_nb.kept.replies.put", fails)
    return archive


@pytest.mark.parametrize(
    ("name", "words"),
    [("SQLITE_FULL", "disk is full"), ("SQLITE_READONLY_DBMOVED", "may not be written"), ("SQLITE_BUSY", "another program"),
     ("SQLITE_CORRUPT_VTAB", "is damaged"), ("SQLITE_IOERR_WRITE", "SQLite says")],
)  # fmt: skip
def test_a_disk_that_does_not_take_it_costs_no_reply_and_is_told_once(name, words):
    omni = Omni.simulated(pace=0)
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, name)
        first, second = omni.ask("Repeat exactly: one"), omni.ask("Repeat exactly: two")
        assert words in store.health()
    assert (first.text, second.text) == ("one", "two")
    told = [n for n in first.notes if "cannot be saved" in n]
    assert len(told) == 1
    assert words in told[0]
    assert omni.last is second
    assert not [n for n in second.notes if "saved" in n]
    assert not omni.ask("Repeat exactly: three").notes
    assert store.health() is None
    assert [r.text for r in recent()] == ["three"]
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, name)
        assert any("cannot be saved" in n for n in omni.ask("Repeat exactly: four").notes)  # it is another time


def test_a_file_where_the_folder_should_be_is_told(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("mine")
    monkeypatch.setenv("OMNI_NB_DATA_DIR", str(tmp_path / "file"))
    assert "is a file" in store.health()
    with pytest.raises(OmniError, match="is a file") as err:
        store.keep(WHOLE)
    assert err.value.code == "not_kept"
    assert recent() == []
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(os.name == "nt", reason="modes of POSIX")
def test_what_is_kept_is_for_this_user_alone():
    store.keep(WHOLE)
    folder = disk.data_folder()
    assert folder.stat().st_mode & 0o077 == 0
    files = list(folder.iterdir())
    assert files
    assert all(p.stat().st_mode & 0o077 == 0 for p in files)


def test_several_processes_at_once_keep_all_also_where_they_make_the_file_together():
    code = "from omni_nb.kept import store; from omni_nb import Reply\nfor i in range(20): store.keep(Reply(text=str(i), id=f'{%d}-{i}', created='2026-01-01T00:00:00Z'))"
    running = [subprocess.Popen([sys.executable, "-c", code % i]) for i in range(3)]
    assert [p.wait(60) for p in running] == [0, 0, 0]
    assert len({r.id for r in recent(100)}) == 60
