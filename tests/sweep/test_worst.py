import dataclasses

import numpy as np
import pytest

from omni_nb import Clip, catalog
from omni_nb.prompt.parts import Prompt, audio, image
from omni_nb.reply.usage import Usage
from omni_nb.reply.usage import cost_of as by_usage
from omni_nb.sweep.worst import cost_of, worst_cost, worst_tokens
from tests.support.clients import simulated

MODEL = catalog.default_model()
SPOKEN = Clip(np.zeros(24_000, np.int16), 24_000)


def request(*parts, **options):
    return simulated().request(Prompt.of(*parts), (), {"modalities": ["text"], **options})


def test_more_is_never_charged_than_the_worst():
    """With the whole of an answer used, and each byte of the question a token."""
    for options in ({}, {"max_tokens": 100}, {"modalities": ["text", "audio"]}):
        asked = request("你是谁？ hello", **options)
        most = min(options.get("max_tokens", MODEL.output_tokens), MODEL.output_tokens)
        sound = "modalities" in options
        usage = Usage(input_tokens=40, output_tokens=most, audio_out=most if sound else None)
        assert by_usage(usage, MODEL).amount <= worst_cost(asked)
        assert worst_tokens(asked) >= 30 + most


def test_a_bound_on_tokens_makes_it_less_also_of_sound():
    free, bound = (request("hi", modalities=["text", "audio"], **m) for m in ({}, {"max_tokens": 50}))
    assert worst_cost(bound) < worst_cost(free) / 10
    assert worst_tokens(request("hi", max_tokens=10**9)) == worst_tokens(request("hi"))


def test_media_count_at_their_own_price():
    words, sound = request("hi"), request("hi", audio(SPOKEN))
    assert worst_cost(sound) > worst_cost(words)
    assert worst_cost(request("hi", image(np.zeros((64, 64, 3), np.uint8)))) > worst_cost(words)
    url = request("hi", audio("https://example.invalid/a.wav"))
    assert worst_tokens(url) >= MODEL.input_tokens, "its length is not known: all that the model takes"


def test_what_is_not_known_is_not_known():
    assert worst_cost(request("hi", model="somebodys-model")) is None
    assert worst_tokens(request("hi", model="somebodys-model")) is None
    assert worst_tokens(request("hi", model="somebodys-model", max_tokens=5)) is not None
    assert worst_cost(request("hi", model="somebodys-model", max_tokens=5)) is None


def test_what_extra_says_wins_here_too():
    plain = request("hi", max_tokens=5)
    longer = request("hi", max_tokens=5, extra={"max_tokens": 500})
    assert worst_cost(longer) >= 90 * (worst_cost(plain) - worst_cost(request("hi", max_tokens=1)))
    assert worst_cost(request("hi", max_tokens=5, extra={"max_completion_tokens": 500})) == pytest.approx(
        worst_cost(longer), rel=0.05
    )
    tools = [{"type": "function", "function": {"name": "f", "description": "d" * 4_000}}]
    assert worst_tokens(request("hi", max_tokens=5, extra={"tools": tools})) > 4_000
    assert worst_cost(request("hi", max_tokens=5, extra={"modalities": ["text", "audio"]})) > 5 * worst_cost(plain)
    for name, value in (("n", 2), ("messages", []), ("model", "other"), ("max_tokens", "many")):
        odd = request("hi", max_tokens=5, extra={name: value})
        assert (worst_cost(odd), worst_tokens(odd)) == (None, None)


def test_what_another_model_answered_costs_what_nobody_knows(reply):
    assert cost_of(reply, request("hi")) is not None
    assert cost_of(reply, request("hi", extra={"model": "other"})) is None


@pytest.fixture
def reply(tmp_path):
    from omni_nb import Omni

    return Omni.simulated(pace=0, keep=False).ask("Repeat exactly: one two", show=False)


def test_an_answer_costs_what_its_usage_says_else_what_came(reply):
    asked = reply.request
    assert cost_of(reply, asked) == by_usage(reply.usage, MODEL).amount
    silent = dataclasses.replace(reply, usage=None)
    tokens = silent.audio.duration_s * MODEL.tokens.audio_out_per_s
    assert tokens * MODEL.price.audio_out / 1e6 <= cost_of(silent, asked) <= worst_cost(asked)
    text = dataclasses.replace(silent, audio=None)
    assert 0 < cost_of(text, asked) < cost_of(silent, asked)


def test_of_a_cut_answer_without_usage_nobody_knows(reply):
    cut = dataclasses.replace(reply, usage=None, complete=False, ending="cut")
    assert cost_of(cut, reply.request) is None
    unknown = dataclasses.replace(reply.request.settings, model="somebodys-model")
    silent = dataclasses.replace(reply, usage=None)
    assert cost_of(silent, dataclasses.replace(reply.request, settings=unknown)) is None
