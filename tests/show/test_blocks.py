import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb.escape import visible
from omni_nb.show.blocks import Blocks
from omni_nb.show.parsing import parser

LINES = st.lists(
    st.sampled_from(
        ["", "", "a", "b c", "- a", "- b", "  c", "    d", "1. x", "2. y", "3) z", "* a", "> q", "# h", "   # i", "```", "```py", "~~~", " ```", "   ~~~", "  ```", "====",
         "---", "***", "- - -", " * * *", "| a | b |", "|---|---|", "| c | d |", "\ta", "\t", "[a]: https://a.example", "[a]", "$$", "\\[", "\\]", "x = 1", "- ```", "  - n", "1. ```", "> ```", "\xa0", "![a", "`", "\x0c"]
    ),
    max_size=14,
)  # fmt: skip


def blocks_of(text, *cuts):
    cutter, found = Blocks(), []
    for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True):
        found += cutter.feed(text[a:b])
    return [*found, cutter.rest]


def code_ends(html):
    """Blank lines at the end of code that nobody closed belong to it or not."""
    return re.sub(r"\s+</code>", "</code>", html)


PARSER = parser()


def rendered(blocks):
    return "".join(PARSER.render(visible(b.source)) for b in blocks)


@settings(max_examples=400)
@given(LINES)
def test_the_blocks_say_what_the_whole_says(lines):
    text = "\n".join(lines)
    assert code_ends(rendered(blocks_of(text))) == code_ends(PARSER.render(visible(text)))


@pytest.mark.parametrize("ends", ["> q", "> ```", "***", "- - -", " * * *"])
def test_a_quotation_or_a_rule_ends_a_list(ends):
    text = f"- a\n{ends}\n   ~~~\n\n> q"
    assert rendered(blocks_of(text)) == PARSER.render(text)


@settings(max_examples=300)
@given(LINES, st.sampled_from(["\n", "\r\n", "\r"]), st.data())
def test_where_it_is_cut_does_not_depend_on_how_it_came(lines, end, data):
    text = end.join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    assert [b for b in blocks_of(text, *cuts) if b.source.strip(" \t\n")] == [
        b for b in blocks_of(text) if b.source.strip(" \t\n")
    ]


LONG = {
    "a list": "".join(f"{n}. item of a long list\n" for n in range(1, 1_501)),
    "a list of ones": "1. item of a long list\n" * 1_500,
    "a table": "| head | of it |\n|---|---|\n" + "| a cell | another |\n" * 1_500,
    "a wide table": "|" + "head|" * 900 + "\n|" + "-|" * 900 + "\n" + ("|" + "cell|" * 900 + "\n") * 9,
    "a paragraph": "a sentence of a long paragraph.\n" * 1_000,
    "a line": "word " * 8_000,
    "a line without spaces": "字" * 40_000,
    "a program": "```python\n" + "x = f(1)  # once more\n" * 8_000 + "```\n",
    "a line of a program": "```\n" + "x" * 300_000,
    "blank lines": "a" + "\n" * 40_000,
    "quotes": "> a quote\n" * 3_000,
    "indented": "- a\n" + "  more of a\n" * 3_000,
    "fences": "`" * 40_000,
    "tildes": "~" * 40_000 + "\nx\n",
}


@pytest.mark.parametrize("kind", LONG)
def test_no_block_is_longer_than_it_may_be_and_nothing_is_lost(kind):
    text = LONG[kind]
    found = blocks_of(text)
    assert max(len(b.source) for b in found) <= (130_000 if "```" in text else 24_000)
    for word in ("item", "cell", "sentence", "word", "字", "once", "quote", "more of"):
        assert sum(b.source.count(word) for b in found) == text.count(word)
    size = len(text)
    assert blocks_of(text, *range(1_000, size, 999)) == found
    assert blocks_of(text, size // 3, size // 3 + 1, size // 2) == found


def test_a_long_list_goes_on_with_its_numbers():
    for kind in ("a list", "a list of ones"):
        found = [b for b in blocks_of(LONG[kind]) if b.source.strip(" \t\n")]
        assert len(found) > 2
        done = 0
        for block in found:
            assert block.number in (None, done + 1)
            assert done == 0 or block.number == done + 1
            done += block.source.count("item")


def test_a_long_table_repeats_its_head_and_a_long_program_its_fence():
    tables = [b for b in blocks_of(LONG["a table"]) if b.source.strip(" \t\n")]
    assert len(tables) > 2
    assert all(b.source.startswith("| head | of it |\n|---|---|\n") for b in tables)
    programs = [b for b in blocks_of(LONG["a program"]) if b.source.strip(" \t\n")]
    assert len(programs) > 2
    assert {b.code[0] for b in programs} == {"python"}
    assert "".join(b.code[1] for b in programs) == "x = f(1)  # once more\n" * 8_000


def test_code_is_given_out_as_such():
    block, rest = blocks_of("  ```py x\n  a\n    b\n  ```\nend")
    assert (block.code, rest.code) == (("py", "a\n  b\n"), None)
    assert blocks_of("~~~\n```\n~~~")[-1].code == ("", "```\n")
    assert blocks_of("```\n\x1b]0;x\x07")[-1].code == ("", "�]0;x�\n")


def test_code_is_open_until_its_fence_comes():
    cutter = Blocks()
    seen = []
    for piece in ("a\n\n``", "`py\nx\n", "``", "`"):
        cutter.feed(piece)
        seen.append(cutter.in_code)
    assert seen == [False, True, True, False]
    cutter.feed("\nb")
    assert (cutter.in_code, cutter.rest.source) == (False, "b")


@pytest.mark.parametrize(
    ("above", "next_"), [("a\n\n", "b"), ("# a\n", "b"), ("- a\n\n", "b"), ("```\n```\n", "- b"), ("> a\n\n", "> ")]
)
def test_what_stands_above_is_finished_when_the_next_begins(above, next_):
    cutter = Blocks()
    assert [b.source for b in cutter.feed(above + next_)] == [above.removesuffix("\n")]
    assert cutter.rest.source == next_


def test_a_line_that_may_belong_to_the_list_waits():
    for next_ in ("-", "1", " b"):
        assert Blocks().feed("- a\n\n" + next_) == []


def test_each_line_is_looked_at_once(monkeypatch):
    looked = []
    monkeypatch.setattr(Blocks, "_look", lambda self, line: looked.append(line))
    cutter = Blocks()
    for _ in range(500):
        cutter.feed("word\n")
    assert len(looked) == 500
