import pytest

from omni_nb.prompt.signatures import boxed, lookalike
from tests.support.media import TONE, picture, video_file
from tests.support.pictures import HEIC


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"\xc5\xd0\xd3\xc6" + bytes(40), "PostScript"),
        (b"\xff\x0a\xfa\x1f", "a JPEG XL picture"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"gimp xcf v011\0", "a GIMP project"),
        (b"AT&TFORM\0\0\0\0DJVU", "a DjVu document"),
        (b"\xd7\xcd\xc6\x9a" + bytes(40), "a Windows metafile"),
        (b"\x01\0\0\0" + bytes(36) + b" EMF" + bytes(40), "a Windows metafile"),
        (b"II*\0\x10\0\0\0CR\x02\0", "a camera raw image"),
        (b"FUJIFILMCCD-RAW 0201", "a camera raw image"),
        (b"\0\0\0\x18ftypcrx \0\0\0\x01", "a camera raw image"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n", "a Git LFS pointer"),
    ],
)  # fmt: skip
def test_what_people_take_for_a_picture_is_named_with_what_to_do(data, what):
    found = lookalike(data)
    assert found.what.startswith(what)
    assert found.repair.endswith((".", "words."))
    assert found.repair.in_language("zh")


@pytest.mark.parametrize(
    "data",
    [b"", b"<", b"words", b"<?xml version='1.0'?><rss/>", picture(), TONE.encode(), video_file(), HEIC, b"<b>svg</b>"],
)  # fmt: skip
def test_all_else_is_left_to_others(data):
    assert lookalike(data) is None


def brands(*names):
    body = b"".join(names[:1]) + bytes(4) + b"".join(names[1:])
    return (len(body) + 8).to_bytes(4, "big") + b"ftyp" + body + b"\0\0\0\x08free"


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (HEIC, "heic"),
        (brands(b"mif1", b"mif1", b"heic"), "heic"),
        (brands(b"hevc", b"msf1"), "heic"),
        (brands(b"mif1", b"avif", b"miaf"), "avif"),
        (brands(b"avis", b"avis"), "avif"),
        (brands(b"isom", b"mp42"), ""),
        (brands(b"qt  ", b"heic"), ""),
        (video_file(), ""),
        (b"\0\0\0\x18ftyp", ""),
        (b"", ""),
    ],
)
def test_pictures_in_boxes_are_told_from_videos(data, kind):
    assert boxed(data) == kind
