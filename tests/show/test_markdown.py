import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.servers.simulator.framing import HOSTILE
from omni_nb.show import markdown
from omni_nb.show.markdown import GrowingHtml, in_page, to_html

SAMPLE = (
    "# Title\n\nText with **bold**, `code` and\na second line.\n\n- one\n- two\n\n  more of two\n\n3. three\n4. four\n\n"
    "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n```python\nx = '<b>'\n\ny\n```\n\n> quote\n\n---\n\n[link](https://a.example) ~~gone~~ end"
)
MORE = (
    "Title\n===\n\n- loose\n\n- list\n- [a]\n\n[a]: https://a.example\n\nSo $$x_1\n- y_2$$ and \\(a\\) and $5.\n\n\\[\n=\n\\]\n\n1. one\n\n   ```sh\n   echo $HOME\n\n"
    "   x\n   ```\n\n2. two\n\n1) other\n\n    code\n\n    more\n\n> q\n\n> r\n***\nمرحبا **x**\n```math\nx\n```\n**注意：**a<br>b\n\n~~~math\nopen $x$"
)
LIVE = re.compile(
    r"<(?!/?(?:p|br|hr|h[1-6]|strong|em|s|code|pre|blockquote|ul|ol|li|table|thead|tbody|tr|th|td|a|div|span)\b)",
    re.IGNORECASE,
)


class Attributes(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = []

    def handle_starttag(self, tag, attrs):
        self.seen += [(tag, *attr) for attr in attrs]


def attributes(html):
    found = Attributes()
    found.feed(html)
    return found.seen


def live(text, cuts):
    """What a page shows at the end of a stream that was cut there."""
    growing, blocks, tail = GrowingHtml(), [], ""
    for a, b in zip((0, *cuts), (*cuts, len(text)), strict=True):
        finished, tail = growing.feed(text[a:b])
        blocks += finished
    return "".join(blocks) + tail, "".join(blocks) + growing.end()


def test_markdown_becomes_html():
    html = to_html(SAMPLE)
    for piece in (">Title</h1>", "<strong>bold</strong>", "<li>", '<ol dir="auto" start="3">', '<td style="text-align:right;white-space:nowrap" dir="auto">2</td>',
                  '<code class="language-python"', "&lt;b&gt;", "<blockquote", "<hr>", 'href="https://a.example"', "<s>gone</s>"):  # fmt: skip
        assert piece in html.replace('start="3" dir="auto"', 'dir="auto" start="3"')


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html;base64,AAAA)",
     "![x](javascript:alert(1))", "<a href='vbscript:x'>", "[x](http://a\"onmouseover=alert(1))", "`<svg onload=x>`", "<!-- x -->",
     "<style>*{display:none}</style>", "[a]: javascript:alert(1)\n\n[a]", "<javascript:alert(1)>", "$<img src=x onerror=alert(1)>$",
     "```\" onload=alert(1)\n</code></pre><script>\n```", "\\(</span><script>x</script>\\)", "|a|\n|-|\n|<td style=x>|", HOSTILE],
)  # fmt: skip
def test_nothing_hostile_comes_through(text):
    html = to_html(text)
    assert not LIVE.search(html)
    for tag, name, value in attributes(html):
        assert name in {"href", "rel", "class", "title", "target", "dir", "style", "tabindex", "start"}
        assert name != "href" or value.startswith(("https://", "http://"))
        assert name != "class" or value.startswith(("language-", "omni-nb-"))
        assert name != "style" or not re.search(r"url|expression|position", value), (tag, value)


@pytest.mark.parametrize(
    "target",
    ["/api/shutdown", "api/shutdown", "#x", "//a.example", "/\\a.example", "\\\\a.example", "http:api/shutdown", "https:/x", "?x", "..",
     "https://good.example@evil.example", "http://localhost:8888/api/shutdown", "http://127.1/", "%2Fapi", "&#47;api", "<//a.example>",
     "https&colon;/x", "http://%6cocalhost", "jav&#x09;ascript:x", "HTTP:x", "./x", "tree/x.ipynb", "http:\\\\a.example"],
)  # fmt: skip
def test_a_link_that_is_not_absolute_is_words(target):
    growing = GrowingHtml()
    for text in (
        f"[x]({target})",
        f"![x]({target})",
        f"<{target}>",
        f"[x][r]\n\n[r]: {target}",
        f'[x]({target} "t")',
        f"- [x]({target})",
        f"|[x]({target})|\n|-|",
    ):
        blocks, tail = growing.feed(f"{text}\n\n")
        for html in (to_html(text), "".join(blocks) + tail):
            assert [v for _, name, v in attributes(html) if name == "href"] == []


def test_a_link_says_where_it_leads_whatever_its_words_and_its_writer_say():
    seen = attributes(to_html('[https://good.example](https://evil.example/x "https://good.example")'))
    assert ("a", "title", "https://evil.example/x") in seen
    assert ("a", "target", "_blank") in seen
    assert ("a", "rel", "noopener noreferrer") in seen


def test_addresses_in_words_are_links():
    html = to_html("see https://a.example/b_c, `https://b.example` and [x](https://c.example/https://d.example)")
    assert [v for _, name, v in attributes(html) if name == "href"] == [
        "https://a.example/b_c",
        "https://c.example/https://d.example",
    ]


def test_pictures_become_links():
    html = to_html("![a cat](https://a.example/cat.png)")
    assert ("a", "href", "https://a.example/cat.png") in attributes(html)
    assert ">a cat</a>" in html
    assert ">picture</a>" in to_html("![](https://a.example/cat.png)")


def test_formulas_are_typeset_and_nothing_else_is():
    html = in_page(to_html(r"costs $5 and $10, \(x<y\), \href `$z$` $\href{javascript:x}{y}$ $$w$$"))
    spans = [v for tag, name, v in attributes(html) if (tag, name) == ("span", "class")]
    assert spans == ["omni-nb-formula tex2jax_process mathjax_process", "omni-nb-formula omni-nb-as-written", spans[0]]
    assert r"\(x&lt;y\)</span>" in html
    assert "costs $5 and $10" in html
    assert 'class="omni-nb-answer tex2jax_ignore mathjax_ignore"' in html


def test_a_fence_of_mathematics_is_a_formula():
    assert ">$$\n\\frac{a}{b}\n$$</span>" in to_html("```math\n\\frac{a}{b}\n```")
    for text in ("```math\na\n\nb\n```", "```math\n$$<b>\n```", "```latex\nx\n```"):
        assert "<pre" in to_html(text)


def test_each_block_has_its_direction_and_code_has_its_own():
    html = to_html("مرحبا\n\n- a\n\n# b\n\n> c\n\n| عربي | d |\n|-|-|\n\n```\nx\n```")
    assert re.findall(r'<(p|ul|h1|blockquote|th|pre|table)\b[^>]*?dir="(\w+)"', html) == [
        ("p", "auto"), ("ul", "auto"), ("h1", "auto"), ("blockquote", "auto"), ("th", "auto"), ("th", "auto"), ("pre", "ltr"),
    ]  # fmt: skip


def test_tables_and_code_scroll_instead_of_breaking_words():
    html = to_html("| a |\n|-|\n\n```\nx\n```")
    assert re.search(r'<div [^>]*style="[^"]*overflow-x:auto[^"]*"[^>]*><table style="[^"]*overflow-wrap:normal', html)
    assert re.search(r'<pre [^>]*style="[^"]*overflow-x:auto;white-space:pre', html)


@pytest.mark.parametrize("text", [SAMPLE, MORE])
@pytest.mark.parametrize("n", [1, 3, 17, 400])
def test_growing_gives_the_html_of_the_whole(text, n):
    shown, ended = live(text, range(n, len(text), n))
    assert shown == ended == to_html(text)


@given(
    st.lists(
        st.sampled_from(
            [*SAMPLE.splitlines(keepends=True), *MORE.splitlines(keepends=True), "\n", "\r\n", "  x", "$", "`"]
        ),
        max_size=20,
    ),
    st.data(),
)
def test_what_is_seen_live_is_what_stays_wherever_it_is_cut(lines, data):
    text = "".join(lines)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=5)))
    shown, ended = live(text, cuts)
    assert shown == ended == to_html(text)


def test_finished_blocks_are_given_out_once():
    growing = GrowingHtml()
    given_out = [growing.feed("word " * 20 + "\n\n")[0] for _ in range(50)]
    assert sum(map(len, given_out)) >= 49


@given(st.text(alphabet="ab<>![]()`~*_-#>|:\n &;\\\"'/$", max_size=80))
def test_nothing_live_comes_out_of_any_text(text):
    assert not LIVE.search(to_html(text))


HOSTILE_SHAPES = {
    "newlines": "a" + "\n" * 20_000, "quotes": ">" * 20_000, "brackets": "[" * 9_000, "pictures": "![" * 4_500, "stars": "*a_ " * 2_500,
    "runs": "".join("`" * n + " " for n in range(1, 200)), "table": "|" + "a|" * 500 + "\n|" + "-|" * 500 + "\n" + ("|" + "b|" * 500 + "\n") * 20,
    "list": "- a\n" * 2_500, "nested": "".join("  " * n + "- a\n" for n in range(140)), "definitions": "[a]: /b\n" * 2_500,
    "line": "word " * 4_000, "dollars": "$" * 20_000, "dollar words": "$a " * 7_000, "parentheses": "\\(" * 10_000, "entities": "&amp;" * 4_000,
    "tags": "<" * 20_000, "code": "```python\n" + "x = 1\n" * 3_000, "links": "[a](" * 2_500, "backslashes": "\\" * 20_000, "begin": r"\begin{align}" * 1_500,
}  # fmt: skip


LIKE_OTHERS = {"pictures", "links", "parentheses", "definitions", "stars", "tags"}


@pytest.mark.parametrize(
    "shape", [pytest.param(s, marks=[pytest.mark.heavy] * (s in LIKE_OTHERS)) for s in HOSTILE_SHAPES]
)
def test_a_hostile_text_costs_its_length(monkeypatch, shape):
    """What the parser is given, all told: once for the whole; and while it comes, a bounded part of it for each character."""
    text = HOSTILE_SHAPES[shape]
    given_to_parser = []
    real = markdown._renderer()

    class Counted:
        def render(self, source, env):
            given_to_parser.append(len(source))
            return real.render(source, env)

    monkeypatch.setattr(markdown, "_renderer", Counted)
    monkeypatch.setattr(markdown, "frame", lambda code, language="": given_to_parser.append(len(code)) or "")
    to_html(text)
    assert sum(given_to_parser) <= 1.5 * len(text)
    assert max(given_to_parser, default=0) <= 62_000
    given_to_parser.clear()
    growing = GrowingHtml()
    for at in range(0, len(text), 100):
        growing.feed(text[at : at + 100])
    assert sum(given_to_parser) <= 45 * len(text)


def test_what_came_since_stands_behind_what_was_made():
    growing = GrowingHtml()
    growing.feed("- " + "word " * 600)
    _, tail = growing.feed("<b>new")
    assert tail.endswith(" &lt;b&gt;new</li>\n</ul>\n")
    assert growing.end() == to_html("- " + "word " * 600 + "<b>new")
