"""Words that an enemy would send, and what may be found where they are shown.

HTML and Markdown are read by real parsers: what a browser would make of them is looked at, not their spelling.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import json
import threading
import types
import typing
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

from omni_nb import Clip, errors
from omni_nb.messages import Message
from omni_nb.notes import Note
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart
from omni_nb.widgets.saved_player import saved_player_script
from tests.support.media import TONE, picture

MARK = "pwned"
"""Each hostile word holds it: where it is missing, nothing was shown and nothing was tested."""
WORDS = {
    "script": f"<script>window.{MARK}=1</script>",
    "picture": f'<img src=x onerror="window.{MARK}=1">',
    "svg": f'<svg onload="window.{MARK}=1"></svg><style>*{{display:none}}</style>',
    "attribute": f"\" onmouseover=\"window.{MARK}=1\" x='",
    "attribute, single": f"' onmouseover='window.{MARK}=1' x=\"",
    "clobber": f'<form id=jupyterapp name={MARK} class="jp-Notebook"><input name=shell></form>',
    "comment": f"--><!-- {MARK} <![CDATA[ </textarea></title></style>",
    "link": f"[{MARK}](javascript:window.{MARK}=1) <javascript:window.{MARK}=1>",
    "remote picture": f"![{MARK}](http://127.0.0.9/{MARK}.png)",
    "reference": f"[{MARK}][r]\n\n[r]: javascript:window.{MARK}=1",
    "fence": f"```\n</pre><img src=x onerror=window.{MARK}>\n~~~~\n<b>{MARK}</b>\n```",
    "relative link": f"[{MARK}](/api/shutdown) [{MARK}](../../lab?reset) [{MARK}](//127.0.0.9/{MARK}) [{MARK}](#{MARK})",
    "heading": f"\n# {MARK}\n---\n- [ ] {MARK}",
    "clipboard": f"\x1b]52;c;{MARK}\x07\x1b]52;c;{MARK}\x1b\\",
    "title": f"\x1b]0;{MARK}\x07\x1b[2J\x1b[1;1H\x1b[8m{MARK}",
    "c1": f"\x9b2J\x9d52;c;{MARK}\x9c\x90{MARK}\x9c\x85",
    "overwritten": f"good\rBAD {MARK}\x08\x08\x08\x00\x7f\x0b\x0c",
    "direction": f"\u202e{MARK}\u202d\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "unseen": f"p\u200bw\u200cn\u200de\u2060d\ufeff{MARK}\xad\u2028\u2029\U000e0041",
    "surrogate": f"{MARK}\ud800\udfff\udc9b",
    "template": f"{{{MARK}}} ${{{MARK}}} $({MARK}) `{MARK}` %s %({MARK})s {{0}} $x$ \\begin{{{MARK}}}",
    "long": MARK * 400,
}  # fmt: skip
ALL = "".join(WORDS.values())

_HTML = {
    "div", "span", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "em", "s", "code", "pre", "blockquote", "ul",
    "ol", "li", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "audio", "source", "video", "details", "summary", "small", "b",
    "del", "ins",
}  # fmt: skip
_ATTRIBUTES = {
    "style", "class", "role", "alt", "src", "href", "title", "target", "rel", "start", "controls", "preload", "type", "aria-hidden",
    "aria-label", "open", "dir", "data-sound", "data-span", "data-s", "data-at", "data-width", "tabindex", "width", "height", "lang", "align",
}  # fmt: skip
_CLASSES = ("omni-nb-", "language-", "highlight", "mathjax_", "tex2jax_")


def unseen(text: str) -> str:
    """The characters of it that a terminal must not be given."""
    return "".join(c for i, c in enumerate(text) if _unseen(c) and not _joins(text, i))


def _unseen(c: str) -> bool:
    return c not in "\n\t" and unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _joins(text: str, i: int) -> bool:
    """It makes an emoji, or a word of a script that needs it."""
    return text[i] in "\u200c\u200d" and text[i - 1 : i] >= "\u0370" and text[i + 1 : i + 2] >= "\u0370"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _HTML:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            self.found += [f"{tag} {name}={value!r}" for _ in [0] if not _allowed(tag, name, value or "")]

    def handle_comment(self, data: str) -> None:
        self.found.append(f"<!--{data[:40]}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(f"<!{decl[:40]}")

    unknown_decl = handle_pi = handle_decl


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "src":
        return value.startswith(("data:image/", "data:audio/", "data:video/"))
    if name == "href":
        return tag == "a" and value.startswith(("http://", "https://", "mailto:"))
    if name == "class":
        return all(c.startswith(_CLASSES) for c in value.split())
    if name == "style":
        return MARK not in value and "url(" not in value and "position" not in value
    return name in _ATTRIBUTES


def html_faults(text: str) -> list[str]:
    """What a browser would run, load or be restyled by, and characters that nobody sees."""
    reader = _Reader()
    # one script is ours, to the letter; it stands behind everything else
    reader.feed(text.removesuffix(saved_player_script()))
    reader.close()
    return [*reader.found, *(repr(c) for c in unseen(text))]


def markdown_faults(text: str) -> list[str]:
    """The same, of what a parser makes of the Markdown that lets raw HTML through and makes links of what looks like one."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True
    return html_faults(parser.render(text))


def each() -> Iterator[tuple[str, str]]:
    """Each word by its kind, and all of them as one."""
    yield from WORDS.items()
    yield "all", ALL


def poisoned(kind: type, word: str = ALL, **given: Any) -> Any:
    """An instance of one of our dataclasses with the word in each of its fields that may hold words, however deep.

    A field of a type that nobody has thought of fails here: say below what an enemy can put into it.
    """
    hints = typing.get_type_hints(kind)
    fields = [f.name for f in dataclasses.fields(kind) if f.init]
    return kind(**{name: given[name] if name in given else _filled(hints[name], word) for name in fields})


def _filled(wanted: Any, word: str) -> Any:
    origin, inner = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (typing.Union, types.UnionType):
        return _filled(next(t for t in inner if t is not type(None)), word)
    if origin is typing.Literal:
        return inner[0]
    if origin is tuple:
        return () if inner[0] is int else (_filled(inner[0], word),)
    if origin is np.ndarray:
        return np.zeros(2_400, np.int16)
    if origin is collections.abc.Mapping:
        return {word: word, "prompt_tokens": word, "completion_tokens": 3}
    if wanted is Prompt:
        return prompt_of(word)
    if wanted is errors.OmniError:
        return errors.StreamBroken(word, code=word, repair=word)
    if wanted is Clip:
        return TONE
    if dataclasses.is_dataclass(wanted):
        return poisoned(typing.cast(type, wanted), word)
    if wanted is Message:
        return Message("{word}", word=word)
    if wanted is Note:
        return Note("retry", word)
    return {str: word, typing.Any: word, int: 24_000, float: 0.5, bool: False, bytes: b""}[wanted]


def prompt_of(word: str) -> Prompt:
    """A question whose files, addresses and words are the enemy's."""
    info = poisoned(MediaInfo, word)
    picture_ = MediaPart("image", picture(), info=info, name=word)
    sound = MediaPart("audio", TONE.encode(), info=info, name=word)
    return Prompt(
        (picture_, sound, MediaPart("video", url=f"https://x.org/{word}", name=word), TextPart(word)),
        (Note("media", word),),
    )


@contextmanager
def enemy(word: str = ALL) -> Iterator[Any]:
    """A server that says the word wherever a server can. What it does is asked for: `refuse`, `retry`, `fail`, `cut`, `odd`."""
    tries: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = json.dumps(body["messages"][-1]["content"])
            tries.append(asked)
            wants = next((w for w in ("refuse", "retry", "fail", "cut", "odd") if w in asked), "")
            if wants == "refuse" or (wants == "retry" and len(tries) == 1):
                error = {"message": word, "code": word, "type": word, "param": word}
                self._say(400 if wants == "refuse" else 503, {"error": error, "request_id": word})
            else:
                self._stream(wants)

        def do_GET(self) -> None:
            self._say(200, {"object": "list", "data": [{"id": word, "object": "model", "owned_by": word}]})

        def _say(self, status: int, answer: Any) -> None:
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Retry-After", "0.6")
            self.end_headers()
            self.wfile.write(data)

        def _stream(self, wants: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            delta = {"role": word, "content": word, "reasoning_content": word, word: word}
            self._chunk({"delta": delta, "index": 0, "finish_reason": None})
            if wants == "fail":
                self._line({"error": {"message": word, "code": word}, "request_id": word})
            elif wants == "odd":
                self.wfile.write(
                    b"data: {" + word.encode("utf-8", "replace").replace(b"\n", b" ").replace(b"\r", b" ") + b"\n\n"
                )
            if wants != "cut":
                self._chunk({"delta": {}, "index": 0, "finish_reason": word})
                self.wfile.write(b"data: [DONE]\n\n")

        def _chunk(self, choice: Any) -> None:
            usage = {"prompt_tokens": word, "completion_tokens": 3, word: word, "prompt_tokens_details": {word: word}}
            self._line({"id": word, "model": word, "object": word, "choices": [choice], "usage": usage})

        def _line(self, value: Any) -> None:
            self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")

        def log_message(self, *_: Any) -> None:
            pass

    server: Any = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{server.server_port}/v1"
    yield server
    server.shutdown()
    server.server_close()


def strings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each string in a tree of JSON, with its place."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for k, v in value.items():
            yield from strings(v, f"{path}.{k}".strip("."))
    elif isinstance(value, list | tuple):
        for v in value:
            yield from strings(v, path)
