import io
import sys

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.errors import MediaError, MissingExtra
from omni_nb.sound.containers import import_av
from omni_nb.sound.files import mime_type

TONE = (8_000 * np.sin(np.arange(24_000) * 0.1)).astype(np.int16)
CLIP = Clip(TONE, 24_000)


@pytest.mark.parametrize("fmt", ["wav", "flac"])
def test_exact_formats_keep_every_sample(fmt, tmp_path):
    assert Clip.read(CLIP.encode(fmt)) == CLIP
    assert Clip.read(CLIP.save(tmp_path / f"x.{fmt.upper()}")) == CLIP


@pytest.mark.parametrize("fmt", ["mp3", "ogg", "opus"])
def test_other_formats_keep_length_and_rate(fmt):
    back = Clip.read(CLIP.encode(fmt))
    assert (len(back), back.sample_rate) == (len(CLIP), 24_000)
    assert mime_type(fmt).startswith("audio/")


def test_small_is_4_kB_a_second():
    small = Clip(np.tile(TONE, 10), 24_000).encode_small()
    assert 38_000 < len(small) < 43_000
    assert Clip.read(small).sample_rate == 16_000


def test_a_rate_that_a_format_does_not_know_is_resampled():
    odd = Clip(TONE, 23_456)
    assert Clip.read(odd.encode("opus")).sample_rate == 24_000
    assert Clip.read(Clip(TONE, 96_000).encode("mp3")).sample_rate == 48_000
    assert Clip.read(odd.encode("wav")).sample_rate == 23_456


def test_a_long_vorbis_does_not_crash_the_process():
    assert len(Clip(np.zeros(24_000 * 90, np.int16), 24_000).encode("ogg")) > 1_000


def test_another_suffix_is_misuse(tmp_path):
    with pytest.raises(ValueError, match=r"\.xyz.*\.wav"):
        CLIP.save(tmp_path / "a.xyz")
    with pytest.raises(ValueError, match="without suffix"):
        CLIP.save(tmp_path / "a")


@pytest.mark.parametrize(
    ("given", "first"),
    [
        (np.array([0.5, -2.0]), 16_384),
        (np.array([[0.5, 0.5]] * 9), 16_384),
        (np.array([[0.5] * 9, [0.5] * 9]), 16_384),
        (np.array([192], np.uint8), 16_384),
        (np.array([16_384 << 16], np.int32), 16_384),
        (np.array([70_000], np.int64), 32_767),
        (np.array([np.nan]), 0),
        (np.array([5], np.int16), 5),
    ],
)
def test_any_numbers_become_int16_and_are_never_normalised(given, first):
    assert Clip.of(given, 8_000).samples[0] == first


@pytest.mark.parametrize("bad", [np.zeros((2, 2, 2)), np.array(["a"]), np.array(3.0)])
def test_what_are_no_samples_is_misuse(bad):
    with pytest.raises(ValueError, match="samples must be numbers"):
        Clip.of(bad, 8_000)


def test_a_clip_wants_int16_and_a_sensible_rate():
    with pytest.raises(ValueError, match="int16"):
        Clip(np.zeros(3), 8_000)
    with pytest.raises(ValueError, match="is out of range"):
        Clip(np.zeros(3, np.int16), 3)


def test_clips_are_values():
    assert Clip(TONE.copy(), 24_000) == CLIP
    assert hash(Clip(TONE.copy(), 24_000)) == hash(CLIP)
    assert Clip(TONE, 16_000) != CLIP
    assert CLIP != 3
    assert repr(CLIP) == "Clip(1.00 s, 24,000 Hz)"
    with pytest.raises(ValueError, match="read-only"):
        CLIP.samples[0] = 1


def test_resampling_keeps_the_length_in_seconds():
    assert CLIP.resample(24_000) is CLIP
    assert len(CLIP.cut(5, 6).resample(16_000)) == 0
    assert CLIP.resample(16_000).duration_s == pytest.approx(1.0)


@pytest.mark.parametrize("fmt", ["flac", "mp3", "ogg", "opus"])
def test_nothing_can_be_saved_as_wav_only(fmt, tmp_path):
    none = Clip(TONE[:0], 24_000)
    assert Clip.read(none.encode("wav")) == none
    for save in (lambda: none.encode(fmt), lambda: none.save(tmp_path / f"a.{fmt}")):
        with pytest.raises(MediaError, match="this clip has 0 samples"):
            save()
    assert not (tmp_path / f"a.{fmt}").exists()
    assert Clip.read(Clip(TONE[:1], 24_000).encode(fmt)).sample_rate == 24_000


@pytest.mark.parametrize("rate", [1_000, 7_999, 44_056, 384_000, 768_000])
@pytest.mark.parametrize("fmt", ["wav", "flac", "mp3", "ogg", "opus"])
def test_every_rate_can_be_saved_in_every_format(fmt, rate):
    back = Clip.read(Clip.of(0.5 * np.sin(np.arange(rate // 4) / rate * 2_000), rate).encode(fmt))
    assert back.duration_s == pytest.approx(0.25, abs=0.01)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(MediaError, match=r"there is no folder .*nowhere"):
        CLIP.save(tmp_path / "nowhere" / "a.wav")
    (tmp_path / "a.wav").mkdir()
    with pytest.raises(MediaError, match="this is a folder"):
        CLIP.save(tmp_path / "a.wav")


def test_a_file_is_read_by_its_path_or_its_url(tmp_path):
    place = CLIP.save(tmp_path / "a b.wav")
    assert Clip.read(str(place)) == Clip.read(place.as_uri()) == Clip.read(memoryview(place.read_bytes())) == CLIP
    with pytest.raises(FileNotFoundError, match="there is no such file"):
        Clip.read(tmp_path / "none.wav")
    with pytest.raises(MediaError, match="is a URL"):
        Clip.read("https://a.com/b.wav")
    (tmp_path / "page.wav").write_bytes(b"<html>not found</html>" * 9)
    with pytest.raises(MediaError, match=r"no sound could be read from page\.wav \(198 bytes\)"):
        Clip.read(tmp_path / "page.wav")


def test_floats_of_16_bit_scale_are_noise_and_refused():
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, TONE.astype(float), 24_000, format="WAV", subtype="FLOAT")
    with pytest.raises(MediaError, match=r"floats up to 7,999, where 1\.0 is full scale") as caught:
        Clip.read(out.getvalue())
    assert "divided by 32768" in caught.value.repair


def test_stereo_files_are_mixed():
    import soundfile

    out = io.BytesIO()
    soundfile.write(out, np.stack([TONE, -TONE], axis=1), 24_000, format="WAV")
    assert not Clip.read(out.getvalue()).samples.any()


def encoded(container, codec, rate=24_000):
    av = pytest.importorskip("av")
    out = io.BytesIO()
    with av.open(out, "w", format=container) as sink:
        stream = sink.add_stream(codec, rate=rate)
        stream.layout = "mono"
        frame = av.AudioFrame.from_ndarray(TONE[None, :], format="s16", layout="mono")
        frame.rate = 24_000
        for f in av.AudioResampler(
            format=stream.codec_context.format,
            layout="mono",
            rate=rate,
            frame_size=stream.codec_context.frame_size or 1024,
        ).resample(frame):
            for packet in stream.encode(f):
                sink.mux(packet)
        for packet in stream.encode(None):
            sink.mux(packet)
    return out.getvalue()


@pytest.mark.parametrize(
    ("container", "codec", "rate"), [("mp4", "aac", 24_000), ("adts", "aac", 24_000), ("webm", "libopus", 48_000)]
)
def test_what_libsndfile_cannot_read_pyav_does(container, codec, rate):
    clip = Clip.read(encoded(container, codec, rate))
    assert clip.duration_s == pytest.approx(1.0, abs=0.15)
    assert np.abs(clip.samples).max() > 6_000


@pytest.mark.parametrize("data", [b"not sound", b"\0" * 5_000, b"ID3" + b"\xff" * 40], ids=["words", "zeros", "tag"])
def test_what_is_no_sound_says_so(data):
    pytest.importorskip("av")
    with pytest.raises(MediaError, match="no sound could be read"):
        Clip.read(data)


def test_an_empty_file_says_so(tmp_path):
    (tmp_path / "x.wav").write_bytes(b"")
    with pytest.raises(MediaError, match="empty"):
        Clip.read(tmp_path / "x.wav")


def test_without_pyav_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtra, match=r"omni_nb\[media\]"):
        Clip.read(b"something else")
    with pytest.raises(ImportError, match="PyAV"):
        import_av()


@pytest.mark.parametrize("rate", [8_000, 24_000, 96_000])
def test_floats_come_in_runs_and_may_pass_full_scale(rate):
    x = np.where(np.arange(600_000) // 5 % 2, 32_767, -32_768).astype(np.int16)
    whole = np.concatenate(list(Clip(x, 24_000).floats(rate)))
    assert len(whole) == pytest.approx(25 * rate, abs=2)
    assert whole.dtype == np.float32
    assert np.abs(whole).max() > 1 or rate == 24_000


def test_floats_without_their_mean():
    clip = Clip(np.full(24_000, 9_000, np.int16), 24_000)
    assert np.abs(np.concatenate(list(clip.floats(24_000)))).max() == pytest.approx(9_000 / 32_768)
    assert np.abs(np.concatenate(list(clip.floats(48_000, centred=True)))).max() == 0
    assert list(Clip(np.zeros(0, np.int16), 24_000).floats(48_000, centred=True)) == []


def test_a_clip_made_louder_is_clipped_and_never_wraps():
    clip = Clip(np.array([100, -20_000, 30_000], np.int16), 8_000)
    assert clip.amplified(20).samples.tolist() == [1_000, -32_768, 32_767]
    assert clip.amplified(0) is clip


def test_a_digest_is_of_rate_and_samples():
    clip = Clip(np.arange(9, dtype=np.int16), 8_000)
    assert clip.digest == Clip(np.arange(9, dtype=np.int16), 8_000).digest != Clip(clip.samples, 8_001).digest
    assert len(clip.digest) == 16


def test_what_is_too_short_for_a_lower_rate_has_no_run_at_all():
    assert list(Clip(np.ones(1, np.int16), 48_000).floats(8_000)) == []
