import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.servers.simulator.framing import HOSTILE
from omni_nb.show.markdown import GrowingHtml, inert, to_html

SAMPLE = (
    "# Title\n\nText with **bold**, `code` and\na second line.\n\n- one\n- two\n\n  more of two\n\n3. three\n4. four\n\n"
    "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```python\nx = '<b>'\n\ny\n```\n\n> quote\n\n---\n\n[link](https://a.example) ~~gone~~ end"
)
LIVE = re.compile(
    r"<(?!/?(?:p|br|hr|h[1-6]|strong|em|s|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td|a)\b)", re.IGNORECASE
)


class Attributes(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen += attrs


def test_markdown_becomes_html():
    html = to_html(SAMPLE)
    for piece in ("<h1>Title</h1>", "<strong>bold</strong>", "<li>", '<ol start="3">', "<td style=\"text-align:right\">2</td>",
                  '<code class="language-python">', "&lt;b&gt;", "<blockquote>", "<hr>", 'href="https://a.example"', "<s>gone</s>"):  # fmt: skip
        assert piece in html


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html;base64,AAAA)",
     "![x](javascript:alert(1))", "<a href='vbscript:x'>", "[x](http://a\"onmouseover=alert(1))", "`<svg onload=x>`", "<!-- x -->",
     "<style>*{display:none}</style>", "[a]: javascript:alert(1)\n\n[a]", "<javascript:alert(1)>", HOSTILE],
)  # fmt: skip
def test_nothing_hostile_comes_through(text):
    html = to_html(text)
    assert not LIVE.search(html)
    found = Attributes()
    found.feed(html)
    assert {name for name, _ in found.seen} <= {"href", "rel", "class"}
    assert all(value.startswith("http") for name, value in found.seen if name == "href")


def test_pictures_become_links():
    assert (
        to_html("![a cat](https://a.example/cat.png)")
        == '<p><a href="https://a.example/cat.png" rel="noopener noreferrer">a cat</a></p>\n'
    )
    assert ">picture</a>" in to_html("![](https://a.example/cat.png)")


@pytest.mark.parametrize("n", [1, 3, 17, 400])
def test_growing_gives_the_html_of_the_whole(n):
    growing, blocks, tail = GrowingHtml(), [], ""
    for i in range(0, len(SAMPLE), n):
        finished, tail = growing.feed(SAMPLE[i : i + n])
        blocks += finished
    assert "".join(blocks) + tail == to_html(SAMPLE)


def test_finished_blocks_are_given_out_once():
    growing = GrowingHtml()
    given_out = [growing.feed("word " * 20 + "\n\n")[0] for _ in range(50)]
    assert sum(map(len, given_out)) >= 49
    assert len(growing._open) < 250


@given(st.text(alphabet="ab<>![]()`~*_-#>|:\n &;\\\"'/", max_size=80))
def test_nothing_live_comes_out_of_any_text(text):
    assert not LIVE.search(to_html(text))


def strip_our_fences(md):
    return re.sub(r"^(`{3,})[\w+#.-]+\n.*?^\1$", "", md, flags=re.DOTALL | re.MULTILINE)


@given(st.text(alphabet="ab<>![]()`~*_-#>|:\n &;\\\"'/", max_size=120))
def test_kept_markdown_has_no_tag_outside_our_own_fences(text):
    assert "<" not in strip_our_fences(inert(text))


@given(
    st.lists(
        st.sampled_from(
            [
                "```",
                "~~~",
                "````",
                "\n",
                "\n\n",
                "- ",
                "> ",
                "  ",
                "    ",
                "<script>alert(1)</script>",
                "`",
                "a",
                "``` html",
                "<!--",
            ]
        ),
        max_size=14,
    )
)
def test_kept_markdown_is_inert_for_nbconvert_too(words):
    import mistune

    html = mistune.html(inert("".join(words)))
    assert "<script" not in html
    assert "<!--" not in html


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a < b", "a &lt; b"),
        ("`<b>` is bold", "&lt;b> is bold"),
        ("`x` is code", "`x` is code"),
        ("![cat](https://a.example/x.png)", "[cat](https://a.example/x.png)"),
        ("[x](https://a.example)", "[x](https://a.example)"),
        ("[x](JavaScript:alert(1))", "[x]\\(JavaScript:alert(1))"),
        ("[a]: javascript:alert(1)", "\\[a\\]: javascript:alert(1)"),
    ],
)
def test_kept_markdown_keeps_its_sense(text, kept):
    assert inert(text) == kept


def test_code_is_kept_whole_in_a_fence_of_our_own():
    kept = inert("see\n\n```html\n<b>`hi`</b>\n```\n\nend")
    assert "```html\n<b>`hi`</b>\n```" in kept
    assert "````text\n```\n" in inert("~~~\n```\n~~~")
