"""Programs in other people's words: a tree of JSON as Python with the plain SDK, curl, JavaScript.

Each says what it needs and no more, for it is read before it is run: nothing of sound where none is asked for.
"""

from __future__ import annotations

import functools
import json
import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from omni_nb.escape import source
from omni_nb.wire.dialects.dialect import Json

# What the SDK's `create` knows in 1.52 and since; the rest travels in `extra_body`.
_KNOWN = (
    "model", "messages", "modalities", "audio", "stream", "stream_options", "temperature", "top_p", "max_tokens", "seed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class File:
    """A string that is the base64 of a file, behind a prefix."""

    prefix: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where a program sends its request, and how it is answered.

    Attributes:
        key: The variable of the environment that holds the key.
        key_optional: The server answers without a key too.
        marked: Sound comes as `delta.content` of chunks that say so (vLLM-Omni).
    """

    url: str
    key: str
    key_optional: bool
    marked: bool = False


# -- a tree as source text ---------------------------------------------------------------------


def _literal(
    value: Any, file: Callable[[File], str], words: dict[Any, str], key: Callable[[str], str], pad: str = ""
) -> str:
    """A tree of JSON as source text; the arguments hold what differs between languages."""
    if isinstance(value, File):
        return file(value)
    if isinstance(value, bool) or value is None:
        return words[value]
    if isinstance(value, dict | list) and not value:
        return "{}" if isinstance(value, dict) else "[]"
    deep = pad + "    "
    if isinstance(value, dict):
        rows = [f"{deep}{key(k)}: {_literal(v, file, words, key, deep)}" for k, v in value.items()]
        flat = "{" + ", ".join(r.strip() for r in rows) + "}"
        return flat if len(flat) < 90 and "\n" not in flat else "{\n" + ",\n".join(rows) + f",\n{pad}}}"
    if isinstance(value, list):
        rows = [deep + _literal(v, file, words, key, deep) for v in value]
        flat = "[" + ", ".join(r.strip() for r in rows) + "]"
        return flat if len(flat) < 90 and "\n" not in flat else "[\n" + ",\n".join(rows) + f",\n{pad}]"
    if isinstance(value, str):
        return source(value, python=words is _PY_WORDS)
    return json.dumps(value)


def _read_file(f: File) -> str:
    """What Python and JavaScript write alike: the prefix, and the file that is read."""
    read = f"b64({source(f.path)})"
    return f"{json.dumps(f.prefix)} + {read}" if f.prefix else read


def _holds_file(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_file(v) for v in value.values())
    return isinstance(value, File) or (isinstance(value, list) and any(_holds_file(v) for v in value))


def _sounds(tree: Json) -> bool:
    return "audio" in (tree.get("modalities") or [])


_PY_WORDS = {True: "True", False: "False", None: "None"}
_JS_WORDS = {True: "true", False: "false", None: "null"}

# -- Python ------------------------------------------------------------------------------------


def python(tree: Json, target: Target, *, is_async: bool = False) -> str:
    """Python with the plain openai SDK, 1.52 or newer; asynchronous, it runs in a program and in a notebook."""
    media, sound = _holds_file(tree), _sounds(tree)
    client = "AsyncOpenAI" if is_async else "OpenAI"
    secret = f'os.environ.get("{target.key}", "EMPTY")' if target.key_optional else f'os.environ["{target.key}"]'
    imports = [
        *(["import asyncio"] if is_async else []),
        *(["import base64"] if media or sound else []),
        "import os",
        *(["import wave"] if sound else []),
        *(["from pathlib import Path"] if media else []),
    ]
    create = _py_create(tree)
    receive = _py_receive(sound, streamed=bool(tree.get("stream")), marked=target.marked)
    if is_async:  # only in what receives: the question may speak of chunks too
        work = _py_main(f"answer = await {create}" + receive.replace("for chunk in", "async for chunk in"))
    else:
        work = f"answer = {create}{receive}"
    return (
        "\n".join(imports)
        + f"\n\nfrom openai import {client}\n\n"
        + ("\ndef b64(path):\n    return base64.b64encode(Path(path).read_bytes()).decode()\n\n\n" if media else "")
        + f"client = {client}(api_key={secret}, base_url={source(target.url)})\n"
        + work
    )


def _py_create(tree: Json) -> str:
    def argument(value: Any) -> str:
        return _literal(value, _read_file, _PY_WORDS, functools.partial(source, python=True), "    ")

    arguments = {k: v for k, v in tree.items() if k in _KNOWN}
    if extra := {k: v for k, v in tree.items() if k not in _KNOWN}:
        arguments["extra_body"] = extra
    rows = "".join(f"    {k}={argument(v)},\n" for k, v in arguments.items())
    return f"client.chat.completions.create(\n{rows})\n"


def _py_receive(sound: bool, *, streamed: bool, marked: bool) -> str:
    if not sound:
        return _PY_TEXT if streamed else _PY_WHOLE_TEXT
    if streamed:
        return _PY_STREAM[0] + (_PY_MARKED if marked else "") + _PY_STREAM[1] + _PY_KEEP
    return _PY_WHOLE + _PY_KEEP


def _py_main(work: str) -> str:
    """Put the lines into `main()`. IPython has a loop already and takes `await main()`; a program makes its own."""
    rows = work.removesuffix("\n").split("\n")  # not splitlines: U+2028
    body = "".join(f"    {row}\n" if row.strip() else "\n" for row in rows)
    return (
        f"\n\nasync def main():\n{body}\n\n"
        "try:\n    asyncio.get_running_loop()\nexcept RuntimeError:\n    asyncio.run(main())\n"
        "else:\n    task = asyncio.ensure_future(main())  # in a notebook it runs on; `await task` waits for it\n"
    )


_PY_TEXT = """for chunk in answer:
    for choice in chunk.choices or []:
        print(choice.delta.content or "", end="", flush=True)
print()
"""
_PY_WHOLE_TEXT = """for choice in answer.choices:
    print(choice.message.content)
"""
_PY_STREAM = (
    """sound = bytearray()
for chunk in answer:
    chunk = chunk.to_dict()  # plain dicts: the same in every version of the SDK
    for choice in chunk.get("choices") or []:
        delta = choice.get("delta") or {}
        audio = delta.get("audio") or {}
""",
    """        print(delta.get("content") or audio.get("transcript") or "", end="", flush=True)
        data = base64.b64decode(audio.get("data") or "")
        sound += data[44:] if data[:4] == b"RIFF" else data
print()
""",
)
_PY_MARKED = """        if chunk.get("modality") == "audio":  # vLLM-Omni
            delta, audio = {}, {"data": delta.get("content")}
"""
_PY_WHOLE = """sound = bytearray()
for choice in answer.to_dict()["choices"]:
    audio = choice["message"].get("audio") or {}
    print(choice["message"].get("content") or audio.get("transcript") or "")
    data = base64.b64decode(audio.get("data") or "")
    sound += data[44:] if data[:4] == b"RIFF" else data
"""
_PY_KEEP = """with wave.open("reply.wav", "wb") as file:  # 24 kHz, 16 bit, mono
    file.setnchannels(1)
    file.setsampwidth(2)
    file.setframerate(24_000)
    file.writeframes(sound)
"""

# -- JavaScript --------------------------------------------------------------------------------


def javascript(tree: Json, target: Target) -> str:
    """A module for Node with the openai package."""
    media, sound, streamed = _holds_file(tree), _sounds(tree), bool(tree.get("stream"))
    body = _literal(tree, _read_file, _JS_WORDS, _js_key)
    secret = f'process.env.{target.key} ?? "EMPTY"' if target.key_optional else f"process.env.{target.key}"
    head = 'import OpenAI from "openai"; // npm install openai; save this as ask.mjs and run: node ask.mjs\n'
    if uses := [*(["readFileSync"] if media else []), *(["writeFileSync"] if sound else [])]:
        head += f'import {{ {", ".join(uses)} }} from "node:fs";\n'
    if media:
        head += '\nconst b64 = (path) => readFileSync(path).toString("base64");\n'
    head += f"\nconst client = new OpenAI({{ apiKey: {secret}, baseURL: {source(target.url)} }});\nconst answer = await client.chat.completions.create({body});\n"
    if not sound:
        return head + (_JS_TEXT if streamed else _JS_WHOLE_TEXT)
    if not streamed:
        return head + _JS_WHOLE + _JS_KEEP
    return head + _JS_STREAM[0] + (_JS_MARKED if target.marked else "") + _JS_STREAM[1] + _JS_KEEP


def _js_key(key: str) -> str:
    if key == "__proto__":  # bare or quoted it names what the object inherits from
        return '["__proto__"]'
    return key if key.isidentifier() and key.isascii() else source(key)


_JS_TEXT = """for await (const chunk of answer) {
  for (const choice of chunk.choices ?? []) process.stdout.write(choice.delta?.content ?? "");
}
console.log();
"""
_JS_WHOLE_TEXT = """for (const choice of answer.choices) console.log(choice.message.content);
"""
_JS_STREAM = (
    """const sound = [];
for await (const chunk of answer) {
  for (const choice of chunk.choices ?? []) {
    let delta = choice.delta ?? {}, audio = delta.audio ?? {};
""",
    """    process.stdout.write(delta.content ?? audio.transcript ?? "");
    const data = Buffer.from(audio.data ?? "", "base64");
    sound.push(data.subarray(data.subarray(0, 4).toString() === "RIFF" ? 44 : 0));
  }
}
console.log();
""",
)
_JS_MARKED = """    if (chunk.modality === "audio") [delta, audio] = [{}, { data: delta.content }]; // vLLM-Omni
"""
_JS_WHOLE = """const sound = [];
for (const choice of answer.choices) {
  console.log(choice.message.content ?? choice.message.audio?.transcript ?? "");
  const data = Buffer.from(choice.message.audio?.data ?? "", "base64");
  sound.push(data.subarray(data.subarray(0, 4).toString() === "RIFF" ? 44 : 0));
}
"""
_JS_KEEP = """const pcm = Buffer.concat(sound), head = Buffer.alloc(44); // a wav file: 24 kHz, 16 bit, mono
head.write("RIFF", 0); head.writeUInt32LE(36 + pcm.length, 4); head.write("WAVEfmt ", 8);
head.writeUInt32LE(16, 16); head.writeUInt16LE(1, 20); head.writeUInt16LE(1, 22);
head.writeUInt32LE(24000, 24); head.writeUInt32LE(48000, 28); head.writeUInt16LE(2, 32); head.writeUInt16LE(16, 34);
head.write("data", 36); head.writeUInt32LE(pcm.length, 40);
writeFileSync("reply.wav", Buffer.concat([head, pcm]));
"""

# -- curl --------------------------------------------------------------------------------------


def curl(tree: Json, target: Target) -> str:
    """A line for a shell: the stream is printed as it comes, its sound in base64."""

    def plain(text: str) -> str:
        # an unquoted here-document: $, ` and \ are the shell's
        return re.sub(r"([\\$`])", r"\\\1", text)

    files: dict[str, str] = {}

    def marked(f: File) -> str:
        mark = f"\x00{len(files)}\x00"
        files[mark] = f"\"{plain(f.prefix)}$(base64 < {shlex.quote(f.path)} | tr -d '\\n')\""
        return mark

    text = plain(_strict_json(_literal(tree, marked, _JS_WORDS, source)))
    for mark, reads in files.items():
        text = text.replace(mark, reads)
    secret = f"${{{target.key}:-EMPTY}}" if target.key_optional else f"${target.key}"
    url = f"{target.url}/chat/completions"
    flags = "-sNg" if re.search(r"[][{}]", url) else "-sN"  # curl makes several addresses of brackets
    return (
        f"curl {flags} {shlex.quote(url)} \\\n"
        f'  -H "Authorization: Bearer {secret}" -H "Content-Type: application/json" --data-binary @- <<JSON\n{text}\nJSON\n'
    )


def _strict_json(text: str) -> str:
    """Take away the comma behind a last element, which JSON does not allow."""
    return re.sub(r",(\n\s*[}\]])", r"\1", text)
