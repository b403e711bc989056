import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.placeholders import Placeholder, missing, pieces


def filled(text, *names):
    return "".join(
        f"<{p.name}{p.conversion}{p.format}>" if isinstance(p, Placeholder) else p for p in pieces(text, names)
    )


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("{x} and {y}", "<x> and <y>"), ("{x}{x}", "<x><x>"), ("{{x}}", "{x}"), ("{{{x}}}", "{<x>}"), ("{{{{x}}}}", "{{x}}"), ('{"a": {x}}', '{"a": <x>}'), ('{"a": {"b": {x}}}', '{"a": {"b": <x>}}'),
        ("{x:.2f} {x:>10} {x:,} {x!r} {x!s:5} {x:%d %B} {x:03d}", "<x.2f> <x>10> <x,> <xr> <xs5> <x%d %B> <x03d>"), ("{x: 1} {x:red} {x:9999999999}", "{x: 1} {x:red} {x:9999999999}"),
        ("{x.y} {x[0]} {x.__class__} { x } {}", "{x.y} {x[0]} {x.__class__} { x } {}"), ("{z} {{z}} {{{z}}}", "{z} {z} {{{z}}}"), ("`{{z}}` `{x}`", "`{{z}}` `<x>`"), ("}}{x}{{", "}}<x>{{"),
        (r"\frac{x}{2}", r"\frac<x>{2}"), ("{xx} {X}", "{xx} {X}"), ("{x:", "{x:"), ("{{ x }} ${{ x }}", "{{ x }} ${{ x }}"),
    ],
)  # fmt: skip
def test_only_names_that_are_given_are_placeholders(text, result):
    assert filled(text, "x", "y") == result


@pytest.mark.parametrize("name", ["城市", "first name", "prix (€)", "0", "a.b", "x:y", "é", "[x]", "\\d"])
def test_a_name_may_be_anything(name):
    assert filled(f"in {{{name}}} now", name) == f"in <{name}> now"


def test_names_that_are_not_given_are_told_where_they_are_no_code():
    assert missing('{a} `{b}` ${c} \\frac{d}{e} {{f}} {城市} f{g} {x} { h } {"i"}\n```\n{j}\n```\n{k}', ["x"]) == [
        "a",
        "城市",
        "k",
    ]
    assert missing("在{城市}，x_{n}", []) == ["城市"]


@given(
    st.recursive(
        st.none() | st.integers() | st.text(), lambda s: st.lists(s) | st.dictionaries(st.text(), s), max_leaves=8
    )
)
def test_json_in_a_prompt_stays_json(value):
    text = json.dumps(value, indent=1)
    assert filled(text, "x") == text or "{x" in text or "{{" in text


@given(st.text("{}x:!r.`$\\ \n", max_size=40))
def test_any_braces_can_be_read(text):
    assert [p for p in pieces(text, []) if isinstance(p, Placeholder)] == []
    assert "".join(map(str, pieces(text.replace("{{", "{"), ["x"]))).count("x") == text.count("x")


@pytest.mark.parametrize(
    "text",
    [
        "{" * 50_000,
        "{x:" * 20_000,
        "{" * 30_000 + "x" + "}" * 30_000,
        "`{z}" * 10_000,
        "{x:%%" + "%" * 50_000,
        "```" * 20_001,
        "{" + "x" * 50_000,
    ],
)
def test_hostile_braces_cost_what_they_weigh(text):
    assert len("".join(map(str, pieces(text, ["x"])))) <= len(text)
    assert len(missing(text, ["x"])) <= len(text)
