import os

import pytest

from omni_nb.errors import MediaError
from omni_nb.prompt import video_trim
from omni_nb.prompt.video_frames import frames
from omni_nb.prompt.video_trim import trim
from omni_nb.prompt.videos import probe
from tests.support.media import TONE, greys, shot

# container, codec, sound, options of the codec, options of the container
VIDEOS = {
    "phone": ("mp4", "libx264", "aac", {}, {}),
    "pyramid": ("mp4", "libx264", "", {"bf": "6", "b-pyramid": "normal", "g": "10"}, {}),
    "studio": ("mov", "prores", "pcm_s16le", {}, {}),
    "browser": ("webm", "libvpx", "libopus", {}, {"live": "1"}),
    "browser's mkv": ("matroska", "libx264", "", {}, {"live": "1"}),
    "mkv with pcm": ("matroska", "libx264", "pcm_s16le", {}, {}),
    "vp9": ("matroska", "libvpx-vp9", "libopus", {}, {}),
    "camera": ("avi", "mjpeg", "pcm_s16le", {}, {}),
    "old": ("avi", "mpeg4", "pcm_s16le", {"bf": "2"}, {}),
    "flash": ("flv", "libx264", "aac", {}, {}),
    "windows": ("asf", "wmv2", "", {}, {}),
    "broadcast": ("mpegts", "libx264", "", {}, {}),
    "disc": ("vob", "mpeg2video", "", {}, {}),
    "ogg": ("ogg", "libvpx", "libopus", {}, {}),
    "av1": ("mp4", "libsvtav1", "", {}, {}),
    "raw": ("h264", "libx264", "", {"bf": "0"}, {}),
}


@pytest.mark.parametrize("name", VIDEOS)
def test_a_trimmed_video_is_the_beginning_of_it_in_a_container_that_holds_it(name):
    fmt, codec, sound, how, mux = VIDEOS[name]
    pix = {"mjpeg": "yuvj420p", "prores": "yuv422p10le"}.get(codec, "yuv420p")
    whole = shot(
        fmt, codec, sound=sound, how=how, mux=mux, pix=pix, rate=25, n=100, first=9_500 if fmt == "mpegts" else 0
    )
    made = trim(whole, 1.55)
    short = probe(made)
    assert 1.3 <= short.duration_s <= 1.56
    assert short.has_sound == bool(sound)
    assert short.start_s < 1.5
    light = greys(frames(made, short.pictures).jpegs)
    assert light[0] < 20
    assert light == sorted(light)
    assert 75 < light[-1] < 105  # 1.5 of 4 s


@pytest.mark.parametrize("degrees", [90, 180, -90])
def test_a_trimmed_video_stays_upright(degrees):
    whole = shot("mov", "mpeg4", turned=degrees)
    short = probe(trim(whole, 2))
    assert (short.format, short.width_px) == ("mov", probe(whole).width_px)


def test_a_picture_that_stays_is_left_when_it_is_time():
    assert probe(trim(shot(n=4, times=[0, 100, 200, 10_000], how={"bf": "0"}), 3)).duration_s == pytest.approx(
        3, abs=0.01
    )


def test_a_video_that_is_short_enough_stays_as_long_as_it_is():
    assert probe(trim(shot(), 60)).duration_s == pytest.approx(4)
    assert probe(trim(shot(n=1), 60)).duration_s == pytest.approx(0.1)


def test_of_several_sound_tracks_the_first_is_kept():
    import io

    import av

    whole = shot("matroska", "libx264", sound="aac")
    out = io.BytesIO()
    with av.open(io.BytesIO(whole)) as source, av.open(out, "w", format="matroska") as sink:
        video, sound = source.streams.video[0], source.streams.audio[0]
        copies = [sink.add_stream_from_template(s, opaque=True) for s in (video, sound, sound)]
        for packet in source.demux(video, sound):
            if packet.size:
                for copy in copies[:1] if packet.stream is video else copies[1:]:
                    packet.stream = copy
                    sink.mux(packet)
    with av.open(io.BytesIO(trim(out.getvalue(), 2))) as short:
        assert [s.type for s in short.streams] == ["video", "audio"]


def test_sound_that_begins_long_before_the_pictures_is_cut_off():
    whole = shot("mpegts", first=9_500, sound="aac")  # the sound starts at 0, the pictures at 950 s
    assert probe(trim(whole, 2)).duration_s <= 2.05


def test_without_a_clock_there_is_nothing_to_cut_at():
    with pytest.raises(MediaError, match="no timestamps"):
        trim(shot("mjpeg", "mjpeg", pix="yuvj420p"), 2)
    with pytest.raises(MediaError, match="no timestamps"):
        trim(TONE.encode("wav"), 2)


def test_two_pictures_of_a_browsers_recording_are_a_video():
    short = probe(trim(shot("matroska", mux={"live": "1"}), 0.25))
    assert 1 <= short.pictures <= 3
    assert short.readable


def test_less_than_a_picture_is_no_video():
    with pytest.raises(MediaError, match="cannot be trimmed"):
        trim(shot(), 0.01)


def test_what_no_container_holds_is_said_and_not_made(monkeypatch):
    with pytest.raises(MediaError, match="without re-encoding"):
        trim(shot("yuv4mpegpipe", "wrapped_avframe"), 2)
    monkeypatch.setattr(video_trim, "_copied", lambda *_: b"nothing")
    with pytest.raises(MediaError, match="Send frames"):
        trim(shot(), 2)


@pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no such scheduling")
def test_an_av1_video_is_trimmed_without_its_encoder_which_would_make_the_kernel_a_real_time_process():
    whole = shot("mp4", "libsvtav1", rate=25, n=100)
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
    trim(whole, 1.5)
    frames(whole, 3)
    assert os.sched_getscheduler(0) == os.SCHED_OTHER
