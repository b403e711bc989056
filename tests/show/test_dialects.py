import pytest

from omni_nb.show.parsing import parser


def html(text):
    return parser().render(text).removeprefix("<p>").removesuffix("</p>\n").replace("<br />", "<br>")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**注意：**这里", "<strong>注意：</strong>这里"),
        ("中文**加粗。**后面", "中文<strong>加粗。</strong>后面"),
        ("**“引号”**之后", "<strong>“引号”</strong>之后"),
        ("它叫**`code`**吗", "它叫<strong><code>code</code></strong>吗"),
        ("**「鉤」**と*（斜）*です", "<strong>「鉤」</strong>と<em>（斜）</em>です"),
        ("价格**$5**元", "价格<strong>$5</strong>元"),
        ("**一**和**二。**三**四**", "<strong>一</strong>和<strong>二。</strong>三<strong>四</strong>"),
        ("**注意** 空格", "<strong>注意</strong> 空格"),
        ("2*3*4，5 * 6", "2<em>3</em>4，5 * 6"),
        ("** 不是**", "** 不是**"),
        ("a**b.**c", "a**b.**c"),
        ("**b**c", "<strong>b</strong>c"),
        ("***全部。***后", "<em><strong>全部。</strong></em>后"),
    ],
)
def test_bold_in_chinese_needs_no_spaces(text, shown):
    assert html(text) == shown


def test_a_break_is_a_break_in_a_table_too():
    assert html("a<br>b<BR />c") == "a<br>\nb<br>\nc"
    assert "<td>a<br>\nb</td>" in html("| x |\n|---|\n| a<br/>b |")


@pytest.mark.parametrize("text", ["<br onload=x>", "<brx>", "<br x", "`<br>`", "\\<br>"])
def test_nothing_else_is_one(text):
    assert "<br>" not in html(text)
