"""What the simulator says: what it was given, in the language it was asked in. It never pretends to understand."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from omni_nb.servers.simulator import espeak
from omni_nb.servers.simulator.look import Seen
from omni_nb.servers.simulator.request import Asked
from omni_nb.servers.simulator.speech import HOW_TO_SPEAK
from omni_nb.servers.simulator.tools import ToolCall, choose, instance


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Words (Markdown), and the thinking before them if it was asked for; or the call of a tool in their place.

    Attributes:
        finish: The reason that the service gives: `stop`, `length` or `tool_calls`.
    """

    text: str
    reasoning: str = ""
    call: ToolCall | None = None
    finish: str = "stop"


# The words after these are read out exactly.
_VERBATIM = re.compile(
    r"^\s*(?:repeat exactly|read exactly|read aloud|say exactly|repeat after me|请?(?:大声)?朗读|请?逐字朗读|请?照读|请?跟我读|请?重复)"
    r"(?:[^:：\n]{0,40})[:：]\s*(?P<words>.+)$",
    re.IGNORECASE | re.DOTALL,
)
# Or what stands between two lines of quotation marks, as many above as below, whatever it is.
_FENCED = re.compile(r"^[^\n]*\n(?P<fence>\"{3,}|'{3,})\n(?P<words>.*)\n(?P=fence)\s*$", re.DOTALL)
_READ = re.compile(r"^\s*(?:repeat|read|say)\b|^\s*请?.{0,4}(?:朗读|照读|跟我读|重复)", re.IGNORECASE)
_LONG = re.compile(r"(\d{1,4})\s*(?:s\b|seconds?|秒|minutes?|分钟)", re.IGNORECASE)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_COLOUR_ZH = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色", "cyan": "青色", "blue": "蓝色", "purple": "紫色", "pink": "粉色",
    "brown": "棕色", "black": "黑色", "grey": "灰色", "white": "白色",
}  # fmt: skip


def verbatim(text: str) -> str | None:
    """The words that are to be read exactly, or None."""
    found = (_READ.match(text) and _FENCED.match(text)) or _VERBATIM.match(text)
    return found.group("words").strip() if found else None


def answer(asked: Asked, seen: tuple[Seen, ...]) -> Answer:
    """The answer to a request, as long as `max_tokens` and `stop` let it be.

    Raises:
        Refusal: `tool_choice` cannot be done.
    """
    if (call := choose(asked)) is not None:
        return Answer(text="", call=call, finish="tool_calls")
    whole = _answer(asked, seen)
    text, finish = _shortened(whole.text, asked)
    return Answer(text=text, reasoning=whole.reasoning, finish=finish)


def tokens(text: str) -> list[re.Match[str]]:
    """The words and signs of a text: what the simulator counts as tokens."""
    return list(re.finditer(r"[A-Za-z0-9]+|[^\sA-Za-z0-9]", text))


def _shortened(text: str, asked: Asked) -> tuple[str, str]:
    end = min((at for word in asked.stop if (at := text.find(word)) >= 0), default=len(text))
    text = text[:end]
    counted = tokens(text) if asked.most_tokens is not None else []
    if asked.most_tokens is not None and len(counted) > asked.most_tokens:
        return text[: counted[asked.most_tokens - 1].end()], "length"
    return text, "stop"


def _answer(asked: Asked, seen: tuple[Seen, ...]) -> Answer:
    form = asked.body.get("response_format") or {}
    if form.get("type") == "json_schema":
        return Answer(
            text=json.dumps(instance((form.get("json_schema") or {}).get("schema"), asked.text), ensure_ascii=False)
        )
    if (words := verbatim(asked.text)) is not None and not asked.results:
        return Answer(text=_as_json(words) if form.get("type") == "json_object" else words)
    zh = bool(_HAN.search(asked.text)) or (not asked.text.strip() and bool(_HAN.search(asked.system)))
    text = "\n\n".join(_zh(asked, seen) if zh else _en(asked, seen))
    if asked.sound and not espeak.available():
        text += f"\n\n装上 `{HOW_TO_SPEAK}`，我就能真正说话。" if zh else f"\n\nFor real speech: `{HOW_TO_SPEAK}`."
    if (found := _LONG.search(asked.text)) is not None:
        minutes = re.search("minute|分钟", found.group(0), re.IGNORECASE)
        text += "\n\n" + _fill(int(found.group(1)) * (60 if minutes else 1), zh)
    thinking = (
        ("先看收到了什么，再如实描述。" if zh else "First see what was sent, then say just that.")
        if asked.thinking
        else ""
    )
    return Answer(text=_as_json(text) if form.get("type") == "json_object" else text, reasoning=thinking)


def _as_json(text: str) -> str:
    return json.dumps({"answer": text}, ensure_ascii=False)


def _zh(asked: Asked, seen: tuple[Seen, ...]) -> list[str]:
    out = [f"工具给出的结果是：{_short(r, 200)}" for r in asked.results]
    if re.search("你是谁|你叫什么|介绍.*自己", asked.text):
        out.append("我是 omni_nb 自带的模拟器，不是真正的模型。我不用密钥，也不上网；您给我什么，我就如实说什么。")
    out += [_seen_zh(s) for s in seen]
    out += _samples(asked.text, zh=True)
    if not out:
        out.append(
            f"您说的是：「{_short(asked.text)}」，一共 {len(asked.text)} 个字。我是模拟器，只会描述收到的内容，不会真正回答。"
        )
    elif seen:
        out.append("我是模拟器：这些是量出来的，不是理解出来的。")
    if asked.earlier:
        out.append(f"这是我们的第 {len(asked.earlier) + 1} 轮；上一轮您问的是「{_short(asked.earlier[-1])}」。")
    return out


def _en(asked: Asked, seen: tuple[Seen, ...]) -> list[str]:
    out = [f"The tool answered: {_short(r, 200)}" for r in asked.results]
    if re.search(r"who are you|what are you|introduce yourself|your name", asked.text, re.IGNORECASE):
        out.append(
            "I am the simulator inside omni_nb, not a real model. I need no key and no network, "
            "and I say what I can measure in what you give me."
        )
    out += [_seen_en(s) for s in seen]
    out += _samples(asked.text, zh=False)
    if not out:
        out.append(
            f"You said: “{_short(asked.text)}”, {_many(len(asked.text.split()), 'word')}. I am a simulator: "
            "I describe what I was given, and do not really answer."
        )
    elif seen:
        out.append("I am a simulator: this is measured, not understood.")
    if asked.earlier:
        out.append(
            f"This is our turn number {len(asked.earlier) + 1}; before, you asked “{_short(asked.earlier[-1])}”."
        )
    return out


def _many(n: int, thing: str) -> str:
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"


def _seen_zh(s: Seen) -> str:
    kind = {"image": "图片", "audio": "音频", "video": "视频"}[s.kind]
    if s.url:
        return (
            f"您给了一个{kind}网址（{s.url.rsplit('/', 1)[-1][:60] or s.url[:60]}）。我从不访问网络，所以没有打开它。"
        )
    if s.problem:
        return f"这个{kind}我打不开：{s.problem}"
    colours = "和".join(_COLOUR_ZH[c] for c in s.colours)
    if s.kind == "image":
        return f"我收到一张 {s.width_px}×{s.height_px} 像素的图片" + (
            f"，主要是{colours}。" if colours else "，颜色很多。"
        )
    if s.kind == "audio":
        pitch = f"，音高约 {s.pitch_hz:.0f} 赫兹" if s.pitch_hz else "，没有明显的音高"
        level = "是静音" if math.isinf(s.level_dbfs) else f"响度约 {s.level_dbfs:.0f} 分贝"
        return f"这段音频长 {s.duration_s:.1f} 秒，{level}{pitch}。"
    length = f"长 {s.duration_s:.1f} 秒，" if s.duration_s else ""
    return (
        f"这段视频{length}{s.width_px}×{s.height_px} 像素，共 {s.frames} 帧"
        + (f"，开头主要是{colours}" if colours else "")
        + ("，带声音。" if s.has_sound else "。")
    )


def _seen_en(s: Seen) -> str:
    kind = {"image": "picture", "audio": "sound", "video": "video"}[s.kind]
    if s.url:
        return f"You gave the URL of a {kind} ({s.url.rsplit('/', 1)[-1][:60] or s.url[:60]}). I never use the network, so I have not opened it."
    if s.problem:
        return f"I cannot open this {kind}: {s.problem}"
    colours = " and ".join(s.colours)
    if s.kind == "image":
        return f"A picture of {s.width_px} × {s.height_px} pixels" + (
            f", mostly {colours}." if colours else ", of many colours."
        )
    if s.kind == "audio":
        pitch = f", with a pitch of about {s.pitch_hz:.0f} Hz" if s.pitch_hz else ", without a clear pitch"
        level = "silent" if math.isinf(s.level_dbfs) else f"at about {s.level_dbfs:.0f} dBFS"
        return f"A sound of {s.duration_s:.1f} seconds, {level}{pitch}."
    length = f" of {s.duration_s:.1f} seconds" if s.duration_s else ""
    return (
        f"A video{length}, {s.width_px} × {s.height_px} pixels, {_many(s.frames, 'frame')}"
        + (f", mostly {colours} at the start" if colours else "")
        + (", with sound." if s.has_sound else ".")
    )


def _samples(text: str, *, zh: bool) -> list[str]:
    """Markdown of each kind when asked for: for people who look at how it is shown."""
    out = []
    if re.search(r"\blist\b|列表|清单", text, re.IGNORECASE):
        out.append("- 第一项\n- 第二项，*强调*\n- 第三项" if zh else "- first\n- second, *with stress*\n- third")
    if re.search(r"\btable\b|表格", text, re.IGNORECASE):
        out.append(
            "| 音色 | 秒 |\n|---|---|\n| Cherry | 3.2 |\n| Ethan | 2.9 |"
            if zh
            else "| voice | seconds |\n|---|---|\n| Cherry | 3.2 |\n| Ethan | 2.9 |"
        )
    if re.search(r"\bcode\b|代码", text, re.IGNORECASE):
        out.append('```python\nreply = omni.ask("你是谁")\nreply.save("hello.wav")\n```')
    return out


def _fill(seconds: int, zh: bool) -> str:
    """Sentences for about that many seconds of speech."""
    n = max(1, round(min(seconds, 3_600) / (3.0 if zh else 2.6)))
    each = "这是第 {} 句，我在数着时间慢慢说。" if zh else "This is sentence number {}, said to fill the time."
    sentences = [each.format(i + 1) for i in range(n)]
    return "\n\n".join("".join(sentences[i : i + 8]) if zh else " ".join(sentences[i : i + 8]) for i in range(0, n, 8))


def _short(text: str, n: int = 40) -> str:
    text = re.sub(r"\s+", " ", text).strip()
    return text if len(text) <= n else text[: n - 1] + "…"
