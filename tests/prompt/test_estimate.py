import numpy as np
import pytest

from omni_nb import audio, image, video
from omni_nb.catalog import model
from omni_nb.prompt.estimate import cost_of, tokens_of
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.report import Tokens
from omni_nb.prompt.request import Turn
from tests.prompt.support import check, media
from tests.support.media import TONE

FLASH = model("qwen3-omni-flash")


def test_tokens_follow_the_vendors_rules():
    assert check(Prompt.of(media("image")), FLASH).tokens.visual == 20 * 15 + 2
    assert check(Prompt.of(media("image", width=32, height=32)), FLASH).tokens.visual == 4 + 2
    assert check(Prompt.of(media("audio", length=10)), FLASH).tokens.audio == 125
    assert check(Prompt.of(media("audio", length=0.5)), FLASH).tokens.audio == 13
    tokens = check(Prompt.of(media("video", length=10, sound=True)), FLASH).tokens
    assert (tokens.audio, tokens.visual) == (125, 10 * 300 + 2)
    assert check(Prompt.of(video([image(np.zeros((480, 640, 3), np.uint8))] * 4)), FLASH).tokens.visual == 2 * 300 + 2
    assert check(Prompt.of(video(["https://a.example/1.jpg"] * 4)), FLASH).tokens.visual == 2
    assert check(Prompt.of("你好世界"), FLASH, turns=[Turn(Prompt.of("fo"), "ur")]).tokens.text == 4


def test_media_of_earlier_turns_are_sent_again_and_counted():
    turns = [Turn(Prompt.of(media("audio", length=10), "four"), "four")]
    assert check(Prompt.of("four"), FLASH, turns=turns).tokens == Tokens(text=3, audio=125)
    assert check(Prompt.of("x"), FLASH, turns=[Turn(Prompt.of(image("https://a.example/x.png")), "y")]).tokens.partial


def test_cost_is_told_where_the_prices_are_known_and_only_there():
    report = check(Prompt.of(audio(TONE), "hello there"), FLASH)
    assert report.input_cost == pytest.approx((13 * 15.8 + 3 * 1.8) / 1e6)
    assert "prices of" in str(report)
    assert check(Prompt.of("x"), model("qwen2.5-omni-7b")).input_cost is None
    assert "no problems found" in str(check(Prompt.of("x"), FLASH))


def test_nothing_costs_nothing_and_what_has_no_price_has_no_cost():
    assert tokens_of(Prompt(()), FLASH) == Tokens()
    assert cost_of(Tokens(), FLASH) == 0
    assert cost_of(Tokens(text=1), model("of nobody")) is None
