import copy
import pickle

from hypothesis import given
from hypothesis import strategies as st

from omni_nb.errors import OmniError
from omni_nb.messages import Message, _, joined, listed


def test_a_message_is_its_english_and_says_itself_in_another_language():
    use = _("Give a key of {company}.", company="Example")
    assert use == "Give a key of Example."
    assert isinstance(use, str)
    assert use.in_language("zh") == "请使用 Example 的 Key。"
    assert use.in_language("en") == use
    assert hash(use) == hash("Give a key of Example.")


def test_a_value_that_is_a_message_is_said_in_the_same_language():
    trim = _("Trim it to {length}, or split it into turns.", length=_("{seconds} s", seconds=180))
    assert (trim, trim.in_language("zh")) == (
        "Trim it to 180 s, or split it into turns.",
        "请截短至 180 秒以内，或分多轮发送。",
    )
    odd = _("Trim it to {length}, or split it into turns.", length=Message("a moon"))
    assert odd.in_language("zh") == "请截短至 a moon以内，或分多轮发送。"


def test_what_is_not_translated_is_none_so_that_nobody_says_it_twice():
    assert Message("Bake some {bread}.", bread="rye").in_language("zh") is None
    assert OmniError("no bread", repair=Message("Bake some.")).repair_zh == ""


def test_sentences_are_joined_as_each_language_joins_them_and_each_is_said_once():
    again, other = _("Use https://."), _("Ask who runs the proxy.")
    both = joined([again, Message(""), other, again])
    assert both == "Use https://. Ask who runs the proxy."
    assert both.in_language("zh") == "请改用 https://。请联系代理管理员。"
    assert (joined([]), joined([Message("")]), joined([again])) == ("", "", again)
    assert joined([again]).in_language("zh") == "请改用 https://。"


def test_names_are_listed_with_the_commas_of_the_language():
    assert listed(["A", "B", "C"]) == "A, B, C"
    assert listed(["A", "B", "C"]).in_language("zh") == "A、B、C"
    assert (listed([]), listed(["{a}"])) == ("", "{a}")


def test_an_error_shows_both_languages():
    err = OmniError("no", repair=_("Give a key of {company}.", company="\x1b[31mthem"))
    assert (err.repair, err.repair_zh) == ("Give a key of �[31mthem.", "请使用 �[31mthem 的 Key。")
    assert str(err) == "no\n→ Give a key of �[31mthem. 请使用 �[31mthem 的 Key。"
    assert type(err.repair) is type(err.repair_zh) is str


def test_a_message_travels():
    use = _("Give a key of {company}.", company="Example")
    for again in (pickle.loads(pickle.dumps(use)), copy.copy(use), copy.deepcopy(use)):
        assert (again, again.in_language("zh")) == (use, "请使用 Example 的 Key。")


@given(st.text())
def test_whatever_a_value_holds_it_stands_as_it_is(value):
    use = _("Give a key of {company}.", company=value)
    assert use == f"Give a key of {value}."
    assert use.in_language("zh") == f"请使用 {value} 的 Key。"
    assert joined([use, use]).in_language("zh") == use.in_language("zh")
