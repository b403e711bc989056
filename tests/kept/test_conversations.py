import os

import pytest

from omni_nb import Reply
from omni_nb.kept import conversations, store
from omni_nb.kept.conversations import Said
from tests.support.media import TONE

ONE = Reply(text="one", audio=TONE, complete=True, model="m", id="r1", created="2026-01-01T00:00:00.123+00:00")


def test_a_conversation_comes_back_with_its_replies_and_their_sound():
    store.keep(ONE)
    turns = [
        Said(asked="[picture: cat.png]\nwhat?", answer="one", reply=ONE),
        Said(asked="?", answer="", remembered=False),
    ]
    conversations.keep("notebook#cell", [turns])
    assert conversations.find("notebook#cell") == [turns]
    assert conversations.find("notebook#other") == []


def test_a_reply_that_is_gone_leaves_its_words():
    conversations.keep("a", [[Said(asked="?", answer="one", reply=ONE)]])
    assert conversations.find("a") == [[Said(asked="?", answer="one")]]


@pytest.mark.parametrize(
    "damage", [b"", b"{", b'{"turns": 3}', b'{"turns": [{"asked": 1}]}', b"[]", b"\xff", b"[" * 100_000]
)
def test_a_damaged_file_is_no_conversation(damage):
    conversations.keep("a", [[Said(asked="?", answer="one")]])
    (path,) = conversations.folder().iterdir()
    path.write_bytes(damage)
    assert conversations.find("a") == []


def test_the_oldest_go(monkeypatch):
    monkeypatch.setattr(conversations, "MOST_TALKS", 3)
    for n in range(5):
        conversations.keep(f"cell {n}", [[Said(asked=str(n), answer="")]])
        newest = max(conversations.folder().iterdir(), key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (n, n))
    assert [bool(conversations.find(f"cell {n}")) for n in range(5)] == [False, False, True, True, True]


def test_what_is_not_ours_is_neither_read_nor_deleted(monkeypatch):
    monkeypatch.setattr(conversations, "MOST_TALKS", 1)
    conversations.keep("a", [[Said(asked="?", answer="one")]])
    (path,) = conversations.folder().iterdir()
    (conversations.folder() / "notes.json").write_text("mine")
    conversations.keep("b", [[Said(asked="?", answer="one")]])
    assert (conversations.folder() / "notes.json").exists()
    other = path.parent.parent / "other.json"
    other.write_bytes(b'{"turns": [{"asked": "x", "answer": "y", "reply": null, "remembered": true}]}')
    path.unlink(missing_ok=True)
    path.symlink_to(other)
    assert conversations.find("a") == []


def test_no_name_of_a_notebook_is_a_files_name():
    conversations.keep("../../secret/notebook.ipynb#c", [[Said(asked="?", answer="")]])
    assert [len(path.stem) for path in conversations.folder().iterdir()] == [24]


def test_half_of_a_character_costs_no_conversation():
    conversations.keep("cell", [[Said(asked="a\ud83d", answer="b\udfff")]])
    assert [(s.asked, s.answer) for s in conversations.find("cell")[0]] == [("a\ud83d", "b\udfff")]


def test_every_branch_comes_back_with_its_pins_and_shares_what_it_shared():
    first = Said(asked="?", answer="one", id="00000001", pinned=True)
    branches = [[first, Said(asked="a", answer="b")], [first, Said(asked="c", answer="d")]]
    conversations.keep("a", branches)
    assert conversations.find("a") == branches


def test_what_an_earlier_version_kept_is_read():
    conversations.keep("a", [[Said(asked="?", answer="")]])
    (path,) = conversations.folder().iterdir()
    path.write_bytes(b'{"version": 1, "turns": [{"asked": "x", "answer": "y", "reply": null, "remembered": true}]}')
    assert conversations.find("a") == [[Said(asked="x", answer="y")]]
