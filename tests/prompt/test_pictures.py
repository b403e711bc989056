import io
import sys
import warnings

import numpy as np
import pytest
from PIL import Image

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.prompt import pictures
from omni_nb.prompt.pictures import PictureInfo
from tests.support.media import picture
from tests.support.pictures import HEIC, RED, TURNED_HEIC, WHITE, is_upright, looked_at, near, photograph, saved

OPERATIONS = {
    "sent": lambda data: pictures.as_sent(data).data,
    "given as an object": lambda data: pictures.of_object(Image.open(io.BytesIO(data))).data,
    "made smaller": lambda data: pictures.fitting(data, 1e6),
    "cropped or enlarged": lambda data: pictures.reshaped(data, 11, 200),
    "in miniature": lambda data: pictures.miniature(data, 64),
}
operation = pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS)


@operation
@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_is_upright_whatever_is_done_to_it(fmt, orientation, operation):
    data = photograph(orientation, fmt)
    assert is_upright(operation(data))
    assert (pictures.probe(data).width_px, pictures.probe(data).height_px) == (40, 80)


@operation
def test_an_iphone_photograph_is_turned_once(operation):
    if operation is not OPERATIONS["given as an object"]:  # nothing of ours is registered with Pillow
        assert is_upright(operation(TURNED_HEIC))
    assert (pictures.probe(TURNED_HEIC).width_px, pictures.probe(TURNED_HEIC).height_px) == (160, 320)


def test_an_orientation_that_there_is_not_is_none():
    for number in (0, 9, 4_000):
        assert pictures.probe(photograph(number)).as_it_is


@pytest.mark.parametrize("fmt", ["JPEG", "PNG", "WEBP"])
def test_what_is_upright_and_opaque_is_sent_byte_for_byte(fmt):
    data = picture(fmt)
    assert pictures.as_sent(data) == pictures.Made(data=data)
    assert pictures.as_sent(saved(Image.new("RGBA", (20, 20), "red"), "PNG")).note == ""


def half_clear(mode):
    """Left half clear, right half red (or grey 60)."""
    if mode in ("RGBA", "LA", "PA", "RGBa", "La"):
        base = Image.new("RGBA", (40, 40), (*RED, 255))
        base.paste((0, 0, 0, 0), (0, 0, 20, 40))
        if mode == "PA":
            made = Image.new("PA", (40, 40))
            made.putpalette([*RED, 0, 0, 0] + [0] * 762)
            made.putalpha(base.getchannel("A"))
            return made
        return base.convert(mode) if mode != "La" else base.convert("LA").convert("La")
    if mode == "I;16 value":
        made = Image.fromarray(np.where(np.arange(40) < 20, 7, 30_000)[None].repeat(40, 0).astype(np.uint16))
        made.info["transparency"] = 7
        return made
    kinds = {"P bytes": "P", "P index": "P", "L index": "L", "RGB colour": "RGB", "1 index": "1"}
    made = Image.new(kinds[mode], (40, 40), {"L": 60, "RGB": RED, "1": 0, "P": 1}[kinds[mode]])
    clear = {"L": 200, "RGB": (0, 255, 0), "1": 1, "P": 0}[kinds[mode]]
    made.paste(clear, (0, 0, 20, 40))
    if kinds[mode] == "P":
        made.putpalette([0, 0, 0, *RED])
    made.info["transparency"] = b"\0\xff" if mode == "P bytes" else clear
    return made


CLEAR_MODES = ["RGBA", "LA", "PA", "RGBa", "La", "P bytes", "P index", "L index", "RGB colour", "1 index", "I;16 value"]


@pytest.mark.parametrize("mode", CLEAR_MODES)
def test_what_is_transparent_becomes_white_in_an_object_of_any_mode(mode):
    made = pictures.of_object(half_clear(mode))
    seen = looked_at(made.data)
    assert near(seen.getpixel((5, 20)), WHITE, 2)
    assert not near(seen.getpixel((35, 20)), WHITE, 100)


@operation
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P bytes", "P index", "L index", "RGB colour"])
def test_what_is_transparent_in_a_file_becomes_white_whatever_is_done_to_it(mode, operation):
    given = half_clear(mode)
    data = saved(given, "PNG", transparency=given.info.get("transparency"))
    seen = looked_at(operation(data))
    assert near(seen.getpixel((2, seen.height // 2)), WHITE, 12)
    assert not near(seen.getpixel((seen.width - 3, seen.height // 2)), WHITE, 100)


def test_a_note_says_what_was_sent_white():
    assert pictures.as_sent(saved(half_clear("RGBA"), "PNG")).note == "transparent areas are sent as white"


def test_an_iphone_photograph_is_a_picture():
    assert pictures.probe(HEIC) == PictureInfo(format="heic", width_px=64, height_px=64, as_it_is=False)
    made = pictures.as_sent(HEIC)
    assert looked_at(made.data).size == (64, 64)
    assert near(looked_at(made.data).getpixel((30, 30)), (255, 0, 0))
    assert made.note == "HEIC, sent as JPEG"


def test_without_its_extra_an_iphone_photograph_is_named_with_what_to_do(monkeypatch):
    monkeypatch.setitem(sys.modules, "pi_heif", None)
    with pytest.raises(MissingExtra, match=r"IMG_1\.heic is an iPhone photo \(HEIC\)") as caught:
        pictures.probe(HEIC, name="IMG_1.heic")
    assert "omni_nb[heic]" in caught.value.repair
    assert "JPEG" in caught.value.repair


@pytest.mark.parametrize("fmt", ["GIF", "WEBP", "PNG", "TIFF", "AVIF"])
def test_of_an_animation_or_of_pages_the_first_is_sent_and_a_note_says_so(fmt):
    frames = [Image.new("RGB", (32, 32), c) for c in (RED, "green", "blue")]
    data = saved(
        frames[0], fmt, save_all=True, append_images=frames[1:], **({} if fmt == "TIFF" else {"duration": 100})
    )
    made = pictures.as_sent(data)
    assert pictures.probe(data).frames == 3
    assert ("only page 1 of 3 is sent" if fmt == "TIFF" else "only frame 1 of 3 is sent") in made.note
    assert near(looked_at(made.data).getpixel((5, 5)), RED)
    assert getattr(Image.open(io.BytesIO(made.data)), "n_frames", 1) == 1


def test_no_warning_of_pillow_reaches_anybody():
    given = half_clear("P bytes")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        pictures.of_object(given)
        pictures.miniature(saved(given, "PNG", transparency=given.info["transparency"]), 20)
        pictures.probe(picture("PNG", (10_000, 9_500)))
        pictures.as_sent(saved(Image.new("RGB", (20, 20)), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"))


def test_an_array_is_sent_as_its_pixels():
    x = np.zeros((4, 6, 3), np.uint8)
    x[0, 0] = RED
    seen = looked_at(pictures.of_array(x).data)
    assert (seen.size, seen.getpixel((0, 0)), seen.getpixel((5, 3))) == ((6, 4), RED, (0, 0, 0))


def test_what_is_no_picture_is_told():
    assert pictures.probe(b"hello world") is None
    with pytest.raises(MediaError, match=r"a\.txt is not a picture"):
        pictures.as_sent(b"hello world", name="a.txt")
