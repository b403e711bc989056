"""A request as a program that sends it: Python, asynchronous Python, curl, JavaScript, a `%%omni` cell.

A program is made of the request's JSON and sends exactly that (`programs` has the words of each language).
Media are files beside it, read when it runs; a key is never in it, only the variable that holds one.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import shlex
from collections.abc import Callable
from typing import Any, Literal

from omni_nb import catalog
from omni_nb.messages import _
from omni_nb.prompt.parts import FramesPart, MediaPart, TextPart, fps_sent
from omni_nb.prompt.request import Request
from omni_nb.servers.address import Address
from omni_nb.show import programs
from omni_nb.show.programs import File, Target
from omni_nb.wire.dialects.dialect import Dialect, Json

Language = Literal["python", "async", "curl", "javascript", "magic"]
TITLES: dict[Language, str] = {
    "python": "Python", "async": _('async Python'), "curl": "curl", "javascript": "JavaScript", "magic": "%%omni",
}  # fmt: skip
Save = Callable[[bytes, str], str]
"""Keeps bytes as a file, with a hint of its name, and returns the path that a program is to read."""

_DATA = re.compile(r"(data:[\w/.+-]*;base64,)([A-Za-z0-9+/=\s]*)")


def program(language: Language, body: Json, *, address: Address, dialect: Dialect, save: Save) -> str:
    """Write a program in that language (not `magic`) that sends `body` and keeps the answer.

    Args:
        language: `python`, `async`, `curl` or `javascript`.
        body: The request's JSON.
        address: Where it goes; its URL is set.
        dialect: How that server answers.
        save: Writes media that are sent inline to files.

    Raises:
        ValueError: No such language.
    """
    if language not in TITLES or language == "magic":
        raise ValueError(
            _("no code in {language}; available: {titles}", language=repr(language), titles=", ".join(TITLES))
        )
    tree = _with_files(body, save)
    target = Target(
        url=str(address.base_url), key=_key_variable(address), key_optional=address.loopback, marked=dialect.marks_sound
    )
    if language == "curl":
        return programs.curl(tree, target)
    if language == "javascript":
        return programs.javascript(tree, target)
    return programs.python(tree, target, is_async=language == "async")


def cell(request: Request, *, address: Address, given_url: str | None, save: Save) -> str:
    """A `%%omni` cell that asks the same.

    Args:
        request: What is asked. Earlier turns, and a system prompt of several lines, go into a file.
        address: Where it goes.
        given_url: The server's URL where it was named, or None.
        save: Keeps media and earlier turns.

    Raises:
        ValueError: A cell cannot hold it: words before a file, a line break in an option, prompts `>>>` in the question.
    """
    prompt, settings = request.prompt, request.settings
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
    aside = request.turns or re.search(r"[\n{$]", settings.system or "")
    if aside:
        words += ["--conversation", save(_conversation(request, save), "conversation.json")]
    elif settings.system:
        words += ["--system", settings.system]
    if prompt.media and any(isinstance(p, TextPart) for p in prompt.parts[: len(prompt.media)]):
        raise ValueError(
            _("a %%omni cell sends its files before its text, and here text comes before a file: use the Python code")
        )
    for part in prompt.media:
        words += _media_option(part, save)
    return f"{_unexpanded(shlex.join(words))}\n{_unstripped(prompt.text)}"


def _unexpanded(line: str) -> str:
    """A magic's line from which IPython makes this one: it runs what stands in braces, and puts in what follows a `$`.

    A model's id or a URL from elsewhere must not become a program by that.
    """
    if len(line.splitlines()) > 1:
        raise ValueError(
            _(
                "the options of a %%omni cell must fit on one line, and one of them contains a line break: use the Python code"
            )
        )
    line = line.replace("{", "{{").replace("}", "}}")
    return re.sub(r"\$(?=[\w.])(?=([^']*'[^']*')*[^']*$)", "$$", line)  # those that it sees: not between single quotes


def _unstripped(text: str) -> str:
    """A cell's words as IPython leaves them: it takes prompts off a cell that begins with one, `>>>` off any line."""
    if re.search(r"^\s*>>>", text, re.MULTILINE):
        raise ValueError(
            _("IPython removes >>> prompts from a cell, so this question cannot be a cell: use the Python code")
        )
    return f"\n{text}" if re.match(r"\s*(\.{3}|In ?\[)", text) else text


def _conversation(request: Request, save: Save) -> bytes:
    turns = [
        {
            "ask": [
                {"text": part.text} if isinstance(part, TextPart) else dict([_media_pair(part, save)])
                for part in turn.prompt.parts
            ],
            "answer": turn.answer,
        }
        for turn in request.turns
    ]
    return json.dumps({"system": request.settings.system, "turns": turns}, ensure_ascii=False, indent=1).encode()


def _media_pair(part: MediaPart | FramesPart, save: Save) -> tuple[str, Any]:
    if isinstance(part, FramesPart):
        rate = {} if (fps := fps_sent(part)) is None else {"fps": fps}
        return "frames", {"files": [_path_of(f, save) for f in part.frames], **rate}
    return part.kind, _path_of(part, save)


def _media_option(part: MediaPart | FramesPart, save: Save) -> list[str]:
    if isinstance(part, FramesPart):
        rate = [] if (fps := fps_sent(part)) is None else ["--fps", f"{fps:g}"]
        files = [_path_of(f, save) for f in part.frames]
        return ["--frames", (", " if any("," in f for f in files) else ",").join(files), *rate]
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
    """The JSON with a `File` in place of each base64 string."""
    if isinstance(value, dict):
        kind = value.get("format") or ""
        return {k: _with_files(v, save, str(kind) if k == "data" else "") for k, v in value.items()}
    if isinstance(value, list):
        return [_with_files(v, save) for v in value]
    if not isinstance(value, str):
        return value
    if found := _DATA.fullmatch(value):
        suffix = found.group(1)[5:-8].rpartition("/")[2] or key or "bin"
        return File(found.group(1), save(base64.b64decode(found.group(2)), f"media.{suffix}"))
    if key:  # `input_audio.data` without a prefix, as OpenAI has it
        try:
            return File("", save(base64.b64decode(value, validate=True), f"media.{key}"))
        except (binascii.Error, ValueError):
            return value
    return value
