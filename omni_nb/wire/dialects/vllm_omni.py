"""vLLM-Omni: base64 sound in `delta.content`, marked by a top-level `modality`; `speaker` for the voice."""

from __future__ import annotations

from omni_nb.prompt.parts import MediaPart
from omni_nb.wire.dialects.dialect import Dialect, Json, data_url, frames_as_images
from omni_nb.wire.sse import Chunk


def audio_url(part: MediaPart) -> Json:
    """A sound as vLLM takes it; plain vLLM, SGLang and (before it is moved) sglang-omni too."""
    return {"type": "audio_url", "audio_url": {"url": data_url(part)}}


def video_url(part: MediaPart) -> Json:
    """A video as vLLM takes it."""
    return {"type": "video_url", "video_url": {"url": data_url(part)}}


def _recognises(chunk: Chunk) -> bool:
    return chunk.get("modality") in ("audio", "text") and "choices" in chunk


def _sound_track(body: Json) -> Json:
    parts = [p for m in body["messages"] if isinstance(m["content"], list) for p in m["content"]]
    if any(p.get("type") == "video_url" for p in parts):
        body["mm_processor_kwargs"] = {"use_audio_in_video": True}
    return body


DIALECT = Dialect(
    name="vllm-omni", title="vLLM-Omni", audio_format="wav", voice_place="speaker",
    encode_audio=audio_url, encode_video=video_url, encode_frames=frames_as_images, thinking="template", marks_sound=True,
    recognises=_recognises, body_media=_sound_track,
)  # fmt: skip
