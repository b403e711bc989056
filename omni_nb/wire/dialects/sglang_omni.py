"""sglang-omni: media in top-level lists, every chunk of sound encoded by itself."""

from __future__ import annotations

from typing import Any

from omni_nb.wire.dialects.dialect import Dialect, Json, frames_as_images
from omni_nb.wire.dialects.vllm_omni import audio_url, video_url

_LISTS = {"audio_url": "audios", "video_url": "videos"}


def _to_top_level(body: Json) -> Json:
    for message in body["messages"]:
        if isinstance(message["content"], list):
            message["content"] = [p for p in message["content"] if not _moved(body, p)]
    return body


def _moved(body: Json, part: dict[str, Any]) -> bool:
    kind = part["type"]
    if kind not in _LISTS:
        return False
    body.setdefault(_LISTS[kind], []).append(part[kind]["url"])
    return True


DIALECT = Dialect(
    name="sglang-omni", title="sglang-omni", audio_format="wav", voice_place="audio",
    encode_audio=audio_url, encode_video=video_url, encode_frames=frames_as_images, thinking="template",
    body_media=_to_top_level, apart=frozenset({"audio", "video"}),
)  # fmt: skip
