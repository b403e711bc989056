"""A request as a program that sends it: Python, asynchronous Python, curl, JavaScript, a `%%omni` cell.

A function of the request's JSON, so that a program sends exactly that. Media are files beside it,
read when it runs; a key is never in it, only the variable that holds one.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from omni_nb.prompt import catalog
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.servers.address import Address
from omni_nb.wire.dialect import Json
from omni_nb.wire.encode import Settings, Turn

Language = Literal["python", "async", "curl", "javascript", "magic"]
TITLES: dict[Language, str] = {
    "python": "Python", "async": "async Python", "curl": "curl", "javascript": "JavaScript", "magic": "%%omni",
}  # fmt: skip
Save = Callable[[bytes, str], str]
"""Keeps bytes as a file, with a hint of its name, and returns the path that a program is to read."""

# What the SDK's `create` knows in 1.52 and since; the rest travels in `extra_body`.
_KNOWN = (
    "model", "messages", "modalities", "audio", "stream", "stream_options", "temperature", "top_p", "max_tokens", "seed",
)  # fmt: skip
_DATA = re.compile(r"(data:[\w/.+-]*;base64,)([A-Za-z0-9+/=\s]*)")


@dataclass(frozen=True, slots=True)
class _File:
    """A string that is the base64 of a file, behind a prefix."""

    prefix: str
    path: str


def program(language: Language, body: Json, *, address: Address, save: Save) -> str:
    """A program in that language (not `magic`) that sends `body` and keeps the answer.

    Args:
        language: `python`, `async`, `curl` or `javascript`.
        body: The request's JSON.
        address: Where it goes; its URL is set.
        save: Keeps media that travel inline.
    """
    tree = _with_files(body, save)
    key = _key_variable(address)
    optional = address.loopback
    url = str(address.base_url)
    if language == "curl":
        return _curl(tree, url, key, optional)
    if language == "javascript":
        return _javascript(tree, url, key, optional)
    return _python(tree, url, key, optional, is_async=language == "async")


def cell(
    prompt: Prompt, settings: Settings, history: Sequence[Turn], *, address: Address, given_url: str | None, save: Save
) -> str:
    """A `%%omni` cell that asks the same.

    Args:
        prompt: The turn.
        settings: All but the prompt.
        history: Earlier turns; with a system prompt of several lines they go into a file.
        address: Where it goes.
        given_url: The server's URL where it was named, or None.
        save: Keeps media and earlier turns.
    """
    words = ["%%omni", "--model", settings.model]
    if address.simulated:
        words.append("--simulated")
    elif given_url:
        words += ["--base-url", given_url]
    if settings.sound and settings.voice:
        words += ["--voice", settings.voice]
    if not settings.sound:
        words.append("--text-only")
    if settings.thinking is not None:
        words.append("--thinking" if settings.thinking else "--no-thinking")
    for name in ("temperature", "top_p", "seed", "max_tokens"):
        if (value := getattr(settings, name)) is not None:
            words += [f"--{name.replace('_', '-')}", f"{value:g}" if isinstance(value, float) else str(value)]
    # IPython puts variables into a magic's line, and a line has no second line
    aside = history or re.search(r"[\n{$]", settings.system or "")
    if aside:
        words += ["--conversation", save(_conversation(settings, history, save), "conversation.json")]
    elif settings.system:
        words += ["--system", settings.system]
    for part in prompt.media:
        words += _media_option(part, save)
    return f"{shlex.join(words)}\n{prompt.text}"


def _conversation(settings: Settings, history: Sequence[Turn], save: Save) -> bytes:
    turns = [
        {
            "ask": [
                *(dict(_media_pair(p, save) for p in [part]) for part in turn.prompt.media),
                {"text": turn.prompt.text},
            ],
            "answer": turn.answer,
        }
        for turn in history
    ]
    return json.dumps({"system": settings.system, "turns": turns}, ensure_ascii=False, indent=1).encode()


def _media_pair(part: MediaPart | FramesPart, save: Save) -> tuple[str, Any]:
    if isinstance(part, FramesPart):
        return "frames", {"files": [_path_of(f, save) for f in part.frames], "fps": part.fps}
    return part.kind, _path_of(part, save)


def _media_option(part: MediaPart | FramesPart, save: Save) -> list[str]:
    if isinstance(part, FramesPart):
        return ["--frames", ",".join(_path_of(f, save) for f in part.frames), "--fps", f"{part.fps:g}"]
    return [f"--{part.kind}", _path_of(part, save)]


def _path_of(part: MediaPart, save: Save) -> str:
    if part.url:
        return part.url
    assert part.data is not None
    return save(part.data, f"{part.name or part.kind}.{part.info.format if part.info else 'bin'}")


def _key_variable(address: Address) -> str:
    owner = catalog.host(address.host)
    return owner.key_variable if owner else "OMNI_NB_API_KEY"


def _with_files(value: Any, save: Save, key: str = "") -> Any:
    """The JSON with a `_File` in place of each base64 string."""
    if isinstance(value, dict):
        kind = value.get("format") or ""
        return {k: _with_files(v, save, str(kind) if k == "data" else "") for k, v in value.items()}
    if isinstance(value, list):
        return [_with_files(v, save) for v in value]
    if not isinstance(value, str):
        return value
    if found := _DATA.fullmatch(value):
        suffix = found.group(1)[5:-8].rpartition("/")[2] or key or "bin"
        return _File(found.group(1), save(base64.b64decode(found.group(2)), f"media.{suffix}"))
    if key:  # `input_audio.data` without a prefix, as OpenAI has it
        try:
            return _File("", save(base64.b64decode(value, validate=True), f"media.{key}"))
        except (binascii.Error, ValueError):
            return value
    return value


def _literal(
    value: Any, file: Callable[[_File], str], words: dict[Any, str], key: Callable[[str], str], pad: str = ""
) -> str:
    """A tree as source text; what differs between languages is given."""
    if isinstance(value, _File):
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
    return json.dumps(value, ensure_ascii=False)


def _read_file(f: _File) -> str:
    """What Python and JavaScript write alike: the prefix, and the file that is read."""
    read = f"b64({json.dumps(f.path, ensure_ascii=False)})"
    return f"{json.dumps(f.prefix)} + {read}" if f.prefix else read


_PY_WORDS = {True: "True", False: "False", None: "None"}
_JS_WORDS = {True: "true", False: "false", None: "null"}


def _python(tree: Json, url: str, key: str, optional: bool, *, is_async: bool) -> str:
    def literal(value: Any) -> str:
        return _literal(value, _read_file, _PY_WORDS, json.dumps, "    ")

    extra = {k: v for k, v in tree.items() if k not in _KNOWN}
    arguments = [f"    {k}={literal(v)},\n" for k, v in tree.items() if k in _KNOWN]
    if extra:
        arguments.append(f"    extra_body={literal(extra)},\n")
    secret = f'os.environ.get("{key}", "EMPTY")' if optional else f'os.environ["{key}"]'
    client = "AsyncOpenAI" if is_async else "OpenAI"
    create = f"client.chat.completions.create(\n{''.join(arguments)})"
    media = _holds_file(tree)
    lines = [
        *(["import asyncio"] if is_async else []),
        "import base64",
        "import os",
        "import wave",
        *(["from pathlib import Path"] if media else []),
        "",
        f"from openai import {client}",
        "",
        *(
            ["", "def b64(path):", "    return base64.b64encode(Path(path).read_bytes()).decode()", "", ""]
            if media
            else []
        ),
        f'client = {client}(api_key={secret}, base_url="{url}")',
    ]
    streamed = bool(tree.get("stream"))
    sound = "audio" in (tree.get("modalities") or [])
    work = _PY_STREAM if streamed else _PY_WHOLE
    if is_async:
        work = work.replace("for chunk in", "async for chunk in")
        create = "await " + create
    work = f"answer = {create}\n" + work + (_PY_KEEP if sound else "")
    if not sound:
        work = work.replace("sound = bytearray()\n", "").replace(_PY_SOUND, "")
    if is_async:
        body = "".join(
            f"    {row}\n" if row.strip() else "\n" for row in work.removesuffix("\n").split("\n")
        )  # not splitlines: U+2028
        # IPython has a loop already and takes `await main()`; a program makes its own
        work = f"\n\nasync def main():\n{body}\n\ntry:\n    asyncio.get_running_loop()\nexcept RuntimeError:\n    asyncio.run(main())\nelse:\n    task = asyncio.ensure_future(main())  # in a notebook it runs on; `await task` waits for it\n"
    return "\n".join(lines) + "\n" + work


_PY_SOUND = '        data = base64.b64decode(audio.get("data") or "")\n        sound += data[44:] if data[:4] == b"RIFF" else data\n'
_PY_STREAM = (
    "sound = bytearray()\n"
    "for chunk in answer:\n"
    "    chunk = chunk.to_dict()  # plain dicts: the same in every version of the SDK\n"
    '    for choice in chunk.get("choices") or []:\n'
    '        delta = choice.get("delta") or {}\n'
    '        audio = delta.get("audio") or {}\n'
    '        if chunk.get("modality") == "audio":  # vLLM-Omni\n'
    '            delta, audio = {}, {"data": delta.get("content")}\n'
    '        print(delta.get("content") or audio.get("transcript") or "", end="", flush=True)\n'
    + _PY_SOUND
    + "print()\n"
)
_PY_WHOLE = (
    "sound = bytearray()\n"
    'for choice in answer.to_dict()["choices"]:\n'
    '        audio = choice["message"].get("audio") or {}\n'
    '        print(choice["message"].get("content") or audio.get("transcript") or "")\n' + _PY_SOUND
)
_PY_KEEP = (
    'with wave.open("reply.wav", "wb") as file:  # 24 kHz, 16 bit, mono\n'
    "    file.setnchannels(1)\n    file.setsampwidth(2)\n    file.setframerate(24_000)\n    file.writeframes(sound)\n"
)


def _curl(tree: Json, url: str, key: str, optional: bool) -> str:
    def plain(text: str) -> str:
        # an unquoted here-document: $, ` and \ are the shell's
        return re.sub(r"([\\$`])", r"\\\1", text)

    def file(f: _File) -> str:
        return f"\"{plain(f.prefix)}$(base64 < {shlex.quote(f.path)} | tr -d '\\n')\""

    marks = iter(range(1 << 30))
    files: dict[str, str] = {}

    def marked(f: _File) -> str:
        mark = f"\x00{next(marks)}\x00"
        files[mark] = file(f)
        return mark

    text = plain(_strict_json(_literal(tree, marked, _JS_WORDS, lambda k: json.dumps(k, ensure_ascii=False))))
    for mark, source in files.items():
        text = text.replace(mark, source)
    secret = f"${{{key}:-EMPTY}}" if optional else f"${key}"
    return (
        f"curl -sN {url}/chat/completions \\\n"
        f'  -H "Authorization: Bearer {secret}" -H "Content-Type: application/json" --data-binary @- <<JSON\n{text}\nJSON\n'
    )


def _strict_json(text: str) -> str:
    """JSON has no comma behind the last element."""
    return re.sub(r",(\n\s*[}\]])", r"\1", text)


def _javascript(tree: Json, url: str, key: str, optional: bool) -> str:
    body = _literal(tree, _read_file, _JS_WORDS, lambda k: k if k.isidentifier() and k.isascii() else json.dumps(k))
    secret = f'process.env.{key} ?? "EMPTY"' if optional else f"process.env.{key}"
    media, sound = _holds_file(tree), "audio" in (tree.get("modalities") or [])
    uses = [*(["readFileSync"] if media else []), *(["writeFileSync"] if sound else [])]
    head = 'import OpenAI from "openai"; // npm install openai; save this as ask.mjs and run: node ask.mjs\n'
    if uses:
        head += f'import {{ {", ".join(uses)} }} from "node:fs";\n'
    if media:
        head += '\nconst b64 = (path) => readFileSync(path).toString("base64");\n'
    head += f'\nconst client = new OpenAI({{ apiKey: {secret}, baseURL: "{url}" }});\nconst answer = await client.chat.completions.create({body});\n'
    return head + (_JS_STREAM if tree.get("stream") else _JS_WHOLE) + (_JS_KEEP if sound else "")


_JS_STREAM = """const sound = [];
for await (const chunk of answer) {
  for (const choice of chunk.choices ?? []) {
    let delta = choice.delta ?? {}, audio = delta.audio ?? {};
    if (chunk.modality === "audio") [delta, audio] = [{}, { data: delta.content }]; // vLLM-Omni
    process.stdout.write(delta.content ?? audio.transcript ?? "");
    const data = Buffer.from(audio.data ?? "", "base64");
    sound.push(data.subarray(data.subarray(0, 4).toString() === "RIFF" ? 44 : 0));
  }
}
console.log();
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


def _holds_file(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_holds_file(v) for v in value.values())
    return isinstance(value, _File) or (isinstance(value, list) and any(_holds_file(v) for v in value))
