"""Clip: samples with a rate, read from and written to files.

It knows nothing of where the sound came from. Files are read by libsndfile (wav, flac, mp3,
ogg, aiff …) and, with the `media` extra, by PyAV (m4a, aac, amr, webm, the sound of a video).
"""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from omni_nb import quantities
from omni_nb.errors import MediaError, MissingExtra
from omni_nb.front_end.shown import Shown
from omni_nb.messages import _
from omni_nb.paths import local_path, read_bytes, writing
from omni_nb.sound.arrays import Gauge, mixed, to_samples
from omni_nb.sound.containers import UNKNOWN
from omni_nb.sound.files import AudioFormat, Unread, blocks, format_of, rate_for, sensible_rate, write
from omni_nb.sound.pcm import Samples
from omni_nb.sound.tracks import track_blocks


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Clip(Shown):
    """A mono sound.

    Attributes:
        samples: int16, shape (n,).
        sample_rate: Samples per second, Hz: 1,000 to 768,000.

    Raises:
        ValueError: Samples of another type or shape (`Clip.of` takes those), or a rate out of that range.
    """

    samples: Samples
    sample_rate: int

    def __post_init__(self) -> None:
        x = np.asarray(self.samples)
        if x.dtype != np.int16 or x.ndim != 1:
            raise ValueError(
                _(
                    "Clip needs int16 samples of shape (n,), got {dtype} {shape}; use Clip.of()",
                    dtype=x.dtype,
                    shape=x.shape,
                )
            )
        if not sensible_rate(self.sample_rate):
            raise ValueError(
                _("a sample rate of {sample_rate} Hz is out of range (1,000 to 768,000)", sample_rate=self.sample_rate)
            )
        x = x.view()
        x.flags.writeable = False
        object.__setattr__(self, "samples", x)
        object.__setattr__(self, "sample_rate", int(self.sample_rate))

    @classmethod
    def of(cls, samples: npt.ArrayLike, sample_rate: int) -> Clip:
        """From any numbers: floats in −1…1 or integers, shape (n,), (n, channels) or (channels, n).

        Channels are averaged. Floats outside −1…1 are clipped, never normalised.

        Args:
            samples: A list, an array or a tensor.
            sample_rate: Samples per second, Hz.

        Raises:
            ValueError: No numbers, or more than two dimensions.
        """
        return cls(to_samples(samples), sample_rate)

    @classmethod
    def read(cls, source: str | Path | bytes, *, most_s: float = math.inf) -> Clip:
        """Read a sound file, or the sound of a video.

        Args:
            source: A path, or the file's bytes. The kind is told by content, not by name.
            most_s: Read the beginning only: so many seconds, or a little more.

        Raises:
            MediaError: It holds no sound that can be read.
            MissingExtra: Only PyAV could read it and it is not installed.
            FileNotFoundError: No such file.
        """
        if isinstance(source, str | Path):
            data, name = read_bytes(source), local_path(source).name
        else:
            data, name = bytes(source), _("these bytes")
        if not data:
            raise MediaError(_("the sound file is empty (0 bytes)"), repair=_("Give a file with sound in it."))
        whole = most_s == math.inf
        try:
            return cls._joined(blocks(data, all_of_it=whole), most_s)
        except Unread:
            pass
        try:
            return cls._joined(track_blocks(data, all_of_it=whole), most_s)
        except MissingExtra:
            raise
        except MediaError as err:
            if err.code not in (MediaError.code, UNKNOWN):
                raise
            raise MediaError(
                _(
                    "no sound could be read from {name} ({size}): {cause}",
                    name=name,
                    size=quantities.exact_size(len(data)),
                    cause=err.cause,
                ),
                repair=_("Check that it plays elsewhere, or convert it to wav, mp3, flac, ogg or m4a."),
            ) from None

    @classmethod
    def _joined(cls, blocks: Iterable[tuple[int, npt.NDArray[Any]]], most_s: float) -> Clip:
        """Blocks of (frames, channels) as one clip; a stretch at another rate than the first is resampled."""
        runs: list[tuple[int, bytearray]] = []
        gauge = Gauge()
        for rate, block in blocks:
            if not runs or runs[-1][0] != rate:
                runs.append((rate, bytearray()))
            gauge.add(block)
            runs[-1][1].extend(mixed(block).tobytes())
            if sum(len(run) / 2 / hz for hz, run in runs) >= most_s:
                break
        if not runs:
            raise MediaError(_("there are no samples in it"))
        if gauge.other_scale:
            raise MediaError(
                _(
                    "its samples are floats up to {peak}, where 1.0 is full scale: played like this, it is noise",
                    peak=f"{gauge.peak:,.0f}",
                ),
                code="sound_of_another_scale",
                repair=_("Save it as 16-bit, or with its floats divided by 32768."),
            )
        clips = [cls(np.frombuffer(data, np.int16), rate) for rate, data in runs]
        if len(clips) == 1:
            return clips[0]
        rate = clips[0].sample_rate
        return cls(np.concatenate([c.resample(rate).samples for c in clips]), rate)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return len(self.samples) / self.sample_rate

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits of its rate and samples: the same for the same sound, in any process."""
        whole = hashlib.sha256(f"{self.sample_rate}:".encode())
        whole.update(np.ascontiguousarray(self.samples, "<i2").view(np.uint8).data)
        return whole.hexdigest()[:16]

    def resample(self, sample_rate: int) -> Clip:
        """The same sound with `sample_rate` samples a second (soxr, high quality)."""
        if sample_rate == self.sample_rate:
            return self
        import soxr

        return Clip(soxr.resample(self.samples, self.sample_rate, sample_rate), sample_rate)

    def encode(self, fmt: AudioFormat = "wav") -> bytes:
        """The bytes of a sound file; `fmt` is `wav` or `flac` (exact), `mp3`, `ogg` (Vorbis) or `opus`.

        Raises:
            ValueError: There is no such format.
            MediaError: There is nothing to write, or the format cannot hold this rate.
        """
        out = io.BytesIO()
        self._write(out, fmt)
        return out.getvalue()

    def encode_small(self) -> bytes:
        """As mp3 of 32 kbit/s, 16 kHz: 4 kB a second, 20 minutes are 4.8 MB. Enough to understand speech."""
        out = io.BytesIO()
        # 0.85 of libsndfile's scale is LAME's 32 kbit/s at this rate (0.8: 40, 0.9: 24)
        self.resample(16_000)._write(out, "mp3", bitrate_mode="CONSTANT", compression_level=0.85)
        return out.getvalue()

    def amplified(self, gain_db: float) -> Clip:
        """Louder by `gain_db` decibels, or quieter where that is negative; what would pass full scale is clipped."""
        if not gain_db:
            return self
        louder = np.clip(np.rint(self.samples * np.float32(10 ** (gain_db / 20))), -32768, 32767)
        return Clip(louder.astype(np.int16), self.sample_rate)

    def cut(self, start_s: float, end_s: float) -> Clip:
        """The part from `start_s` to `end_s`, in seconds; times beyond the ends are cut to them."""
        a, b = (max(0, round(t * self.sample_rate)) for t in (start_s, end_s))
        return Clip(self.samples[a:b], self.sample_rate)

    def save(self, path: str | Path) -> Path:
        """Write a file to `path`; the format follows the suffix: .wav .flac .mp3 .ogg .opus. Returns where it is.

        Raises:
            ValueError: Another suffix.
            MediaError: There is no such folder, it may not be written to, or there is nothing to save.
        """
        target = local_path(path)
        fmt = format_of(target)
        self._some_for(fmt)
        with writing(target) as file:
            self._write(file, fmt)
        return target

    def _write(self, file: Any, fmt: str, **how: Any) -> None:
        self._some_for(fmt)
        clip = self.resample(rate_for(fmt, self.sample_rate))
        if fmt == "mp3":  # libsndfile's default is about 60 kbit/s of speech; 0.6 gives 43 with the same band to 8 kHz
            how = {"compression_level": 0.6, **how}
        write(file, fmt, clip.sample_rate, clip.blocks(clip.sample_rate), **how)

    def _some_for(self, fmt: str) -> None:
        if not len(self) and fmt != "wav":
            raise MediaError(
                _("there is no sound to save: this clip has 0 samples, and a .{fmt} file cannot be empty", fmt=fmt),
                repair=_("Save it as .wav, or check why it is empty."),
            )

    def blocks(self, size: int) -> Iterator[Samples]:
        """The samples as arrays of `size` each; the last one may be shorter."""
        for start in range(0, len(self.samples), size):
            yield self.samples[start : start + size]

    def floats(self, sample_rate: int, *, centred: bool = False) -> Iterator[npt.NDArray[np.float32]]:
        """The samples as floats (full scale is ±1) at another rate, in runs that are not empty, for whoever measures.

        Unlike those of `resample` they may pass full scale, as the sound itself does between its samples. 20 minutes
        need the memory of one run.

        Args:
            sample_rate: Hz.
            centred: Take the mean of all samples (DC) away first.
        """
        import soxr

        mean = np.float32(self.samples.mean(dtype=np.float64)) if centred and len(self) else np.float32(0)
        stream = soxr.ResampleStream(self.sample_rate, sample_rate, 1, dtype="float32")
        for at in range(0, len(self), size := 1 << 18):
            run = (self.samples[at : at + size].astype(np.float32) - mean) / np.float32(32768)
            out = stream.resample_chunk(run, last=at + size >= len(self))
            if len(out):
                yield out

    def __len__(self) -> int:
        return len(self.samples)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Clip):
            return NotImplemented
        return self.sample_rate == other.sample_rate and np.array_equal(self.samples, other.samples)

    def __hash__(self) -> int:
        return hash((self.sample_rate, len(self.samples), self.samples[:64].tobytes()))

    def _ipython_display_(self) -> None:
        from omni_nb.show.values import show_clip

        show_clip(self)

    def __repr__(self) -> str:
        return f"Clip({quantities.seconds(self.duration_s, 2)}, {self.sample_rate:,} Hz)"
