import math

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.servers.simulator.look import look
from tests.support.media import TONE, picture, shot, video_file


def test_it_sees_size_and_colours():
    seen = look("image", picture(size=(320, 200), colour="blue"))
    assert (seen.width_px, seen.height_px, seen.colours) == (320, 200, ("blue",))


@pytest.mark.parametrize("hz", [110, 220, 440, 880])
def test_it_hears_length_level_and_pitch(hz):
    tone = Clip.of(0.5 * np.sin(2 * np.pi * hz * np.arange(24_000) / 24_000), 24_000)
    seen = look("audio", tone.encode())
    assert seen.duration_s == pytest.approx(1.0)
    assert seen.level_dbfs == pytest.approx(-9, abs=0.2)
    assert seen.pitch_hz == pytest.approx(hz, rel=0.03)


def test_silence_and_noise_have_no_pitch():
    silence = look("audio", Clip(np.zeros(9_000, np.int16), 8_000).encode())
    assert math.isinf(silence.level_dbfs)
    assert silence.pitch_hz == 0
    noise = np.random.default_rng(0).normal(0, 3_000, 24_000).astype(np.int16)
    assert look("audio", Clip(noise, 24_000).encode()).pitch_hz == 0
    assert look("audio", Clip(TONE.samples[:2_000], 24_000).encode()).pitch_hz == 0


def test_it_counts_the_frames_of_a_video():
    seen = look("video", video_file(2, sound=True))
    assert (seen.frames, seen.width_px, seen.colours, seen.has_sound) == (20, 64, ("red",), True)
    assert seen.duration_s == pytest.approx(2, abs=0.3)


def test_a_video_is_seen_as_it_is_shown_and_as_long_as_it_lasts():
    upright = look("video", shot("mov", "mpeg4", turned=90))
    assert (upright.width_px, upright.height_px) == (120, 160)
    assert look("video", shot("webm", "libvpx", mux={"live": "1"})).duration_s == pytest.approx(4, abs=0.01)
    assert look("video", shot("mjpeg", "mjpeg", pix="yuvj420p")).duration_s is None


def test_a_sound_given_as_a_video_is_none():
    assert "no video" in look("video", TONE.encode()).problem


@pytest.mark.parametrize("kind", ["image", "audio", "video"])
def test_what_it_cannot_open_it_says(kind):
    assert look(kind, b"rubbish").problem


def test_it_opens_no_format_that_is_a_program(monkeypatch):
    import subprocess

    monkeypatch.setattr(subprocess.Popen, "__init__", lambda *a, **k: pytest.fail("a process was started"))
    eps = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\nshowpage\n"
    assert look("image", eps).problem == f"its {len(eps)} bytes cannot be decoded"
