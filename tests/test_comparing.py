import pickle
import signal
import sys
import threading

import numpy as np
import pytest
from PIL import Image

from omni_nb import Comparison, Omni, catalog
from omni_nb.errors import Interrupted, MissingExtra

MODEL = catalog.default_model().id


def omni(**more):
    return Omni.simulated(pace=0, show=False, keep=False, **more)


def test_a_grid_of_voices_is_asked_and_comes_back_as_a_value():
    asks = omni()
    assert asks.last_comparison is None
    comparison = asks.compare("你是谁", voices=["Cherry", "Ethan"], repeats=2)
    assert isinstance(comparison, Comparison)
    assert comparison.names == ("Cherry · #1", "Cherry · #2", "Ethan · #1", "Ethan · #2")
    assert all(cell.ok and cell.clip for cell in comparison)
    assert asks.last_comparison == comparison
    assert asks.last in [cell.reply for cell in comparison]


def test_one_voice_and_one_model_are_a_grid_of_one():
    (cell,) = omni().compare("hello", voice="Ethan", model=MODEL)
    assert (cell.place.voice, cell.place.model) == ("Ethan", MODEL)


def test_several_questions_are_compared_with_media_too():
    tone = (np.zeros(16_000), 16_000)
    comparison = omni().compare(prompts=["hello", [tone, "What is this?"]], modalities=["text"])
    assert [c.place.prompt for c in comparison] == [0, 1]
    assert comparison[1].request.prompt.media


def test_words_are_read_out_and_looked_at():
    comparison = omni().compare("One, two, three.", voices=["Cherry", "Ethan"], say=True)
    assert [c.verbatim for c in comparison] == ["One, two, three."] * 2
    assert [c.text for c in comparison] == ["One, two, three."] * 2


def test_placeholders_make_a_prompt_of_each_value():
    comparison = omni().compare("Say {word}.", variables={"word": ["one", "two"]}, voices=["Cherry"], say=True)
    assert comparison.names == ("Cherry · one", "Cherry · two")
    assert [c.verbatim for c in comparison] == ["Say one.", "Say two."]
    assert [dict(c.place.variables) for c in comparison] == [{"word": "one"}, {"word": "two"}]


def test_another_model_says_what_it_hears_and_its_cost_is_told_before():
    comparison = omni().compare("One, two.", say=True, verify=MODEL)
    assert comparison[0].heard
    assert comparison[0].heard_words.asked == "One, two."


def test_what_measures_is_asked_for_before_anything_is_paid_for(monkeypatch):
    asks = omni()
    monkeypatch.setitem(sys.modules, "pyloudnorm", None)
    with pytest.raises(MissingExtra, match=r"omni_nb\[compare\]"):
        asks.compare("hello")
    monkeypatch.undo()
    monkeypatch.setitem(sys.modules, "jiwer", None)
    with pytest.raises(MissingExtra, match=r"omni_nb\[compare\]"):
        asks.compare("hello")
    assert asks.last is None


@pytest.mark.parametrize(
    ("parts", "given", "words"),
    [
        ((), {}, "takes one question"),
        (("x",), {"prompts": ["y"]}, "not both"),
        (("x",), {"voices": []}, "voices is empty"),
        ((), {"prompts": "x"}, "prompts must be a list of questions"),
        (("{a}",), {"variables": {"b": [1]}}, "b"),
        ((), {"prompts": []}, "prompts is empty"),
        ((" ",), {"say": True}, "has words read out"),
        (("x",), {"at_once": 0}, "at_once must be"),
        (("x",), {"word_retries": 1}, "use it with say=True"),
        (("x",), {"voices": "all", "repeats": 300}, r"14,700 requests, .*Nothing was sent yet\. Add confirm=True"),
    ],
)
def test_what_cannot_be_compared_is_refused_before_anything_is_asked(parts, given, words):
    asks = omni()
    with pytest.raises(ValueError, match=words):
        asks.compare(*parts, **given)
    assert asks.last_comparison is None


def test_what_failed_is_asked_again_alone():
    asks = omni(fault="403:1")
    first = asks.compare("hello", voices=["Cherry", "Ethan"], at_once=1)
    assert first.failed.names == ("Cherry",)
    again = asks.ask_again(first)
    assert not again.failed.cells
    assert again["Ethan"] == first["Ethan"]
    assert asks.last_comparison == again


def test_what_was_read_from_disk_cannot_be_asked_again_and_says_so():
    import dataclasses

    asks = omni(fault="403:1")
    lost = Comparison(tuple(dataclasses.replace(c, request=None) for c in asks.compare("hello", at_once=1)))
    with pytest.raises(ValueError, match="is no longer known"):
        asks.ask_again(lost)


def test_an_interrupt_keeps_what_had_come():
    asks = Omni.simulated(pace=1, show=False, keep=False)

    def press():
        while asks.last_comparison is None or not any(c.text for c in asks.last_comparison):
            pass
        signal.raise_signal(signal.SIGINT)

    threading.Thread(target=press, daemon=True).start()
    with pytest.raises(Interrupted, match=r"omni\.last_comparison") as stopped:
        asks.compare("你是谁", voices=["Cherry", "Ethan"])
    assert [c.reply.ending for c in stopped.value.comparison] == ["stopped", "stopped"]
    assert any(c.text for c in stopped.value.comparison)


def test_at_a_terminal_each_cell_is_a_line(capsys):
    Omni.simulated(pace=0, keep=False).compare("hello", voices=["Cherry", "Ethan"], show=True)
    assert sorted(line[:8] for line in capsys.readouterr().out.splitlines()) == ["✓ Cherry", "✓ Ethan "]


def test_the_value_itself_can_be_asked_further_but_is_no_less_a_value():
    asks = omni(fault="403:1")
    first = asks.compare("hello", voices=["Cherry", "Ethan"], at_once=1)
    again = first.ask_again()
    assert again.names == first.names
    assert not again.failed.cells
    copy = pickle.loads(pickle.dumps(again))
    assert copy == again
    with pytest.raises(ValueError, match=r"use omni\.ask_again\(comparison\)"):
        copy.ask_again()
    assert asks.ask_again(copy) == again


def test_the_same_without_each_part_says_what_the_answer_needed():
    picture = Image.new("RGB", (64, 48), "orange")
    comparison = omni().compare(picture, "What colour is this?", voices=["Cherry", "Ethan"])
    without = comparison.ablate()
    assert without[0].place.variant == "whole"
    assert len(without) == 3  # once for the model, whatever voice spoke
    assert all(c.ok and c.clip is None for c in without)
    assert without[0].request.prompt == comparison[0].request.prompt
    assert not without[1].request.prompt.media
    assert "orange" in without[0].text
    assert "orange" not in without[1].text
    assert {run.kind for run in without.diff(0, 1)} > {"same"}
    with pytest.raises(ValueError, match="only one part"):
        omni().compare("hello", modalities=["text"]).ablate()


def test_how_alike_repeats_are_is_told_for_each_cell_of_the_grid():
    stable = omni().compare("hello", voices=["Cherry", "Ethan"], repeats=3).stability()
    assert list(stable) == ["Cherry", "Ethan"]
    assert [(s.n, s.n_texts, s.text) for s in stable.values()] == [(3, 1, 0.0)] * 2


def test_what_is_asked_again_keeps_the_limits_and_the_checks_of_the_first_time(monkeypatch):
    asks = omni(fault="401:1")
    comparison = asks.compare(
        "One, two.", voices=["Cherry", "Ethan"], say=True, verify=MODEL, at_once=1, per_minute=100
    )
    assert len(comparison.failed) == 1
    limits = []
    monkeypatch.setattr("omni_nb.comparing.Limiter", lambda **given: limits.append(given))
    again = comparison.filter().ask_again()
    assert not again.failed
    assert [cell.heard is None for cell in again] == [False, False]
    assert limits == []  # no other one was made
    again.pin(0).ask_again()
    assert limits == []
