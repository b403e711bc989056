"""What a gallery tells of itself: how far it is, what hearing costs, what is picked. Sections, made of what there is."""

from __future__ import annotations

from collections.abc import Sequence

from omni_nb import catalog, quantities
from omni_nb.catalog import Model
from omni_nb.escape import source, visible
from omni_nb.messages import _, say
from omni_nb.panels.gallery.rows import source_words
from omni_nb.panels.gallery.voice_cells import VoiceCells
from omni_nb.panels.sampling import Sampler, usual_language
from omni_nb.widgets.protocol import gallery


def about(model: Model, key: str) -> gallery.AboutGallery:
    """Whose voices they are; `key` names the output that stays."""
    title = (
        _("Voices of {id}", id=model.id)
        if model.voices
        else _("The voices of {id} are unknown; enter a voice id to hear it", id=model.id)
    )
    return {
        "kept": key, "again": True, "title": visible(say(title)), "source": source_words(model), "adds": model.audio_out,
    }  # fmt: skip


def progress(cells: VoiceCells, missing: Sequence[int], model: Model, sampler: Sampler) -> gallery.HearingCost:
    """How far it is; `missing`: those that are shown and were not asked yet."""
    states: list[str] = [cells.state(n) for n in range(len(cells))]
    under_way = len(states) - sum(map(states.count, ("done", "failed", "unasked")))
    done, failed = states.count("done"), states.count("failed")
    told = (
        _("{done} of {all} heard", done=done, all=len(states)) if done else "",
        _("{count} in progress", count=under_way) if under_way else "",
        _("{count} failed", count=failed) if failed else "",
    )
    costs = [sampler.cost(model, cells.voice(n)) for n in missing]
    return {
        "busy": not cells.done, "failed": failed, "line": " · ".join(map(str, filter(None, told))),
        "cost": _of_one(costs, sampler), "all": say(_("asks {n} voice: {cost}|asks {n} voices: {cost}", n=len(missing), cost=_price(costs))) if missing else "",
    }  # fmt: skip


def picked(ids: Sequence[str], model: Model, sampler: Sampler) -> gallery.Picked:
    """What is picked, and how it is compared."""
    words = next(s.text for s in catalog.sentences() if s.language == usual_language(model))
    known = {v.id: v.name_zh for v in model.voices}
    code = f"omni.compare({source(words, python=True)}, voices=[{', '.join(source(id, python=True) for id in ids)}], say=True)"
    costs = [sampler.reading_cost(model, words) for _ in ids]
    return {
        "names": [visible(f"{id} {known.get(id, '')}".strip()) for id in ids], "code": code if ids else "", "words": words,
        "cost": _price(costs) if ids else "",
    }  # fmt: skip


def _of_one(costs: Sequence[float | None], sampler: Sampler) -> str:
    """What hearing one more asks, before any is asked."""
    if sampler.simulated:
        return say(_("The built-in simulator speaks, at no cost; the service's own voices sound different."))
    if not costs:
        return ""
    return say(
        _(
            "Each voice is asked once, for {cost} (prices of {date}), and its sound is kept.",
            cost=_price(costs[:1]),
            date=catalog.date(),
        )
    )


def _price(costs: Sequence[float | None]) -> str:
    if None in costs:
        return say(_("a price that is not known"))
    total = sum(cost or 0.0 for cost in costs)
    return say(quantities.cost(total, catalog.currency()) if total else _("no cost"))
