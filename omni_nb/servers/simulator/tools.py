"""Which tool the simulator calls, and with what: as it is told, or as `tool_choice` wants it. It never decides by itself.

"Call get_weather with city=Paris, days=3" or "Call get_weather with {"city": "Paris"}" in the last question calls that tool;
`tool_choice` `required`, or one that names a tool, calls one too. Arguments that nobody gave are made to fit the tool's schema.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from omni_nb.servers.simulator.request import Asked, Json, Refusal

_PAIR = re.compile(r"(\w+)\s*[=:]\s*(\"[^\"]*\"|'[^']*'|[^,;，；]+)")
_DEEPEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolCall:
    """One call: `arguments` is JSON text, as the protocol has it."""

    id: str
    name: str
    arguments: str


def choose(asked: Asked) -> ToolCall | None:
    """The call that is asked for, or None where words are.

    Raises:
        Refusal: `tool_choice` names a tool that is not there.
    """
    tools: dict[str, Json] = {t["function"]["name"]: t["function"] for t in asked.body.get("tools") or ()}
    choice = asked.body.get("tool_choice") or "auto"
    named = (choice.get("function") or {}).get("name") if isinstance(choice, dict) else None
    if (isinstance(choice, dict) or choice in ("required", "any")) and not tools:
        raise Refusal(400, "'tool_choice' is only allowed when 'tools' are specified.", param="tool_choice")
    if isinstance(choice, dict) and named not in tools:
        raise Refusal(400, f"Tool choice '{named}' not found in 'tools' parameter.", param="tool_choice")
    if isinstance(choice, str) and choice not in ("auto", "none", "required", "any"):
        raise Refusal(400, f"Invalid value for 'tool_choice': '{choice[:60]}'.", param="tool_choice")
    if choice == "none" or not tools:
        return None
    told = None if asked.called else _told(asked.text, tools)
    if named is None and choice == "auto":
        named = told and told[0]
    elif (
        named is None
    ):  # `required`: what was told, else one that was not called yet (agents keep their answer for last)
        named = told[0] if told else next((n for n in reversed(tools) if n not in asked.called), next(iter(tools)))
    if named is None:
        return None
    given = told[1] if told and told[0] == named else ""
    schema = tools[named].get("parameters") or {}
    arguments = _arguments(given, schema) or instance(schema, asked.text)
    text = json.dumps(arguments, ensure_ascii=False)
    return ToolCall(id=f"call_{uuid.uuid4().hex[:24]}", name=named, arguments=text)


def _told(text: str, tools: Mapping[str, Json]) -> tuple[str, str] | None:
    """The tool that the words name, and what stands behind `with`."""
    names = "|".join(map(re.escape, sorted(tools, key=len, reverse=True)))
    found = re.search(
        rf"(?:\bcall|\buse|\brun|调用|使用)\s*(?:the\s+(?:tool|function)\s+)?[`'\"]?({names})\b(.*)",
        text,
        re.IGNORECASE | re.DOTALL,
    )
    if found is None:
        return None
    name = next(n for n in tools if n.lower() == found.group(1).lower())
    return name, re.sub(r"^[`'\"]?\s*(?:with|using|on|，?参数(?:为|是)?)?\s*", "", found.group(2), flags=re.IGNORECASE)


def _arguments(given: str, schema: Json) -> dict[str, Any]:
    """`{"a": 1}` or `a=1, b=two`, with the types that the schema names; the rest is made up."""
    properties = schema.get("properties")
    known: dict[str, Any] = properties if isinstance(properties, dict) else {}
    start = given.find("{")
    pairs: dict[str, Any] = {}
    if start >= 0:
        try:
            pairs = json.JSONDecoder().raw_decode(given[start:])[0]
        except (ValueError, RecursionError):
            pairs = {}
    if not pairs:
        found = {k: v.strip().strip("\"'").rstrip(".。!！") for k, v in _PAIR.findall(given)}
        pairs = {k: _typed(v, known.get(k)) for k, v in found.items() if not known or k in known}
    if not pairs:
        return {}
    return {**{k: v for k, v in instance(schema, given).items() if k in (schema.get("required") or ())}, **pairs}


def _typed(value: str, schema: Any) -> Any:
    kind = schema.get("type") if isinstance(schema, dict) else None
    try:
        if kind == "integer":
            return int(value)
        if kind == "number":
            return float(value)
        if kind == "boolean":
            return value.lower() in ("true", "yes", "1")
        if kind in ("array", "object"):
            return json.loads(value)
    except ValueError:
        return value
    return value


def instance(schema: Any, words: str) -> Any:
    """Something that fits a JSON schema: the smallest, strings hold the words of the question."""
    return _instance(schema, words[:200], schema if isinstance(schema, dict) else {}, 0)


def _instance(schema: Any, words: str, root: Json, depth: int) -> Any:
    if not isinstance(schema, dict) or depth > _DEEPEST:
        return words
    for key in ("const", "default"):
        if key in schema:
            return schema[key]
    if isinstance(ref := schema.get("$ref"), str):
        return _instance(_at(root, ref), words, root, depth + 1)
    for key in ("enum", "anyOf", "oneOf", "allOf"):
        if isinstance(options := schema.get(key), list) and options:
            return options[0] if key == "enum" else _instance(options[0], words, root, depth + 1)
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) and kind else kind
    if kind == "object" or (kind is None and "properties" in schema) or (kind is None and depth == 0):
        inner = schema.get("properties")
        return {k: _instance(v, words, root, depth + 1) for k, v in (inner if isinstance(inner, dict) else {}).items()}
    if kind == "array":
        least = schema.get("minItems")
        return [_instance(schema.get("items"), words, root, depth + 1)] * (
            min(least, 20) if isinstance(least, int) else 1
        )
    if kind in ("integer", "number"):
        return next((schema[k] for k in ("minimum", "maximum") if isinstance(schema.get(k), int | float)), 1)
    return {"boolean": True, "null": None}.get(kind, words) if isinstance(kind, str) else words


def _at(root: Json, ref: str) -> Any:
    """What `#/$defs/Name` points to."""
    place: Any = root
    for step in ref.removeprefix("#/").split("/"):
        place = place.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(place, dict) else None
    return place
