import io
import sys

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.errors import MediaError, MissingExtra
from omni_nb.sound.clip import import_av, mime_type

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
    with pytest.raises(ValueError, match="makes no sense"):
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
    assert CLIP.resample(16_000).duration_s == pytest.approx(1.0)


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


@pytest.mark.parametrize("data", [b"not sound", b"\0" * 5_000, b"ID3" + b"\xff" * 40])
def test_what_is_no_sound_says_so(data):
    pytest.importorskip("av")
    with pytest.raises(MediaError, match="no sound could be read"):
        Clip.read(data)


def test_a_sound_track_with_nothing_in_it_says_so(monkeypatch):
    from types import SimpleNamespace as N

    class Container:
        streams = N(audio=[N(rate=8_000)])

        def __enter__(self):
            return self

        def __exit__(self, *_):
            return None

        def decode(self, stream):
            return []

    fake = N(
        open=lambda f, **options: Container(), AudioResampler=lambda **k: N(resample=lambda f: []), FFmpegError=OSError
    )
    monkeypatch.setitem(sys.modules, "av", fake)
    with pytest.raises(MediaError, match="need at least one array"):
        Clip.read(b"silence, really")


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
