import gzip
import io
import json
import pickle
import tarfile
import zipfile

import numpy as np
import pytest

from omni_nb.prompt.strangers import stranger
from tests.support.media import TONE, picture, shot, video_file


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        for name in names:
            z.writestr(name, "x" * 100)
    return out.getvalue()


def tarred():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as t:
        t.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


def npy():
    out = io.BytesIO()
    np.save(out, np.arange(9))
    return out.getvalue()


STRANGERS = {
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "Word": zipped("[Content_Types].xml", "word/document.xml"),
    "Excel": zipped("[Content_Types].xml", "xl/workbook.xml"),
    "slides": zipped("[Content_Types].xml", "ppt/presentation.xml"),
    "epub": b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip" + bytes(80),
    r"\(zip\)": zipped("a.jpg"),
    "npz": zipped("x.npy"),
    "gzip": gzip.compress(b"x" * 300),
    "tar": tarred(),
    "old Office": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500),
    "program": b"\x7fELF\x02\x01\x01" + bytes(80),
    "SQLite": b"SQLite format 3\0" + bytes(90),
    "stored data": npy(),
    "pickle": pickle.dumps({"a": 1}, 4),
    "MIDI": b"MThd\0\0\0\x06\0\1\0\1\0\x60MTrk" + bytes(40),
    "tracker": b"Extended Module: song" + bytes(90),
    "module": bytes(range(1, 109)) * 10 + b"M.K." + bytes(900),
    "raw image": b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(90),
    "DICOM": bytes(128) + b"DICM" + bytes(90),
    "font": b"\0\1\0\0\0\x0f\0\x80\0\3\0\x70" + bytes(90),
    "begins with ._": b"\0\5\x16\7\0\2\0\0Mac OS X" + bytes(90),
    "SVG": b'<?xml version="1.0"?>\n<!-- by hand -->\n<!DOCTYPE svg PUBLIC "x" "y">\n<svg xmlns="http://www.w3.org/2000/svg" width="9"/>',
    "web page": b"\n<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>",
    "error message": b'<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>',
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n",
    "playlist": b"#EXTM3U\n#EXTINF:3,\na.ts\n",
    "lists media elsewhere": b"ffconcat version 1.0\nfile a.mp4\n",
    "subtitles": b"1\n00:00:01,000 --> 00:00:02,000\nhello\n",
    "JSON": json.dumps({"error": "not found"}).encode(),
    "bookmark": b"[InternetShortcut]\r\nURL=https://example.org/\r\n",
    "a data URL": b"data:image/png;base64,iVBORw0KGgo=",
    "base64": b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk" * 3,
    "XML": b'<?xml version="1.0"?><note>hello</note>',
    "is text|text": "你好，这是一段文字。".encode() * 20,
    "^text": "hello, 世界".encode("utf-16"),
    "zeros only": bytes(5_000),
    "torrent": b"d8:announce35:http://tracker.example.org/announce",
    "Flash": b"CWS\x09" + bytes(range(1, 90)),
    "notes|written music": b"X:1\nT:Song\nK:C\nCDEF|\n",
}


@pytest.mark.parametrize("what", STRANGERS)
def test_what_is_no_media_is_called_by_its_name_with_what_to_do(what):
    import re

    found = stranger(STRANGERS[what])
    assert found is not None
    assert re.search(what, found.what), found.what
    assert found.repair
    assert found.repair.in_language("zh")


def test_a_mark_at_the_beginning_of_a_text_is_looked_past():
    assert "web page" in stranger(b"\xef\xbb\xbf  <html><body>no</body></html>").what


@pytest.mark.parametrize(
    "data",
    [
        picture("PNG"), picture("JPEG"), picture("GIF"), picture("BMP"), picture("TIFF"), picture("PPM"),
        b"P3\n1 1\n255\n255 0 0\n", TONE.encode("wav"), TONE.encode("mp3"), TONE.encode("ogg"), TONE.encode("flac"),
        video_file(), video_file(fmt="mpegts"), shot("h264"), shot("yuv4mpegpipe", "wrapped_avframe", n=2), b"\xff\xfe" + bytes(300), b"\xff\xd9",
        b"#!AMR\n" + b"\x3c\x08" * 90,
    ],
    ids=lambda d: repr(d[:6]),
)  # fmt: skip
def test_media_are_no_strangers(data):
    assert stranger(data) is None


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'


@pytest.mark.parametrize(
    "before",
    [b"", b"\xef\xbb\xbf", b'<?xml version="1.0"?>\n<!-- made by hand -->\n', b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C" "x.dtd" [<!ENTITY a "b">]>\n'],
)  # fmt: skip
def test_a_drawing_is_told_whatever_stands_before_it(before):
    assert stranger(before + SVG).what.startswith("an SVG drawing")
