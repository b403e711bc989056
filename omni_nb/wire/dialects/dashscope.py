"""DashScope: Qwen-Omni as its own service writes it. The default."""

from __future__ import annotations

from omni_nb.prompt.parts import FramesPart, MediaPart, fps_sent
from omni_nb.wire.dialects.dialect import Dialect, Json, bare_data_url, data_url


def _audio(part: MediaPart) -> Json:
    # Bare base64 is refused: "The provided URL does not appear to be valid."
    fmt = part.info.format if part.info else (part.url or "").rsplit("?", 1)[0].rsplit(".", 1)[-1].lower()
    return {
        "type": "input_audio",
        "input_audio": {"data": bare_data_url(part), "format": fmt if fmt.isalnum() and len(fmt) < 6 else "wav"},
    }


def _video(part: MediaPart) -> Json:
    return {"type": "video_url", "video_url": {"url": bare_data_url(part)}}


def _frames(part: FramesPart) -> list[Json]:
    fps = fps_sent(part)
    return [{"type": "video", "video": [data_url(f) for f in part.frames], **({} if fps is None else {"fps": fps})}]


DIALECT = Dialect(
    name="dashscope", title="DashScope", audio_format="wav",
    encode_audio=_audio, encode_video=_video, encode_frames=_frames, thinking="body",
)  # fmt: skip
