"""OpenAI's gpt-audio, and OpenRouter, which passes it on: bare base64 in, pcm16 out, words in the transcript."""

from __future__ import annotations

import base64
from dataclasses import replace

from omni_nb.messages import _
from omni_nb.prompt.parts import MediaPart
from omni_nb.sound.clip import Clip
from omni_nb.wire.dialects.dialect import Dialect, Json, b64, frames_as_images, refuse


def _audio(part: MediaPart) -> Json:
    if part.url:
        refuse(_("URL of a sound"), "OpenAI", _("Download the file and give its path."))
    assert part.info is not None
    if part.info.format in ("wav", "mp3"):
        data, fmt = b64(part), part.info.format
    else:  # only these two are taken
        data, fmt = base64.b64encode(Clip.read(part.data or b"").encode("wav")).decode("ascii"), "wav"
    return {"type": "input_audio", "input_audio": {"data": data, "format": fmt}}


def _video(part: MediaPart) -> Json:
    refuse("video", "OpenAI", _("Send some of its frames with video([...])."))


DIALECT = Dialect(
    name="openai", title="OpenAI", audio_format="pcm16",
    encode_audio=_audio, encode_video=_video, encode_frames=frames_as_images,
)  # fmt: skip

OPENROUTER = replace(DIALECT, name="openrouter", title="OpenRouter")
