import pytest

from omni_nb.show.formulas import BAR, formula_at, pieces
from omni_nb.show.parsing import tokens


def formulas(text):
    return [words for kind, words, _ in pieces(text) if kind == "formula"]


def read(text):
    """The formulas that the parser finds, and the types of the blocks around them."""
    found = tokens(text)
    return [c.content for t in found for c in t.children or () if c.type == "formula"]


@pytest.mark.parametrize(
    "text",
    [r"\(E = mc^2\)", r"\[ \int_0^1 x\,dx \]", r"$\{a\}$", r"$$\begin{pmatrix} a \\ b \end{pmatrix}$$", r"$x^{*} y^{*}$", "$a_1 + b_1$",
     r"\(a < b > c\)", "$a<b$", r"$x \$ y$", "$|x|$", "$5$", "$n$", r"\begin{align} a &= b \\ c \end{align}", r"\(f(x) = [a](b)\)", "$x'$",
     "$速度 = x$", r"\[ \text{so $x$} \]", "\\(a\nb\\)", "$`$", "$**a**$", r"\(\frac{a}{b}\)", "$2\\%$"],
)  # fmt: skip
def test_a_formula_is_kept_as_it_was_written(text):
    for before, after in (("", ""), ("So ", " holds."), ("设", "，则"), ("(", ")"), ("**", "**")):
        assert formulas(before + text + after) == [text]
        assert read(before + text + after) == [text]


@pytest.mark.parametrize(
    "text",
    ["costs $5 and $10", "$5-$10", "US$5, A$6, C$7", "$HOME and $PATH", "$HOME/$USER", "$HOME$PATH", "`$x$`", "``a ` $x$``", r"\$x\$", "a $ b $ c",
     "$x", "x$", "$", "$$", "$$$", "$$$$", r"\(", r"\(\)", r"\[ \]", r"\\(x\\)", "$a\n\nb$", "$$a\n \nb$$", "from $5 to 10$", "$5（约35元）和$",
     r"\begin{itemize} a \end{itemize}", r"\begin{align} a", "**$5**/**$6**", "$100/month or $200/month", "$ x $", "£5 $", "5$ and 6$", "a\\$b$c"],
)  # fmt: skip
def test_money_variables_and_code_are_words(text):
    assert formulas(text) == []
    assert read(text) == []


def test_money_beside_a_formula():
    assert formulas("costs $5 and $x$ is a variable, $n$th and $20.") == ["$x$", "$n$"]
    assert formulas("设$x$为3，价格$5") == ["$x$"]


def test_pieces_are_the_whole_text():
    text = "a `$x$` $y$ \\$ `` \\(z\\) $$"
    assert "".join(words for _, words, _ in pieces(text)) == text
    assert [kind for kind, _, _ in pieces(text)] == ["words", "code", "words", "formula", "words", "formula", "words"]


@pytest.mark.parametrize(
    "opener", ["$$\n{}\n$$", "\\[\n{}\n\\]", "\\begin{{align}}\n{}\n\\end{{align}}", "\\(\n{}\n\\)"]
)
def test_no_markdown_begins_in_a_formula_of_several_lines(opener):
    text = opener.format("x\n- y\n+ z\n=\n> 0\n* 1\n| a | b |\n1. c\n---\nd")
    for before, after in (("", ""), ("So\n", "\nends"), ("So ", " ends")):
        assert read(before + text + after) == [text]
    assert read("- one\n  " + text.replace("\n", "\n  ") + "\n- two") == [text]
    assert len(read("> " + text.replace("\n", "\n> "))) == 1


def test_a_formula_of_several_lines_that_does_not_end_is_words_and_markdown_goes_on():
    kinds = [t.type for t in tokens("$$\nx\n- y\n\n# Title")]
    assert "bullet_list_open" in kinds
    assert "heading_open" in kinds


def test_bars_in_formulas_do_not_cut_a_table():
    text = "| a | $|x|$ |\n|---|---|\n| `b` | \\(P(A|B)\\) and $5 |\n| c | $y$ |"
    assert read(text) == ["$|x|$", "\\(P(A|B)\\)", "$y$"]
    assert [t.type for t in tokens(text)].count("td_open") == 4


def test_the_sign_that_stands_for_a_bar_is_in_no_text():
    assert BAR not in "".join(t.content for t in tokens(f"{BAR} | $a|b$ | `$a|b$`"))
    assert "`$a|b$`"[1:-1] in [c.content for t in tokens("x | `$a|b$`") for c in t.children or ()]


@pytest.mark.parametrize(
    "tex", [r"\href{javascript:alert(1)}{x}", r"\def\a{b}", r"\require{html}", r"\style{x}{y}", r"\newcommand{\x}{y}", r"\gdef\alpha{\beta}",
            r"\cssId{x}{y}", r"\unicode{x}", r"\class{x}{y}", r"\let\a\b", r"\htmlData{a=b}{c}"],
)  # fmt: skip
def test_commands_that_reach_beyond_the_formula_are_told(tex):
    assert not formula_at(f"${tex}$", 0).tame
    assert formula_at(r"$\alpha + \left( \delta \right) \hrefs \defeq$", 0).tame


def test_what_does_not_close_costs_a_look_at_each_character_once(monkeypatch):
    class Counted(str):
        looked = 0

        def find(self, *args):
            Counted.looked += 1
            return super().find(*args)

    assert formulas("\\(" * 20_000) == []
    text = Counted("\\( " * 3_000)
    assert all(formula_at(text, at) is None for at in range(0, len(text), 3))
    assert Counted.looked == 3_000
