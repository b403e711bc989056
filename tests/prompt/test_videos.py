import struct
import sys

import pytest

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.prompt import videos
from omni_nb.prompt.video_frames import frames
from omni_nb.prompt.videos import VideoInfo, probe
from tests.support.media import TONE, greys, shot, turned_by, video_file


def length(data):
    return probe(data).duration_s


def test_a_video_is_told_by_its_size_length_and_sound():
    assert probe(shot(sound="aac")) == VideoInfo(
        format="mp4", width_px=160, height_px=120, duration_s=pytest.approx(4, abs=0.03), has_sound=True, pictures=40
    )


@pytest.mark.parametrize(
    ("fmt", "codec", "name"),
    [
        ("mov", "mpeg4", "mov"), ("3gp", "h263", "3gp"), ("matroska", "libx264", "mkv"), ("webm", "libvpx", "webm"),
        ("avi", "libx264", "avi"), ("flv", "flv", "flv"), ("asf", "wmv2", "wmv"), ("mpegts", "libx264", "ts"),
        ("ogg", "libvpx", "ogg"), ("ivf", "libvpx", "ivf"), ("nut", "libx264", "nut"), ("yuv4mpegpipe", "wrapped_avframe", "y4m"),
        ("h264", "libx264", "h264"), ("m4v", "mpeg4", "m4v"),
    ],
)  # fmt: skip
def test_the_length_of_every_container_is_that_of_its_pictures(fmt, codec, name):
    found = probe(shot(fmt, codec, size=(176, 144)))
    assert (found.format, found.pictures) == (name, 40)
    assert found.duration_s == pytest.approx(4, abs=0.01)


@pytest.mark.parametrize(("fmt", "codec", "sound"), [("webm", "libvpx", "libopus"), ("matroska", "libx264", "")])
def test_a_browsers_recording_has_the_length_of_its_pictures_though_its_head_says_none(fmt, codec, sound):
    import io

    import av

    data = shot(fmt, codec, mux={"live": "1"}, sound=sound)
    with av.open(io.BytesIO(data)) as container:
        assert container.duration is None
    assert length(data) == pytest.approx(4, abs=0.02)


def test_a_raw_stream_without_a_rate_of_its_own_has_an_unknown_length():
    found = probe(shot("mjpeg", "mjpeg", pix="yuvj420p"))
    assert (found.duration_s, found.pictures) == (None, 40)


def test_a_download_that_was_cut_off_has_the_length_of_what_came():
    data = shot("matroska", how={"g": "10"}, n=400)
    assert length(data) == pytest.approx(40, abs=0.1)
    half = probe(data[: len(data) // 2])
    assert 10 < half.duration_s < 30
    assert half.note.startswith("its header says 40.0 s, but it holds only")
    assert probe(data).note == ""


def test_a_video_of_one_picture_lasts_as_long_as_one():
    assert probe(shot(n=1)).pictures == 1
    assert length(shot(n=1)) == pytest.approx(0.1)


def test_pictures_that_come_when_they_come_make_their_own_length():
    assert (
        30 < length(shot(n=4, times=[0, 100, 5_000, 30_000])) < 41
    )  # how long the last one stays, PyAV's versions write differently


def test_a_clock_that_starts_at_95_000_seconds_starts_at_nothing():
    found = probe(shot("mpegts", first=950_000))
    assert found.start_s == pytest.approx(95_000)
    assert found.duration_s == pytest.approx(4)


def test_two_broadcasts_joined_as_they_are_last_as_long_as_both():
    assert length(shot("mpegts", first=950_000) + shot("mpegts", first=100)) == pytest.approx(8, abs=0.3)


def test_packets_without_times_leave_the_length_unknown(monkeypatch):
    from omni_nb.sound import packets

    monkeypatch.setattr(packets, "_seconds", lambda packet, ticks: None)
    assert length(shot()) is None


def lying(fmt, n):
    """VP8 whose pictures say 16,383 × 16,383, in a container that says 160 × 120."""
    data, at = bytearray(shot(fmt, "libvpx", n=n)), 0
    while (at := data.find(b"\x9d\x01\x2a", at) + 3) > 2:
        data[at : at + 4] = b"\xff\x3f\xff\x3f"
    return bytes(data)


@pytest.mark.parametrize("n", [10, 600])
def test_pictures_that_are_larger_than_their_head_says_are_not_decoded(n):
    found = probe(lying("webm", n))
    assert (found.width_px, found.readable) == (160, False)


@pytest.mark.parametrize("degrees", [90, -90])
def test_a_video_that_was_shot_upright_is_upright(degrees):
    found = probe(shot("mov", "mpeg4", turned=degrees))
    assert (found.width_px, found.height_px) == (120, 160)
    assert probe(shot("mov", "mpeg4", turned=180)).width_px == 160


@pytest.mark.parametrize(
    ("numbers", "side"),
    [
        ((1, 0, 0, 1), "top"), ((0, 1, -1, 0), "right"), ((-1, 0, 0, -1), "bottom"), ((0, -1, 1, 0), "left"),
        ((-1, 0, 0, 1), "top"), ((1, 0, 0, -1), "bottom"), ((0, 1, 1, 0), "left"), ((0, -1, -1, 0), "right"),
    ],
)  # fmt: skip
def test_each_way_to_hold_a_phone_shows_its_red_band_where_it_belongs(numbers, side):
    import io

    import numpy as np
    from PIL import Image

    (jpeg,) = frames(turned_by(shot(codec="mpeg4", n=2), *numbers), 1).jpegs
    x = np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB")).astype(int)
    red = x[..., 0] - x[..., 1]
    edges = {"top": red[4].mean(), "bottom": red[-5].mean(), "left": red[:, 4].mean(), "right": red[:, -5].mean()}
    assert max(edges, key=edges.get) == side


def test_pixels_that_are_not_square_are_made_square():
    found = probe(shot("dv", "dvvideo", size=(720, 576), rate=25, n=5))
    assert (found.width_px, found.height_px) == (768, 576)


@pytest.mark.parametrize(
    ("codec", "pix"), [("libx264", "yuv444p"), ("libx265", "yuv420p10le"), ("prores", "yuv422p10le")]
)
def test_ten_bits_and_full_colour_are_looked_at_too(codec, pix):
    data = shot("mov", codec, pix=pix, n=10)
    assert probe(data).pictures == 10
    assert greys(frames(data, 1).jpegs)[0] < 20


def test_a_song_with_a_cover_is_no_video():
    assert probe(TONE.encode("wav")) is None


@pytest.mark.parametrize(
    ("fmt", "codec", "mark", "other"),
    [
        ("mp4", "libx264", b"avc1", b"encv"), ("mp4", "libx264", b"avc1", b"zzzz"), ("avi", "mpeg4", b"FMP4", b"ZZZZ"),
        ("matroska", "libx264", b"V_MPEG4/ISO/AVC", b"V_MPEG4/ISO/XYZ"),
    ],
)  # fmt: skip
def test_a_video_whose_pictures_nobody_can_decode_does_not_pass_for_its_sound(fmt, codec, mark, other):
    with pytest.raises(MediaError, match="encrypted, or uses an unknown codec"):
        probe(shot(fmt, codec, sound="aac" if fmt != "avi" else "pcm_s16le").replace(mark, other))


def test_a_video_without_any_picture_left_says_so():
    stream = shot("mpegts", n=40)
    with pytest.raises(MediaError, match="without a readable frame"):
        probe(stream[188 * 12 + 50 :])  # its only key picture is gone


def test_what_is_too_large_to_be_looked_at_is_refused_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(videos, "MOST_PIXELS", 100 * 100)
    with pytest.raises(MediaError, match=r"160 × 120 pixels.*\n.*smaller"):
        probe(shot())


def test_a_head_that_lies_about_the_size_fills_no_memory(monkeypatch):
    """The size in the container is small; the one in the stream, which the decoder meets, is not."""
    import io

    import av

    from omni_nb.sound.packets import packets

    data = shot(size=(640, 480), n=3)
    monkeypatch.setattr(videos, "MOST_PIXELS", 100 * 100)
    with av.open(io.BytesIO(data)) as container:
        track = videos.guarded(videos.picture_track(container))
        with pytest.raises(av.FFmpegError):
            next(packets(container, [track])).packet.decode()


def test_a_video_whose_pictures_cannot_be_decoded_here_is_still_a_video(monkeypatch):
    monkeypatch.setattr(videos, "first_decoded", lambda container, track: None)
    found = probe(shot())
    assert (found.width_px, found.readable) == (160, False)
    assert "none of its frames could be decoded" in found.note


def test_the_first_picture_is_found_behind_damage():
    data = bytearray(shot("matroska", how={"g": "5"}, n=30))
    at = data.index(b"\x1f\x43\xb6\x75") + 40
    data[at : at + 30] = b"\xff" * 30
    assert probe(bytes(data)).readable


def test_a_cut_by_an_edit_list_is_no_part_of_the_length():
    data = bytearray(shot("mp4", how={"bf": "0", "g": "5", "sc_threshold": "0"}))
    at = data.index(b"elst") + 4
    assert struct.unpack(">I", data[at + 4 : at + 8])[0] == 1
    # from 2.3 s on, which needs the key picture at 2 s
    data[at + 8 : at + 20] = struct.pack(">III", 1_700, 23 * 1_024, 0x10000)
    assert length(bytes(data)) == pytest.approx(1.7, abs=0.05)
    assert greys(frames(bytes(data), 1).jpegs)[0] == pytest.approx(146, abs=8)


def test_without_pyav_the_error_names_the_extra(monkeypatch):
    data = video_file()
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtra, match=r"omni_nb\[media\]"):
        probe(data)


def test_a_frame_with_exif_in_it_is_read_though_pyav_has_no_name_for_that():
    from tests.support.pictures import photograph

    data = photograph(1)
    found = probe(data * 3)
    assert (found.format, found.width_px, found.height_px) == ("mjpeg", 40, 80)
