import pickle
import sys
from datetime import UTC, date, datetime, timedelta, timezone

import numpy as np
import pytest

import omni_nb
from omni_nb import Omni, history
from omni_nb.errors import MissingExtra, OmniError
from omni_nb.kept import store
from tests.kept.test_store import WHOLE, numbered
from tests.support import aio
from tests.support.media import TONE, picture


def ids(of):
    return [int(r.id, 16) for r in of]


@pytest.fixture
def three():
    for i, (text, created) in enumerate((("a cat", "2026-01-05"), ("小花猫", "2026-02-05"), ("a dog", "2026-03-05"))):
        store.keep(numbered(i, text=text, created=f"{created}T10:00:00.000+00:00", voice=("Cherry", "Ethan", None)[i]))
    return history()


def test_a_reply_that_was_asked_and_the_one_from_the_history_are_equal():
    omni = Omni.simulated(pace=0)
    reply = omni.ask(TONE, "你是谁", voice="Cherry")
    (found,) = omni.history()
    assert found == reply
    assert found.request == reply.request
    assert found.asked == reply.asked
    assert np.array_equal(found.trace.rows, reply.trace.rows)
    assert history().get(reply.id) == reply
    assert history().get("nobody") is None


def test_it_is_gone_through_like_a_list(three):
    assert ids(three) == [2, 1, 0]
    assert len(three) == 3
    assert int(three[0].id, 16) == 2
    assert ids([three[-1]]) == [0]
    assert ids(three[:2]) == [2, 1]
    with pytest.raises(IndexError):
        three[3]
    assert bool(history().search("nothing of that kind"))
    assert len(history().search("nothing of that kind")) == 0


def test_a_search_in_a_search_is_narrower(three):
    assert ids(three.search("a")) == [2, 0]
    assert ids(three.search("a").search("cat")) == [0]
    assert ids(three.search("猫")) == [1]
    assert ids(three.search(voice="ethan")) == [1]
    assert ids(three.search(since="2026-02", until="2026-02")) == [1]
    assert ids(three.search(until=date(2026, 2, 5))) == [1, 0]
    assert ids(three.search(since=datetime(2026, 3, 5, 18, tzinfo=timezone(timedelta(hours=8))))) == [2]
    assert ids(three.search(since=datetime(2026, 3, 5, 10, 1, tzinfo=UTC))) == []
    with pytest.raises(TypeError):
        three.search(colour="red")


def test_pins_votes_and_remarks_are_marks_of_a_reply(three):
    assert three.pin(three[0], f"{0:012x}", "nobody") == 2
    assert ids(three.search(pinned=True)) == [2, 0]
    assert three.pin(three[0], pinned=False) == 1
    assert three.vote(three[0], 0) == 1
    assert three.remark(three[0], "好") == 1
    first, second, third = three.to_rows()
    assert (first["vote"], first["remark"], first["pinned"]) == (0, "好", False)
    assert (second["vote"], third["pinned"]) == (None, True)
    with pytest.raises(TypeError, match="name replies"):
        three.pin(3)


@pytest.mark.parametrize(
    "wrong",
    [{"words": 5}, {"pinned": "yes"}, {"voice": 3}, {"since": "yesterday"}, {"words": " ".join(map(str, range(300)))}],
    ids=["words", "flag", "voice", "time", "many"],
)  # fmt: skip
def test_what_cannot_be_looked_for_is_said_before_it_is(wrong):
    with pytest.raises((TypeError, ValueError)):
        history().search(**wrong)


def test_marks_are_of_their_kind(three):
    for vote in ("good", 0.5):
        with pytest.raises(TypeError):
            three.vote(three[0], vote)
    three.vote(three[0], np.int64(3))
    three.remark(three[0], "half \ud800")
    assert (three.to_rows()[0]["vote"], three.to_rows()[0]["remark"]) == (3, "half ?")
    with pytest.raises(TypeError, match="words must be"):
        three.remark(three[0], 5)


def test_it_can_be_pickled_and_is_opened_anew(three, tmp_path):
    assert ids(pickle.loads(pickle.dumps(three.search("cat")))) == [0]
    Omni.simulated(pace=0, keep=tmp_path / "x.db").ask("hello")
    assert len(pickle.loads(pickle.dumps(history(tmp_path / "x.db")))) == 1


def test_rows_are_pages(three):
    assert [int(r["id"], 16) for r in three.to_rows(1, offset=1)] == [1]
    assert three.to_rows(0) == []


def test_a_frame_has_a_row_for_each(three):
    frame = three.to_frame()
    assert list(frame["text"]) == ["a dog", "小花猫", "a cat"]
    assert str(frame["vote"].dtype) == "Int64"
    assert history().search("none").to_frame().empty


def test_without_pandas_it_is_said(three, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtra):
        three.to_frame()


def test_what_is_to_be_forgotten_must_be_named(three):
    for call in (lambda: three.forget(), lambda: three.forget("x", everything=True)):
        with pytest.raises(ValueError, match="everything=True"):
            call()
    assert len(three) == 3
    three.pin(f"{2:012x}")
    told = three.search("a").forget(everything=True)
    assert (told.replies, told.pinned, told.sounds) == (1, 1, 0)  # the others have the same sound
    assert "1 reply is deleted" in str(told)
    assert "it is pinned" in str(told)
    assert ids(history()) == [2, 1]
    assert history().forget(*history()).sounds == 1
    assert str(history().forget("nobody")).startswith("0 replies")


@pytest.mark.parametrize("wrong", [0, -1, "1 GB", True])
def test_a_bound_is_a_number_over_nothing(wrong):
    if wrong is not True:
        with pytest.raises(ValueError, match="over 0"):
            history().bound(size_bytes=wrong)
    history().bound(age_days=30)
    store.keep(WHOLE)
    assert len(history()) == 1


def test_another_file_is_another_history(tmp_path):
    Omni.simulated(pace=0, keep=tmp_path / "course.db").ask("Repeat exactly: for the course")
    Omni.simulated(pace=0, keep=str(tmp_path)).ask("Repeat exactly: in the folder")
    Omni.simulated(pace=0).ask("Repeat exactly: my own")
    assert [r.text for r in history(tmp_path / "course.db")] == ["for the course"]
    assert [r.text for r in history(tmp_path)] == ["in the folder"]
    assert [r.text for r in history()] == ["my own"]
    omni = Omni.simulated(pace=0, keep=str(tmp_path / "course.db"))
    assert omni.history().path == tmp_path / "course.db"
    assert len(history(tmp_path / "nothing.db")) == 0
    assert not (tmp_path / "nothing.db").exists()
    with pytest.raises(TypeError, match="path of a file"):
        Omni.simulated(keep=3)


def test_a_damaged_history_says_what_to_do_and_the_last_replies_are_none(three):
    store.archive_at().database.close()
    three.path.write_bytes(b"nonsense" * 1_000)
    with pytest.raises(OmniError, match=r"repair\(\)") as err:
        len(three)
    assert err.value.code == "history_damaged"
    assert omni_nb.recent() == []
    assert not three.verify().ok
    assert three.repair().replies == 0
    assert len(three) == 0


def test_it_is_written_out_as_plain_files(three, tmp_path):
    there = three.search("cat").export(tmp_path / "out")
    assert sorted(p.suffix for p in there.iterdir()) == [".csv", ".flac", ".json", ".md"]


def test_the_same_request_is_answered_from_it_when_that_is_wanted(recorded):
    omni = Omni(base_url=recorded.url)
    first = omni.ask(picture(), "what is this?", reuse=True)
    asked = len(recorded.bodies)
    again = omni.ask(picture(), "what is this?", reuse=True)
    assert len(recorded.bodies) == asked
    assert (again.text, again.audio, again.id) == (first.text, first.audio, first.id)
    assert again.notes[-1].code == "reused"
    assert omni.last is again
    for other in (lambda: omni.ask(picture(), "what is that?", reuse=True), lambda: omni.ask(picture(), "what is this?"), lambda: omni.ask(picture(), "what is this?", seed=1, reuse=True)):  # fmt: skip
        asked = len(recorded.bodies)
        assert all(n.code != "reused" for n in other().notes)
        assert len(recorded.bodies) == asked + 1
    assert len(history()) == 4


def test_a_simulated_answer_is_none_of_a_servers(simulator):
    Omni.simulated(pace=0).ask("hello", reuse=True)
    reply = Omni(base_url=simulator.base_url).ask("hello", reuse=True)
    assert all(n.code != "reused" for n in reply.notes)


def test_a_conversation_reuses_its_answers_too():
    omni = Omni.simulated(pace=0)
    for _ in range(2):
        chat = omni.chat()
        chat.ask("hello", reuse=True)
        second = chat.ask("and now?", reuse=True)
    assert second.notes[-1].code == "reused"
    assert len(chat) == 2
    assert len(history()) == 2


def test_it_is_reused_without_blocking_too():
    omni = Omni.simulated(pace=0)
    first = aio.run(omni.aask("hello", reuse=True))
    again = aio.run(omni.aask("hello", reuse=True))
    assert (again.id, again.notes[-1].code) == (first.id, "reused")
    with pytest.raises(TypeError):
        aio.run(omni.aask("hello", reuse="yes"))
