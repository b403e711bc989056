import re

from omni_nb.prompt.parts import Prompt
from omni_nb.saving.page import page
from omni_nb.saving.talk import ConversationTurn, Talk
from omni_nb.widgets.conversation_page import page_script
from omni_nb.widgets.saved_player import saved_player_hash, saved_player_script
from tests.saving.support import forked, reply, talk, turn
from tests.support import hostile
from tests.support.hostile import MARK


def body(html):
    return html.partition("<body>")[2]


def test_a_page_holds_all_of_it_and_asks_for_nothing():
    html = page(talk())
    assert html.count("<audio") == 3  # two answers, and a sound that was asked about
    assert html.count('class="question"') == 2
    assert {m.partition(",")[0] for m in re.findall(r'src="([^"]{0,30})', html)} <= {"data:audio/mpeg;base64", "data:image/svg+xml;base64", "data:image/jpeg;base64"}  # fmt: skip
    assert "default-src 'none'" in html
    assert "http:" not in re.sub(r'src="[^"]*"', "", html).replace(saved_player_script(), "", 1).replace(
        page_script(), "", 1
    )
    assert html.count("<script") == 2  # players; copying and large pictures
    assert saved_player_hash() in html.partition("<title>")[0]
    assert "color-scheme: light dark" in html


def test_it_says_what_it_is():
    html = page(Talk.of([turn("<b>one</b>", reply(simulated=True)), turn("two", reply(created="2026-01-03T"))]))
    assert "<h1>&lt;b&gt;one&lt;/b&gt;</h1>" in html
    assert "2 turns · m · 2026-01-02 – 2026-01-03 · simulated: no model was asked" in html


def test_branches_and_turns_of_words_alone():
    assert "<h2>Branch: right</h2>" in page(forked())
    html = page(Talk.of([ConversationTurn(prompt=Prompt.of("?"), answer="**yes**"), ConversationTurn(prompt=Prompt.of("!"))]))  # fmt: skip
    assert "<strong>yes</strong>" in html
    assert "2 · You · no answer yet" in html


def test_nothing_in_it_runs():
    word = hostile.ALL.encode("utf-8", "replace").decode()
    tame, evil = (page(Talk.of([turn(w, reply(w, model=w, voice=w, server=w, notes=(w,)))])) for w in ("tame", word))
    ours = set(hostile.html_faults(body(tame)))  # elements that no notebook's output has
    assert set(hostile.html_faults(body(evil))) <= ours
    assert MARK in evil


def test_its_words_are_of_the_language_in_which_it_is_saved():
    import omni_nb

    try:
        omni_nb.set_language("zh")
        html = page(talk())
    finally:
        omni_nb.set_language("en")
    assert '<html lang="zh' in html
    assert "1 · 您" in html
    assert '"Copied": "已复制"' in html
