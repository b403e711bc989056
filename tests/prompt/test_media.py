import sys
import zipfile

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_nb import Clip
from omni_nb.errors import MediaError, MissingExtra
from omni_nb.prompt.media import MediaInfo, identify
from tests.support.media import TONE, picture, shot, video_file


@pytest.mark.parametrize(
    ("fmt", "name"), [("PNG", "png"), ("JPEG", "jpeg"), ("WEBP", "webp"), ("GIF", "gif"), ("BMP", "bmp")]
)
def test_pictures_are_told_by_content(fmt, name):
    info = identify(picture(fmt))
    assert (info.kind, info.format, info.width_px, info.height_px) == ("image", name, 64, 48)
    assert info.mime == f"image/{name}"


@pytest.mark.parametrize("fmt", ["wav", "flac", "mp3", "ogg"])
def test_sounds_are_told_by_content(fmt):
    info = identify(TONE.encode(fmt))
    assert (info.kind, info.format) == ("audio", fmt)
    assert info.duration_s == pytest.approx(1.0, abs=0.1)
    assert info.mime == ("audio/mpeg" if fmt == "mp3" else f"audio/{fmt}")


@pytest.mark.parametrize(
    ("fmt", "name"), [("mp4", "mp4"), ("matroska", "mkv"), ("webm", "webm"), ("avi", "avi"), ("mpegts", "ts")]
)
def test_videos_are_told_by_content(fmt, name):
    info = identify(video_file(fmt=fmt))
    assert (info.kind, info.format, info.width_px, info.has_sound) == ("video", name, 64, False)
    assert info.duration_s == pytest.approx(2.0, abs=0.3)


def test_a_video_with_a_sound_track_says_so():
    assert identify(video_file(sound=True)).has_sound


def test_an_m4a_is_a_sound_not_a_video():
    from tests.sound.test_clip import encoded

    assert identify(encoded("mp4", "aac")) == MediaInfo(
        kind="audio", format="m4a", duration_s=identify(encoded("mp4", "aac")).duration_s
    )
    assert identify(encoded("mp4", "aac")).mime == "audio/mp4"


def test_raw_aac_has_no_length_in_its_head_and_is_counted():
    from tests.sound.test_clip import encoded

    assert identify(encoded("adts", "aac")).duration_s == pytest.approx(1.0, abs=0.2)


def test_an_empty_file_is_refused_by_name():
    with pytest.raises(MediaError, match=r"cat\.png is empty"):
        identify(b"", name="cat.png")


def test_half_a_picture_is_damaged_not_accepted():
    for fmt in ("PNG", "JPEG"):
        whole = picture(fmt, (200, 200))
        with pytest.raises(MediaError, match="looks like a picture"):
            identify(whole[: len(whole) // 2])


def test_a_picture_that_would_fill_the_memory_is_not_decoded():
    import struct
    import zlib

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 1, 0, 0, 0, 0)
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )
    with pytest.raises(MediaError):
        identify(bomb)


def test_a_zip_called_wav_is_neither(tmp_path):
    with zipfile.ZipFile(tmp_path / "song.wav", "w") as z:
        z.writestr("a", "b" * 2_000)
    with pytest.raises(MediaError, match=r"song\.wav is an archive \(zip\)"):
        identify((tmp_path / "song.wav").read_bytes(), name="song.wav")


def test_a_text_file_is_neither():
    with pytest.raises(MediaError, match="is text"):
        identify(b"hello world, this is no media at all" * 10)


def test_subtitles_alone_are_no_media(monkeypatch):
    with pytest.raises(MediaError):
        identify(b"1\n00:00:00,000 --> 00:00:01,000\nhello\n\n" * 5)


def test_without_pyav_the_error_names_the_extra(monkeypatch):
    data = video_file()
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtra, match=r"omni_nb\[media\]"):
        identify(data)
    assert identify(TONE.encode("mp3")).kind == "audio"


def test_an_mpeg_video_that_pillow_names_is_a_video():
    data = video_file(fmt="mpeg")
    assert identify(data).kind == "video"


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=300), st.sampled_from([b"", b"\x89PNG\r\n\x1a\n", b"RIFF\x24\0\0\0WAVEfmt ", b"\xff\xd8\xff", b"ID3", b"OggS", b"\0\0\0\x18ftypmp42", b"\x1aE\xdf\xa3"]))  # fmt: skip
def test_arbitrary_bytes_are_media_or_a_clear_error(tail, head):
    try:
        assert identify(head + tail).kind in ("image", "audio", "video")
    except MediaError as err:
        assert err.repair


def test_a_raw_mpeg_video_that_pillow_would_only_name_is_a_video():
    import io

    import av
    import numpy as np

    out = io.BytesIO()
    with av.open(out, "w", format="mpeg1video") as sink:
        stream = sink.add_stream("mpeg1video", rate=25)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for packet in [
            *stream.encode(av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")),
            *stream.encode(None),
        ]:
            sink.mux(packet)
    assert out.getvalue()[:4] == b"\0\0\1\xb3"
    assert identify(out.getvalue()).kind == "video"


def test_a_very_large_picture_is_measured_without_being_decoded():
    assert identify(picture(size=(7_000, 6_000))).width_px == 7_000


def test_a_video_with_unknown_length_has_none_and_an_empty_sound_has_0():
    webcam = identify(shot("mjpeg", "mjpeg", pix="yuvj420p"))
    assert (webcam.kind, webcam.duration_s) == ("video", None)
    assert identify(Clip(np.zeros(0, np.int16), 8_000).encode("wav")).duration_s == 0
    assert identify(picture()).duration_s is None


def test_of_a_flac_that_was_cut_what_is_left_is_measured():
    whole = TONE.encode("flac")
    cut = whole[: len(whole) // 2]
    assert identify(cut).duration_s == pytest.approx(Clip.read(cut).duration_s, abs=4_096 / TONE.sample_rate + 0.01)


def test_an_ogg_video_is_a_video_and_an_ogg_sound_a_sound(monkeypatch):
    assert identify(shot("ogg", "libvpx", sound="libopus")).kind == "video"
    assert identify(TONE.encode("ogg")).kind == "audio"
    monkeypatch.setitem(sys.modules, "av", None)
    assert identify(TONE.encode("ogg")).kind == "audio"


def test_the_mime_types_are_the_registered_ones():
    assert identify(video_file(fmt="mov")).mime == "video/quicktime"
    assert identify(video_file(fmt="matroska")).mime == "video/x-matroska"
    assert identify(video_file()).mime == "video/mp4"


def test_what_is_damaged_is_told_by_its_name_and_not_by_a_librarys_words():
    with pytest.raises(MediaError, match=r"clip\.mp4: ") as caught:
        identify(video_file()[:600], name="clip.mp4")
    for word in ("Errno", "Invalid data", "b'", "<none>", "avcodec"):
        assert word not in str(caught.value)


def test_a_photograph_with_a_second_one_behind_it_is_a_photograph():
    assert identify(picture("JPEG") * 2).kind == "image"


def test_what_nobody_knows_is_told_what_is_taken():
    import random

    with pytest.raises(MediaError, match="is not a supported picture, sound or video"):
        identify(random.Random(1).randbytes(3_000))


def test_noise_that_begins_like_a_sound_is_none():
    with pytest.raises(MediaError, match="no sound"):
        identify(b"\xff\xf1" + b"\x11" * 3_000)
