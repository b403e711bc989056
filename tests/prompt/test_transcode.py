import io

import numpy as np
import pytest
from PIL import Image

from omni_nb import Clip, audio, image, video
from omni_nb.prompt.parts import MediaPart
from omni_nb.prompt.transcode import frames_of, miniature, reshaped_picture, sound_pieces, trimmed_video
from tests.support.media import picture, video_file


def test_a_miniature_is_a_jpeg_on_white():
    out = Image.open(io.BytesIO(miniature(picture("PNG", (400, 100)), 100)))
    assert (out.format, out.size) == ("JPEG", (100, 25))


def test_frames_of_a_video_are_spread_over_it():
    assert len(frames_of(video(video_file(3.0)), 5).frames) == 5
    unknown = MediaPart("video", video_file(1.0), None, None, "x")
    assert len(frames_of(unknown, 2).frames) == 2


def test_pieces_are_equal_and_none_is_too_long():
    sound = audio(Clip(np.zeros(8_000 * 10, np.int16), 8_000))
    pieces = sound_pieces(sound, 4.0)
    assert [p.name for p in pieces] == ["clip (1 of 3)", "clip (2 of 3)", "clip (3 of 3)"]
    assert all(3.3 < p.info.duration_s <= 4.0 for p in pieces)


def test_a_trimmed_video_begins_as_before():
    short = trimmed_video(video(video_file(4.0, sound=True)), 1.5)
    assert short.info.duration_s == pytest.approx(1.5, abs=0.15)
    assert short.info.has_sound


def test_a_picture_of_an_impossible_shape_becomes_possible():
    info = reshaped_picture(image(picture(size=(3, 2_400)))).info
    assert min(info.width_px, info.height_px) > 10
    assert max(info.width_px, info.height_px) / min(info.width_px, info.height_px) <= 200
