import sqlite3

import pytest

from omni_nb import Omni
from omni_nb.errors import OmniError, ServerFailed, StreamBroken
from omni_nb.sweep.budget import Spent
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.work import outcome_of_error, outcome_of_reply


@pytest.fixture(scope="module")
def reply():
    return Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one two", show=False)


def done(ledger, *outcomes):
    numbers = ledger.reserve([(o.key, 1.0) for o in outcomes])
    ledger.settle(list(zip(numbers, outcomes, strict=True)), seconds=2.5)


def test_a_reply_comes_back_equal_and_its_sound_is_a_file(tmp_path, reply):
    ledger = Ledger(tmp_path / "sweep")
    done(ledger, outcome_of_reply("a", reply, reply.request))
    ledger.close()
    ledger = Ledger(tmp_path / "sweep")
    assert ledger.reply("a") == reply
    result = ledger.result("a")
    assert (result.ok, result.attempts, result.error, result.code) == (True, 1, None, "")
    assert result.clip.is_file()
    assert result.clip.suffix == ".flac"
    from omni_nb import Clip

    assert Clip.read(result.clip) == reply.audio
    assert list(ledger.answers()) == [(result, reply.text)]
    assert (ledger.result("b"), ledger.reply("b")) == (None, None)


def test_what_was_reserved_and_never_settled_counts_as_spent(tmp_path, reply):
    ledger = Ledger(tmp_path)
    assert ledger.spent() == Spent()
    done(ledger, outcome_of_reply("a", reply, reply.request))
    ledger.reserve([("b", 1.0), ("c", None)])
    ledger.close()  # as a kill leaves it
    spent = Ledger(tmp_path).spent()
    assert 0 < spent.cost < 1
    assert (spent.reserved, spent.unpriced, spent.requests, spent.seconds) == (1.0, 1, 3, 2.5)
    assert Ledger(tmp_path).unsettled() == 2


def test_failures_are_listed_by_kind_and_what_is_whole_is_never_replaced(tmp_path, reply):
    ledger = Ledger(tmp_path)
    done(
        ledger,
        outcome_of_error("a", ServerFailed("busy", status=503)),
        outcome_of_error("b", ServerFailed("busy", status=503)),
        outcome_of_error("c", StreamBroken("stopped", code="stopped")),
    )
    assert ledger.kinds() == [("server_failed", 2, True), ("stopped", 1, False)]
    assert (ledger.failed("server_failed"), ledger.failed()) == (["a", "b"], ["a", "b", "c"])
    assert ledger.states()["a"] == (False, True)
    assert ledger.result("a").error == ServerFailed("busy", status=503)
    done(ledger, outcome_of_reply("a", reply, reply.request))
    done(ledger, outcome_of_error("a", ServerFailed("busy", status=503)))
    assert (ledger.states()["a"], ledger.result("a").attempts) == ((True, False), 2)
    assert ledger.reply("a") == reply


def test_more_than_a_page_of_answers_is_read(tmp_path):
    ledger = Ledger(tmp_path)
    done(ledger, *(outcome_of_error(f"{n:04}", ServerFailed("busy", status=503)) for n in range(1_203)))
    assert [result.key for result, _ in ledger.answers()] == [f"{n:04}" for n in range(1_203)]


def test_notes_of_the_sweep_stay(tmp_path):
    ledger = Ledger(tmp_path)
    assert ledger.fact("name") is None
    ledger.note("name", "workshop")
    ledger.note("name", "evening")
    assert Ledger(tmp_path).fact("name") == "evening"


def test_a_sound_that_is_lost_is_told(tmp_path, reply):
    ledger = Ledger(tmp_path)
    done(ledger, outcome_of_reply("a", reply, reply.request))
    ledger.result("a").clip.unlink()
    lost = ledger.reply("a")
    assert lost.text == reply.text
    assert "sound_lost" in [n.code for n in lost.notes]


@pytest.mark.parametrize("column", ["facts", "error", "record"])
@pytest.mark.parametrize("bytes_", [b'{"text": "a', b'{"a": "\xff"}', b"[1]"])
def test_a_damaged_answer_is_told_and_the_others_are_read(tmp_path, reply, column, bytes_):
    ledger = Ledger(tmp_path)
    done(ledger, outcome_of_reply("a", reply, reply.request), outcome_of_reply("b", reply, reply.request))
    ledger.close()
    with sqlite3.connect(tmp_path / "sweep.db") as file:
        value = "?" if column == "record" else "CAST(? AS TEXT)"
        file.execute(f"UPDATE result SET {column} = {value} WHERE run = 'a'", (bytes_,))
    file.close()
    ledger = Ledger(tmp_path)
    (damaged, text), (whole, words) = ledger.answers()
    assert (whole.ok, words) == (True, reply.text)
    assert damaged == ledger.result("a")
    assert (damaged.ok, damaged.code, text) == (False, "answer_damaged", "")
    assert damaged.error.repair


def test_a_disk_that_takes_no_sound_is_told_and_nothing_half_stays(tmp_path, reply):
    ledger = Ledger(tmp_path)
    (tmp_path / "clips").rmdir()
    (tmp_path / "clips").write_text("a file in the folder's place")
    with pytest.raises(OmniError, match="cannot be used"):
        done(ledger, outcome_of_reply("a", reply, reply.request))
    assert ledger.states() == {}
    assert ledger.spent().reserved == 1.0


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OmniError, match="a part of the folder's path is a file"):
        Ledger(tmp_path / "file" / "sweep")


def test_what_others_damage_is_seen_and_what_is_answered_anew_is_whole(tmp_path, reply):
    ledger = Ledger(tmp_path)
    done(ledger, outcome_of_reply("a", reply, reply.request), outcome_of_error("b", ServerFailed("busy", status=503)))
    assert ledger.damaged() == set()
    with sqlite3.connect(tmp_path / "sweep.db") as file:
        file.execute("UPDATE result SET facts = '{'")
    file.close()
    assert ledger.damaged() == {"a", "b"}
    assert ledger.states() == {"a": (False, True), "b": (False, True)}
    assert ledger.kinds() == [("answer_damaged", 2, True)]
    assert (ledger.failed("answer_damaged"), ledger.failed("server_failed")) == (["a", "b"], [])
    done(ledger, outcome_of_reply("a", reply, reply.request))
    assert (ledger.damaged(), ledger.states()["a"], ledger.reply("a")) == ({"b"}, (True, False), reply)


def test_a_sound_that_was_cut_is_written_anew(tmp_path, reply):
    ledger = Ledger(tmp_path)
    done(ledger, outcome_of_reply("a", reply, reply.request))
    path = ledger.result("a").clip
    path.write_bytes(path.read_bytes()[:100])
    done(ledger, outcome_of_reply("a", reply, reply.request))
    assert ledger.reply("a") == reply


def test_what_was_never_sent_is_no_request(tmp_path):
    ledger = Ledger(tmp_path)
    done(ledger, outcome_of_error("a", StreamBroken("stopped", code="stopped"), sent=False))
    assert (ledger.spent().requests, ledger.spent().reserved, ledger.result("a").attempts) == (0, 0, 0)


def test_where_the_folder_of_sounds_was_deleted_it_is_made_again(tmp_path, reply):
    ledger = Ledger(tmp_path)
    (tmp_path / "clips").rmdir()
    done(ledger, outcome_of_reply("a", reply, reply.request))
    assert ledger.result("a").clip.is_file()
