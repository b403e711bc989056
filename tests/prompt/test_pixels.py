import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from omni_nb.prompt import pictures
from tests.support.pictures import RED, looked_at, near, saved


def rgb_profile(primaries):
    """A profile of RGB colours with other primaries, as a camera writes it: made of sRGB's by its tags."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(plain[128:132], "big")
    places = {
        bytes(plain[132 + 12 * i : 136 + 12 * i]): int.from_bytes(plain[136 + 12 * i : 140 + 12 * i], "big")
        for i in range(count)
    }
    for name, xyz in primaries.items():
        at = places[name] + 8
        for k, v in enumerate(xyz):
            plain[at + 4 * k : at + 4 * k + 4] = round(v * 65_536).to_bytes(4, "big", signed=True)
    at = places[b"desc"]
    return bytes(plain).replace("sRGB".encode("utf-16-be"), "P3P3".encode("utf-16-be")) if at else bytes(plain)


# Display P3, adapted to D50.
P3 = {b"rXYZ": (0.51512, 0.2412, -0.00105), b"gXYZ": (0.29198, 0.69225, 0.04189), b"bXYZ": (0.1571, 0.06657, 0.78407)}


def test_an_iphones_colours_are_those_of_srgb_when_it_is_made_anew():
    given = Image.new("RGB", (40, 20), (200, 100, 100))
    exif = given.getexif()
    exif[0x112] = 6
    data = saved(given, "PNG", icc_profile=rgb_profile(P3), exif=exif)
    seen = looked_at(pictures.as_sent(data).data)
    assert seen.size == (20, 40)
    assert near(seen.getpixel((5, 5)), (215, 94, 96), 4)  # P3's red is deeper than sRGB's
    assert "icc_profile" not in Image.open(io.BytesIO(pictures.as_sent(data).data)).info
    assert near(looked_at(pictures.miniature(data, 30)).getpixel((5, 5)), (215, 94, 96), 4)


def test_srgb_said_aloud_changes_nothing():
    named = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for mode, colour in (("RGB", RED), ("L", 90), ("CMYK", (0, 200, 200, 20))):
        given = Image.new(mode, (20, 20), colour)
        made = looked_at(pictures.as_sent(saved(given, "TIFF", icc_profile=named)).data)
        assert near(made.getpixel((3, 3)), given.convert("RGB").getpixel((3, 3)), 1)


@pytest.mark.parametrize("fmt", ["JPEG", "TIFF"])
def test_four_inks_become_three_colours(fmt):
    data = saved(Image.new("CMYK", (20, 20), (0, 255, 255, 0)), fmt)
    assert near(looked_at(pictures.as_sent(data).data).getpixel((4, 4)), (255, 0, 0), 5)
    assert pictures.probe(data).as_it_is is False


@pytest.mark.parametrize("fmt", ["PNG", "TIFF"])
def test_sixteen_bits_of_grey_are_neither_black_nor_white(fmt):
    ramp = np.linspace(0, 65_535, 256).astype(np.uint16)[None].repeat(16, 0)
    seen = np.asarray(Image.open(io.BytesIO(pictures.as_sent(saved(Image.fromarray(ramp), fmt)).data)))
    assert np.abs(seen[3].astype(int) - np.arange(256)).max() <= 1


def test_heights_of_a_map_are_spread_from_black_to_white():
    made = pictures.as_sent(saved(Image.fromarray(np.array([[-40.0, 3_000.0]] * 12, np.float32)), "TIFF"))
    assert [p[0] for p in np.asarray(looked_at(made.data))[0].tolist()] == [0, 255]
    assert "spread from black to white" in made.note


def test_bits_are_black_and_white():
    given = Image.new("1", (40, 20), 1)
    given.putpixel((0, 0), 0)
    seen = looked_at(pictures.of_object(given).data)
    assert (seen.getpixel((0, 0)), seen.getpixel((1, 1))) == ((0, 0, 0), (255, 255, 255))


def test_what_is_reduced_in_bands_has_no_seams():
    ramp = (np.arange(12_000)[:, None] // 47 % 256).repeat(1_000, 1).astype(np.uint8)
    given = Image.fromarray(ramp)
    given.putalpha(255)
    seen = np.asarray(looked_at(pictures.miniature(saved(given, "PNG", compress_level=1), 600)))[:, 10, 0].astype(int)
    assert np.abs(seen - np.arange(600) * 20 // 47 % 256).max() <= 6


def test_somebody_elses_picture_is_left_as_it_is(monkeypatch):
    monkeypatch.setattr("omni_nb.prompt.pixels.MADE_PX", 1_000)
    lazy = Image.open(io.BytesIO(saved(Image.new("RGB", (80, 80), RED), "JPEG")))
    pictures.of_object(lazy)
    assert (lazy.size, lazy.mode, "jfif" in lazy.info) == ((80, 80), "RGB", True)
