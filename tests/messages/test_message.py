import copy
import io
import json
import logging
import pickle
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.errors import OmniError
from omni_nb.messages import Message, _, both, clauses, joined, listed, of_plain, said, say, set_language


def test_a_message_is_its_english_and_says_itself_in_another_language():
    use = _("Use a key of {company}.", company="Example")
    assert use == "Use a key of Example."
    assert isinstance(use, str)
    assert use.in_language("zh") == "请使用 Example 的密钥。"
    assert use.in_language("en") == use
    assert hash(use) == hash("Use a key of Example.")


def test_a_value_that_is_a_message_is_said_in_the_same_language():
    trim = _("Trim it to {length}, or split it into turns.", length=_("{seconds} s", seconds=180))
    assert (trim, trim.in_language("zh")) == (
        "Trim it to 180 s, or split it into turns.",
        "请截短至 180 秒，或分多轮发送。",
    )
    odd = _("Trim it to {length}, or split it into turns.", length=Message("a moon"))
    assert odd.in_language("zh") == "请截短至 a moon，或分多轮发送。"


def test_what_is_not_translated_is_none_so_that_nobody_says_it_twice():
    assert Message("Bake some {bread}.", bread="rye").in_language("zh") is None
    assert str(OmniError("no bread", repair=Message("Bake some."))) == "no bread\n→ Bake some."


def test_sentences_are_joined_as_each_language_joins_them_and_each_is_said_once():
    again, other = _("Use https://."), _("Ask the administrator of the proxy.")
    two = joined([again, Message(""), other, again])
    assert two == "Use https://. Ask the administrator of the proxy."
    assert two.in_language("zh") == "请改用 https://。请联系代理管理员。"
    assert (joined([]), joined([Message("")]), joined([again])) == ("", "", again)
    assert joined([again]).in_language("zh") == "请改用 https://。"


def test_names_are_listed_with_the_commas_of_the_language():
    assert listed(["A", "B", "C"]) == "A, B, C"
    assert listed(["A", "B", "C"]).in_language("zh") == "A、B、C"
    assert (listed([]), listed(["{a}"])) == ("", "{a}")


def test_an_error_says_its_sentences_with_the_words_of_others_made_visible():
    err = OmniError("no", repair=_("Use a key of {company}.", company="\x1b[31mthem"))
    assert (err.repair, say(err.repair, "zh")) == ("Use a key of �[31mthem.", "请使用 �[31mthem 的密钥。")
    assert str(err) == "no\n→ Use a key of �[31mthem."


def test_a_message_travels():
    use = _("Use a key of {company}.", company="Example")
    for again in (pickle.loads(pickle.dumps(use)), copy.copy(use), copy.deepcopy(use)):
        assert (again, again.in_language("zh")) == (use, "请使用 Example 的密钥。")


@given(st.text())
def test_whatever_a_value_holds_it_stands_as_it_is(value):
    use = _("Use a key of {company}.", company=value)
    assert use == f"Use a key of {value}."
    before, after = ("" if "\u3400" <= c <= "\u9fff" else " " for c in (value[:1], value[-1:]))
    assert use.in_language("zh") == f"请使用{before}{value}{after}的密钥。"
    assert joined([use, use]).in_language("zh") == use.in_language("zh")


USE = "请使用 Example 的密钥。"


@pytest.mark.parametrize(
    ("way", "result"),
    [
        (lambda m: f"{m}", USE),
        (lambda m: f"{m:>20}", USE.rjust(20)),
        (lambda m: f"{m!s}|{m!r}", f"{USE}|{USE!r}"),
        (lambda m: "%s" % m, USE),  # noqa: UP031
        (lambda m: "{}".format(m), USE),  # noqa: UP032
        (lambda m: m + "!", USE + "!"),
        (lambda m: "so: " + m, "so: " + USE),
        (lambda m: m + m, USE + USE),
        (lambda m: m * 2, USE * 2),
        (lambda m: [m], None),
        (lambda m: m.replace("Key", "密钥"), USE.replace("Key", "密钥")),
        (lambda m: m[:3], "请使用"),
        (lambda m: m.split(), USE.split()),
        (lambda m: m.strip("。").upper(), "请使用 EXAMPLE 的密钥"),
        (lambda m: (len(m), "密" in m, "Key" in m, m.endswith("。")), (len(USE), True, False, True)),
        (lambda m: list(m)[:2], ["请", "使"]),
        (lambda m: ", ".join([say(m)]), USE),
        (lambda m: json.loads(json.dumps(said({"a": [m, (m,), {"b": m}, 1]}))), {"a": [USE, [USE], {"b": USE}, 1]}),
        (lambda m: textwrap.fill(m, 40), USE),
        (lambda m: str(ValueError(m)), USE),
        (lambda m: str(KeyError(m)), repr(USE)),
        (lambda m: logging.LogRecord("a", 10, "b", 1, m, (), None).getMessage(), USE),
    ],
)  # fmt: skip
def test_whatever_makes_a_text_of_a_message_gets_what_is_said(chinese, way, result):
    use = _("Use a key of {company}.", company="Example")
    got = way(use)
    assert (str(got) if isinstance(got, str) else got) == result or (result is None and repr(got) == repr([USE]))


def test_print_says_it(chinese, capsys):
    print(_("Ask again."), end="")
    print(_("Ask again."), end="", file=(out := io.StringIO()))
    assert (capsys.readouterr().out, out.getvalue()) == ("请重新提问。", "请重新提问。")


def test_what_is_compared_hashed_and_sorted_does_not_depend_on_the_language():
    one, two = _("Ask again."), _("Use https://.")
    for choice in ("en", "zh"):
        set_language(choice)
        assert one == "Ask again."
        assert {one: 1}["Ask again."] == 1
        assert sorted([two, one]) == [one, two]
        assert (
            _("Trim it to {length}, or split it into turns.", length=one)
            == "Trim it to Ask again., or split it into turns."
        )


def test_what_is_put_together_can_still_be_said_in_another_language():
    both = "so: " + _("Ask again.") + (_("Use https://.") + " x")
    assert (type(both), both, say(both, "zh")) == (
        Message,
        "so: Ask again.Use https://. x",
        "so: 请重新提问。请改用 https://。 x",
    )


def test_other_things_are_added_to_a_message_as_to_a_string():
    with pytest.raises(TypeError):
        _("Ask again.") + 5
    with pytest.raises(TypeError):
        5 + _("Ask again.")


def test_in_english_nothing_is_walked_through():
    content = {"a": [_("Ask again.")]}
    assert said(content) is content


def test_for_an_encoder_of_plain_strings_it_is_one_in_english_too():
    (plain,) = said([_("picture")], plain=True)
    assert (type(plain), plain) == (str, "picture")


def test_one_and_many():
    for n, words in (
        (1, "1 file"),
        (0, "0 files"),
        (2, "2 files"),
        ("1", "1 file"),
        ("1,000", "1,000 files"),
        (1.5, "1.5 files"),
    ):
        assert Message("{n} file|{n} files", n=n) == words
    assert Message("{n} file", n=1) == "1 file"
    assert Message("a|b {x}", x=1) == "a|b 1"


def test_a_text_of_places_only_needs_no_translation():
    both = Message("{a}\n→ {b} ({c})", a=_("Ask again."), b=_("Use https://."), c="x")
    assert both.in_language("zh") == "请重新提问。\n→ 请改用 https://。 (x)"
    assert say(Message("Bake {a}.", a=_("Ask again.")), "zh") == "Bake Ask again.."


def test_names_have_an_and_between_them():
    assert (both(["a"]), both(["a", _("audio"), "c"]).in_language("zh")) == ("a", "a 和声音和 c")
    assert clauses(["", "a", ""]) == "a"


def test_chinese_in_a_place_of_a_chinese_sentence_has_no_spaces_around_it():
    assert say(both([_("picture"), _("sound")]), "zh") == "图片和声音"
    assert say(both(["a.png", "猫 一"]), "zh") == "a.png 和猫 一"  # what is put in stays as it is
    assert say(both(["a.png", "{x} b"]), "zh") == "a.png 和 {x} b"
    assert say(both(["猫", "狗"])) == "猫 and 狗"


def test_clauses_and_very_many_sentences_are_joined():
    assert clauses(["a", _("Ask again.")]).in_language("zh") == "a；请重新提问。"
    many = listed(range(3_000))
    assert many.startswith("0, 1, 2,")
    assert pickle.loads(pickle.dumps(many)) == many
    assert say(many, "zh").count("、") == 2_999


class Odd:
    def __str__(self):
        return "odd"


@pytest.mark.parametrize(
    "value",
    [None, True, 3, 2.5, "x", Odd(), float("nan"), np.float32(0.5), np.int64(3), [1], ValueError("v"), b"b", {"{a}"}],
)
def test_whatever_stands_in_a_place_a_message_can_be_kept_and_made_again(value):
    use = _("Use a key of {company}.", company=value)
    again = of_plain(json.loads(json.dumps(use.to_plain())))
    assert (again, say(again, "zh")) == (use, say(use, "zh")) == (f"Use a key of {value}.", f"请使用 {value} 的密钥。")


@pytest.mark.parametrize(
    "plain",
    [None, 5, "x", {}, {"text": 5}, {"text": "{a}"}, {"text": "{a}", "values": 5}, {"text": "{a}", "values": {"b": 1}}, {"text": "{", "values": {"a": 1}},
     {"text": "{a.b}", "values": {"a": 1}}, {"text": "{0}", "values": {"a": 1}}, {"text": "{a:d}", "values": {"a": "x"}}, {"text": "{a[b]}", "values": {"a": 1}}],
)  # fmt: skip
def test_a_damaged_message_is_none_or_its_text(plain):
    made = of_plain(plain)
    assert made is None or made == "{a}" == plain["text"]


def test_words_of_others_in_a_message_can_be_changed_and_the_rest_stays():
    inner = _("Use a key of {company}.", company="them")
    outer = _("Trim it to {length}, or split it into turns.", length=inner).mapped(
        lambda text: text.replace("them", "us")
    )
    assert say(outer, "zh") == "请截短至请使用 us 的密钥。，或分多轮发送。"
    assert Message("so {n}{x}", n=3, x="y").mapped(str.upper).to_plain() == {
        "text": "so {n}{x}",
        "values": {"n": 3, "x": "Y"},
    }
    assert Message("so {n").mapped(str.upper) == "SO {N"
