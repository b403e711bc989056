import dataclasses

from omni_nb import history
from omni_nb.kept import store
from omni_nb.panels.history.rows import line, opened
from omni_nb.prompt.parts import Prompt, TextPart
from omni_nb.prompt.request import Turn
from omni_nb.widgets.protocol.history import KeptLine, OpenedReply
from omni_nb.widgets.protocol.reading import fits
from tests.kept.test_store import WHOLE
from tests.support.hostile import html_faults
from tests.support.media import picture
from tests.support.requests import request


def lined(**more):
    store.keep(dataclasses.replace(WHOLE, **more))
    return line(history().to_rows(1)[0])


def test_a_line_says_what_was_asked_what_came_and_by_whom():
    said = lined(request=request(picture(), "q"), prompt="q")
    assert fits(said, KeptLine)
    assert (said["question"], said["answer"], said["attached"], said["state"]) == ("q", "hi", "picture", "")
    assert (said["model"], said["voice"], said["sound"]) == ("m", "Cherry", "1.0 s")
    bare = lined(id="bare", audio=None, voice=None, ending="stopped", text="")
    assert (bare["voice"], bare["sound"], bare["state"], bare["attached"]) == ("", "", "not complete", "")


def test_kinds_and_states_are_said_in_the_readers_language(chinese):
    said = lined(request=request(picture(), "q"), ending="stopped")
    assert (said["attached"], said["state"]) == ("图片", "不完整")


def test_a_line_is_a_line_and_no_longer_than_it_is_shown():
    said = lined(text="a\n\nb " + "c" * 5_000)
    assert said["answer"].startswith("a b ccc")
    assert len(said["answer"]) <= 300


def test_what_is_opened_is_whole_with_what_stood_before():
    turns = (Turn(Prompt((TextPart("first?"),)), "first."),)
    asked = dataclasses.replace(request(picture(), "second?"), turns=turns)
    asked = dataclasses.replace(
        asked, settings=dataclasses.replace(asked.settings, system="Be <brief>.", temperature=0.0, extra={"top_k": 3})
    )
    whole = opened(dataclasses.replace(WHOLE, request=asked, prompt="second?"))
    assert fits(whole, OpenedReply)
    assert "second?" in whole["question"]
    assert "omni-nb-picture" in whole["question"]
    assert "hi" in whole["words"]
    assert "omni-nb-sound" in whole["rest"]
    assert all(
        words in whole["before"]
        for words in ("system prompt", "Be &lt;brief&gt;.", "1 earlier turn", "first?", "first.")
    )
    assert whole["settings"] == "temperature=0.0; top_k=3"
    assert whole["python"] == "omni_nb.history().get('abc')"


def test_one_of_an_earlier_version_has_words_alone():
    whole = opened(dataclasses.replace(WHOLE, request=None, prompt=""))
    assert (whole["before"], whole["settings"]) == ("", "")
    assert "…" in whole["question"]


def test_words_of_others_are_harmless():
    evil = "<script>alert(1)</script>\x1b]0;x\x07"
    said = lined(text=evil, prompt=evil, voice=evil, model=evil)
    history().remark("abc", evil)
    assert not any("\x1b" in str(value) for value in {**said, **line(history().to_rows(1)[0])}.values())
    asked = dataclasses.replace(request(evil), turns=(Turn(Prompt((TextPart(evil),)), evil),))
    asked = dataclasses.replace(asked, settings=dataclasses.replace(asked.settings, system=evil))
    whole = opened(dataclasses.replace(WHOLE, request=asked, text=evil))
    assert html_faults(whole["before"] + whole["question"] + whole["words"]) == []
