"""A seeded writer of server answers, each with what a true reader makes of it.

An answer is drawn first (words, thinking, sound, usage, ending) and then written down: in a shape, a codec and a
framing of some server, with an ending, cut somewhere. It knows the wild, and nothing of `omni_nb.wire`.
"""

from __future__ import annotations

import base64
import functools
import json
import random
import struct
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb.sound.clip import Clip

RATE = 24_000
WORDS = (
    "你好，",
    "Hello ",
    "wörld ",
    "**bold** ",
    "<b>x</b> ",
    "🎉 ",
    "a\nb ",
    "`</think>` ",
    "data: x ",
    "[DONE] ",
    '"quoted" ',
    "1 < 2 ",
    "\\u00 ",
)
Sound = npt.NDArray[np.int16]


@dataclass(slots=True)
class Truth:
    """What a true reader makes of the bytes.

    Attributes:
        text, thinking: To the letter.
        sound: The samples, or None; `exact` or within what the codec loses; `rate_hz` of them.
        tokens: (in, out), or None.
        whole: It is complete; else one of `faults` is in the error.
        told: What the notes of a whole one say.
        tools: Names of the tools that are to be called.
    """

    text: str = ""
    thinking: str = ""
    sound: Sound | None = None
    exact: bool = True
    rate_hz: int = RATE
    tokens: tuple[int, int] | None = None
    whole: bool = True
    told: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()


@dataclass(slots=True)
class Answer:
    """The bytes of a body in the pieces in which they come, and whether the line breaks behind them."""

    truth: Truth
    pieces: list[bytes]
    breaks: bool
    recipe: list[str] = field(default_factory=list)


def draw(seed: int) -> Answer:
    """The answer of that number, always the same."""
    return _Writer(random.Random(f"answer {seed}")).answer()


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self.r = chance
        self.truth = Truth()
        self.recipe: list[str] = []
        self.top: dict[str, Any] = {}

    def choose(self, *ways: str) -> str:
        way = self.r.choice(ways)
        self.recipe.append(way)
        return way

    def answer(self) -> Answer:
        chunks = self.chunks()
        framing = self.choose(
            "sse",
            "sse",
            "sse",
            "no empty lines",
            "cr",
            "crlf",
            "ndjson",
            "comments",
            "pings",
            "named",
            "tight",
            "bom",
            "odd line",
            "torn line",
        )
        body, breaks = self.framed(chunks, framing)
        return Answer(self.truth, self.cut(body), breaks, self.recipe)

    # -- what is said

    def chunks(self) -> list[dict[str, Any]]:
        said = [self.r.choice(WORDS) for _ in range(self.r.randint(1, 9))]
        self.truth.text = "".join(said)
        thought = self.thinking()
        sounds = self.sound() if self.r.random() < 0.6 else []
        spoken = self.words(said, bool(sounds))
        between = self.r.random() < 0.3
        middle = [c for pair in zip(spoken, sounds, strict=False) for c in pair] if between else []
        n = len(middle) // 2
        out = [*thought, *middle, *spoken[n:], *sounds[n:]]
        self.choose_more(out)
        return out

    def thinking(self) -> list[dict[str, Any]]:
        way = self.choose(
            "no thinking", "no thinking", "reasoning_content", "reasoning", "both names", "details", "part", "tags"
        )
        if way == "no thinking":
            return []
        pieces = ["hm ", "so ", "ok"]
        self.truth.thinking = "".join(pieces)
        if way == "tags":
            text = f"<think>{self.truth.thinking}</think>\n\n"
            at = sorted(self.r.sample(range(1, len(text)), 2))
            self.truth.text = self.truth.text.lstrip()
            return [chunk({"content": p}) for p in (text[: at[0]], text[at[0] : at[1]], text[at[1] :])]
        write = {
            "reasoning_content": lambda p: {"reasoning_content": p},
            "reasoning": lambda p: {"reasoning": p, "content": ""},
            "both names": lambda p: {"reasoning": p, "reasoning_content": p},
            "details": lambda p: {"content": None, "reasoning_details": [{"type": "reasoning.text", "text": p}]},
            "part": lambda p: {"content": [{"type": "thinking", "thinking": p}]},
        }[way]
        return [chunk(write(p)) for p in pieces]

    def words(self, said: list[str], beside_sound: bool) -> list[dict[str, Any]]:
        way = self.choose(
            "content", "content", "transcript", "both places", "parts", "two answers", "old text", "vllm words"
        )
        if way == "two answers":
            self.truth.told += ("answers",)
            return [
                c
                for w in said
                for c in (chunk({"content": w}), {"choices": [{"index": 1, "delta": {"content": w.upper() + "!"}}]})
            ]
        if way == "old text":
            return [{"choices": [{"index": 0, "text": w, "finish_reason": None}]} for w in said]
        if way == "vllm words":
            return [{**chunk({"content": w}), "modality": "text"} for w in said]
        write = {
            "content": lambda w: {"content": w, "role": "assistant"},
            "transcript": lambda w: {"content": None, "audio": {"transcript": w, "id": "a"}},
            "both places": lambda w: {"content": w, "audio": {"transcript": w}},
            "parts": lambda w: {"content": [{"type": "text", "text": w}]},
        }[way]
        return [chunk(write(w)) for w in said]

    def choose_more(self, out: list[dict[str, Any]]) -> None:
        way = self.choose(
            "nothing more", "nothing more", "nothing more", "tool call", "repeated message", "empty chunks", "misspelt"
        )
        if way == "tool call":
            self.truth.tools, self.truth.told = ("f",), (*self.truth.told, "tool call")
            for name, arguments in (("f", '{"a'), (None, '": 1}')):
                out.append(
                    chunk(
                        {
                            "tool_calls": [
                                {
                                    "index": 0,
                                    "id": "c" if name else None,
                                    "function": {"name": name, "arguments": arguments},
                                }
                            ]
                        }
                    )
                )
        elif way == "repeated message":
            message = {"role": "assistant", "content": self.truth.text}
            out.append({"choices": [{"index": 0, "delta": {}, "message": message, "finish_reason": None}]})
        elif way == "empty chunks":
            out[:0] = [chunk({"role": "assistant", "content": ""}), {"choices": [], "prompt_filter_results": []}]
            out.append(chunk({}))
        elif way == "misspelt":
            first = next((c["choices"][0] for c in out if c["choices"][0].get("delta", {}).get("content")), None)
            if first is not None:
                first["delta"]["contnet"] = first["delta"].pop("content")

    # -- what is heard

    def sound(self) -> list[dict[str, Any]]:
        n = self.r.choice((1_200, 2_400, 4_801))
        sound = tone(n)
        codec = self.choose("s16le", "s16le", "wav", "wav size 0", "wav each", "s16be", "f32", "pcm24", "ulaw", "alaw", "flac", "flac each", "mp3", "ogg",
                            "opus", "wav ulaw", "rate 16k", "stereo", "unknown word", "aiff")  # fmt: skip
        tagged = self.r.random() < 0.5
        self.truth.sound = sound
        told: dict[str, Any] = {}
        files: list[bytes]
        if codec in ("flac", "mp3", "ogg", "opus"):
            sound = self.truth.sound = tone(12_000)
            files, self.truth.exact = [encoded(codec, 12_000)], codec == "flac"
            told = {"format": codec} if tagged else {}
        elif codec == "flac each":
            files = [encoded("flac", n), encoded("flac", n)]
            self.truth.sound = np.tile(sound, 2)
            told = {"format": "flac"} if tagged else {}
        elif codec == "aiff":
            files = [b"FORM" + struct.pack(">I", 46 + 2 * n) + b"AIFFCOMM" + struct.pack(">IhIh", 18, 1, n, 16) + b"\x40\x0d\xbb\x80" + b"\0" * 6 + b"SSND" + struct.pack(">III", 8 + 2 * n, 0, 0) + sound.astype(">i2").tobytes()]  # fmt: skip
        elif codec.startswith("wav"):
            code, bits, data = (7, 8, laws(sound)[0]) if codec == "wav ulaw" else (1, 16, sound.tobytes())
            half = n // 2
            files = [wav(data, code=code, bits=bits, size=0 if codec == "wav size 0" else None)]
            if codec == "wav each":
                files = [wav(sound[:half].tobytes()), wav(sound[half:].tobytes())]
            self.truth.exact = code == 1
            told = {"format": "wav"} if tagged else {}
        else:
            ulaw, alaw = laws(sound)
            word, data = {
                "s16le": ("pcm16", sound.tobytes()), "s16be": ("pcm_s16be", sound.astype(">i2").tobytes()), "f32": ("pcm_f32le", (sound / 32_768).astype("<f4").tobytes()),
                "pcm24": ("pcm_s24le", b"".join(b"\0" + struct.pack("<h", v) for v in sound)), "ulaw": ("g711_ulaw", ulaw), "alaw": ("audio/PCMA", alaw),
                "rate 16k": ("pcm", sound.tobytes()), "stereo": ("pcm", np.repeat(sound, 2).tobytes()), "unknown word": ("klingon", sound.tobytes()),
            }[codec]  # fmt: skip
            files = [data]
            if codec != "s16le" or tagged:
                told = {"format": word}
            if codec in ("ulaw", "alaw"):
                self.truth.rate_hz, self.truth.exact = 8_000, False
            elif codec == "rate 16k":
                told |= {"sample_rate": self.r.choice((16_000, 16_000.0, "16000", "16 kHz"))}
                self.truth.rate_hz = 16_000
            elif codec == "stereo":
                told |= {"channels": self.r.choice((2, "2"))}
            elif codec == "unknown word":
                self.truth.sound, self.truth.told = None, (*self.truth.told, "klingon")
        return self.pieces_of_sound(files, told)

    def pieces_of_sound(self, files: list[bytes], told: dict[str, Any]) -> list[dict[str, Any]]:
        way = self.choose(
            "whole",
            "pieces",
            "pieces",
            "odd base64",
            "padded",
            "data URL",
            "list",
            "string",
            "part",
            "vllm",
            "first is named",
        )
        b64 = [base64.b64encode(f).decode() for f in files]
        if way == "padded":
            b64 = [base64.b64encode(f[i : i + 1_000]).decode() for f in files for i in range(0, len(f), 1_000)]
        elif way != "whole":
            n = 997 if way == "odd base64" else 1_600
            b64 = (
                [
                    t[i : i + n]
                    for t in ("".join(b64) if not any("=" in t for t in b64) else t for t in b64)
                    for i in range(0, len(t), n)
                ]
                if len(b64) == 1
                else b64
            )
        if way == "data URL":
            b64[0] = f"data:{'audio/wav' if told.get('format') in (None, 'wav') else told['format']};base64," + b64[0]
        if way == "string" and not told:
            return [chunk({"audio": t}) for t in b64]
        if way == "vllm" and not told:
            return [{**chunk({"content": t}, "stop"), "modality": "audio"} for t in b64]
        if way == "part":
            return [chunk({"content": [{"type": "output_audio", "output_audio": {"data": t, **told}}]}) for t in b64]
        if way == "list":
            return [chunk({"audio": [{"data": [t], **told}]}) for t in b64]
        return [
            chunk({"audio": {"data": t, "id": "a", **(told if way != "first is named" or not i else {})}})
            for i, t in enumerate(b64)
        ]

    # -- how it is framed, and ends

    def framed(self, chunks: list[dict[str, Any]], framing: str) -> tuple[bytes, bool]:
        self.usage(chunks)
        ending = self.choose("done", "done", "done", "done", "finish only", "no end", "line breaks", "length", "content_filter", "abort", "error object",
                             "flat error", "error event", "error, then done", "finish twice", "spaced done", "no finish, done")  # fmt: skip
        lines = [json.dumps(c, ensure_ascii=self.r.random() < 0.5) for c in chunks]
        tail = self.tail(ending, framing)
        nl = {"cr": "\r", "crlf": "\r\n"}.get(framing, "\n")
        gap = nl if framing in ("no empty lines", "ndjson") else nl * 2
        prefix = "" if framing == "ndjson" else "data:" if framing == "tight" else "data: "
        events = [prefix + line for line in lines]
        if framing in ("comments", "pings", "named", "odd line", "torn line"):
            extra = {
                "comments": ": PROCESSING",
                "pings": "event: ping\ndata: {}",
                "named": "",
                "odd line": "data: hello",
                "torn line": 'data: {"choices": [{"del',
            }[framing]
            if framing == "named":
                events = [f"event: message\nid: {i}\n{e}" for i, e in enumerate(events)]
            else:
                events.insert(self.r.randint(1, len(events)), extra)
            if framing == "odd line":
                self.truth.told += ("hello",)
            elif framing == "torn line":
                self.truth.whole, self.truth.faults = False, ("JSON", *self.truth.faults)
        events += [t if framing != "ndjson" else t.removeprefix("data: ") for t in tail]
        body = gap.join(e.replace("\n", nl) for e in events) + gap
        return ("\ufeff" if framing == "bom" else "").encode() + body.encode(), ending == "line breaks"

    def usage(self, chunks: list[dict[str, Any]]) -> None:
        way = self.choose("no usage", "openai", "responses", "floats", "in every chunk", "absurd", "in the choice")
        if way == "no usage":
            return
        self.truth.tokens = (7, 30)
        counts = {"prompt_tokens": 7, "completion_tokens": 30, "total_tokens": 37, "completion_tokens_details": None}
        if way == "responses":
            counts = {"input_tokens": 7, "output_tokens": 30}
        elif way == "floats":
            counts = {"prompt_tokens": 7.0, "completion_tokens": "30"}
        elif way == "absurd":
            counts = {"prompt_tokens": int("9" * 400), "completion_tokens": -1, "total_tokens": None}
            self.truth.tokens = None
        if way == "in every chunk":
            for i, c in enumerate(chunks):
                c["usage"] = {"prompt_tokens": 7, "completion_tokens": i}
        if way == "in the choice":
            chunks.append({"choices": [{"index": 0, "delta": {}, "usage": counts}]})
        else:
            chunks.append({"choices": [], "usage": counts})

    def tail(self, ending: str, framing: str) -> list[str]:
        def data(value: Any) -> str:
            return "data: " + (value if isinstance(value, str) else json.dumps(value))

        stop, done = data(chunk({}, "stop")), "data: [DONE]"
        error = {"message": "the words", "code": "X"}
        whole: dict[str, list[str]] = {
            "done": [stop, done], "finish only": [stop], "finish twice": [stop, stop, done], "spaced done": [stop, 'data:  "[DONE]" '], "no finish, done": [done],
        }  # fmt: skip
        if ending in whole:
            return whole[ending]
        if ending == "length":
            self.truth.told += ("length",)
            return [data(chunk({}, "length")), done]
        if ending == "no end" and "vllm" in self.recipe:  # which says `stop` with every piece of sound
            return [done]
        self.truth.whole = False
        fault, lines = {
            "no end": ("incomplete", []), "line breaks": ("lost", []), "content_filter": ("content_filter", [data(chunk({}, "content_filter")), done]),
            "abort": ("abort", [data(chunk({}, "abort")), done]), "error object": ("the words", [data({"error": error})]),
            "flat error": ("the words", [data(error)]), "error event": ("the words", ["event: error\n" + data(error) if framing != "ndjson" else data(error)]),
            "error, then done": ("the words", [data({"object": "error", **error}), done]),
        }[ending]  # fmt: skip
        self.truth.faults = (fault,)
        return lines

    def cut(self, body: bytes) -> list[bytes]:
        way = self.choose("one piece", "few pieces", "few pieces", "many pieces", "events")
        if way == "one piece":
            return [body]
        if way == "events":
            return [p for i in range(0, len(body), 1_448) if (p := body[i : i + 1_448])]
        n = min(len(body) - 1, self.r.randint(1, 4) if way == "few pieces" else 40)
        at = sorted(self.r.sample(range(1, len(body)), n))
        return [body[a:b] for a, b in zip([0, *at], [*at, len(body)], strict=True)]


def chunk(delta: Any, finish: str | None = None) -> dict[str, Any]:
    return {
        "id": "c",
        "object": "chat.completion.chunk",
        "model": "m",
        "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
    }


@functools.cache
def tone(n: int) -> Sound:
    t = np.arange(n) / RATE
    return (9_000 * np.sin(2 * np.pi * (300 * t + 400 * t * t))).astype(np.int16)


@functools.cache
def encoded(fmt: Any, n: int) -> bytes:
    return Clip(tone(n), RATE).encode(fmt)


def wav(data: bytes, *, code: int = 1, bits: int = 16, size: int | None = None) -> bytes:
    head = struct.pack("<HHIIHH", code, 1, RATE, RATE * bits // 8, bits // 8, bits)
    body = (
        b"WAVEfmt "
        + struct.pack("<I", 16)
        + head
        + b"data"
        + struct.pack("<I", len(data) if size is None else size)
        + data
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def laws(sound: Sound) -> tuple[bytes, bytes]:
    """µ-law and A-law by their formulas, not by a table."""
    x = np.abs(sound.astype(np.float64)) / 32_768
    mu = np.round(127 * np.log1p(255 * x) / np.log(256)).astype(np.int64)
    a = np.where(x < 1 / 87.6, 87.6 * x, 1 + np.log(np.maximum(87.6 * x, 1e-9))) / (1 + np.log(87.6))
    av = np.round(127 * a).astype(np.int64)
    # The segments of G.711 follow these curves within a step of 1/16 of an octave.
    ulaw = ~(mu | np.where(sound < 0, 0x80, 0)) & 0xFF
    alaw = (av | np.where(sound < 0, 0, 0x80)) ^ 0x55
    return ulaw.astype(np.uint8).tobytes(), alaw.astype(np.uint8).tobytes()
