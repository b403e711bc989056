"""Objects of other libraries, as files: figures, Pillow's pictures, arrays, what IPython displays.

They are taken by what they can do (`savefig`, `_repr_png_`) or by their type's name, so nothing is
imported to look at them.
"""

from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from omni_nb.errors import MediaError
from omni_nb.messages import _
from omni_nb.prompt import pictures
from omni_nb.prompt.arrays import is_picture
from omni_nb.prompt.media import Kind

_KINDS: dict[str, Kind] = {"Image": "image", "SVG": "image", "Audio": "audio", "Video": "video"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What an object holds: a file's bytes, or where it is (a path or a URL)."""

    name: str
    data: bytes | None = None
    place: Path | str | None = None
    note: str = ""
    kind: Kind | None = None


def find(source: Any, want: Kind | None) -> Found:
    """The file in an object; `want` is what the caller said it is.

    Raises:
        TypeError: It is no part of a prompt; the words say what to do with it.
        ValueError: An array that is no picture.
        MediaError: It holds nothing, or what cannot be read.
    """
    module, name = type(source).__module__, type(source).__name__
    if module.startswith("IPython.") and name in _KINDS:
        return _of_ipython(source, name, want)
    if (figure := _figure(source)) is not None:
        return Found(name="figure", data=_drawn(figure))
    if module.split(".")[0] == "PIL" or any(c.__module__ == "PIL.Image" for c in type(source).__mro__):
        file = Path(str(getattr(source, "filename", "") or "")).name or "picture"
        made = pictures.of_object(source, name=file)
        return Found(name=file, data=made.data, note=made.note)
    if (
        hasattr(source, "__array__")
        and hasattr(source, "dtype")
        and (want == "image" or (want is None and is_picture(source)))
    ):
        made = pictures.of_array(source)
        return Found(name="array", data=made.data, note=made.note)
    for method in ("_repr_png_", "_repr_jpeg_"):
        data = getattr(source, method, lambda: None)()
        if isinstance(data, bytes):
            return Found(name=name.lower(), data=data)
    raise TypeError(_what_to_do(source, module, name))


def _figure(source: Any) -> Any:
    """The figure of a figure, of axes (also in a subfigure), of seaborn's grids."""
    for _level in range(4):
        if hasattr(source, "savefig"):
            return source
        if not callable(getattr(source, "get_figure", None)):
            return None
        source = source.get_figure()
    return None


def _drawn(figure: Any) -> bytes:
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=150, bbox_inches="tight")
    return out.getvalue()


def _what_to_do(source: Any, module: str, name: str) -> str:
    library = module.split(".")[0]
    if library == "plotly":
        return _(
            "a plotly figure is drawn by the browser: give its picture, image(figure.to_image('png')), which needs kaleido"
        )
    if library in ("altair", "vega"):
        return _(
            "an Altair chart is drawn by the browser: chart.save('chart.png') makes a picture of it, give image('chart.png')"
        )
    if library == "bokeh":
        return _("a Bokeh plot is drawn by the browser: bokeh.io.export_png(plot) makes a picture of it, give that")
    if library == "matplotlib" and hasattr(source, "to_html5_video"):
        return _(
            "an animation is not a single picture: animation.save('video.mp4') makes a video of it, give video('video.mp4')"
        )
    if library == "matplotlib" and hasattr(source, "axes"):
        return _("a matplotlib {name} is only a part of a figure: give the figure, or the axes", name=name)
    if hasattr(source, "__array__") and hasattr(source, "dtype"):
        return _(
            "an array of shape {tuple} and {dtype} may be a picture or a sound: choose with image(x), audio(x, sample_rate) or video(list(x))",
            tuple=tuple(source.shape),
            dtype=source.dtype,
        )
    return _(
        "a {module}.{name} cannot be part of a prompt. Give text, a Path, a URL, bytes, a PIL image, a matplotlib figure, (samples, rate), a Clip, a Reply or an IPython.display Image/Audio/Video; or say what it is with image(), audio(), video()",
        module=module,
        name=name,
    )


def _of_ipython(thing: Any, type_name: str, want: Kind | None) -> Found:
    data, url, file = (getattr(thing, a, None) for a in ("data", "url", "filename"))
    kind = want or _KINDS[type_name]
    name = f"IPython {kind}"
    if type_name == "SVG" and isinstance(data, str):
        return Found(name="SVG", data=data.encode(), kind=kind)
    if isinstance(data, bytes):
        return Found(name=name, data=data, kind=kind)
    if isinstance(data, str) and not url:  # Image keeps embedded pictures as base64 text; Video keeps a path
        try:
            return Found(name=name, data=base64.b64decode(data, validate=True), kind=kind)
        except (binascii.Error, ValueError):
            file = file or data
    if file or url:
        return Found(name=name, place=Path(file) if file else url, kind=kind)
    raise MediaError(_("this IPython.display {kind} has neither data nor a path or URL", kind=kind))
