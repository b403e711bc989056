"""The sound of what libsndfile does not read, against its known peak."""

from types import SimpleNamespace

import numpy as np
import pytest

from omni_nb.errors import MediaError
from omni_nb.sound import files, tracks
from omni_nb.sound.clip import Clip
from omni_nb.sound.tracks import track_blocks
from tests.support.media import video_file
from tests.support.sounds import with_av

pytest.importorskip("av")
KINDS = [
    ("mp4", "aac", 24_000), ("adts", "aac", 44_100), ("matroska", "pcm_f32le", 16_000), ("matroska", "wavpack", 48_000),
    ("webm", "libopus", 48_000), ("mov", "pcm_s24le", 48_000), ("matroska", "pcm_u8", 8_000), ("mov", "alac", 44_100),
    ("matroska", "pcm_f64le", 16_000), ("avi", "pcm_s16le", 16_000), ("avi", "mp3", 44_100), ("mpegts", "mp2", 48_000),
]  # fmt: skip


@pytest.mark.parametrize(("container", "codec", "rate"), KINDS)
@pytest.mark.parametrize("layout", ["mono", "stereo"])
def test_every_kind_has_its_right_peak_length_and_rate(container, codec, rate, layout):
    clip = Clip.read(with_av(container, codec, rate=rate, n=rate, layout=layout))
    assert clip.sample_rate == rate
    assert clip.duration_s == pytest.approx(1.0, abs=0.15)
    assert np.abs(clip.samples).max() == pytest.approx(16_384, rel=0.1)
    assert np.abs(clip.samples[rate // 3 : rate // 2]).max() == pytest.approx(16_384, rel=0.05)


@pytest.mark.parametrize(("container", "codec"), [("mp4", "aac"), ("webm", "libopus")])
def test_what_is_loud_is_clipped_and_does_not_wrap_its_sign(container, codec):
    rate = 48_000
    clip = Clip.read(with_av(container, codec, rate=rate, n=rate, peak=1.0, bit_rate=32_000))
    x = clip.samples[2_000:-2_000].astype(int)
    assert np.abs(np.diff(x)).max() < 12_000  # 440 Hz moves 1,900 from sample to sample; a wrapped one 65,000
    assert np.abs(x).max() > 31_000


def test_six_channels_are_averaged():
    clip = Clip.read(with_av("mov", "pcm_s16le", layout="5.1", rate=48_000, n=48_000))
    assert np.abs(clip.samples).max() == pytest.approx(16_384, rel=0.01)


def test_damaged_packets_are_left_out():
    data = bytearray(with_av("adts", "aac", n=72_000))
    for at in range(len(data) // 2, len(data) // 2 + 400):
        data[at] ^= 0x55
    assert 1.5 < Clip.read(bytes(data)).duration_s < 3.2


def test_a_cut_file_is_read_to_where_it_is_cut():
    data = with_av("adts", "aac", n=72_000)
    assert Clip.read(data[: len(data) // 2]).duration_s == pytest.approx(1.5, abs=0.3)


def test_a_video_without_sound_says_so():
    with pytest.raises(MediaError, match="it contains no sound that can be decoded"):
        list(track_blocks(video_file()))
    with pytest.raises(
        MediaError, match=r"no sound could be read from these bytes .*: it contains no sound that can be decoded"
    ):
        Clip.read(video_file())


def test_a_recording_of_a_browser_has_no_length_and_is_read():
    data = with_av("webm", "libopus", rate=48_000, n=48_000, live="1")
    assert Clip.read(data).duration_s == pytest.approx(1.0, abs=0.1)


def test_too_much_is_refused_before_it_is_decoded(monkeypatch):
    data = with_av("mp4", "aac")
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    monkeypatch.setattr(tracks, "_frames", lambda *_: pytest.fail("decoded"))
    with pytest.raises(MediaError, match="3 hours") as caught:
        Clip.read(data)
    assert caught.value.code == "sound_too_long"


def test_the_beginning_of_what_is_too_long_can_be_had(monkeypatch):
    data = with_av("mp4", "aac", n=240_000)
    monkeypatch.setattr(files, "MOST_VALUES", 300_000)
    with pytest.raises(MediaError, match="3 hours"):
        Clip.read(data)
    assert 1.5 <= Clip.read(data, most_s=1.5).duration_s < 2


def test_too_much_is_refused_where_no_header_says_so(monkeypatch):
    data = with_av("adts", "aac", n=240_000)
    monkeypatch.setattr(files, "MOST_VALUES", 30_000)
    with pytest.raises(MediaError, match="3 hours"):
        Clip.read(data)


def test_a_rate_that_changes_in_the_middle_goes_on_at_the_first():
    slow, fast = with_av("adts", "aac", rate=24_000, n=24_000), with_av("adts", "aac", rate=48_000, n=48_000)
    clip = Clip.read(slow + fast)
    assert clip.sample_rate == 24_000
    assert clip.duration_s == pytest.approx(2.0, abs=0.3)


def test_a_track_that_yields_nothing_holds_no_samples(monkeypatch):
    monkeypatch.setattr(tracks, "_frames", lambda *_: iter(()))
    with pytest.raises(MediaError, match="no samples in it"):
        Clip.read(with_av("mp4", "aac"))


def test_a_packet_that_cannot_be_decoded_is_skipped():
    av = pytest.importorskip("av")

    def broken():
        raise av.error.InvalidDataError(1, "bad")

    packets = [SimpleNamespace(decode=broken), SimpleNamespace(decode=lambda: [1])]
    container = SimpleNamespace(demux=lambda track: packets)
    assert list(tracks._frames(container, None, av)) == [1]


def test_frames_of_a_rate_that_makes_no_sense_are_left_out():
    assert list(tracks._AsFloats(None).feed(SimpleNamespace(format=None, layout=None, sample_rate=13_277_755))) == []
