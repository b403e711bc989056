"""Plain vLLM, SGLang and the like: media may go in, only text comes out."""

from __future__ import annotations

from omni_nb.messages import _
from omni_nb.wire.dialects.dialect import Dialect, frames_as_images
from omni_nb.wire.dialects.vllm_omni import audio_url, video_url

DIALECT = Dialect(
    name="plain", title=_("a text-only server"), audio_format=None, voice_place="none",
    encode_audio=audio_url, encode_video=video_url, encode_frames=frames_as_images, thinking="template",
)  # fmt: skip
