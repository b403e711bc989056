import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.compare.units import joined, mostly_characters, units


def words(text):
    return [u.text for u in units(text)]


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Hello, World!", "hello world"), ("STRASSE Straße", "strasse strasse"), ("İstanbul istanbul", "istanbul istanbul"), ("ΟΔΟΣ οδος οδός", "οδοσ οδοσ οδόσ"),
        ("Ｈｅｌｌｏ １２％", "hello 12 %"), ("ﬁne 𝐁𝐨𝐥𝐝", "fine bold"), ("ｶﾞｷﾞ", "ガ ギ"), ("e\u0301te\u0301 été", "été été"), ("५ km, ٢٥", "5 km 25"),
        ("‘quoted’ “words” «here» 『那』", "quoted words here 那"), ("we're were we’re wereʼ rock 'n' roll", "we're were we're were rock n roll"),
        ("**bold** _soft_ ~~gone~~ `code` # Title ##", "bold soft gone code title"), ("- one\n- two\n> three\n| four |", "one two three four"),
        ("[this](https://example.org/a_b) and (that)", "this and that"), ("```text\nread me\n```", "read me"), ("C# and C++ #tag", "c # and c + + tag"),
        ("5 % 5% $5 €5 20 °C", "5 % 5 % $ 5 € 5 20 ° c"), ("−5 -5 –5 a-5 —5", "-5 -5 -5 a 5 5"), ("3.5 .5 1,000 10–20 8：30 2024-05-01", "3.5 .5 1,000 10-20 8:30 2024-05-01"),
        ("1,2,3 1，2，3 1,000,000", "1 2 3 1 2 3 1,000,000"), ("½ 1½ 10² m² ①", "½ 1½ 10² m² ①"), ("👩‍👩‍👧 ok 👍🏽 1️⃣", "ok 1"), ("so\u00adft می\u200cروم", "soft میروم"),
        ("مُحَمَّد محمد كتـــاب", "محمد محمد كتاب"), ("שָׁלוֹם שלום", "שלום שלום"), ("\ud800a\udc00b � \x00c", "a b c"), ("葛\U000e0100", "葛"), ("\U00031350", "\U00031350"),
    ],
)  # fmt: skip
def test_what_is_heard_of_a_text(text, heard):
    assert words(text) == heard.split(" ")


@pytest.mark.parametrize(
    ("text", "n"),
    [("今天用 iPhone 拍照 3.5 次", 8), ("今日はいい天気ですね。", 10), ("안녕하세요 여러분", 8), ("สวัสดี", 4), ("ភាសាខ្មែរ", 5), ("你好, world", 3), ("㍻", 2), ("ﷺ", 4)],
)  # fmt: skip
def test_characters_count_where_words_have_no_spaces(text, n):
    assert len(units(text)) == n


def test_which_of_both_there_is_more_of():
    assert mostly_characters(units("今天用 iPhone 拍照"))
    assert not mostly_characters(units("I met 小明 today"))
    assert not mostly_characters([])


def test_letters_are_joined_but_digits():
    assert joined(units("well-known")) == joined(units("wellknown"))
    assert joined(units("1 2")) != joined(units("12"))
    assert joined(units("5kg")) == joined(units("5 kg"))


@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_units_in_order_that_stand_in_it(text):
    found = units(text)
    assert all(0 <= u.start < u.end <= len(text) and u.text for u in found)
    assert all(a.start <= b.start and a.end <= b.end for a, b in pairwise(found))


@given(st.text(st.characters(max_codepoint=0xFFFF, codec="utf-8", exclude_characters="[]()`~，"), max_size=40))
def test_width_and_composition_change_nothing(text):
    assert joined(units(unicodedata.normalize("NFD", text))) == joined(units(unicodedata.normalize("NFC", text)))


@given(st.text(st.sampled_from("Ab1 .,:-#'*%$天ガé。½ß") | st.characters(max_codepoint=0x3FFF), max_size=40))
def test_the_short_way_is_the_long_one(text):
    assert words(text) == words(text + " \u200d")  # which is nothing, and takes the long way


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\u0301" * 50_000,
        "a" + "\u0301\u0316" * 50_000,
        "](https://" * 5_000,
        "```" * 20_000,
        "-" * 50_000,
        "'" * 50_000,
        "1," * 20_000,
        "1.." * 20_000,
    ],
)
def test_hostile_texts_cost_what_they_weigh(text):
    assert len(units(text)) <= len(text)
