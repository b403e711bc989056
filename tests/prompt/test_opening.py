import io
import random
import struct
import subprocess
import threading
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image, ImageFile, features

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.prompt import pictures
from tests.support.media import picture
from tests.support.pictures import HEIC, RED, chunk, is_upright, looked_at, near, photograph, png_head, saved

OTHERS = {"BMP": "bmp", "GIF": "gif", "TIFF": "tiff", "ICO": "ico", "PPM": "ppm", "JPEG2000": "jp2", "DDS": "dds", "ICNS": "icns", "TGA": "tga", "AVIF": "avif"}  # fmt: skip


@pytest.mark.parametrize("fmt", OTHERS)
def test_what_people_have_is_opened_and_sent_as_what_every_server_takes(fmt):
    data = saved(Image.new("RGB", (64, 64), RED), fmt)
    if fmt == "TGA":
        data += bytes(8) + b"TRUEVISION-XFILE.\0"
    assert pictures.probe(data).format == OTHERS[fmt]
    made = pictures.as_sent(data)
    assert near(looked_at(made.data).getpixel((9, 9)), RED)
    assert made.note == f"{OTHERS[fmt].upper()}, sent as {'JPEG' if fmt in ('JPEG2000', 'AVIF') else 'PNG'}"


def test_a_photoshop_file_is_seen_as_its_layers_together():
    head = b"8BPS\0\1" + bytes(6) + struct.pack(">HIIHH", 3, 4, 4, 8, 3) + bytes(4) + bytes(4) + bytes(4) + b"\0\0"
    made = pictures.as_sent(head + bytes([RED[0]]) * 16 + bytes([RED[1]]) * 16 + bytes([RED[2]]) * 16)
    assert looked_at(made.data).getpixel((1, 1)) == RED
    assert made.note == "PSD, sent as PNG"


def test_a_qoi_is_opened():
    data = b"qoif" + struct.pack(">IIBB", 1, 1, 3, 0) + b"\xfe" + bytes(RED) + b"\0" * 7 + b"\1"
    assert looked_at(pictures.as_sent(data).data).getpixel((0, 0)) == RED


def test_postscript_starts_no_process(monkeypatch):
    def never(*args, **kwargs):
        raise AssertionError(f"started {args}")

    monkeypatch.setattr(subprocess.Popen, "__init__", never)
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n"
    for data in (eps, b"\n" + eps, b"\xc5\xd0\xd3\xc6" + struct.pack("<II", 30, len(eps)) + bytes(18) + eps):
        with pytest.raises(MediaError, match=r"PostScript|not a picture"):
            pictures.as_sent(data, name="a.eps")


@pytest.mark.parametrize(
    "data",
    [b"BM" + b"W is a make of cars, and this is a sentence", b"P3 is a course", b"P", b"\0\0\1\0\1", b"\0\0\2\0" + bytes(40), b"M", b"\0\0\1\xb3" + bytes(40)],
)  # fmt: skip
def test_a_few_bytes_alike_make_no_picture(data):
    assert pictures.probe(data) is None


# -- what is too large -------------------------------------------------------------------------


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(monkeypatch):
    gif = picture("GIF")
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: pytest.fail("it was decoded"))
    for data in (
        png_head(46_341, 46_341) + chunk(b"IDAT", b""),
        gif[:6] + b"\xff\xff\xff\xff" + gif[10:],
    ):
        with pytest.raises(
            MediaError, match=r"big is a picture of \d\d,\d{3} × \d\d,\d{3} pixels; at most 268 mega"
        ) as caught:
            pictures.probe(data, name="big")
        assert "Make it smaller" in caught.value.repair
        assert "bomb" not in str(caught.value).lower()


def test_a_panorama_of_200_megapixels_is_a_picture_that_can_be_made_smaller():
    panorama = saved(Image.new("L", (40_000, 5_000), 200), "JPEG", quality=30)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = pictures.probe(panorama)
        small = looked_at(pictures.fitting(panorama, 1e6))
    assert near(small.getpixel((700, 90)), (200, 200, 200), 2)
    assert (found.width_px, found.height_px, found.as_it_is) == (40_000, 5_000, True)
    assert small.size == (1_536, 192)
    assert looked_at(pictures.miniature(panorama, 128)).size == (128, 16)


def test_what_is_made_anew_is_made_smaller_where_it_is_too_large_to_be_held_twice(monkeypatch):
    monkeypatch.setattr("omni_nb.prompt.pixels.MADE_PX", 10_000)
    monkeypatch.setattr("omni_nb.prompt.pictures._CHECKED_PX", 10_000)
    for data, size in (
        (photograph(6, size=(400, 800)), (50, 100)),
        (saved(Image.new("RGBA", (300, 303), (0, 0, 0, 0)), "PNG"), (75, 76)),
    ):
        made = pictures.as_sent(data)
        assert looked_at(made.data).size == size
        assert "made smaller, from" in made.note
    deep = pictures.as_sent(saved(Image.fromarray(np.full((400, 400), 40_000, np.uint16)), "PNG"))
    assert looked_at(deep.data).getpixel((1, 1)) == (156, 156, 156)


def test_a_long_strip_keeps_pixels_enough_when_it_is_made_smaller():
    small = looked_at(pictures.fitting(saved(Image.new("RGB", (15_000, 100), RED), "PNG"), 1e6))
    assert min(small.size) >= 11


def test_what_does_not_fit_into_the_memory_is_told(monkeypatch):
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda self: (_ for _ in ()).throw(MemoryError))
    with pytest.raises(MediaError, match="does not fit into memory"):
        pictures.probe(picture("BMP"))


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt", b"iCCP"])
def test_a_picture_with_megabytes_of_text_in_it_is_still_a_picture(name):
    packed = zlib.compress(bytes(3_000_000))
    body = {b"zTXt": b"a\0\0", b"iTXt": b"a\0\1\0\0\0", b"iCCP": b"a\0\0"}[name] + packed
    plain = picture("PNG")
    made = pictures.as_sent(plain[:33] + chunk(name, body) + plain[33:])
    assert near(looked_at(made.data).getpixel((5, 5)), (255, 0, 0))
    assert len(made.data) < 2_000


# -- what is damaged -----------------------------------------------------------------------------


@pytest.mark.parametrize("fmt", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "AVIF"])
@pytest.mark.parametrize("part", [0.5, 0.95])
def test_a_picture_that_is_cut_is_told_in_our_words(fmt, part):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3)).astype(np.uint8))
    whole = saved(noise, fmt)
    with pytest.raises(MediaError, match=r"a\.bin looks like a picture \(\w+\), but is (cut short|damaged)") as caught:
        pictures.probe(whole[: int(len(whole) * part)], name="a.bin")
    assert caught.value.repair
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_a_cut_iphone_photograph_is_told():
    with pytest.raises(MediaError, match=r"looks like a picture \(heic\)"):
        pictures.as_sent(HEIC[:-12])


def test_an_object_whose_file_is_closed_is_told(tmp_path):
    (tmp_path / "a.png").write_bytes(picture())
    with (tmp_path / "a.png").open("rb") as file:
        lazy = Image.open(file)
    with pytest.raises(MediaError, match="is now closed") as caught:
        pictures.of_object(lazy, name="a.png")
    assert "load()" in caught.value.repair
    closed = Image.open(tmp_path / "a.png")
    closed.close()
    with pytest.raises(MediaError, match="is now closed"):
        pictures.of_object(closed)


def test_a_raw_photograph_is_not_taken_for_its_preview():
    for tags in ({50706: b"\1\4\0\0"}, {254: 1, 330: 8}):
        with pytest.raises(MediaError, match=r"IMG\.DNG is a camera raw image"):
            pictures.probe(saved(Image.new("RGB", (20, 20)), "TIFF", tiffinfo=tags), name="IMG.DNG")


def test_exif_and_profiles_that_are_damaged_say_nothing():
    data = saved(
        Image.new("RGB", (20, 20), RED), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff", icc_profile=b"nonsense"
    )
    assert pictures.as_sent(data).data == data
    assert near(looked_at(pictures.fitting(data, 1e6)).getpixel((5, 5)), RED)


def test_a_pillow_without_avif_is_told_what_to_do(monkeypatch):
    data = (
        saved(Image.new("RGB", (20, 20)), "AVIF") if features.check("avif") else b"\0\0\0\x18ftypavif\0\0\0\0avifmif1"
    )
    monkeypatch.setitem(Image.OPEN, "AVIF", (None, lambda prefix: "support not installed"))
    with pytest.raises(MediaError, match="AVIF") as caught:
        pictures.probe(data)
    assert "pillow" in caught.value.repair


WORDS_OF_LIBRARIES = ("Errno", "0x", "b'", "unpack", "Error", "broken", "decoder", "buffer", "zlib", "NoneType", "IFD")


def test_a_thousand_damaged_pictures_are_pictures_or_told_in_our_words():
    chance = random.Random(20_261_125)
    wholes = [
        photograph(6, "JPEG"),
        photograph(3, "PNG"),
        photograph(1, "WEBP"),
        HEIC,
        saved(Image.new("CMYK", (30, 30)), "TIFF", compression="tiff_lzw"),
    ]
    wholes += [
        saved(Image.new("RGB", (32, 32), RED), fmt)
        for fmt in ("GIF", "BMP", "ICO", "PPM", "JPEG2000", "DDS", "ICNS", "AVIF")
    ]
    for _ in range(1_000):
        data = bytearray(chance.choice(wholes))
        for _ in range(chance.choice((1, 3, 20))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(1, len(data)) :]
        try:
            made = pictures.as_sent(bytes(data), name="photo")
            pictures.miniature(made.data, 64)
        except (MediaError, MissingExtra) as err:
            assert err.repair
            assert not [w for w in WORDS_OF_LIBRARIES if w in str(err)], err


def test_threads_do_not_silence_the_warnings_of_others():
    before = warnings.filters[:]
    threads = [threading.Thread(target=pictures.miniature, args=(picture(), 20)) for _ in range(16)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert warnings.filters == before


def test_nothing_is_registered_with_the_users_pillow():
    pictures.as_sent(HEIC)
    assert "HEIF" not in Image.OPEN
    with pytest.raises(Image.UnidentifiedImageError):
        Image.open(io.BytesIO(HEIC))


def test_a_stray_newline_before_a_picture_is_left_out():
    for fmt in ("JPEG", "PNG"):
        made = pictures.as_sent(b"\r\n" + photograph(1, fmt))
        assert is_upright(made.data)
        assert made.data[:1] in (b"\xff", b"\x89")
    assert pictures.probe(b"\n\nhello") is None


def test_nothing_at_all_is_told():
    with pytest.raises(MediaError, match="is 0 × 0 pixels: it contains nothing"):
        pictures.of_object(Image.new("RGB", (0, 0)))


@pytest.mark.parametrize("fmt", ["JPEG", "PNG"])
def test_a_download_that_broke_off_is_called_that(fmt):
    whole = saved(Image.fromarray(np.random.default_rng(1).integers(0, 255, (90, 90, 3)).astype(np.uint8)), fmt)
    with pytest.raises(MediaError, match="is cut short: its end is missing"):
        pictures.probe(whole[: len(whole) * 9 // 10])
