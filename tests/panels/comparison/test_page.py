import base64
import dataclasses
import hashlib
import html.parser
import json
import re

import pytest

from omni_nb import Clip, Omni
from omni_nb.compare.comparison import Comparison
from omni_nb.errors import MediaError
from omni_nb.panels.comparison.page import page_of
from tests.compare.support import cell, everything, lost, tone
from tests.support import hostile


class Read(html.parser.HTMLParser):
    """Elements, attributes, and what stands in scripts and styles."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.inside, self._in = [], [], {}, ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.append(tag)
        self.attributes += attrs
        self._in = given.get("type", tag) if tag in ("script", "style") else ""

    def handle_data(self, data):
        if self._in:
            self.inside[self._in] = self.inside.get(self._in, "") + data

    def handle_endtag(self, tag):
        self._in = ""


def data(page):
    return json.loads(Read(page).inside["application/json"])


TWO = Comparison((cell("Cherry", clip=tone(0.6)), lost("Kai")))


def test_eight_voices_of_ten_seconds_are_under_900_kb():
    omni = Omni.simulated(pace=0, keep=False, show=False)
    spoken = omni.compare("The quick brown fox jumps over the lazy dog. " * 4, voices=["Cherry", "Ethan"], say=True)
    ten = [dataclasses.replace(c, reply=dataclasses.replace(c.reply, audio=c.clip.cut(0, 10))) for c in spoken]
    page = page_of(Comparison(tuple(ten * 4)))
    assert len(page.encode()) < 900_000
    assert page.count("<audio") == 8


def test_what_is_not_named_by_its_hash_may_not_run_and_nothing_may_be_loaded():
    page = page_of(TWO)
    seen = Read(page)
    policy = next(v for k, v in seen.attributes if k == "content" and "default-src" in v)
    digest = base64.b64encode(hashlib.sha256(seen.inside["module"].encode()).digest()).decode()
    assert f"'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "connect-src" not in policy
    sources = [v for k, v in seen.attributes if k in ("src", "href")]
    assert sources
    assert all(v.startswith("data:") for v in sources)
    assert not re.search(r"url\(|@import", seen.inside["style"])


def test_hostile_words_are_words_everywhere():
    bad = dataclasses.replace(cell(hostile.ALL, text=hostile.ALL), verbatim=hostile.ALL)
    page = page_of(Comparison((bad, lost(hostile.ALL))), title=hostile.ALL + "</title></script>")
    seen = Read(page)
    assert seen.tags.count("script") == 2
    assert not {"iframe", "object", "form", "base", "svg"} & set(seen.tags)
    assert not [k for k, _ in seen.attributes if k.startswith("on")]
    assert hostile.MARK in page
    assert len(data(page)["cells"]) == 2


def test_it_says_what_was_asked_when_and_that_nobody_was():
    dated = [
        dataclasses.replace(c, reply=dataclasses.replace(c.reply, created="2026-11-30T10:00:00Z")) for c in (TWO[0],)
    ]
    page = page_of(Comparison((*dated, TWO[1])), title="Which voice?")
    assert "<title>Which voice?</title>" in page
    assert "<h1>Which voice?</h1>" in page
    assert "asked on 2026-11-30" in page
    assert "asked: “Say hello”" in page
    assert page.count("SIMULATED, no model was asked</p>") == 1
    real = Comparison((cell("Cherry", simulated=False),))
    assert "SIMULATED" not in Read(page_of(real)).inside["application/json"] + page_of(real).split("<script")[0]


def test_players_stand_in_it_as_they_came_and_each_names_its_cell():
    page = page_of(Comparison((lost("Kai"), cell("Cherry", clip=tone(0.5, peak=0.01)))))
    (found,) = re.findall(
        r'<audio controls preload="metadata" data-cell="(\d)" src="data:audio/mpeg;base64,([^"]+)"', page
    )
    assert found[0] == "1"
    heard = Clip.read(base64.b64decode(found[1]))
    assert abs(int(abs(heard.samples.astype(int)).max()) - 328) < 60
    view = data(page)["sections"]["cell:1"]
    assert view["gain_db"] > 5


def test_what_it_orders_by_goes_along_and_what_is_not_known_does_not():
    first, second = data(page_of(TWO))["cells"]
    assert first["measures"]["duration_s"] == pytest.approx(0.6)
    assert "pitch_hz" not in first["measures"]
    assert first["facts"]["gender"] == ["female"]
    assert second["measures"] == {}


@pytest.mark.parametrize("of", [Comparison(()), Comparison((lost("Kai"),)), everything()])
def test_anything_becomes_a_page(of):
    assert len(data(page_of(of))["cells"]) == len(of)


def test_save_writes_it_by_its_ending_and_a_title_belongs_to_pages(tmp_path):
    path = TWO.save(tmp_path / "voices.HTML", title="T")
    assert "<h1>T</h1>" in path.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="only a page has a title"):
        TWO.save(tmp_path / "voices.zip", title="T")
    with pytest.raises(MediaError, match="there is no folder"):
        TWO.save(tmp_path / "no" / "voices.html")
    with pytest.raises(MediaError, match="it is a page"):
        Comparison.load(path)
