import threading
import time

import pytest

from omni_nb import Clip, Omni, history, set_language
from omni_nb.kept import store
from omni_nb.panels.history import panel as panels
from omni_nb.widgets.protocol.history import HistorySections, KeptLine
from omni_nb.widgets.protocol.reading import fields, fits
from tests.kept.test_store import WHOLE, numbered
from tests.panels.history.support import Album, asked
from tests.support.media import picture


def test_what_is_shown_is_as_the_protocol_says(monkeypatch):
    asked(2)
    album = Album(monkeypatch)
    for name, (hint, _) in fields(HistorySections).items():
        assert fits(album.sections[name], hint), name
    assert all(fits(album.sections[f"line:{id}"], KeptLine) for id in album.ids)
    assert album.questions == ["Repeat exactly: number 1", "Repeat exactly: number 0"]


def test_nothing_of_what_is_browsed_stays_in_the_notebook(monkeypatch):
    asked(2)
    album = Album(monkeypatch)
    album.says("open", id=album.ids[0]).until(lambda s: s["opened"])
    stays = str([bundle for handle in album.handles for bundle in handle.shown])
    assert "number" not in stays
    assert "nothing of them is kept" in stays


def test_it_is_searched_and_paged(monkeypatch):
    for i in range(45):
        store.keep(numbered(i, prompt=f"question {i}" + (" about cats" if i < 3 else "")))
    album = Album(monkeypatch)
    album.says("page", at=40).until(lambda s: s["page"]["at"] == 40)
    assert album.questions[-1] == "question 0 about cats"
    assert len([name for name in album.sections if name.startswith("line:")]) == 5  # those of other pages are gone
    album.choose(text="cats").until(lambda s: s["page"]["count"] == 3)
    assert album.sections["page"]["filtered"]
    album.choose(text="a b " + "c " * 300 + " ".join(map(str, range(300)))).until(lambda s: s["notice"])
    assert "at most" in album.sections["notice"]
    album.choose().until(lambda s: s["page"]["count"] == 45)
    assert album.sections["notice"] == ""


def test_one_is_opened_at_a_time_and_goes_with_its_line(monkeypatch):
    first, second = asked(2)
    album = Album(monkeypatch)
    album.says("open", id=first.id).until(lambda s: s["opened"] and s["opened"]["id"] == first.id)
    album.says("open", id=second.id).until(lambda s: s["opened"] and s["opened"]["id"] == second.id)
    assert "number 1" in album.sections["opened"]["words"]
    album.choose(text="number 0").until(lambda s: s["opened"] is None)
    album.says("open", id="nowhere").until(lambda s: s["notice"])
    assert "deleted meanwhile" in album.sections["notice"]
    assert album.sections["opening"] == ""


def test_one_that_took_long_to_open_takes_no_other_ones_place(monkeypatch):
    first, second = asked(2)
    gate, late, real = threading.Event(), [], panels.opened

    def slow(reply, **more):
        whole = real(reply, **more)
        if reply.id == first.id:
            gate.wait(60)
            late.append(whole)
        return whole

    monkeypatch.setattr(panels, "opened", slow)
    album = Album(monkeypatch)
    album.says("open", id=first.id).says("open", id=second.id).until(lambda s: s["opened"])
    gate.set()
    album.until(lambda s: late)
    time.sleep(0.2)  # it comes back to the loop, or not at all
    assert album.sections["opened"]["id"] == second.id


def test_the_python_that_is_offered_opens_the_same_history(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    omni = Omni.simulated(pace=0, show=False, keep="a lesson.db")
    reply = omni.ask("hi", modalities=["text"])
    album = Album(monkeypatch, omni.history())
    album.says("open", id=reply.id).until(lambda s: s["opened"])
    assert album.sections["opened"]["python"] == f"omni_nb.history('a lesson.db').get('{reply.id}')"
    assert eval(album.sections["opened"]["python"], {"omni_nb": __import__("omni_nb")}) == reply
    asked(1)
    mine = Album(monkeypatch)
    mine.says("open", id=mine.ids[0]).until(lambda s: s["opened"])
    assert mine.sections["opened"]["python"].startswith("omni_nb.history().get(")


def test_marks_are_written_and_shown(monkeypatch):
    (reply,) = asked(1)
    album = Album(monkeypatch)
    line = f"line:{reply.id}"
    album.says("pin", ids=[reply.id], on=True).until(lambda s: s[line]["pinned"])
    album.says("vote", id=reply.id, vote=-1).until(lambda s: s[line]["vote"] == -1)
    album.says("remark", id=reply.id, words="for Friday").until(lambda s: s[line]["remark"] == "for Friday")
    (row,) = history().to_rows()
    assert (row["pinned"], row["vote"], row["remark"]) == (True, -1, "for Friday")
    album.says("vote", id=reply.id, vote=None).until(lambda s: s[line]["vote"] is None)
    album.says("pin", ids=[reply.id], on=False).until(lambda s: not s[line]["pinned"])


def test_what_is_deleted_is_gone_and_what_went_is_said(monkeypatch):
    replies = asked(3)
    album = Album(monkeypatch)
    album.says("pick", ids=[replies[0].id, replies[1].id]).until(lambda s: len(s["picked"]) == 2)
    album.says("open", id=replies[0].id).until(lambda s: s["opened"])
    album.says("forget", ids=[replies[0].id]).until(lambda s: s["page"]["count"] == 2)
    album.until(lambda s: s["opened"] is None)
    assert album.sections["picked"] == [replies[1].id]
    assert "1 reply is deleted" in album.sections["done"]
    assert history().get(replies[0].id) is None


def test_it_is_heard(monkeypatch):
    reply = Omni.simulated(pace=0, show=False).ask("hello")
    (mute,) = asked(1)
    album = Album(monkeypatch)
    album.says("hear", id=reply.id).until(lambda s: album.sent)
    ((said, (mp3,)),) = album.sent
    assert (said["t"], said["key"]) == ("play", reply.id)
    assert abs(Clip.read(mp3).duration_s - reply.audio.duration_s) < 0.1
    assert album.sections["hearing"] == ""
    album.says("hear", id=mute.id).until(lambda s: s["notice"])
    assert "no sound" in album.sections["notice"]
    album.says("unheard", why="no device").until(lambda s: "no device" in s["notice"])


def test_a_picture_is_seen_large(monkeypatch):
    jpeg = picture("JPEG", (3_000, 2_000))
    reply = Omni.simulated(pace=0, show=False).ask("what?", jpeg, modalities=["text"])
    album = Album(monkeypatch)
    album.says("look", id=reply.id, at="0.0").until(lambda s: album.sent)
    assert album.sent[0][0]["t"] == "large"
    assert album.sent[0][1][0] == reply.asked.media[0].data


def test_it_goes_on_in_a_composer_and_that_conversation_stays_in_the_notebook(monkeypatch):
    first, second = asked(2)
    album = Album(monkeypatch)
    album.says("compose", id=first.id).until(lambda s: s["below"]["kind"] == "composer")
    album.says("pick", ids=[first.id, second.id]).says("compare").until(lambda s: s["below"]["kind"] == "comparison")
    html = album.handles[-1].shown[-1]["text/html"]
    assert "number 0" in html  # what went on is part of this notebook
    assert "number 1" not in html
    album.says("shut").until(lambda s: s["below"]["kind"] == "")
    album.says("pick", ids=[first.id]).says("compare").until(lambda s: "at least two" in s["notice"])


def test_what_is_asked_meanwhile_is_told_and_moves_nothing_until_it_is_wanted(monkeypatch):
    monkeypatch.setattr(panels, "LOOK_S", 0.02)
    looked, real = [], panels.matching
    monkeypatch.setattr(panels, "matching", lambda kept, chosen: looked.append(chosen.text) or real(kept, chosen))
    asked(1)
    album = Album(monkeypatch)
    album.choose(text=" ".join(map(str, range(300)))).until(
        lambda s: s["notice"] and any(looked)
    )  # it is refused, and ends nothing
    album.choose().until(lambda s: s["notice"] == "" and s["page"]["count"] == 1)
    store.keep(WHOLE)
    album.until(lambda s: s["news"] == 1)
    assert len(album.ids) == 1
    album.says("anew").until(lambda s: s["page"]["count"] == 2)
    assert album.sections["news"] == 0


def test_it_speaks_the_language_that_is_set(monkeypatch):
    store.keep(numbered(1, ending="stopped"))
    album = Album(monkeypatch)
    id = album.ids[0]
    set_language("zh")
    album.until(lambda s: s[f"line:{id}"]["state"] == "不完整")


def test_one_that_cannot_be_read_says_what_to_do(monkeypatch):
    store.keep(WHOLE)
    store.archive_at().database.close()
    history().path.write_bytes(b"nonsense" * 1_000)
    album = Album(monkeypatch)
    assert "damaged" in album.sections["notice"]


def test_a_page_of_another_version_is_told_so(monkeypatch):
    album = Album(monkeypatch)
    album.says("dance")
    assert "nobody here knows" in album.sections["notice"]
    album.says("unknown", what="the message 'x'").until(lambda s: "did not understand" in s["notice"])


@pytest.mark.parametrize("what", ["open", "hear", "look", "compose"])
def test_what_was_deleted_meanwhile_is_said(monkeypatch, what):
    (reply,) = asked(1)
    album = Album(monkeypatch)
    history().forget(reply)
    album.says(what, id=reply.id, **({"at": "0.0"} if what == "look" else {})).until(lambda s: s["notice"])
    assert "deleted meanwhile" in album.sections["notice"]
