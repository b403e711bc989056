from omni_nb import Reply, catalog
from omni_nb.catalog import Voice
from omni_nb.compare.cell import Cell
from omni_nb.compare.grid import Place
from omni_nb.errors import ServerError, StreamBroken
from omni_nb.panels.comparison.hearing import Hearing
from omni_nb.panels.gallery.choosing import Shown
from omni_nb.panels.gallery.rows import row, source_words
from omni_nb.widgets.protocol.comparison import CellView
from omni_nb.widgets.protocol.reading import fits
from tests.support.media import TONE

MODEL = catalog.default_model()
JADA = Shown(voice=MODEL.voice("Jada"), picked=True, pitch_hz=211.4)


def cell(voice="Jada", **more):
    return Cell(place=Place(model=MODEL.id, voice=voice), **more)


def test_a_voice_is_told_in_the_readers_language(monkeypatch):
    view = row(JADA, cell(), "unasked", Hearing())
    assert fits(view, CellView)
    assert (view["name"], view["about"], view["pinned"]) == ("Jada 上海-阿珍", "female · Shanghainese", True)
    assert view["words"][0]["text"] == "brisk, energetic"
    assert ("pitch", "211 Hz") in view["measures"]
    assert not [1 for label, _ in view["measures"] if label == "source:"]
    assert row(JADA, cell(), "unasked", Hearing(), sources=True)["measures"][-1][0] == "source:"
    monkeypatch.setenv("OMNI_NB_LANGUAGE", "zh")
    view = row(JADA, cell(), "unasked", Hearing())
    assert (view["about"], view["words"][0]["text"]) == ("女声 · 上海话", "利落、风风火火")
    assert ("音高", "211 Hz") in view["measures"]


def test_what_is_not_known_is_left_out():
    view = row(Shown(voice=Voice(id="my-clone")), cell("my-clone"), "unasked", Hearing())
    assert (view["name"], view["about"], view["words"], view["measures"]) == ("my-clone", "", [], [])


def test_what_came_is_told_and_why_it_did_not():
    reply = Reply(text="你好", audio=TONE, complete=True, finish_reason="stop", simulated=True)
    heard = row(JADA, cell(reply=reply), "done", Hearing(gain_db=-2.0))
    assert (heard["seconds"], heard["gain_db"], heard["about"]) == ("1.0 s", -2.0, "female · Shanghainese · simulated")
    assert ("says", "“你好”") in heard["measures"]
    assert "busy" in row(JADA, cell(error=ServerError("the server is busy", status=503)), "failed", Hearing())["why"]
    stopped = StreamBroken("stopped by the user", code="stopped")
    assert row(JADA, cell(error=stopped), "failed", Hearing())["why"] == "stopped"


def test_where_it_was_read_is_told_once_and_what_nobody_knows():
    assert source_words(MODEL) == "As published for the same voice in Qwen-TTS, 2026-11-25."
    assert source_words(catalog.model("gpt-audio")) == "Unknown: gender, languages, style."
    assert source_words(catalog.model("brand-new")) == ""
