"""Sizes, lengths and times as people read them: the one place where a number becomes words with a unit.

A card, a note, an error and a status line say the same length in the same words. Rounded before the unit is chosen,
so that nothing is ever "1000 kB", "60.0 s" or "1:60". What the simulator says are the words of a service, not ours.
"""

from __future__ import annotations

from omni_nb.messages import Message, _

_STEPS = (("bytes", 1, 0), ("kB", 1e3, 0), ("MB", 1e6, 1), ("GB", 1e9, 1))


def size(n_bytes: int) -> str:
    """A weight at a glance: `1 byte`, `12 kB`, `3.4 MB`."""
    if n_bytes == 1:
        return "1 byte"
    fitting = [step for step in _STEPS if round(n_bytes / step[1], step[2]) < 1_000]
    unit, step, places = (*fitting, _STEPS[-1])[0]
    return f"{n_bytes / step:,.{places}f} {unit}"


def exact_size(n_bytes: float) -> str:
    """To the byte, where one more is refused: `10,485,761 bytes`."""
    return "1 byte" if n_bytes == 1 else f"{n_bytes:,.0f} bytes"


def duration(t_s: float) -> str:
    """How long something lasts: `10 ms`, `3.2 s`, `1:15 min`, `1:00:05 h`."""
    if 0 < t_s < 0.0995:
        return f"{max(1, round(t_s * 1_000))} ms"  # not "0.0 s": that would be nothing
    if round(t_s, 1) < 60:
        return f"{t_s:.1f} s"
    return f"{clock(t_s)} {'min' if round(t_s) < 3_600 else 'h'}"


def clock(t_s: float) -> str:
    """A place in time, for a scale: `5.4 s`, `1:15`, `1:00:05`."""
    if round(t_s, 1) < 60:
        return f"{t_s:.1f} s"
    minutes, seconds = divmod(round(t_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def limit(t_s: float) -> str:
    """A length that somebody set, for a button: `30 s`, `3 min`, `2 min 30 s`. Under two minutes in seconds."""
    whole = round(t_s)
    if whole < 120:
        return f"{whole} s" if t_s >= 10 else f"{t_s:.2g} s"
    minutes, seconds = divmod(whole, 60)
    return f"{minutes} min {seconds} s" if seconds else f"{minutes} min"


def seconds(t_s: float, places: int = 1) -> str:
    """In seconds only, to be compared with a limit or with another: `0.35 s`, `1,200.4 s`."""
    return f"{t_s:,.{places}f} s"


def whole_seconds(t_s: float) -> Message:
    """Without places, as a limit is said in a sentence: `180 s`, in Chinese `180 秒`."""
    whole = f"{t_s:,.0f}"
    return _("{seconds} s", seconds=whole)


def amount(value: float, unit: str = "", places: int = 0) -> str:
    """A measured number with its unit: `−23.1 LUFS`, `220 Hz`, `8.4 semitones`. A sign that is no hyphen, and never "−0"."""
    said = f"{value:,.{places}f}"
    said = said.replace("-", "" if not said.strip("-0.,") else "−").replace("inf", "∞")
    return f"{said} {unit}".strip()
