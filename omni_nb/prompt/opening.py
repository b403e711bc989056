"""A picture's file opened: by which of Pillow's plugins, and whether it is small enough to be. `pictures` is who asks.

Only the formats of `_PLUGINS` are ever opened: Pillow's others include one that starts a program. What
a library says of a file is said again in our words.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import threading
import warnings
from collections.abc import Iterator
from typing import Any

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.messages import _
from omni_nb.prompt.pixels import Picture
from omni_nb.prompt.signatures import RAW, Lookalike, boxed

# Each is told by its beginning, but TGA: that has none, and is opened where its (newer) end says so.
_PLUGINS = {
    "PNG": "Png", "JPEG": "Jpeg", "WEBP": "WebP", "GIF": "Gif", "TIFF": "Tiff", "AVIF": "Avif", "JPEG2000": "Jpeg2K", "PSD": "Psd",
    "ICNS": "Icns", "DDS": "Dds", "QOI": "Qoi", "BMP": "Bmp", "ICO": "Ico", "PPM": "Ppm", "TGA": "Tga",
}  # fmt: skip
_FEW_BYTES_TELL = ("BMP", "ICO", "PPM", "TGA")  # a text may begin like these
_TGA_END = b"TRUEVISION-XFILE.\0"

WHOLE_PX = 1 << 28  # Pillow keeps 4 bytes of a pixel: 1 GB
_SCALED_PX = 1 << 30  # of a JPEG that can be decoded at an eighth of its sides
SAVE = _("Open it elsewhere and save it again as PNG or JPEG.")

_LOCK = threading.RLock()


@contextlib.contextmanager
def opened(data: bytes, name: str) -> Iterator[Picture | None]:
    """The picture in a file, not yet decoded, and small enough to be; or None.

    Raises:
        MediaError: A picture that is damaged or too large; also for what the caller does with it.
        MissingExtra: Its reader is not installed.
    """
    kind, given = _kind(data, name), data
    if not kind and data[:1].isspace():  # a web program's stray newline; FFmpeg would take the rest for a video
        data = data.lstrip()
        kind = _kind(data, name)
    with own_words(name, kind):
        picture = _open(data, kind, name)
        if picture is None:
            yield None
            return
        if data is not given:
            picture.info["stripped"] = True
        with picture:
            if picture.format == "TIFF" and _is_raw(picture):
                raise refusal(name, RAW)
            check_size(picture, name)
            yield picture


@contextlib.contextmanager
def own_words(name: str, kind: str, *, object: Picture | None = None) -> Iterator[None]:
    """Whatever Pillow raises (OSError, SyntaxError, struct.error, zlib's, its own …), as an error of ours.

    `object`: somebody's own, whose file may be closed. Pillow's warnings are for programmers. Filters of warnings are the whole process's, hence the lock.
    """
    try:
        with _LOCK, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (MediaError, MissingExtra):
        raise
    except MemoryError:
        raise _too_large(_("{name} does not fit into memory", name=name)) from None
    except Exception as err:
        if type(err).__name__ == "DecompressionBombError":  # a part of it: a frame, or what an icon holds
            raise _too_large(_("{name} is a picture with too many pixels to open", name=name)) from None
        if object is not None and _is_closed(object):
            raise MediaError(
                _("{name} was opened from a file that is now closed, and was not read before", name=name),
                repair=_("Call .load() while the file is open, or give the file's path."),
            ) from None  # fmt: skip
        what = (
            _("is cut short: its end is missing") if "truncated" in str(err) else _("is damaged and cannot be decoded")
        )
        cause = _(
            "{name} looks like a picture ({value}), but {what}",
            name=name,
            value=short_name(kind) or _("unknown"),
            what=what,
        )
        raise MediaError(cause, repair=SAVE) from None


def _is_closed(picture: Picture) -> bool:
    file = getattr(picture, "fp", None)
    return file is None or bool(getattr(file, "closed", False))


def check_size(picture: Picture, name: str) -> None:
    """Before it is decoded.

    Raises:
        MediaError: It would fill the memory.
    """
    width, height = picture.size
    if not width or not height:
        raise MediaError(
            _("{name} is {width} × {height} pixels: it contains nothing", name=name, width=width, height=height),
            repair=SAVE,
        )
    steps = picture.format in ("JPEG", "MPO") and not picture.info.get("progressive")
    most = _SCALED_PX if steps else WHOLE_PX
    if width * height > most:
        raise _too_large(
            _(
                "{name} is a picture of {width} × {height} pixels; at most {most} megapixels can be opened",
                name=name,
                width=f"{width:,}",
                height=f"{height:,}",
                most=f"{most // 1000000:,}",
            )
        )


def refusal(name: str, other: Lookalike) -> MediaError:
    """It is something else."""
    return MediaError(_("{name} is {what}", name=name, what=other.what), repair=other.repair)


def short_name(kind: str) -> str:
    """Pillow's name of a format as ours: `jpeg`, `jp2`."""
    return {"MPO": "jpeg", "JPEG2000": "jp2"}.get(kind, kind.lower())


def _too_large(cause: str) -> MediaError:
    return MediaError(cause, repair=_("Make it smaller elsewhere: a model sees a few megapixels of it."))


def _kind(data: bytes, name: str) -> str:
    """The format by the first bytes, or nothing."""
    if (box := boxed(data)) == "heic":
        return "HEIC"
    for kind in _PLUGINS:
        with contextlib.suppress(ImportError, IndexError):  # a Pillow without it; fewer bytes than it looks at
            _factory, test = _plugin(kind)
            if test is not None and test(data[:16]) is True:
                return kind
    if box:
        raise MediaError(
            _("{name} is an AVIF picture, which this version of Pillow cannot read", name=name),
            repair=_("pip install -U pillow (11.3 or newer), or save it as JPEG."),
        )  # fmt: skip
    return "TGA" if data.endswith(_TGA_END) else ""


def _plugin(kind: str) -> tuple[Any, Any]:
    """Its factory, and what tells its first bytes.

    `Image.open` is not asked: it refuses 179 megapixels as an attack, by a limit of the whole process.
    """
    from PIL import Image

    importlib.import_module(f"PIL.{_PLUGINS[kind]}ImagePlugin")
    return Image.OPEN[kind]


def _open(data: bytes, kind: str, name: str) -> Picture | None:
    if not kind:
        return None
    if kind == "HEIC":
        return _heic(data, name)
    factory, _test = _plugin(kind)
    try:
        return factory(io.BytesIO(data), "")
    except Exception:
        if kind in _FEW_BYTES_TELL:
            return None
        if kind != "PNG" or len(short := _without_words(data)) == len(data):
            raise
    picture = factory(io.BytesIO(short), "")
    picture.info["stripped"] = True
    return picture


def _heic(data: bytes, name: str) -> Picture:
    try:
        import pi_heif
    except ImportError:
        raise MissingExtra(
            _("{name} is an iPhone photo (HEIC), and the package that reads it is not installed", name=name),
            repair=_("pip install 'omni_nb[heic]', or save it as JPEG."),
        ) from None  # fmt: skip
    picture = pi_heif.HeifImageFile(io.BytesIO(data))  # not registered: the user's own Pillow stays as it is
    picture.format = "HEIC"
    return picture


def _is_raw(picture: Picture) -> bool:
    """DNG, NEF, ARW: what opens as TIFF is a stamp-sized preview. 50706 DNGVersion, 254 reduced, 330 the others."""
    tags = picture.tag_v2
    return 50706 in tags or (tags.get(254) == 1 and 330 in tags)


def _without_words(data: bytes) -> bytes:
    """A PNG without its texts and colour profile: Pillow refuses a picture for a megabyte of them."""
    out, at = [data[:8]], 8
    while at + 12 <= len(data):
        end = at + 12 + int.from_bytes(data[at : at + 4], "big")
        if data[at + 4 : at + 8] not in (b"tEXt", b"zTXt", b"iTXt", b"iCCP"):
            out.append(data[at:end])
        at = end
    return b"".join(out)
