"""Media of any size and length, which are only their facts."""

from omni_nb.prompt import preflight
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import MediaPart
from tests.support.requests import request


def media(kind, *, size=100, length=5.0, width=640, height=480, sound=False):
    """A part that says so of itself; its bytes are zeros."""
    info = MediaInfo(kind=kind, format={"image": "png", "audio": "wav", "video": "mp4"}[kind], width_px=width if kind != "audio" else 0, height_px=height if kind != "audio" else 0, duration_s=0 if kind == "image" else length, has_sound=sound)  # fmt: skip
    return MediaPart(kind, b"\0" * size, None, info, "x")


def check(prompt, model, *, dialect=None, **more):
    """The check of a prompt for a model, with any settings and turns."""
    return preflight.check(request(prompt, model=model.id, **more), dialect=dialect)
