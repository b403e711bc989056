import dataclasses
import hashlib
import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import image, video
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt, TextPart
from omni_nb.prompt.request import Request, Settings, Turn
from tests.support.media import TONE, picture
from tests.support.requests import request

PNG = MediaPart("image", b"abc", None, MediaInfo(kind="image", format="png"), "cat.png")
SHA = hashlib.sha256(b"abc").hexdigest()


def test_it_is_written_as_sorted_json_without_spaces_and_without_what_is_not_said():
    r = request("你是谁", model="qwen3-omni-flash", voice="Cherry")
    assert r.canonical == '{"model":"qwen3-omni-flash","prompt":["你是谁"],"sound":true,"stream":true,"voice":"Cherry"}'
    assert r.hash == hashlib.sha256(r.canonical.encode()).hexdigest()


def test_media_stand_in_it_by_their_content_and_urls_as_urls():
    frames = FramesPart((PNG, PNG), 2.0)
    r = request(PNG, image("https://a.example/x.png"), frames, "what?", turns=[Turn(Prompt.of(PNG, "see?"), "I see")])
    plain = json.loads(r.canonical)
    assert plain["prompt"] == [
        {"image": {"sha256": SHA}},
        {"image": {"url": "https://a.example/x.png"}},
        {"frames": [{"sha256": SHA}] * 2, "fps": 2},
        "what?",
    ]
    assert plain["turns"] == [{"prompt": [{"image": {"sha256": SHA}}, "see?"], "answer": "I see"}]
    assert r.size_bytes == 3 * 4


def test_the_hash_is_the_same_in_every_version_of_this_package():
    r = request(PNG, "what?", voice="Ethan", temperature=0.5, extra={"top_k": 3}, turns=[Turn(Prompt.of("a"), "b")])
    assert r.hash == "8a93cbb5f0eb97b8e54e8a69b109618a19f3f8c002d0fb177f3789bb4b405358"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (request("a", "b"), request("a\nb")),
        (request("x", temperature=1.0, extra={"k": 2.0}), request("x", temperature=1, extra={"k": 2})),
        (request("x", temperature=-0.0), request("x", temperature=0)),
        (request("x", extra={"a": 1, "b": [1, {"d": 1, "c": 2}]}), request("x", extra={"b": [1, {"c": 2, "d": 1}], "a": 1})),
        (request("x", system=""), request("x")),
        (request("x", sound=False, voice="Cherry"), request("x", sound=False)),
        (request("x", can_speak=False), request("x")),
        (request(dataclasses.replace(PNG, name="dog.png", note="turned")), request(PNG)),
        (request(FramesPart((PNG,), 20.0)), request(FramesPart((PNG,), 10.0, "cut"))),
        (request(Prompt((TextPart("x"),), ("a note",))), request("x")),
        (request("\ud83d\ude00"), request("😀")),
        (request("x", turns=[Turn(Prompt.of("q"), "\ud83d\ude00")]), request("x", turns=[Turn(Prompt.of("q"), "😀")])),
    ],
)  # fmt: skip
def test_what_asks_the_same_is_the_same(one, other):
    assert one == other
    assert (hash(one), one.hash) == (hash(other), other.hash)


@pytest.mark.parametrize(
    "other",
    [
        request("y"), request("x", model="other"), request("x", voice="Ethan"), request("x", sound=False), request("x", stream=False),
        request("x", system="s"), request("x", thinking=False), request("x", temperature=0), request("x", seed=0), request("x", max_tokens=1),
        request("x", top_p=1), request("x", extra={"top_k": 0}), request("x", extra={"top_k": None}), request("x", extra={"n": True}),
        request("x", turns=[Turn(Prompt.of("q"), "a")]), request("x", turns=[Turn(Prompt.of("q"), "")]), request(PNG, "x"), request("x", PNG),
        request(SHA), request(image("https://a.example/x.png"), "x"), request(dataclasses.replace(PNG, kind="audio"), "x"),
        request(FramesPart((PNG,)), "x"), request(FramesPart((PNG,), None), "x"), request(FramesPart((PNG,), 5.0), "x"),
    ],
)  # fmt: skip
def test_what_asks_something_else_is_another(other):
    assert other != request("x")
    assert other.hash != request("x").hash


def test_it_is_no_other_thing():
    assert request("x") != "x"
    assert (request("x") == "x") is False


def test_what_its_owner_does_to_extra_later_changes_nothing():
    extra = {"tools": [{"name": "a"}]}
    r = request("x", extra=extra)
    before = r.hash
    extra["tools"][0]["name"] = "b"
    assert r.hash == before


def test_it_goes_to_another_process_and_is_the_same_there():
    r = request(video([picture()] * 2), TONE, "what?", extra={"top_k": 3}, turns=[Turn(Prompt.of("q"), "a")])
    assert pickle.loads(pickle.dumps(r)).hash == r.hash


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.text(), max_size=3), st.dictionaries(st.text(min_size=1, max_size=3), json_values, max_size=3))
def test_any_words_and_any_further_fields_have_one_spelling(words, extra):
    r = Request(prompt=Prompt(tuple(map(TextPart, words))), settings=Settings(model="m", extra=extra))
    again = Request(prompt=r.prompt, settings=Settings(model="m", extra=dict(reversed(extra.items()))))
    assert r.canonical.encode() == again.canonical.encode()
    assert json.dumps(json.loads(r.canonical), ensure_ascii=False, sort_keys=True, separators=(",", ":")) == r.canonical
