import dataclasses
import re
import subprocess
import sys

import pytest

from omni_nb import Omni, Reply, recent
from omni_nb.errors import StreamBroken
from omni_nb.history import kept
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.reply import ToolCall
from omni_nb.reply.timing import Timing
from omni_nb.reply.usage import Cost, Usage
from tests.support.media import TONE

WHOLE = Reply(
    text="hi", reasoning="hm", audio=TONE, usage=Usage(input_tokens=1), cost=Cost(amount=0.1, currency="CNY", prices_date="2026-11-22"),
    timing=Timing(first_text_s=0.1, seams=(3, 4)), finish_reason="stop", complete=True, simulated=True, notes=("odd",), model="m",
    voice="Cherry", server="here", prompt="你是谁", id="abc", service_id="s", created="2026-01-01T00:00:00.123+00:00",
)  # fmt: skip


def test_what_is_kept_comes_back_the_same():
    kept.keep(WHOLE)
    assert recent() == [WHOLE]


def test_the_media_of_a_question_are_not_kept_its_words_are():
    kept.keep(dataclasses.replace(WHOLE, asked=Prompt.of(TONE, "你是谁")))
    (back,) = recent()
    assert (back.prompt, back.asked) == ("你是谁", None)


def test_tool_calls_come_back_too_and_replies_of_before_have_none():
    called = dataclasses.replace(WHOLE, tool_calls=(ToolCall(id="c", name="f", arguments="{}"),), undecoded=b"x")
    kept.keep(called)
    assert recent() == [dataclasses.replace(called, undecoded=b"")]
    path = next(kept.folder().glob("*.json"))
    path.write_text(re.sub(r' "tool_calls": .*?\],\n', "", path.read_text(), flags=re.DOTALL))
    assert recent()[0].tool_calls == ()


def test_a_cut_reply_keeps_its_reason():
    kept.keep(
        dataclasses.replace(
            WHOLE,
            complete=False,
            error=StreamBroken("cut here", code="cut", repair="again"),
            audio=None,
            usage=None,
            cost=None,
        )
    )
    (back,) = recent()
    assert (type(back.error), back.error.code, back.error.cause, back.error.repair) == (
        StreamBroken,
        "cut",
        "cut here",
        "again",
    )


def test_newest_first_and_no_more_than_asked_for():
    for i in range(4):
        kept.keep(dataclasses.replace(WHOLE, id=str(i), created=f"2026-01-0{i + 1}T00:00:00+00:00"))
    assert [r.id for r in recent(2)] == ["3", "2"]
    with pytest.raises(ValueError, match="at least 1"):
        recent(0)


@pytest.mark.parametrize(("name", "value"), [("MOST_REPLIES", 2), ("MOST_BYTES", 20_000)])
def test_the_folder_is_bounded(monkeypatch, name, value):
    monkeypatch.setattr(kept, name, value)
    for i in range(5):
        kept.keep(dataclasses.replace(WHOLE, id=str(i), created=f"2026-01-0{i + 1}T00:00:00+00:00"))
    assert 1 <= len(recent()) <= 2
    assert recent()[0].id == "4"
    assert len(list(kept.folder().iterdir())) == 2 * len(recent())


def test_damaged_files_are_passed_over():
    kept.keep(WHOLE)
    (kept.folder() / "9.json").write_text("{")
    (kept.folder() / "8.json").write_text('{"version": 1, "smell": 2}')
    assert recent() == [WHOLE]


def test_nothing_is_left_of_a_write_that_failed(monkeypatch):
    monkeypatch.setattr(kept.os, "replace", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        kept.keep(WHOLE)
    assert list(kept.folder().iterdir()) == []


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
    assert "omni_nb" in str(kept.folder())


def test_another_process_finds_them_again():
    code = "from omni_nb import Omni; Omni.simulated(pace=0).ask('Repeat exactly: still here')"
    subprocess.run([sys.executable, "-c", code], check=True)
    assert [r.text for r in recent()] == ["still here"]


def test_half_of_a_character_costs_no_reply():
    kept.keep(Reply(text="a\ud83d b\udfff", complete=True, id="h"))
    assert kept.recent()[0].text == "a\ud83d b\udfff"
