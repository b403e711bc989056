"""Sound files of every kind, made here: a tone of a known peak."""

import io

import numpy as np
import soundfile


def sine(n, rate, peak=0.5):
    return peak * np.sin(2 * np.pi * 440 * np.arange(n) / rate)


def written(fmt, subtype, *, n=16_000, channels=1, peak=0.5, rate=16_000, samples=None):
    """A file by libsndfile."""
    x = sine(n, rate, peak) if samples is None else samples
    out = io.BytesIO()
    with soundfile.SoundFile(out, "w", rate, channels, subtype, format=fmt) as sink:
        sink.write(x if x.ndim == 2 else np.stack([x] * channels, axis=1))
    return out.getvalue()


def flac_without_length(**kwargs):
    """As an encoder leaves it that writes into a pipe."""
    data = bytearray(written("FLAC", "PCM_16", **kwargs))
    streaminfo = int.from_bytes(data[18:26], "big")
    data[18:26] = (streaminfo >> 36 << 36).to_bytes(8, "big")
    return bytes(data)


def with_av(container, codec, *, n=24_000, rate=24_000, layout="mono", peak=0.5, bit_rate=None, **options):
    """A file by FFmpeg."""
    import av

    x = (sine(n, rate, peak) * 32_767).astype(np.int16)
    out = io.BytesIO()
    with av.open(out, "w", format=container, options=options) as sink:
        stream = sink.add_stream(codec, rate=rate)
        stream.layout = layout
        if bit_rate:
            stream.bit_rate = bit_rate
        channels = len(stream.layout.channels)
        frame = av.AudioFrame.from_ndarray(np.stack([x] * channels).T.reshape(1, -1), format="s16", layout=layout)
        frame.rate = rate
        to_codec = av.AudioResampler(
            format=stream.codec_context.format,
            layout=layout,
            rate=rate,
            frame_size=stream.codec_context.frame_size or 1_024,
        )
        for piece in [*to_codec.resample(frame), *to_codec.resample(None)]:
            sink.mux(stream.encode(piece))
        sink.mux(stream.encode(None))
    return out.getvalue()
