import json

import pytest

from omni_nb.servers.simulator.request import Refusal, read
from omni_nb.servers.simulator.tools import choose, instance

WEATHER = {
    "type": "object", "required": ["city", "days"],
    "properties": {"city": {"type": "string"}, "days": {"type": "integer", "minimum": 2}, "unit": {"enum": ["C", "F"]}},
}  # fmt: skip
TOOLS = [
    {"type": "function", "function": {"name": "get_weather", "parameters": WEATHER}},
    {"type": "function", "function": {"name": "add", "parameters": {"type": "object", "properties": {"a": {"type": "number"}, "b": {"type": "number"}}}}},
    {"type": "function", "function": {"name": "final_result"}},
]  # fmt: skip


def asked(text, *after, **more):
    messages = [{"role": "user", "content": text}, *after]
    return read({"model": "qwen3.5-plus", "messages": messages, "tools": TOOLS, **more})


def called(name, id="c"):
    return [
        {"role": "assistant", "content": None, "tool_calls": [{"id": id, "type": "function", "function": {"name": name, "arguments": "{}"}}]},
        {"role": "tool", "tool_call_id": id, "content": "4"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("Call get_weather with city=Paris, days=3.", "get_weather", {"city": "Paris", "days": 3}),
        ('call the tool `get_weather` with {"city": "Oslo", "days": 5}', "get_weather", {"city": "Oslo", "days": 5}),
        ("Use add with a: 1.5, b: 2", "add", {"a": 1.5, "b": 2.0}),
        ("请调用 get_weather 参数为 city=北京，days=2", "get_weather", {"city": "北京", "days": 2}),
        ("call get_weather with city='New York'", "get_weather", {"city": "New York", "days": 2}),
        ("call final_result", "final_result", {}),
    ],
)
def test_it_calls_what_it_is_told_with_what_it_is_told(text, name, arguments):
    call = choose(asked(text))
    assert (call.name, json.loads(call.arguments)) == (name, arguments)
    assert call.id.startswith("call_")


def test_words_that_ask_for_no_call_get_words():
    assert choose(asked("What is a weather tool?")) is None
    assert choose(asked("call get_weather with city=Paris", tool_choice="none")) is None
    assert choose(asked("call nothing")) is None


def test_a_tool_that_has_answered_is_not_called_again():
    assert choose(asked("call get_weather with city=Paris", *called("get_weather"))) is None


def test_a_choice_calls_with_arguments_that_fit_the_schema():
    named = choose(asked("hello", tool_choice={"type": "function", "function": {"name": "get_weather"}}))
    assert json.loads(named.arguments) == {"city": "hello", "days": 2, "unit": "C"}
    assert choose(asked("hello", tool_choice="required")).name == "final_result"
    assert choose(asked("call add with a=1", tool_choice="required")).name == "add"
    assert choose(asked("call add with a=1", *called("add"), tool_choice="required")).name == "final_result"
    assert choose(asked("x", *called("final_result"), tool_choice="required")).name == "add"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"tool_choice": {"type": "function", "function": {"name": "nobody"}}}, "'nobody' not found"),
        ({"tool_choice": "perhaps"}, "perhaps"),
        ({"tool_choice": "required", "tools": None}, "only allowed when 'tools'"),
    ],
)
def test_a_choice_that_cannot_be_done_is_refused(more, words):
    with pytest.raises(Refusal, match=words) as refusal:
        choose(asked("x", **more))
    assert refusal.value.param == "tool_choice"


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string"}, "w"), ({"type": "integer"}, 1), ({"type": "number", "maximum": -3}, -3), ({"type": "boolean"}, True),
        ({"type": "null"}, None), ({"type": ["integer", "null"]}, 1), ({"enum": ["a", "b"]}, "a"), ({"const": 7}, 7), ({"default": [1]}, [1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]), ({"type": "array"}, ["w"]),
        ({"anyOf": [{"type": "null"}, {"type": "string"}]}, None), ({}, {}), (None, "w"), ({"type": 5}, "w"),
        ({"$defs": {"P": {"type": "object", "properties": {"x": {"type": "integer"}}}}, "$ref": "#/$defs/P"}, {"x": 1}),
        ({"type": "object", "properties": {"p": {"$ref": "#/nowhere"}}}, {"p": "w"}),
    ],
)  # fmt: skip
def test_something_that_fits_a_schema_is_made(schema, value):
    assert instance(schema, "w") == value


def test_a_schema_that_holds_itself_comes_to_an_end():
    assert instance(
        {"$defs": {"N": {"type": "object", "properties": {"next": {"$ref": "#/$defs/N"}}}}, "$ref": "#/$defs/N"}, "w"
    )
