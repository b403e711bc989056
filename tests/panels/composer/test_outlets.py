import io
import zipfile

import pytest

from omni_nb import history
from omni_nb.errors import MediaError
from omni_nb.kept import store


@pytest.fixture
def talked(desk):
    desk.say("send", text="Repeat exactly: one")
    desk.say("send", text="Repeat exactly: two")
    return desk


def sent(desk):
    return [(m["name"], m["mime"], buffers[0]) for m, buffers in desk.form.told if m["t"] == "saved"]


def test_a_pin_is_seen_by_python_by_the_page_and_in_what_stays(talked):
    first = talked["order"][1]
    talked.say("pin", id=first, on=True)
    assert [t.text for t in talked.composer.pinned] == ["one"]
    assert [t["pinned"] for t in talked.turns] == [True, False]
    assert "1 · You · pinned" in talked.handles[-1].shown[-1]["text/html"]
    talked.say("pin", id=first, on=False)
    assert talked.composer.pinned == []


def test_python_pins_by_number_reply_turn_or_the_latest(talked):
    composer = talked.composer
    composer.pin()
    composer.pin(1)
    assert [t.text for t in composer.pinned] == ["one", "two"]
    composer.pin(composer.reply, on=False)
    composer.pin(composer.turns[0], on=False)
    assert composer.pinned == []


@pytest.mark.parametrize("which", [0, 3, -1, True])
def test_a_turn_that_is_not_there_is_said(talked, which):
    with pytest.raises(ValueError, match="there are turns 1 to 2"):
        talked.composer.pin(which)


def test_nothing_and_what_is_of_elsewhere_cannot_be_pinned(talked, desk):
    from omni_nb import Reply

    with pytest.raises(ValueError, match="not a turn"):
        talked.composer.pin(Reply(text="x"))
    talked.composer.chat = talked.omni.chat()
    with pytest.raises(ValueError, match="nothing was asked yet"):
        talked.composer.pin()


def test_a_pin_keeps_the_reply_in_the_history(again):
    first = again()
    first.say("send", text="Repeat exactly: one")
    store.keep(first.composer.reply)
    first.composer.pin()
    first.until(lambda: history().to_rows()[0]["pinned"])
    first.composer.pin(on=False)
    first.until(lambda: not history().to_rows()[0]["pinned"])


def test_a_pin_survives_a_cell_that_is_run_again(again):
    first = again()
    first.say("send", text="Repeat exactly: one")
    first.composer.pin()
    assert again().composer.pinned[0].text == "one"


def test_what_is_shown_is_saved_or_all_branches(talked, tmp_path):
    talked.say("edit", id=talked["order"][0])
    talked.say("send", text="Repeat exactly: zwei")
    save = talked.composer.save
    now, all_ = (save(tmp_path / "a.md", **more).read_text(encoding="utf-8") for more in ({}, {"branches": "all"}))
    assert "exactly: two" not in now
    assert "exactly: zwei" in now
    assert "Branch: …two" in all_
    assert "Branch: …zwei" in all_
    with pytest.raises(ValueError, match="'current' or 'all'"):
        save(tmp_path / "a.md", branches="both")
    with pytest.raises(ValueError, match="one branch"):
        save(tmp_path / "a.srt", branches="all")


def test_a_composer_in_which_nothing_was_asked_has_nothing_to_save(desk, tmp_path):
    with pytest.raises(ValueError, match="nothing was asked"):
        desk.composer.save(tmp_path / "a.html")
    with pytest.raises(ValueError, match="use one of"):
        desk.composer.save(tmp_path / "a.docx")
    desk.say("save", kind="md", all=False)
    assert "nothing was asked" in desk.notice


def test_a_folder_that_is_missing_is_said(talked, tmp_path):
    with pytest.raises(MediaError, match="no folder"):
        talked.composer.save(tmp_path / "no" / "a.md")


def test_the_forms_menu_sends_a_file_to_the_persons_machine(talked):
    for kind in ("md", "html", "zip", "srt"):
        talked.say("save", kind=kind, all=False)
    assert [(name, mime) for name, mime, _ in sent(talked)] == [
        ("Repeat-exactly-one.md", "text/markdown"),
        ("Repeat-exactly-one.html", "text/html"),
        ("Repeat-exactly-one.zip", "application/zip"),
        ("Repeat-exactly-one.srt", "application/x-subrip"),
    ]
    assert "sounds/02-answer.flac" in zipfile.ZipFile(io.BytesIO(sent(talked)[2][2])).namelist()


def test_what_has_no_sound_says_so_in_the_form(desk):
    desk.composer.set(modalities=["text"])
    desk.say("send", text="hi")
    desk.say("save", kind="srt", all=False)
    assert "has sound" in desk.notice
