from omni_nb import Omni
from omni_nb.sweep.ledger import Ledger
from omni_nb.sweep.work import outcome_of_reply
from omni_nb.sweeping.answers import answer_of, rows_of
from tests.sweep.support import runs


def test_a_row_that_was_not_asked_is_neither_answered_nor_failed(tmp_path):
    made, ledger = runs(2), Ledger(tmp_path)
    reply = Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one", show=False)
    (number,) = ledger.reserve([(made.runs[0].key, 1.0)])
    ledger.settle([(number, outcome_of_reply(made.runs[0].key, reply, reply.request))], seconds=1.0)
    first, second = (answer_of(row, ledger) for row in made.rows)
    assert (first.ok, first.text, first.reply, first.attempts) == (True, "one", reply, 1)
    assert (second.ok, second.text, second.reply, second.attempts, second.clip) == (None, "", None, 0, None)
    rows = list(rows_of(made.rows, ledger))
    assert [row["ok"] for row in rows] == [True, None]
    assert [row["text"] for row in rows] == ["one", None]
    assert rows[0].keys() == rows[1].keys()
    assert [row["n"] for row in rows] == ["0", "1"], "the placeholder's values are columns"
    assert rows[0]["audio_s"] == reply.audio.duration_s
