import pytest

from omni_nb.catalog import model
from omni_nb.reply.usage import Usage, cost_of

RAW = {
    "prompt_tokens": 207, "completion_tokens": 103, "total_tokens": 310,
    "completion_tokens_details": {"audio_tokens": 83, "text_tokens": 20}, "prompt_tokens_details": {"text_tokens": 207},
}  # fmt: skip
FLASH = model("qwen3-omni-flash")


def test_the_examples_usage():
    u = Usage.of(RAW)
    assert (u.input_tokens, u.audio_out, u.text_out, u.text_in) == (207, 83, 20, 207)
    assert (u.audio_in, u.reasoning_out) == (None, None)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"prompt_tokens": "seven"},
        {"prompt_tokens": int("9" * 400)},
        {"prompt_tokens": float("nan")},
        {"prompt_tokens": float("inf")},
        {"prompt_tokens": 7.5},
        {"prompt_tokens": [7]},
        {"input_tokens_details": None},
        {"prompt_tokens": True},
        {"prompt_tokens": -1},
        {"prompt_tokens_details": 3},
    ],
)
def test_what_is_no_count_is_not_reported(raw):
    assert Usage.of(raw) == Usage()


@pytest.mark.parametrize(
    "raw",
    [
        {"prompt_tokens": 7, "completion_tokens": 30},
        {"input_tokens": 7, "output_tokens": 30},
        {"prompt_tokens": 7.0, "completion_tokens": 30.0},
        {"prompt_tokens": "7", "completion_tokens": "30"},
        {"prompt_tokens": None, "input_tokens": 7, "output_tokens": 30},
        {"promptTokens": 7, "completionTokens": 30},
        {"prompt_token_count": 7, "candidates_token_count": 30},
        {"prompt_eval_count": 7, "eval_count": 30},
        {"prompt_tokens": "7.0", "completion_tokens": "30.0"},
    ],
)
def test_counts_under_either_set_of_names_and_as_floats_are_counts(raw):
    assert (Usage.of(raw).input_tokens, Usage.of(raw).output_tokens) == (7, 30)


def test_details_under_either_set_of_names():
    u = Usage.of(
        {
            "input_tokens_details": {"cached_tokens": 5},
            "output_tokens_details": {"reasoning_tokens": 3, "audio_tokens": 2},
        }
    )
    assert (u.cached_in, u.reasoning_out, u.audio_out) == (5, 3, 2)
    flat = Usage.of({"prompt_cache_hit_tokens": 5, "reasoning_tokens": 3})
    assert (flat.cached_in, flat.reasoning_out) == (5, 3)


def test_a_later_report_says_what_it_says_and_the_rest_stays():
    first, later = Usage.of({"prompt_tokens": 7, "completion_tokens": 1}), Usage.of({"completion_tokens": 30})
    assert first.updated(later) == Usage(input_tokens=7, output_tokens=30)


def test_with_sound_out_the_text_is_free():
    assert cost_of(Usage.of(RAW), FLASH).amount == pytest.approx((207 * 1.8 + 83 * 62.6) / 1e6)
    assert cost_of(Usage.of(RAW), FLASH).prices_date


def test_text_alone_costs_more_after_media():
    plain = Usage(input_tokens=100, output_tokens=10)
    assert cost_of(plain, FLASH).amount == pytest.approx((100 * 1.8 + 10 * 6.9) / 1e6)
    seen = Usage(input_tokens=100, output_tokens=10, image_in=40, audio_in=20)
    assert cost_of(seen, FLASH).amount == pytest.approx((40 * 1.8 + 20 * 15.8 + 40 * 3.3 + 10 * 12.7) / 1e6)
    assert cost_of(seen, model("qwen3.5-omni-plus")).amount == pytest.approx(
        (40 * 7 + 20 * 53 + 40 * 7 + 10 * 40) / 1e6
    )


def test_unknown_prices_and_counts_give_no_cost():
    assert cost_of(None, FLASH) is None
    assert cost_of(Usage(input_tokens=1), FLASH) is None
    assert cost_of(Usage.of(RAW), model("unknown")) is None
