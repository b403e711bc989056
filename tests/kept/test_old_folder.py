import dataclasses
import os
import re

import pytest

from omni_nb.kept import old_folder
from tests.kept.test_store import WHOLE, numbered
from tests.support.old_replies import keep_as_before


def replies():
    return [old_folder.load(path) for path in old_folder.oldest_first(old_folder.folder())]


def test_replies_come_back_as_they_were_in_the_order_they_came():
    keep_as_before(numbered(1), 2)
    keep_as_before(numbered(2, created="1999-01-01T00:00:00.000+00:00"), 3)
    keep_as_before(WHOLE, numbered=False)
    assert replies() == [WHOLE, numbered(1), numbered(2, created="1999-01-01T00:00:00.000+00:00")]


def test_where_there_is_no_folder_there_is_nothing():
    assert replies() == []


def test_damaged_and_absurd_records_are_none(monkeypatch):
    path = keep_as_before(WHOLE)
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    assert replies() == [None]
    path.write_bytes(whole)
    monkeypatch.setattr(old_folder, "LONGEST_RECORD_BYTES", 10)
    assert replies() == [None]


def test_replies_of_before_there_were_tools_have_none():
    path = keep_as_before(WHOLE)
    path.write_text(re.sub(r' "tool_calls": .*?\],\n', "", path.read_text(), flags=re.DOTALL))
    assert replies()[0].tool_calls == ()


@pytest.mark.parametrize("broken", [None, b"", b"not a flac", b"fLaC" + b"\xff" * 50])
def test_a_lost_sound_costs_the_sound_alone_and_is_told(broken):
    sound = keep_as_before(WHOLE).with_suffix(".flac")
    sound.unlink()
    if broken is not None:
        sound.write_bytes(broken)
    (back,) = replies()
    assert (back.text, back.audio) == ("hi", None)
    assert "lost or damaged" in back.notes[-1]


def test_files_of_the_users_and_what_is_no_file_are_neither_read_nor_deleted(tmp_path):
    real = keep_as_before(WHOLE)
    place = real.parent
    for name in ("a.json", "2026-notes.json", "package.json", ".new-abcdefgh.json"):
        (place / name).write_bytes(real.read_bytes())
    os.mkfifo(place / "00000002-2026-01-01T000000Z-a.json")
    (place / "00000003-2026-01-01T000000Z-b.json").mkdir()
    (tmp_path / "other.json").write_bytes(real.read_bytes())
    (place / "00000004-2026-01-01T000000Z-c.json").symlink_to(tmp_path / "other.json")
    before = sorted(p.name for p in place.iterdir())
    assert replies() == [WHOLE]
    for name in ("a.json", "../other.json", "00000004-2026-01-01T000000Z-c.json"):
        old_folder.forget(place, name)
    assert sorted(p.name for p in place.iterdir()) == before
    old_folder.forget(place, real.name)
    assert not real.exists()
    assert (tmp_path / "other.json").exists()


def test_a_reply_without_sound_needs_none():
    keep_as_before(dataclasses.replace(WHOLE, audio=None))
    assert replies() == [dataclasses.replace(WHOLE, audio=None)]
