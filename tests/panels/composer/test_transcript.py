import pytest

from omni_nb import Reply, image
from omni_nb.panels.composer.transcript import Exchange, transcript
from omni_nb.prompt.parts import Prompt
from tests.support.media import TONE, picture


def drawn(prompt, reply=None, **more):
    e = Exchange("a", prompt, reply, **more)
    e.draw_question()
    e.draw_reply()
    return e


def numbered(*exchanges):
    return list(enumerate(exchanges, 1))


def test_a_conversation_is_one_output_in_its_order():
    one = drawn(Prompt.of("first"), Reply(text="**one**", audio=TONE, complete=True, model="m"), remembered=True)
    two = drawn(Prompt.of(image(picture()), "second"), Reply(text="two", model="m"))
    three = drawn(Prompt.of("third"), answer="three", remembered=True)
    out = transcript(numbered(one, two, three), key="k")
    html, markdown, plain = out["text/html"], out["text/markdown"], out["text/plain"]
    assert html.startswith('<div class="omni-nb-kept-k">')
    assert html.index("first") < html.index("second") < html.index("third")
    assert html.count("<audio") == 1
    assert "<strong>one</strong>" in html
    assert "2 · You · not remembered" in html
    assert "**m:**" in markdown
    assert "**Answer:**" in markdown
    assert plain.splitlines()[0] == "You: first"
    assert "[picture: 64 × 48" in plain


@pytest.mark.parametrize(
    ("reply", "why"),
    [
        (Reply(text="tw", ending="cut", model="m"), "the answer is not complete"),
        (Reply(ending="tools", model="m"), "the answer has no text"),
        (Reply(audio=TONE, ending="done", model="m"), "the answer has no text"),
    ],
)
def test_why_a_turn_is_not_remembered_is_told_as_it_is(reply, why):
    assert why in transcript(numbered(drawn(Prompt.of("?"), reply)), key="k")["text/html"]


def test_the_models_words_are_as_inert_as_in_every_output():
    evil = '<img src=x onerror="alert(1)"> [x](javascript:alert(1))'
    out = transcript(numbered(drawn(Prompt.of(evil), Reply(text=evil, complete=True))), key="k")
    assert "<img src=x" not in out["text/html"]
    assert "javascript:" not in out["text/html"].replace("[x](javascript:alert(1))", "")
    assert "<img" not in out["text/markdown"]


def test_before_anything_was_asked_it_says_what_it_is_for():
    assert "will be kept here" in transcript([], key="k")["text/html"]


def test_a_models_id_is_a_word_in_the_stored_markdown():
    reply = Reply(text="hi", complete=True, model="m_1](javascript:x) <img src=x onerror=alert(1)>")
    stored = transcript(numbered(drawn(Prompt.of("?"), reply)), key="k")["text/markdown"]
    assert stored == r"**You:** ?" + "\n\n" + r"**m\_1\](javascript:x) &lt;img src=x onerror=alert(1)&gt;:**" + "\n\nhi"


def test_what_else_was_said_is_folded_and_not_lost():
    one, other = drawn(Prompt.of("one"), answer="eins"), drawn(Prompt.of("two"), answer="zwei", pinned=True)
    out = transcript(numbered(one), key="k", others=[("<b>two", [(2, other)])])
    assert "<summary" in out["text/html"]
    assert "&lt;b&gt;two" in out["text/html"]
    assert "2 · You · pinned" in out["text/html"]
    assert out["text/plain"] == "You: one\nAnswer: eins\n\n<b>two\n\nYou: two\nAnswer: zwei"
