from omni_nb import Omni, image
from omni_nb.panels.composer.recall import Branch
from omni_nb.panels.composer.thread_view import kept_bundle, tabs, turn_view
from omni_nb.panels.composer.transcript import Exchange, draw
from omni_nb.prompt.parts import Prompt
from tests.support.media import picture

CHAT = Omni.simulated(show=False, keep=False).chat


def branch(*turns, **more):
    draw(turns)
    return Branch(CHAT(), list(turns), **more)


A, B, C = (Exchange(id, Prompt.of(id), answer=id, remembered=True) for id in ("aa", "bb", "cc"))


def test_a_turn_whose_answer_still_comes_is_not_bad():
    coming = turn_view(1, Exchange("dd", Prompt.of("dd")))
    assert (coming["state"], coming["bad"], coming["answer"]) == ("", False, "")
    cut = Exchange("ee", Prompt.of("ee"), answer="on")
    draw([cut])
    assert turn_view(1, cut)["bad"]


def test_a_turn_is_copied_as_it_is_saved_but_without_what_it_cost():
    asked = Exchange("ff", Prompt.of(image(picture(size=(64, 48))), "What\nis `it`?"))
    assert turn_view(3, asked)["markdown"] == "### 3 · You · no answer yet"
    asked.draw_question()
    assert turn_view(3, asked)["markdown"].endswith("*picture · 64 × 48 · png · 136 bytes*\n\n> What  \n> is `it`?  ")
    asked.answer, asked.pinned = "A **cat**.\n\n```py\nunclosed", True
    draw([asked])
    whole = turn_view(3, asked)["markdown"]
    assert whole.startswith("### 3 · You · pinned")
    assert whole.rstrip().endswith("### Answer\n\nA **cat**.\n\n\n```py\nunclosed\n```")


def test_a_tab_says_what_differs_and_where():
    assert tabs([branch(A, B), branch(A, C, earlier=True)], 0) == [
        {"title": "bb", "about": "2 turns · differs from turn 2 on", "current": True, "earlier": False},
        {"title": "cc", "about": "2 turns · differs from turn 2 on · from before this cell was run again", "current": False, "earlier": True},
    ]  # fmt: skip


def test_what_stays_holds_every_branch_and_each_turn_once():
    plain = kept_bundle([branch(A, B), branch(A, C), branch(A)], key="k")["text/plain"]
    assert plain == "You: aa\nAnswer: aa\n\nYou: bb\nAnswer: bb\n\ncc · 1 turn\n\nYou: cc\nAnswer: cc"


def test_what_was_asked_again_word_by_word_is_there_once():
    again = Exchange("a2", Prompt.of("aa"), answer="other", remembered=True)
    now, before = branch(A, B), branch(again, earlier=True)
    assert "other" not in kept_bundle([now, before], key="k")["text/plain"]
    assert "other" in kept_bundle([branch(B), before], key="k")["text/plain"]
