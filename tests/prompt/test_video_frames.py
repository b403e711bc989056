import io

import pytest
from PIL import Image

from omni_nb.errors import MediaError
from omni_nb.prompt import video_frames
from omni_nb.prompt.video_frames import frames
from tests.support.media import TONE, greys, shot


def expected(n, of=40):
    return pytest.approx([255 * (k * of // n) / of for k in range(n)], abs=9)


@pytest.mark.parametrize(
    ("fmt", "codec", "how"),
    [
        ("mp4", "libx264", {"bf": "6", "b-pyramid": "normal", "g": "10"}), ("mp4", "libx264", {}), ("h264", "libx264", {}),
        ("avi", "libx264", {}), ("matroska", "libx264", {"g": "7"}), ("flv", "libx264", {}), ("mpegts", "libx264", {"g": "13"}),
        ("webm", "libvpx", {}), ("mjpeg", "mjpeg", {}), ("mov", "prores", {}), ("ogg", "libvpx", {}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("n", [1, 4, 10])
def test_pictures_stand_at_equal_distances_in_every_container(fmt, codec, how, n):
    pix = {"mjpeg": "yuvj420p", "prores": "yuv422p10le"}.get(codec, "yuv420p")
    assert greys(frames(shot(fmt, codec, how=how, pix=pix), n).jpegs) == expected(n)


def test_a_video_of_one_picture_gives_it():
    assert len(frames(shot(n=1), 32).jpegs) == 1


def test_all_pictures_of_a_video_are_there_once():
    assert greys(frames(shot(how={"bf": "4", "g": "10"}), 40).jpegs) == expected(40)


def test_the_rate_is_that_of_the_pictures_that_are_given():
    assert frames(shot(), 8).fps == pytest.approx(2)
    assert frames(shot("webm", "libvpx", mux={"live": "1"}), 8).fps == pytest.approx(2)
    assert frames(shot(rate=100, n=100), 50).fps == pytest.approx(10)  # more is not said to any service


def test_without_a_clock_there_is_no_rate_and_the_pictures_are_counted():
    made = frames(shot("mjpeg", "mjpeg", pix="yuvj420p"), 4)
    assert (made.fps, greys(made.jpegs)) == (None, expected(4))


def test_a_picture_that_stays_long_is_given_for_as_long_as_it_stays():
    data = shot(n=4, times=[0, 10_000, 10_100, 10_200], how={"bf": "0"})
    assert greys(frames(data, 4).jpegs) == pytest.approx([0, 0, 0, 0], abs=9)
    late = shot(n=4, times=[0, 100, 200, 10_000], how={"bf": "0"})
    assert greys(frames(late, 4).jpegs) == pytest.approx([0, 127, 127, 127], abs=9)


def test_a_clock_that_starts_late_or_jumps_changes_nothing():
    joined = shot("mpegts", first=950_000) + shot("mpegts", first=100)
    assert greys(frames(joined, 8).jpegs) == pytest.approx([0, 63, 127, 191] * 2, abs=12)


def test_what_is_damaged_is_stepped_over_and_told():
    data = bytearray(shot("mjpeg", "mjpeg", pix="yuvj420p", how={"strict": "-1"}))
    whole = shot("matroska", how={"g": "5"}, n=100, size=(320, 240))
    at = len(whole) // 2
    hurt = whole[:at] + bytes(3_000) + whole[at + 3_000 :]
    made = frames(hurt, 10)
    assert len(made.jpegs) == 10
    assert greys(made.jpegs)[0] < 20
    assert frames(bytes(data), 5).damaged == 0


@pytest.mark.parametrize(("group", "n", "most"), [("10", 2, 40), ("200", 1, 20)])
def test_only_what_is_due_is_decoded(monkeypatch, group, n, most):
    data = shot("matroska", how={"g": group, "sc_threshold": "0"}, n=200)
    seen = []
    real = video_frames._Taker._seen
    monkeypatch.setattr(video_frames._Taker, "_seen", lambda self, packet: seen.append(packet) or real(self, packet))
    frames(data, n)
    assert len(seen) < most


def test_a_large_picture_is_made_smaller_and_a_small_one_left():
    wide = frames(shot(size=(1_280, 320), n=2), 1).jpegs[0]
    assert Image.open(io.BytesIO(wide)).size == (640, 160)
    assert Image.open(io.BytesIO(frames(shot(n=2), 1).jpegs[0])).size == (160, 120)


def test_what_has_no_pictures_says_so(monkeypatch):
    with pytest.raises(MediaError, match="no frame"):
        frames(TONE.encode("wav"), 3)
    monkeypatch.setattr(video_frames._Taker, "take", lambda self: iter(()))
    with pytest.raises(MediaError, match="no frame"):
        frames(shot(), 3)


@pytest.mark.parametrize(
    ("fmt", "codec", "how"),
    [
        ("mp4", "libx265", {"x265-params": "keyint=12:min-keyint=12:open-gop=1:bframes=4:log-level=none"}),
        ("mp4", "libx264", {"x264-params": "keyint=12:min-keyint=12:open-gop=1:bframes=4:scenecut=0"}),
        ("vob", "mpeg2video", {"bf": "2", "g": "12"}),
    ],
)
def test_pictures_before_an_open_key_picture_belong_to_the_run_before(fmt, codec, how):
    made = greys(frames(shot(fmt, codec, n=120, how=how, rate=25), 12).jpegs)
    assert made == pytest.approx([255 * 10 * k / 120 for k in range(12)], abs=12)


def test_a_packet_without_a_time_comes_where_the_one_before_did(monkeypatch):
    real = video_frames.packets
    monkeypatch.setattr(
        video_frames,
        "packets",
        lambda *a: (t._replace(at_s=None if i % 3 == 1 else t.at_s) for i, t in enumerate(real(*a))),
    )
    assert greys(frames(shot(), 4).jpegs) == expected(4)
