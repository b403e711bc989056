import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.show.markdown import inert


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (r"So \(E = mc^2\) holds.", "So $E = mc^2$ holds."),
        (r"\[ \int_0^1 x\,dx \]", r"$$\int_0^1 x\,dx$$"),
        (r"$$\begin{pmatrix} a \\ b \end{pmatrix}$$", r"$$\begin{pmatrix} a \\ b \end{pmatrix}$$"),
        ("$a < b$ and $5", r"$a \lt  b$ and \$5"),
        ("costs $5 and $10", r"costs \$5 and \$10"),
        ("costs $5", "costs $5"),
        (r"costs \$5 and \$6", r"costs \$5 and \$6"),
        ("`$x$` and $y$ and $HOME", r"`$x$` and $y$ and \$HOME"),
        ("| $|x|$ | b |\n|-|-|", "| $\\vert{}x\\vert{}$ | b |\n|-|-|"),
        ("\\[\nx\n- y\n> z\n\\]", "$$x\n{}- y\n\\gt  z$$"),
        (r"$\href{javascript:x}{y}$", r"`\href{javascript:x}{y}`"),
        ("$[x](javascript:y)$", "$[x]{}(javascript:y)$"),
        (r"$5 \href{javascript:x}{y} and $6", r"\$5 `\href`{javascript:x}{y} and \$6"),
        (r"\begin{align}a\end{align}", r"$$\begin{align}a\end{align}$$"),
        ("- a\n  ```sh\n  echo $A $B\n  ```", "- a\n  ```sh\n  echo $A $B\n  ```"),
    ],
)
def test_formulas_are_kept_as_github_and_nbconvert_know_them(text, kept):
    assert inert(text) == kept


@pytest.mark.parametrize(
    "text",
    ["[x](/api/shutdown)", "[x](api)", "[x](#top)", "[x](//a.example)", "[x](http:api)", "[x](https:/x)", "[x](http://localhost/x)", "[x]( /api )",
     "[x](\n/api)", "[x](https://a@b.example)", "[x][a]\n\n[a]: /api", "> [a]: /api\n\n[a]", "1. [a]: /api\n\n[a]", "[a]:\n/api\n\n[a]", "[a\nb]: /api\n\n[a b]",
     r"[a\]b]: /api" + "\n\n" + r"[a\]b]", "[x](<//a.example>)", "![x](/files/x.png)", "$[x](/api)$", "`[x](/api)", "[x](HTTP:api)", "[*x*](/api)", "[[x](/api)](/api)"],
)  # fmt: skip
def test_no_link_of_the_kept_markdown_points_into_the_server(text):
    import mistune
    from markdown_it import MarkdownIt

    anything = MarkdownIt("commonmark", {"html": True}).enable("table")
    anything.validateLink = lambda url: True
    for html in (mistune.html(inert(text)), anything.render(inert(text))):
        assert re.findall(r'(?:href|src)="(?!https://a\.example)', html) == []


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * 20_000,
        "[\n" * 10_000,
        "[a]:\n" * 5_000,
        "`" * 20_000 + "<",
        "<\n" + "- ```\n" * 4_000,
        "\\(" * 10_000,
        "> " * 10_000,
    ],
)
def test_a_hostile_text_is_cut_before_anything_looks_at_it_twice(monkeypatch, text):
    from omni_nb.show import stored

    seen = []
    real = stored._inert_words
    monkeypatch.setattr(stored, "_inert_words", lambda words: seen.append(len(words)) or real(words))
    inert(text)
    assert max(seen, default=0) <= 24_000
    assert sum(seen) <= 1.1 * len(text)


@pytest.mark.parametrize(
    ("words", "stored"),
    [
        (r"see \input{/etc/passwd}", r"see `\input`{/etc/passwd}"),
        (r"one ` and \input{x}", r"one \` and `\input`{x}"),
        (r"see \gamma ` `", r"see \\gamma ` `"),
        (r"\\input{x} \\\input{y}", r"\\input{x} \\`\input`{y}"),
        ("\\begin{verbatim}\nx\n\\end{verbatim}", "\\\\begin{verbatim}\nx\n\\\\end{verbatim}"),
        (r"C:\Users\me", r"C:\\Users\\me"),
        (r"\* \_ \$", r"\* \_ \$"),
        (r"`\input{x}`{=latex}", r"`\input{x}`\{=latex}"),
        (r"$\input{x}$ and $\write18{ls}$", r"`\input{x}` and `\write18{ls}`"),
        (r"$\frac{1}{2}$", r"$\frac{1}{2}$"),
        ("- a\n\n  ```{=latex}\n  \\input{x}", "- a\n\n  \\`\\`\\`\\{=latex}\n  `\\input`{x}"),
        ("- a\n\n  ```tex\n  \\input{x}\n  ```", "- a\n\n  ```tex\n  \\input{x}\n  ```"),
    ],
)
def test_no_words_become_tex_where_pandoc_makes_a_pdf(words, stored):
    assert inert(words).strip() == stored
