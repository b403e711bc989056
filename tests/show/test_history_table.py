import dataclasses

from omni_nb import history, set_language
from omni_nb.kept import store
from tests.kept.test_store import WHOLE, numbered
from tests.support.hostile import html_faults
from tests.support.media import picture
from tests.support.requests import request


def test_the_newest_are_a_table_in_a_terminal_and_in_a_page():
    for i in range(23):
        store.keep(numbered(i, text=f"answer {i}", request=request(picture(), "q"), audio=None))
    history().pin(f"{22:012x}")
    for shown in (repr(history()), history()._repr_html_()):
        assert "answer 22" in shown
        assert "answer 2 " not in shown
        assert "23 replies in" in shown
        assert "newest 20" in shown
        assert "[image]" in shown
        assert "pinned" in shown
    set_language("zh")
    assert "23 条回复" in history()._repr_html_()


def test_nothing_is_a_line():
    assert "0 replies in" in repr(history())
    assert "0 replies in" in history()._repr_html_()


def test_one_that_cannot_be_read_says_why_where_it_is_shown():
    store.keep(WHOLE)
    store.archive_at().database.close()
    history().path.write_bytes(b"nonsense" * 1_000)
    assert "it is damaged" in repr(history())
    assert "repair()" in history()._repr_html_()


def test_words_of_others_are_harmless():
    evil = "<script>alert(1)</script>\x1b]0;x\x07"
    store.keep(dataclasses.replace(WHOLE, text=evil, prompt=evil, voice=evil, model=evil, id=evil))
    history().remark(evil, evil)
    assert "<script" not in history()._repr_html_()
    assert "\x1b" not in repr(history())
    assert html_faults(history()._repr_html_()) == []
