"""Sizes, lengths and times as people read them: the one place where a number becomes words with a unit.

A card, a note, an error and a status line say the same length in the same words. Rounded before the unit is chosen,
so that nothing is ever "1000 kB", "60.0 s" or "1:60". What the simulator says are the words of a service, not ours.
"""

from __future__ import annotations

from omni_nb.messages import Message, _

_STEPS = (("bytes", 1, 0), ("kB", 1e3, 0), ("MB", 1e6, 1), ("GB", 1e9, 1))


def size(n_bytes: int) -> Message:
    """A weight at a glance: `1 byte`, `12 kB`, `3.4 MB`."""
    fitting = [step for step in _STEPS if round(n_bytes / step[1], step[2]) < 1_000]
    unit, step, places = (*fitting, _STEPS[-1])[0]
    number = f"{n_bytes / step:,.{places}f}"
    return _bytes(number) if unit == "bytes" else Message("{number} {unit}", number=number, unit=unit)


def exact_size(n_bytes: float) -> Message:
    """To the byte, where one more is refused: `10,485,761 bytes`."""
    return _bytes(f"{n_bytes:,.0f}")


def _bytes(n: str) -> Message:
    return _("{n} byte|{n} bytes", n=n)


def duration(t_s: float) -> Message:
    """How long something lasts: `10 ms`, `3.2 s`, `1:15 min`, `1:00:05 h`."""
    if 0 < t_s < 0.0995:
        return _("{time} ms", time=max(1, round(t_s * 1_000)))  # not "0.0 s": that would be nothing
    if round(t_s, 1) < 60:
        return seconds(t_s)
    return _("{time} min", time=clock(t_s)) if round(t_s) < 3_600 else _("{time} h", time=clock(t_s))


def clock(t_s: float) -> str:
    """A place in time, for a scale: `5.4 s`, `1:15`, `1:00:05`."""
    if round(t_s, 1) < 60:
        return seconds(t_s)
    minutes, rest = divmod(round(t_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def limit(t_s: float) -> Message:
    """A length that somebody set, for a button: `30 s`, `3 min`, `2 min 30 s`. Under two minutes in seconds."""
    whole = round(t_s)
    if whole < 120:
        return _("{seconds} s", seconds=whole if t_s >= 10 else f"{t_s:.2g}")
    minutes, rest = divmod(whole, 60)
    return _("{minutes} min {seconds} s", minutes=minutes, seconds=rest) if rest else _("{time} min", time=minutes)


def seconds(t_s: float, places: int = 1) -> Message:
    """In seconds only, to be compared with a limit or with another: `0.35 s`, `1,200.4 s`."""
    return _("{seconds} s", seconds=f"{t_s:,.{places}f}")


def whole_seconds(t_s: float) -> Message:
    """Without places, as a limit is said in a sentence: `180 s`, in Chinese `180 秒`."""
    whole = f"{t_s:,.0f}"
    return _("{seconds} s", seconds=whole)


def amount(value: float, unit: str = "", places: int = 0) -> str:
    """A measured number with its unit: `−23.1 LUFS`, `220 Hz`, `8.4 semitones`. A sign that is no hyphen, and never "−0"."""
    said = f"{value:,.{places}f}"
    said = said.replace("-", "" if not said.strip("-0.,") else "−").replace("inf", "∞")
    return f"{said} {unit}".strip()


def price(amount: float, currency: str) -> Message:
    """Money, as exactly as people say it: `1.25 CNY`, `0.0123 CNY`, `under 0.0001 CNY`. `0 CNY` is nothing."""
    if 0 < amount < 0.00005:
        return _("under {amount} {currency}", amount="0.0001", currency=currency)
    said = f"{amount:,.2f}" if amount >= 1 else f"{amount:.4f}".rstrip("0").rstrip(".")
    return Message("{amount} {currency}", amount=said, currency=currency)


def cost(amount: float, currency: str, *, at_least: bool = False) -> Message:
    """An estimate: `≈ 0.0123 CNY`. `at_least`: there is more whose price is unknown."""
    if at_least:
        known = amount >= 0.00005
        return (
            _("at least {cost}", cost=price(amount, currency)) if known else _("over {cost}", cost=price(0, currency))
        )
    return _("≈ {cost}", cost=price(amount, currency)) if amount >= 0.00005 else price(amount, currency)


def subtitle_time(t_s: float) -> str:
    """As SRT writes it, to the millisecond: `00:01:02,345`."""
    whole, ms = divmod(round(t_s * 1_000), 1_000)
    minutes, seconds = divmod(whole, 60)
    return f"{minutes // 60:02d}:{minutes % 60:02d}:{seconds:02d},{ms:03d}"
