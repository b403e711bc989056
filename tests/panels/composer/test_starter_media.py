from omni_nb.panels.composer import starter_media
from omni_nb.sound.clip import Clip


def test_a_picture_and_a_sound_are_small_and_can_be_sent():
    picture, sound = starter_media.picture(), starter_media.sound()
    assert (picture.name, picture.info.format, picture.info.width_px) == ("boat.png", "png", 320)
    assert picture.size_bytes < 10_000
    clip = Clip.read(sound.data)
    assert 2 < clip.duration_s < 3
    assert abs(clip.samples.astype(int)).max() < 32_767  # nothing is clipped
    assert sound.size_bytes < 100_000
