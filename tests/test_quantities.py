import json
import shutil
import subprocess
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import quantities
from omni_nb.messages import say

SIZES = {0: "0 bytes", 1: "1 byte", 12: "12 bytes", 999: "999 bytes", 1_000: "1 kB", 1_499: "1 kB", 999_499: "999 kB", 999_500: "1.0 MB",
         3_400_000: "3.4 MB", 999_949_999: "999.9 MB", 999_950_000: "1.0 GB", 2_147_483_648: "2.1 GB"}  # fmt: skip


def test_a_size_never_has_a_thousand_of_its_unit():
    assert {n: quantities.size(n) for n in SIZES} == SIZES


def test_a_size_that_is_compared_with_a_limit_is_told_to_the_byte():
    assert [quantities.exact_size(n) for n in (0, 1, 10_485_761)] == ["0 bytes", "1 byte", "10,485,761 bytes"]


def test_a_length_is_rounded_before_its_unit_is_chosen():
    lengths = {0: "0.0 s", 0.0004: "1 ms", 0.01: "10 ms", 0.0996: "0.1 s", 3.21: "3.2 s", 59.94: "59.9 s", 59.96: "1:00 min", 75: "1:15 min",
               119.6: "2:00 min", 3_599.4: "59:59 min", 3_599.6: "1:00:00 h", 3_605: "1:00:05 h", 10_800: "3:00:00 h"}  # fmt: skip
    assert {t: quantities.duration(t) for t in lengths} == lengths


def test_a_scale_has_times_without_a_unit_above_a_minute():
    times = {0: "0.0 s", 5.44: "5.4 s", 59.96: "1:00", 60: "1:00", 754: "12:34", 3_605: "1:00:05"}
    assert {t: quantities.clock(t) for t in times} == times


def test_a_limit_is_said_as_it_was_set():
    limits = {
        0.3: "0.3 s",
        2.4: "2.4 s",
        9: "9 s",
        90: "90 s",
        119.6: "2 min",
        180: "3 min",
        150: "2 min 30 s",
        179.7: "3 min",
    }
    assert {t: quantities.limit(t) for t in limits} == limits


def test_seconds_stay_seconds():
    assert (quantities.seconds(1_200.44), quantities.seconds(0.349, 2)) == ("1,200.4 s", "0.35 s")
    limit = quantities.whole_seconds(1_180.4)
    assert (limit, limit.in_language("zh")) == ("1,180 s", "1,180 秒")


@given(st.floats(0, 1e6))
def test_no_minute_has_sixty_seconds(t_s):
    for words in (quantities.duration(t_s), quantities.clock(t_s), quantities.limit(t_s)):
        assert ":60" not in words
        assert "60.0 s" not in words


@pytest.mark.skipif(
    shutil.which("node") is None, reason="NOT TRIED: no Node was found, so the page's own sizes were not compared"
)
def test_the_page_says_sizes_in_the_same_words():
    widgets = files("omni_nb.widgets")
    source = widgets.joinpath("form_cards.js").read_text(encoding="utf-8")
    (size,) = [line for line in source.splitlines() if line.startswith("const size =")]
    program = f"{widgets.joinpath('language.js').read_text(encoding='utf-8')}\n{size}\nconsole.log(JSON.stringify({json.dumps(list(SIZES))}.map(size)))"
    said = subprocess.run(["node", "-e", program], capture_output=True, text=True, timeout=60, check=True).stdout
    assert json.loads(said) == list(SIZES.values())


def test_an_amount_has_a_minus_that_is_none_and_is_never_minus_nothing():
    told = [quantities.amount(v, "LUFS", 1) for v in (-23.06, -0.01, 0, 1234.5, float("-inf"))]
    assert told == ["−23.1 LUFS", "0.0 LUFS", "0.0 LUFS", "1,234.5 LUFS", "−∞ LUFS"]
    assert quantities.amount(3) == "3"


@pytest.mark.parametrize(
    ("amount", "about", "at_least"),
    [
        (0, "0 CNY", "over 0 CNY"),
        (1.8e-6, "under 0.0001 CNY", "over 0 CNY"),
        (0.00005, "≈ 0.0001 CNY", "at least 0.0001 CNY"),
        (0.0123, "≈ 0.0123 CNY", "at least 0.0123 CNY"),
        (0.02, "≈ 0.02 CNY", "at least 0.02 CNY"),
        (0.99999, "≈ 1 CNY", "at least 1 CNY"),
        (1.5, "≈ 1.50 CNY", "at least 1.50 CNY"),
        (1_234.5, "≈ 1,234.50 CNY", "at least 1,234.50 CNY"),
    ],
)
def test_money_is_never_a_row_of_zeros_and_nothing_is_not_little(amount, about, at_least):
    assert quantities.cost(amount, "CNY") == about
    assert quantities.cost(amount, "CNY", at_least=True) == at_least
    assert "0.00000" not in quantities.price(amount, "CNY")


def test_money_in_chinese():
    assert say(quantities.cost(1e-6, "CNY"), "zh") == "不到 0.0001 CNY"
    assert say(quantities.cost(0.5, "CNY", at_least=True), "zh") == "至少 0.5 CNY"
