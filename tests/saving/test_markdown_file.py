from omni_nb import Reply
from omni_nb.errors import StreamBroken
from omni_nb.saving.contents import Contents
from omni_nb.saving.markdown_file import markdown
from omni_nb.saving.talk import Talk
from tests.saving.support import forked, reply, talk, turn
from tests.support import hostile


def test_questions_are_quoted_and_answers_stand_as_they_came():
    text = markdown(Talk.of([turn("one\ntwo\n\nthree", reply("**yes**"), pinned=True)]))
    assert text.startswith(
        "# one two three\n\n### 1 · You · pinned\n\n> one  \n> two  \n>\n> three  \n\n### m\n\n**yes**\n\n*m · "
    )


def test_a_program_in_a_question_keeps_its_lines():
    assert "> ```py\n> x = 1\n> ```" in markdown(Talk.of([turn("run\n\n```py\nx = 1\n```")]))


def test_sound_and_attachments_are_linked_where_they_are_files():
    whole = talk()
    text = markdown(whole, Contents(whole.turns))
    assert "](attachments/02-bytes.png)" in text
    assert "[Sound](sounds/02-answer.flac)\n\n[Captions](sounds/02-answer.srt)" in text
    assert "](" not in markdown(whole)


def test_branches_have_their_names_and_say_where_they_begin():
    text = markdown(forked())
    assert "## Branch: left" in text
    assert "*It continues after turn 1; the earlier turns are above.*\n\n### 2 · You · pinned" in text
    assert text.count("> what?") == 1


def test_what_was_cut_says_so():
    cut = Reply(text="on", ending="cut", error=StreamBroken("the connection was lost"), notes=("odd",), model="m")
    text = markdown(Talk.of([turn("?", cut, remembered=False)]))
    assert "1 · You · not answered completely" in text
    assert "⚠ incomplete: the connection was lost" in text
    assert text.rstrip().endswith("odd")


def test_nothing_in_it_runs():
    word = hostile.ALL.encode("utf-8", "replace").decode()
    evil = turn(word, reply(word, model=word, voice=word, server=word, notes=(word,)))
    assert hostile.markdown_faults(markdown(Talk.of([evil]))) == []
