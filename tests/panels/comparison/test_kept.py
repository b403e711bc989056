from omni_nb.panels.comparison.kept import kept, nothing_yet
from tests.panels.comparison.support import answered, comparison, refused


def test_it_holds_the_words_and_why_there_are_none_and_nothing_of_them_is_html():
    bundle = kept(comparison(answered(0, text="<b>hello</b>"), refused(1, "busy & slow")), "k1")
    assert 'class="omni-nb-kept-k1"' in bundle["text/html"]
    assert "<b>" not in bundle["text/html"]
    assert "hello" in bundle["text/html"]
    assert "busy" in bundle["text/plain"]


def test_before_there_is_anything_it_says_so():
    assert "3 cells are being asked" in nothing_yet("k", 3)["text/plain"]
