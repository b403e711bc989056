"""What may be asked of the simulator, as an OpenAPI description: served at `/openapi.json`, and what bodies are checked against.

One text for both, so that the description cannot promise what is not done. The check is fastjsonschema's, which every
Jupyter has; types and ranges stand here, the rules of each service in `refusals`.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable
from typing import Any

Json = dict[str, Any]

DESCRIPTION = "The built-in simulator of omni_nb: OpenAI's chat completions as Qwen-Omni and its relatives speak them."


def _or_null(schema: Json) -> Json:
    return {**schema, "type": [schema["type"], "null"]}


def _number(low: float, high: float) -> Json:
    return {"type": ["number", "null"], "minimum": low, "maximum": high}


def _integer(low: int, high: int = (1 << 63) - 1) -> Json:
    return {"type": ["integer", "null"], "minimum": low, "maximum": high}


PART_KINDS = ("text", "image_url", "input_audio", "audio_url", "video_url", "video", "refusal")

_TEXT: Json = {"type": "string"}
_FLAG: Json = {"type": ["boolean", "null"]}
_OBJECT: Json = {"type": "object"}
_URL: Json = {"type": ["string", "object"], "properties": {"url": _TEXT}, "required": ["url"]}
_PART: Json = {
    "type": "object",
    "required": ["type"],
    "properties": {
        "type": _TEXT, "text": _TEXT, "refusal": _TEXT, "image_url": _URL, "audio_url": _URL, "video_url": _URL,
        "input_audio": {"type": "object", "required": ["data"], "properties": {"data": _TEXT, "format": _TEXT}},
        "video": {"type": "array", "items": _TEXT, "minItems": 1},
    },
}  # fmt: skip
_TOOL_CALL: Json = {
    "type": "object", "required": ["id", "function"],
    "properties": {
        "id": _TEXT, "type": _TEXT,
        "function": {"type": "object", "required": ["name", "arguments"], "properties": {"name": _TEXT, "arguments": _TEXT}},
    },
}  # fmt: skip
_MESSAGE: Json = {
    "type": "object", "required": ["role"],
    "properties": {
        "role": {"type": "string", "enum": ["system", "developer", "user", "assistant", "tool"]},
        "content": {"type": ["string", "array", "null"], "items": _PART},
        "tool_calls": {"type": ["array", "null"], "items": _TOOL_CALL}, "tool_call_id": _TEXT, "name": {"type": ["string", "null"]},
    },
}  # fmt: skip
_TOOL: Json = {
    "type": "object", "required": ["type", "function"],
    "properties": {
        "type": {"type": "string", "enum": ["function"]},
        "function": {
            "type": "object", "required": ["name"],
            "properties": {
                "name": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}, "description": {"type": ["string", "null"]},
                "parameters": {"type": ["object", "null"]},
            },
        },
    },
}  # fmt: skip

REQUEST: Json = {
    "type": "object",
    "required": ["model", "messages"],
    "properties": {
        "model": {"type": "string", "minLength": 1},
        "messages": {"type": "array", "minItems": 1, "items": _MESSAGE},
        "stream": _FLAG,
        "stream_options": {"type": ["object", "null"], "properties": {"include_usage": _FLAG}},
        "modalities": {"type": ["array", "null"], "items": {"type": "string", "enum": ["text", "audio"]}},
        "audio": {
            "type": ["object", "null"],
            "properties": {"voice": {"type": ["string", "object", "null"], "properties": {"id": _TEXT}, "required": ["id"]}, "format": _or_null(_TEXT)},
        },
        "speaker": _or_null(_TEXT),
        "audios": {"type": ["array", "null"], "items": _TEXT},
        "videos": {"type": ["array", "null"], "items": _TEXT},
        "temperature": _number(0, 2), "top_p": _number(0, 1), "presence_penalty": _number(-2, 2), "frequency_penalty": _number(-2, 2),
        "top_k": _integer(0), "seed": _integer(0), "n": _integer(1, 128), "max_tokens": _integer(1), "max_completion_tokens": _integer(1),
        "thinking_budget": _integer(1), "top_logprobs": _integer(0, 20), "logprobs": _FLAG,
        "stop": {"type": ["string", "array", "null"], "items": _TEXT, "maxItems": 16},
        "enable_thinking": _FLAG, "chat_template_kwargs": _or_null(_OBJECT),
        "response_format": {
            "type": ["object", "null"], "required": ["type"],
            "properties": {
                "type": {"type": "string", "enum": ["text", "json_object", "json_schema"]},
                "json_schema": {"type": "object", "properties": {"name": _TEXT, "schema": _OBJECT}},
            },
        },
        "tools": {"type": ["array", "null"], "items": _TOOL},
        "tool_choice": {
            "type": ["string", "object", "null"],
            "properties": {"type": _TEXT, "function": {"type": "object", "required": ["name"], "properties": {"name": _TEXT}}},
        },
        "parallel_tool_calls": _FLAG,
    },
}  # fmt: skip

_ERROR: Json = {
    "type": "object", "required": ["error", "request_id"],
    "properties": {
        "request_id": _TEXT,
        "error": {
            "type": "object", "required": ["message", "type", "param", "code"],
            "properties": {"message": _TEXT, "type": _TEXT, "param": {"type": ["string", "null"]}, "code": {"type": ["string", "null"]}},
        },
    },
}  # fmt: skip
_MODEL: Json = {
    "type": "object", "required": ["id", "object", "created", "owned_by"],
    "properties": {"id": _TEXT, "object": {"type": "string", "enum": ["model"]}, "created": {"type": "integer"}, "owned_by": _TEXT},
}  # fmt: skip
_COMPLETION: Json = {
    "type": "object", "required": ["id", "object", "created", "model", "choices", "usage"],
    "properties": {
        "id": _TEXT, "object": {"type": "string", "enum": ["chat.completion"]}, "created": {"type": "integer"}, "model": _TEXT, "usage": _OBJECT,
        "choices": {"type": "array", "minItems": 1, "items": {"type": "object", "required": ["message", "finish_reason", "index"]}},
    },
}  # fmt: skip


def _answers(schema: Json, *refusals: int, stream: bool = False) -> Json:
    ok: Json = {"application/json": {"schema": schema}}
    if stream:
        ok["text/event-stream"] = {"schema": _TEXT}
    refused = {"description": "refused, and why", "content": {"application/json": {"schema": _ERROR}}}
    return {"200": {"description": "answered", "content": ok}} | {str(status): refused for status in refusals}


def document(version: str, base_url: str) -> Json:
    """The description as `/openapi.json` gives it (OpenAPI 3.1)."""
    body = {"required": True, "content": {"application/json": {"schema": REQUEST}}}
    model_id = {"name": "model", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
    listed = {"type": "object", "required": ["object", "data"], "properties": {"object": _TEXT, "data": {"type": "array", "items": _MODEL}}}  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "omni_nb simulator", "version": version, "description": DESCRIPTION},
        "servers": [{"url": base_url}],
        "paths": {
            "/chat/completions": {"post": {
                "operationId": "create_chat_completion", "requestBody": body,
                "responses": _answers(_COMPLETION, 400, 401, 403, 404, 408, 411, 413, 429, 500, 503, stream=True),
            }},
            "/models": {"get": {"operationId": "list_models", "responses": _answers(listed, 400, 403)}},
            "/models/{model}": {"get": {"operationId": "get_model", "parameters": [model_id], "responses": _answers(_MODEL, 400, 403, 404)}},
        },
    }  # fmt: skip


def complaint(body: Json) -> tuple[str, str, str] | None:
    """The first field of a body that is not as described: `(field, the rule it breaks, in words)`, or None."""
    import fastjsonschema

    try:
        _checker()(body)
    except fastjsonschema.JsonSchemaValueException as err:
        path = [str(p) for p in err.path[1:]]
        field = "".join(f"[{p}]" if p.isdigit() else f".{p}" for p in path).removeprefix(".") or "body"
        if err.rule == "required":
            missing = next(name for name in err.rule_definition if name not in (err.value or {}))
            return f"{field}.{missing}".removeprefix("body."), "required", "it is missing"
        return field, str(err.rule), _words(err)
    return None


def _words(err: Any) -> str:
    got = _short(err.value)
    rule = err.rule_definition
    if err.rule == "type":
        return f"expected {' or '.join(rule) if isinstance(rule, list) else rule}, got {got}"
    if err.rule == "enum":
        return f"expected one of {', '.join(repr(r) for r in rule)}, got {got}"
    if err.rule in ("minimum", "maximum"):
        return f"expected a value {'>' if err.rule == 'minimum' else '<'}= {rule}, got {got}"
    if err.rule in ("minItems", "minLength"):
        return f"it is too short: at least {rule}"
    return f"it does not fit {err.rule} {rule}"


def _short(value: object) -> str:
    if isinstance(value, dict | list):  # never written out: it may be the whole request
        return "an object" if isinstance(value, dict) else "an array"
    text = json.dumps(value[:60] if isinstance(value, str) else value)
    return text if len(text) <= 60 else f"{text[:57]}…"


@functools.cache
def _checker() -> Callable[[Json], Any]:
    import fastjsonschema

    return fastjsonschema.compile(REQUEST)


_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def lone_surrogate(value: Any, at: str = "") -> str | None:
    """Where in a body half a character stands, or None: JSON's escapes can write one, UTF-8 cannot."""
    if isinstance(value, str):
        return (at or "body") if _LONE_SURROGATE.search(value) else None
    if isinstance(value, dict):
        inner = ((f"{at}.{k}".lstrip("."), v) for k, v in value.items())
        bad_key = next((f"a key of {at or 'body'}" for k in value if _LONE_SURROGATE.search(k)), None)
        return bad_key or next((found for k, v in inner if (found := lone_surrogate(v, k))), None)
    if isinstance(value, list):
        return next((found for i, v in enumerate(value) if (found := lone_surrogate(v, f"{at}[{i}]"))), None)
    return None
