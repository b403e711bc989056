import pytest

from omni_nb.servers.simulator import openapi

M = [{"role": "user", "content": "hi"}]


def body(**more):
    return {"model": "m", "messages": M, **more}


@pytest.mark.parametrize(
    ("bad", "field", "words"),
    [
        ({}, "model", "missing"),
        (body(messages="x"), "messages", 'expected array, got "x"'),
        (body(messages=[{"content": "x"}]), "messages[0].role", "missing"),
        (body(messages=[{"role": "elf", "content": "x"}]), "messages[0].role", "got \"elf\""),
        (body(messages=[{"role": "user", "content": 3}]), "messages[0].content", "expected string or array or null, got 3"),
        (body(messages=[*M, {"role": "user", "content": [{"type": "text", "text": {}}]}]), "messages[1].content[0].text", "got an object"),
        (body(messages=[{"role": "user", "content": [{"type": "image_url", "image_url": {}}]}]), "messages[0].content[0].image_url.url", "missing"),
        (body(temperature=9), "temperature", "expected a value <= 2, got 9"),
        (body(temperature="hot"), "temperature", "got \"hot\""),
        (body(temperature=float("inf")), "temperature", "<= 2"),
        (body(modalities=5), "modalities", "got 5"),
        (body(modalities=["smell"]), "modalities[0]", "'text', 'audio'"),
        (body(audio={"voice": {}}), "audio.voice.id", "missing"),
        (body(max_tokens=0), "max_tokens", ">= 1"),
        (body(seed=1.5), "seed", "got 1.5"),
        (body(stop=[1]), "stop[0]", "got 1"),
        (body(n=True), "n", "got true"),
        (body(tools=[{"type": "function", "function": {"name": "a b"}}]), "tools[0].function.name", "does not fit"),
        (body(audios=["x", 5]), "audios[1]", "got 5"),
        (body(model=""), "model", "too short"),
        (body(temperature="x" * 500), "temperature", "…"),
    ],
)  # fmt: skip
def test_the_field_and_what_is_wrong_with_it_are_named(bad, field, words):
    found, _, said = openapi.complaint(bad)
    assert found == field
    assert words in said
    assert len(said) < 200


@pytest.mark.parametrize(
    "good",
    [body(), body(temperature=None, audio=None, stop="x"), body(unknown={"x": 1}), body(audio={"voice": {"id": "v"}})],
)
def test_what_the_service_takes_has_no_complaint(good):
    assert openapi.complaint(good) is None


def test_half_a_character_is_found_in_values_and_keys():
    assert openapi.lone_surrogate({"a": [{"b": "x\ud800"}]}) == "a[0].b"
    assert openapi.lone_surrogate({"a": {"\udc00": 1}}) == "a key of a"
    assert openapi.lone_surrogate({"a": ["😀", 1, None]}) is None


def test_the_description_and_the_check_are_one_text():
    told = openapi.document("1", "http://127.0.0.1:1/v1")
    post = told["paths"]["/chat/completions"]["post"]
    assert post["requestBody"]["content"]["application/json"]["schema"] is openapi.REQUEST
    assert {"200", "400", "404", "413"} <= post["responses"].keys()
