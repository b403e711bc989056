"""What a refusal teaches about a server: a parameter that it does not know, another name for it, another dialect.

Only the exact refusal of something that was sent teaches. A message in which the word merely occurs
("Unsupported audio sample rate", an unknown `audio.voice`) is an error for the person. Who draws a
lesson tries it first, and keeps it when it worked: that is `session.run`'s business.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from omni_nb.messages import _
from omni_nb.wire.detection import DIALECTS
from omni_nb.wire.dialects.dialect import Dialect, Json

_SOUND = ("modalities", "audio", "speaker")
_OPTIONAL = ("stream_options", "speaker", "mm_processor_kwargs", "temperature", "top_p", "seed")
_THINKING = ("enable_thinking", "chat_template_kwargs")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """One thing that was learnt.

    Attributes:
        words: For people, behind "the server ".
        dialect: Another way of writing everything, or None.
        without: Fields of the JSON that are left out.
        renamed: Fields that have another name there: (ours, theirs).
    """

    words: str
    dialect: Dialect | None = None
    without: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()

    @property
    def silent(self) -> bool:
        """The server answers in text only."""
        return "audio" in self.without

    def concerns(self, body: Json) -> bool:
        """The body holds what the lesson is about."""
        return any(name in body for name in (*self.without, *(ours for ours, _ in self.renamed)))


def rewritten(body: Json, lessons: Sequence[Lesson]) -> Json:
    """The body as that server takes it."""
    for lesson in lessons:
        names = dict(lesson.renamed)
        body = {names.get(k, k): v for k, v in body.items() if k not in lesson.without}
    return body


def lesson_of(message: str, param: str | None, body: Json, current: Dialect) -> Lesson | None:
    """What a 400 teaches, or None: then it is the person's to read.

    Args:
        message: The server's words.
        param: The parameter that the error names, if it does.
        body: What was sent.
        current: The dialect in which that was written.
    """
    refused = functools.partial(_refuses, message, param)
    sounds = "audio" in (body.get("modalities") or ())
    if sounds and (refused("modalities") or refused("audio") or _NO_SOUND_OUT.search(message)):
        return Lesson(words=_("does not accept requests for sound: sent again for text only"), without=_SOUND)
    if "modalities" in body and refused("modalities"):
        return Lesson(words=_("does not support modalities: sent again without it"), without=("modalities",))
    if "max_tokens" in body and "max_completion_tokens" in message and refused("max_tokens"):
        return Lesson(
            words=_("uses max_completion_tokens instead of max_tokens: sent again with that"),
            renamed=(("max_tokens", "max_completion_tokens"),),
        )
    for name in _OPTIONAL:
        if name in body and (refused(name) or _only_default(message, name)):
            return Lesson(words=_("does not accept {name}: sent again without it", name=name), without=(name,))
    for name in _THINKING:
        off = body.get(name) in (False, {"enable_thinking": False})  # thinking that was asked for is not dropped
        if name in body and off and refused(name):
            return Lesson(words=_("does not support {name}: sent again without it", name=name), without=(name,))
    return _dialect_lesson(message, body, current)


def _dialect_lesson(message: str, body: Json, current: Dialect) -> Lesson | None:
    kinds = {p.get("type") for m in body["messages"] if isinstance(m["content"], list) for p in m["content"]}
    for pattern, needed, name in _DIALECT_LESSONS:
        if needed & (kinds | body.keys()) and pattern.search(message):
            if name == current.name:
                return None
            dialect = DIALECTS[name]
            return Lesson(words=_("uses the {title} dialect: sent again in it", title=dialect.title), dialect=dialect)
    return None


_ANY_CASE = re.IGNORECASE | re.DOTALL
_MEDIA = {"input_audio", "video_url", "image_url", "video", "audio_url"}
# (exact words of a refusal, what must have been sent, the dialect that such a server speaks)
_DIALECT_LESSONS: tuple[tuple[re.Pattern[str], set[str], str], ...] = tuple(
    (re.compile(pattern, _ANY_CASE), needed, name)
    for pattern, needed, name in (
        (r"provided URL does not appear to be valid", _MEDIA, "dashscope"),
        (r"audio\.format\W{0,3}\s*(?:(?:must|should|has to|needs to) be|expected)\W{1,8}pcm16\b", {"audio"}, "openai"),
        (r"Supported values are: 'pcm16'|audio\.format.{0,40}does not support 'wav'.{0,60}pcm16", {"audio"}, "openai"),
        (r"audio\.format.{0,80}Input should be 'pcm16'", {"audio"}, "openai"),
        (r"input_audio.{0,40}(expected|must be) (?:a )?(?:valid )?base64", {"input_audio"}, "openai"),
        (
            r"(?:unknown|unsupported|invalid) (?:content )?part(?:'s)? type\W{0,4}(?:input_audio|video)\b"
            r"|use (?:the )?['\"`]?audio_url",
            {"input_audio", "video"}, "vllm-omni",
        ),
        (r"incorrect padding|invalid base64-encoded", {"input_audio"}, "vllm-omni"),
        (r"use (?:the )?(?:top-level )?['\"`]?audios\b", {"audio_url", "input_audio"}, "sglang-omni"),
    )
)  # fmt: skip
_NO_SOUND_OUT = re.compile(
    r"\baudio[ _-]output(?: modality)? is not supported|does not support audio output"
    r"|output modalit(?:y|ies)\W{1,4}(?:\w+\W{1,4})?audio\W{1,3}(?:is |are )?(?:not supported|unsupported)",
    _ANY_CASE,
)
_NOUN = r"(?:argument|param(?:eter)?|field|propert(?:y|ie)|key|option|name)(?:s|\(s\))?"
_UNKNOWN = r"(?:unknown|unrecogni[sz]ed|unsupported|unexpected|extra|additional)"
_NOT_TAKEN = (
    r"(?:not (?:currently |yet )?(?:supported|permitted|allowed|recogni[sz]ed|accepted|known)|unsupported|unknown|unexpected"
    r"|unrecogni[sz]ed|extra (?:inputs|fields) (?:are )?not permitted|not a (?:valid|known|supported|recogni[sz]ed) "
    + _NOUN
    + ")"
    # it is a limit of its value that is told, or another thing
    r"(?!\s+(?:to|above|below|over|under|beyond|outside|between|at|as|when|if|unless|until|values?|more|less|greater)\b)"
)
_LISTED = r"(?:[^\]})]{0,200}?[\s,`'\"“\[{(])?"  # others that stand before it in a list


def _refuses(message: str, param: str | None, name: str) -> bool:
    """The message says that there is no such parameter."""
    if param == name and _OF_PARAM.search(message) and not re.search(rf"\b{re.escape(name)}\.\w", message, _ANY_CASE):
        return True
    return bool(_refusal_of(name).search(message))


_OF_PARAM = re.compile(
    rf"{_UNKNOWN} (?:request )?{_NOUN}|(?:this|the|that) {_NOUN} is {_NOT_TAKEN}|^\W*(?:it )?is {_NOT_TAKEN}"
    rf"|^\W*(?:{_NOT_TAKEN})\W*$|extra (?:inputs|fields) (?:are )?not permitted",
    _ANY_CASE,
)  # "The audio is not supported" is said of sound that goes in


@functools.cache
def _refusal_of(name: str) -> re.Pattern[str]:
    here = rf"(?<![\w.]){re.escape(name)}(?!\.?\w)"
    quoted = rf"[`'\"“]{here}[`'\"”]"
    loose = (
        quoted if name == "audio" else rf"[`'\"“]?{here}[`'\"”]?"
    )  # "audio is not supported" is said of sound that goes in
    any_way = rf"(?:(?:body\.|\$\.)?[`'\"“(\[]*(?:body\.)?{re.escape(name)}(?!\.?\w)[`'\"”)\]]*)"
    behind = r"(?=\s*(?:[.,;)\]}]|$|for\b|in\b|with\b|on\b|is\b|was\b|are\b))"
    return re.compile(
        rf"{_UNKNOWN}\s+(?:request |body |keyword )*{_NOUN}(?:\s+(?:supplied|provided|found|name|in (?:the )?(?:request|body|object)))*\s*[:=]?\s*{any_way}{behind}"
        rf"|(?:unknown|unrecogni[sz]ed|unsupported|unexpected)\s*[:=]?\s*{loose}\s*(?:[.,;]|$)"
        rf"|(?:(?:parameter|field|argument|option)\s+{any_way}|{loose}|body\.{re.escape(name)}(?!\.?\w))\s*[:=]?\s*(?:(?:is|are|was)\s+)?{_NOT_TAKEN}"
        rf"|does not (?:support|know|accept|recogni[sz]e) (?:the )?(?:(?:parameter|field|argument|option) )?{loose}{behind}"
        rf"|unknown name {quoted}"
        rf"|extra (?:inputs|fields) (?:are )?not permitted\s*[:=]\s*{_LISTED}{any_way}{behind}"
        rf"|(?:does not support|following) (?:the )?{_NOUN}(?: (?:is|are) {_NOT_TAKEN})?\s*:\s*{_LISTED}{any_way}(?:\s*:|{behind})"
        rf"|(?:不支持的|未知的?|不识别的)(?:请求)?参数\s*[:：]?\s*{_LISTED}{any_way}{behind}|参数\s*{any_way}\s*(?:不支持|不被支持|未知)"
        rf"|[`'\"]{re.escape(name)}[`'\"]\s*[)\]]\s*,\s*[`'\"]msg[`'\"]\s*:\s*[`'\"]extra (?:inputs|fields)"
        rf"|extra_forbidden.{{0,40}}loc.{{0,24}}[`'\"]{re.escape(name)}[`'\"]\s*[\])]",
        _ANY_CASE,
    )


def _only_default(message: str, name: str) -> bool:
    """A model that has one temperature."""
    return bool(re.search(rf"[`'\"]{name}[`'\"] does not support .{{1,30}}only the default", message, _ANY_CASE))
