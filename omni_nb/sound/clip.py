"""Clip: samples with a rate, read from and written to files. The only import of soundfile and soxr.

It knows nothing of where the sound came from. Files are read by libsndfile (wav, flac, mp3,
ogg, aiff …) and, with the `media` extra, by PyAV (m4a, aac, amr, webm, the sound of a film).
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from omni_nb.errors import MediaError
from omni_nb.sound.containers import import_av, open_container
from omni_nb.sound.pcm import Samples

AudioFormat = Literal["wav", "flac", "mp3", "ogg", "opus"]

# suffix → libsndfile (format, subtype), MIME type
_FORMATS: dict[str, tuple[str, str, str]] = {
    "wav": ("WAV", "PCM_16", "audio/wav"),
    "flac": ("FLAC", "PCM_16", "audio/flac"),
    "mp3": ("MP3", "MPEG_LAYER_III", "audio/mpeg"),
    "ogg": ("OGG", "VORBIS", "audio/ogg"),
    "opus": ("OGG", "OPUS", "audio/ogg"),
}
_OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
_MP3_RATES = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clip:
    """A mono sound.

    Attributes:
        samples: int16, shape (n,).
        sample_rate: Samples per second, Hz.
    """

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        x = np.asarray(self.samples)
        if x.dtype != np.int16 or x.ndim != 1:
            raise ValueError(f"Clip wants int16 samples of shape (n,), got {x.dtype} {x.shape}; use Clip.of()")
        if not 1_000 <= int(self.sample_rate) <= 768_000:
            raise ValueError(f"a sample rate of {self.sample_rate} Hz makes no sense (1,000 to 768,000)")
        x = x.view()
        x.flags.writeable = False
        object.__setattr__(self, "samples", x)
        object.__setattr__(self, "sample_rate", int(self.sample_rate))

    @classmethod
    def of(cls, samples: npt.ArrayLike, sample_rate: int) -> Clip:
        """From any numbers: floats in −1…1 or integers, shape (n,), (n, channels) or (channels, n).

        Channels are averaged. Floats outside −1…1 are clipped, never normalised.

        Raises:
            ValueError: No numbers, or more than two dimensions.
        """
        x = np.asarray(samples)
        if x.ndim == 2:
            channel_axis = 0 if x.shape[0] <= 8 < x.shape[1] else 1
            x = x.mean(axis=channel_axis, dtype=np.float64).astype(np.result_type(x.dtype, np.int16))
        if x.ndim != 1 or x.dtype.kind not in "fiu":
            raise ValueError(f"samples must be numbers of shape (n,) or (n, channels), got {x.dtype} {x.shape}")
        if x.dtype.kind == "f":
            wide = np.nan_to_num(x.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
            x = np.clip(np.round(wide * 32768.0), -32768, 32767).astype(np.int16)
        elif x.dtype == np.uint8:
            x = ((x.astype(np.int16) - 128) * 256).astype(np.int16)
        elif x.dtype == np.int32:
            x = (x >> 16).astype(np.int16)
        elif x.dtype != np.int16:
            x = np.clip(x, -32768, 32767).astype(np.int16)
        return cls(np.ascontiguousarray(x), sample_rate)

    @classmethod
    def read(cls, source: str | Path | bytes) -> Clip:
        """Read a sound file, or the sound of a film.

        Args:
            source: A path, or the file's bytes. The kind is told by content, not by name.

        Raises:
            MediaError: It holds no sound that can be read.
            MissingExtra: Only PyAV could read it and it is not installed.
            FileNotFoundError: No such file.
        """
        data = bytes(source) if isinstance(source, bytes | bytearray) else Path(source).expanduser().read_bytes()
        if not data:
            raise MediaError("the sound file is empty (0 bytes)", repair="Give a file with sound in it.")
        import soundfile

        try:
            x, rate = soundfile.read(io.BytesIO(data), dtype="int16", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError, TypeError, ValueError) as err:
            return cls._read_with_av(data, str(err))
        return cls.of(x, rate) if x.shape[1] > 1 else cls(np.ascontiguousarray(x[:, 0]), rate)

    @classmethod
    def _read_with_av(cls, data: bytes, why: str) -> Clip:
        av = import_av(why)
        try:
            with open_container(data, why) as container:
                stream = container.streams.audio[0]
                rate = int(stream.rate)
                mono = av.AudioResampler(format="s16", layout="mono", rate=rate)
                runs = [f.to_ndarray()[0] for frame in container.decode(stream) for f in mono.resample(frame)]
                runs += [f.to_ndarray()[0] for f in mono.resample(None)]
            samples = np.concatenate(runs)
        except (MediaError, IndexError, ValueError, TypeError) as err:
            raise MediaError(
                f"no sound could be read from these {len(data):,} bytes (libsndfile: {why}; PyAV: {err or type(err).__name__})",
                repair="Check that the file plays elsewhere, or convert it to wav.",
                repair_zh="请确认文件能正常播放，或转换为 wav。",
            ) from None
        return cls(samples, rate)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    def resample(self, sample_rate: int) -> Clip:
        """The same sound at another rate (soxr, high quality)."""
        if sample_rate == self.sample_rate:
            return self
        import soxr

        return Clip(soxr.resample(self.samples, self.sample_rate, sample_rate), sample_rate)

    def encode(self, fmt: AudioFormat = "wav") -> bytes:
        """The bytes of a sound file. wav and flac are exact."""
        out = io.BytesIO()
        self._write(out, fmt)
        return out.getvalue()

    def encode_small(self) -> bytes:
        """As mp3 of 32 kbit/s, 16 kHz: 4 kB a second, 20 minutes are 4.8 MB. Enough to understand speech."""
        import soundfile

        out, clip = io.BytesIO(), self.resample(16_000)
        # 0.85 of libsndfile's scale is LAME's 32 kbit/s at this rate (0.8: 40, 0.9: 24)
        how = {"bitrate_mode": "CONSTANT", "compression_level": 0.85}
        with soundfile.SoundFile(out, "w", 16_000, 1, "MPEG_LAYER_III", format="MP3", **how) as sink:
            for block in clip.blocks(16_000):
                sink.write(block)
        return out.getvalue()

    def cut(self, start_s: float, end_s: float) -> Clip:
        """The stretch between two times, in seconds; beyond the ends there is nothing."""
        a, b = (max(0, round(t * self.sample_rate)) for t in (start_s, end_s))
        return Clip(self.samples[a:b], self.sample_rate)

    def save(self, path: str | Path) -> Path:
        """Write a file; the format follows the suffix: .wav .flac .mp3 .ogg .opus.

        Raises:
            ValueError: Another suffix.
        """
        target = Path(path).expanduser()
        fmt = target.suffix.lower().lstrip(".")
        if fmt not in _FORMATS:
            raise ValueError(
                f"cannot save sound as {target.suffix or 'a file without suffix'!r}; use one of {', '.join('.' + f for f in _FORMATS)}"
            )
        with target.open("wb") as file:
            self._write(file, fmt)
        return target

    def _write(self, file: Any, fmt: str) -> None:
        import soundfile

        kind, subtype, _ = _FORMATS[fmt]
        clip = self._at_a_rate_for(fmt)
        # libsndfile's default for MP3 is about 60 kbit/s of speech; 0.6 gives 43 with the same band to 8 kHz.
        level = {"compression_level": 0.6} if fmt == "mp3" else {}
        with soundfile.SoundFile(file, "w", clip.sample_rate, 1, subtype, format=kind, **level) as sink:
            # One 20-minute Vorbis write crashes the process in libsndfile 1.2.2; a second at a time does not.
            for block in clip.blocks(clip.sample_rate):
                sink.write(block)

    def _at_a_rate_for(self, fmt: str) -> Clip:
        rates = {"opus": _OPUS_RATES, "mp3": _MP3_RATES}.get(fmt)
        if rates is None or self.sample_rate in rates:
            return self
        return self.resample(next((r for r in rates if r >= self.sample_rate), rates[-1]))

    def blocks(self, size: int) -> Iterator[Samples]:
        """The samples in runs of `size`."""
        for start in range(0, len(self.samples), size):
            yield self.samples[start : start + size]

    def __len__(self) -> int:
        return len(self.samples)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Clip):
            return NotImplemented
        return self.sample_rate == other.sample_rate and np.array_equal(self.samples, other.samples)

    def __hash__(self) -> int:
        return hash((self.sample_rate, len(self.samples), self.samples[:64].tobytes()))

    def __repr__(self) -> str:
        return f"Clip({self.duration_s:.2f} s, {self.sample_rate:,} Hz)"


def mime_type(fmt: AudioFormat) -> str:
    """`audio/mpeg` and the like."""
    return _FORMATS[fmt][2]
