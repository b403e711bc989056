"""The page for people without Python: nothing in it tells a name, nothing in it asks a network. What it does: tests/test_browser_listening.py."""

import base64
import hashlib
import json
import re

import numpy as np
import pytest

from omni_nb import Clip
from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.recordings import prepared, recordings_of
from omni_nb.panels.listening.page import ORDERS, page_of
from omni_nb.widgets.listening import page_script, page_style
from tests.panels.listening.support import tones

NAMES = ("Cherry", "Ethan", "Kai", "小明 <b>")


def page(test="ab", names=NAMES, **more):
    given = recordings_of(tones(*names))
    design = TestDesign(test=test, stimuli=tuple(given.clips))
    heard = prepared({s.id: c for s, c in given.clips.items()})
    text = page_of(design, heard, **more)
    return design, text, json.loads(re.search(r'id="listening-data">(.*?)</script>', text, re.S)[1])


@pytest.mark.parametrize("test", ["ab", "abx", "acr", "ccr"])
def test_every_order_asks_what_the_design_asks(test):
    design, _, data = page(test)
    assert (data["test"], data["kind"], len(data["orders"])) == (design.id, test, ORDERS)
    for number, order in enumerate(data["orders"]):
        for (n, swap, showing, practice, x), trial in zip(order, design.order(f"page {number}"), strict=True):
            sides = data["trials"][n]
            assert trial.id == ("practice-" if practice else "") + sides["id"]
            assert (showing, x) == (trial.showing, {None: 0, "left": 1, "right": 2}[trial.x])
            if test == "acr":
                assert sides["item"] == trial.item
            else:
                assert [sides["left"], sides["right"]][:: -1 if swap else 1] == [trial.left, trial.right]
    assert set(data["sounds"]) == {s.id for s in design.stimuli}


def test_no_name_is_in_it_and_no_order_tells_which_voice_came_first():
    _, text, data = page()
    for sound in data["sounds"].values():
        text = text.replace(sound, "")  # in so many letters three of them stand beside each other by chance
    for name in NAMES:
        assert name not in text
        assert base64.b64encode(name.encode()).decode().rstrip("=")[:-1] not in text
    assert list(data["sounds"]) == sorted(data["sounds"])
    assert [t["id"] for t in data["trials"]] == sorted(t["id"] for t in data["trials"])
    assert all(t["left"] < t["right"] for t in data["trials"])


def test_nothing_but_what_is_in_it_may_run_or_be_asked():
    _, text, _ = page(title="</script><script>alert(1)</script>", question="<img src=x onerror=alert(1)>")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1]
    assert policy.startswith("default-src 'none'; ")
    for code in (page_script(), page_style()):
        assert base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() in policy
        assert code in text
    assert "unsafe" not in policy
    assert "connect-src" not in policy  # so it is that of default-src: none
    assert text.count("<script") == 2
    assert "<img" not in text
    assert not re.search(r"https?://(?!www\.w3\.org)", text)


def test_eight_voices_of_ten_seconds_are_small():
    t = np.arange(240_000) / 24_000
    rng = np.random.default_rng(0)
    speechlike = lambda n: Clip.of(  # noqa: E731
        0.2 * np.sin(2 * np.pi * (120 + 20 * n) * t) * (np.sin(2 * np.pi * 4 * t) > -0.5)
        + 0.02 * rng.normal(size=len(t)),
        24_000,
    )
    given = recordings_of({str(n): speechlike(n) for n in range(8)})
    design = TestDesign(test="ab", stimuli=tuple(given.clips))
    text = page_of(design, prepared({s.id: c for s, c in given.clips.items()}))
    assert len(text.encode()) < 900_000
