"""Voice passports as a table, and beside it their picture."""

from __future__ import annotations

import base64
import io
from typing import Any

from omni_nb import escape
from omni_nb.compare.passport import Passport
from omni_nb.messages import _, joined, listed, say
from omni_nb.show.table import Table

_COLUMNS = {
    "voice": _("voice"), "gender": _("gender"), "dialect": _("dialect"), "pitch_hz": _("pitch, Hz"), "pitch_range_semitones": _("range, semitones"),
    "characters_per_minute": _("characters a minute"), "words_per_minute": _("words a minute"), "pause_share": _("pauses, %"),
    "loudness_lufs": _("loudness, LUFS"), "first_sound_s": _("first sound, s"), "real_time_factor": _("real-time factor"),
}  # fmt: skip
_PLACES = {"pitch_hz": 0, "characters_per_minute": 0, "words_per_minute": 0, "first_sound_s": 2, "real_time_factor": 2}


def table(passport: Passport) -> Table:
    """A row for each voice. `Passport.to_rows` has all measures, exact."""
    rows = passport.to_rows()
    told = (
        [
            _(
                "Medians over {n} sentence; rates exclude pauses. An empty cell means unknown.|Medians over {n} sentences; rates exclude pauses. An empty cell means unknown.",
                n=rows[0]["asked"],
            )
        ]
        if rows
        else []
    )
    told += [_("{voice}: {n} of {all} sentences is not complete.|{voice}: {n} of {all} sentences are not complete.", voice=r["voice"], n=r["asked"] - r["sentences"], all=r["asked"]) for r in rows if r["sentences"] < r["asked"]]  # fmt: skip
    told += [
        _("{voice} read different words in {n} of them.", voice=r["voice"], n=r["words_differ"])
        for r in rows
        if r["words_differ"]
    ]
    return Table(map(_shown, rows), note=say(joined(told)))


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {say(title): _rounded(name, row[name]) for name, title in _COLUMNS.items()}


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
    drawn = escape.html(say(_("Chart of the same measures for {voices}", voices=listed(passport.voices))))
    shown = f'<img alt="{drawn}" style="max-width:100%" src="data:image/png;base64,{picture}">'
    return f"{table(passport)._repr_html_()}{shown}"
