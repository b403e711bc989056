from omni_nb.show.markdown import to_html
from omni_nb.show.parsing import parser, tokens


def kinds(text):
    return [t.type for t in tokens(text)] + [c.type for t in tokens(text) for c in t.children or ()]


def test_tables_strikethrough_and_formulas_are_read():
    assert {"table_open", "s_open", "formula"} <= set(kinds("| ~~a~~ |\n|-|\n| $x$ |"))


def test_raw_html_is_words():
    assert not {"html_block", "html_inline"} & set(kinds("<div>\n\na <b>c</b>"))


def test_a_definition_is_words_with_a_link_in_them():
    assert kinds("[1]: https://a.example").count("link_open") == 1
    assert "link_open" not in kinds("[docs][1]")


def test_an_address_in_code_or_in_a_link_is_left_alone():
    assert kinds("`https://a.example` [https://b.example](https://c.example)").count("link_open") == 1


def test_nesting_ends():
    assert kinds("> " * 60 + "a").count("blockquote_open") <= 20


def test_what_a_renderer_adds_is_its_own():
    to_html("a")
    assert parser().render("a") == "<p>a</p>\n"
