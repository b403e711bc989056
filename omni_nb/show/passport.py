"""Voice passports as a table, and beside it their picture."""

from __future__ import annotations

import base64
import io
from typing import Any

from omni_nb import escape
from omni_nb.compare.passport import Passport
from omni_nb.show.table import Table

_COLUMNS = {
    "voice": "voice", "gender": "gender", "dialect": "dialect", "pitch_hz": "pitch, Hz", "pitch_range_semitones": "range, semitones",
    "characters_per_minute": "characters a minute", "words_per_minute": "words a minute", "pause_share": "pauses, %",
    "loudness_lufs": "loudness, LUFS", "first_sound_s": "first sound, s", "real_time_factor": "real-time factor",
}  # fmt: skip
_PLACES = {"pitch_hz": 0, "characters_per_minute": 0, "words_per_minute": 0, "first_sound_s": 2, "real_time_factor": 2}


def table(passport: Passport) -> Table:
    """A row for each voice. `Passport.to_rows` has all measures, exact."""
    rows = passport.to_rows()
    told = (
        [f"Medians over {rows[0]['asked']} sentences; rates without pauses. An empty cell is not known."]
        if rows
        else []
    )
    told += [f"{r['voice']}: {r['asked'] - r['sentences']} of {r['asked']} sentences did not come whole." for r in rows if r["sentences"] < r["asked"]]  # fmt: skip
    told += [f"{r['voice']} read other words in {r['words_differ']} of them." for r in rows if r["words_differ"]]
    return Table(map(_shown, rows), note=" ".join(told))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {title: _rounded(name, row[name]) for name, title in _COLUMNS.items()}


def _rounded(name: str, value: Any) -> Any:
    if not isinstance(value, float):
        return value
    places = _PLACES.get(name, 1)
    return round(100 * value, 1) if name == "pause_share" else round(value, places) if places else round(value)


def html(passport: Passport) -> str:
    """Table and picture, for a notebook."""
    import matplotlib.pyplot as plt

    figure = passport.plot()
    out = io.BytesIO()
    figure.savefig(out, format="png", dpi=110, transparent=True)
    plt.close(figure)
    picture = base64.b64encode(out.getvalue()).decode()
    names = escape.html(", ".join(passport.voices))
    shown = (
        f'<img alt="The same measures drawn for {names}" style="max-width:100%" src="data:image/png;base64,{picture}">'
    )
    return f"{table(passport)._repr_html_()}{shown}"
