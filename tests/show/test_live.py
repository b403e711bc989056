import itertools
import sys

import numpy as np
import pytest

from omni_nb import Reply, image
from omni_nb.errors import StreamBroken
from omni_nb.notes import Note
from omni_nb.prompt.parts import Prompt
from omni_nb.reply.fold import Origin, ReplyFold
from omni_nb.session.follow import NoView
from omni_nb.show import display, static
from omni_nb.show.live import ReplacingView, WidgetView, view_for
from omni_nb.show.terminal import TerminalView
from omni_nb.widgets.live_player import LivePlayer
from omni_nb.wire.events import AudioDelta, Noted, ReasoningDelta, TextDelta
from tests.show.support import Clock, Outputs
from tests.support.media import TONE, picture
from tests.support.pages import loaded_again
from tests.support.requests import request


@pytest.fixture
def outputs(monkeypatch):
    return Outputs(monkeypatch)


def words(fold, text):
    fold.feed(TextDelta(0.0, text))


def test_the_view_follows_the_place(monkeypatch, outputs):
    assert isinstance(view_for(False), NoView)
    assert isinstance(view_for(None), WidgetView)
    monkeypatch.setenv("OMNI_NB_WIDGETS", "0")
    assert isinstance(view_for(None), ReplacingView)
    monkeypatch.delenv("OMNI_NB_WIDGETS")
    monkeypatch.setitem(sys.modules, "omni_nb.widgets.live_text", None)
    assert isinstance(view_for(None), ReplacingView)
    monkeypatch.setattr(display, "shell", lambda: None)
    monkeypatch.setattr(display, "in_notebook", lambda: False)
    assert isinstance(view_for(None), NoView)
    assert isinstance(view_for(True), TerminalView)
    monkeypatch.setattr(display, "in_terminal", lambda: True)
    assert isinstance(view_for(None), TerminalView)


def test_no_view_shows_nothing():
    view = NoView()
    view.tick(ReplyFold(Origin(model="m")))
    view.finish(Reply(), ReplyFold(Origin(model="m")))
    view.discard()
    assert not view.visible


@pytest.mark.parametrize("kind", [WidgetView, ReplacingView])
def test_at_the_end_the_live_view_is_replaced_by_ordinary_outputs(outputs, kind):
    view, fold = kind(), ReplyFold(Origin(model="m"))
    words(fold, "hello")
    view.tick(fold)
    view.finish(Reply(text="hello", audio=TONE, complete=True), fold)
    assert [set(o) for o in outputs.shown] == [
        {"text/html", "text/markdown", "text/plain"},
        *[{"text/html", "text/plain"}] * 2,
    ]


@pytest.mark.parametrize("kind", [WidgetView, ReplacingView])
def test_what_was_asked_about_stands_above_the_answer_first_in_words_then_drawn(outputs, kind):
    asked = Prompt.of(image(picture()), "what is it?")
    view, fold = kind(asked), ReplyFold(Origin(model="m"))
    assert outputs.shown[0]["text/plain"] == "[picture: 64 × 48 · png · 136 bytes]"
    assert len(outputs.shown) == 2
    words(fold, "red")
    view.tick(fold)
    view.finish(Reply(text="red", complete=True, request=request(asked)), fold)
    assert "data:image/jpeg" in outputs.shown[0]["text/html"]
    assert [o["text/plain"][:7] for o in outputs.shown] == ["[pictur", "red", "total 0"]


@pytest.mark.parametrize("kind", [WidgetView, ReplacingView])
def test_a_question_that_was_refused_leaves_nothing(outputs, kind):
    kind(Prompt.of(image(picture()), "?")).discard()
    assert outputs.shown == [{"text/plain": ""}] * 2


@pytest.mark.parametrize("kind", [WidgetView, ReplacingView])
def test_where_nothing_came_nothing_is_left(outputs, kind):
    kind().discard()
    assert outputs.shown == [{"text/plain": ""}]


def test_the_widget_gets_the_words_and_a_line_of_status(outputs):
    clock = Clock()
    view, fold, sent = WidgetView(clock=clock), ReplyFold(Origin(model="m")), []
    outputs.shown[0].send = lambda content, buffers=(): sent.append(content)
    for feed in (
        lambda: None,
        lambda: fold.feed(Noted(0, Note("retry", "trying again in 1 s"))),
        lambda: fold.feed(ReasoningDelta(0, "hm")),
        lambda: words(fold, "hi"),
        lambda: words(fold, " you"),
    ):
        feed()
        clock.now += 1
        view.tick(fold)
    assert [m["status"] for m in sent if "status" in m] == [
        "waiting for the first word",
        "trying again in 1 s",
        "writing",
    ]
    assert sent[-1]["more"] == " you</p>\n"


def test_slow_rendering_thins_the_ticks_out_but_never_below_five_a_second(outputs):
    clock, drawn = Clock(), []
    view, fold = WidgetView(clock=clock), ReplyFold(Origin(model="m"))

    def slowly(blocks, tail, status):
        drawn.append(clock.now)
        clock.now += 0.1

    outputs.shown[0].push = slowly
    for _ in range(100):
        words(fold, "x")
        view.tick(fold)
        clock.now += 0.05
    gaps = [b - a for a, b in itertools.pairwise(drawn)]
    assert max(gaps) <= 0.2
    assert min(gaps) >= 0.1


def test_without_widgets_the_rate_falls_as_the_text_grows(outputs):
    clock = Clock()
    view, fold = ReplacingView(clock=clock), ReplyFold(Origin(model="m"))
    for _ in range(400):
        words(fold, "x" * 50)
        view.tick(fold)
        clock.now += 0.05
    assert 20 <= outputs.updates <= 82


def test_replies_that_came_at_the_same_time_keep_their_parts_together(outputs):
    fold = ReplyFold(Origin(model="m"))
    one, two = WidgetView(), WidgetView()
    two.finish(Reply(text="two", audio=TONE, complete=True), fold)
    one.finish(Reply(text="one", audio=TONE, complete=True), fold)
    assert [o["text/markdown"] for o in outputs.shown] == ["one", "two"]
    assert all("<audio" in o["text/html"] and "Waveform" in o["text/html"] for o in outputs.shown)
    alone = WidgetView()
    alone.finish(Reply(text="three", complete=True), fold)
    assert len(outputs.shown) == 4


def sounding(fold, n=4_800, at_s=0.0):
    fold.feed(AudioDelta(at_s, np.full(n, 7, np.int16), 24_000))


def players(outputs):
    return [o for o in outputs.shown if isinstance(o, LivePlayer)]


SPOKEN = Reply(text="hello", audio=TONE, complete=True)
SHAPE = [{"text/html", "text/markdown", "text/plain"}, *[{"text/html", "text/plain"}] * 2]


def test_the_player_comes_with_the_first_sound_and_gets_all_of_it(outputs):
    clock = Clock()
    view, fold = WidgetView(clock=clock), ReplyFold(Origin(model="m"))
    view.tick(fold)
    assert not players(outputs)
    for _ in range(8):
        sounding(fold)
        view.tick(fold)
        clock.now += 0.05
    (player,) = players(outputs)
    assert 2 <= loaded_again(player)["seq"] <= 5  # the first at once, later ones together
    sounding(fold)
    view.finish(SPOKEN, fold)
    assert loaded_again(player)["total"] == 9 * 4_800


def test_at_the_end_the_ordinary_player_takes_its_place_at_once(outputs):
    view, fold = WidgetView(), ReplyFold(Origin(model="m"))
    sounding(fold)
    view.tick(fold)
    view.finish(SPOKEN, fold)
    assert [set(o) for o in outputs.shown] == SHAPE


def test_a_stopped_reply_falls_silent(outputs):
    view, fold, sent = WidgetView(), ReplyFold(Origin(model="m")), []
    sounding(fold)
    view.tick(fold)
    players(outputs)[0].send = lambda content, buffers=(): sent.append(content["t"])
    view.finish(Reply(text="hel", audio=TONE, error=StreamBroken("stopped", code="stopped")), fold)
    assert sent == ["silence", "end"]


def test_the_last_piece_of_sound_does_not_wait_for_the_end_of_the_stream(outputs):
    """Less than 40 ms waits for company; between the last sound and the end may lie a count of tokens and a second."""
    clock = Clock()
    view, fold = WidgetView(clock=clock), ReplyFold(Origin(model="m"))
    for n in (4_800, 480):
        sounding(fold, n)
        view.tick(fold)
        clock.now += 0.05
    (player,) = players(outputs)
    assert loaded_again(player)["total"] == 4_800
    view.tick(fold)
    assert loaded_again(player)["total"] == 5_280


def test_at_the_end_the_rest_of_the_sound_goes_before_anything_else_is_done(outputs, monkeypatch):
    view, fold = WidgetView(), ReplyFold(Origin(model="m"))
    sounding(fold)
    view.tick(fold)
    (player,) = players(outputs)
    sounding(fold)
    gone = []
    monkeypatch.setattr(static, "describe", lambda clip: gone.append(loaded_again(player)["total"]) or "")
    view.finish(SPOKEN, fold)
    assert gone[0] == 9_600


def test_live_sound_can_be_switched_off(outputs, monkeypatch):
    monkeypatch.setenv("OMNI_NB_LIVE_SOUND", "0")
    view, fold = WidgetView(), ReplyFold(Origin(model="m"))
    sounding(fold)
    view.tick(fold)
    view.finish(SPOKEN, fold)
    assert [set(o) for o in outputs.shown] == SHAPE


def test_of_replies_at_the_same_time_the_live_players_leave_nothing(outputs):
    fold = ReplyFold(Origin(model="m"))
    sounding(fold)
    one, two = WidgetView(), WidgetView()
    for view in (one, two):
        view.tick(fold)
    for view in (one, two):
        view.finish(SPOKEN, fold)
    assert sum("<audio" in o.get("text/html", "") for o in outputs.shown) == 2
    assert sum(o == {"text/html": "", "text/plain": ""} for o in outputs.shown) == 2


def test_without_widgets_the_note_of_a_retry_is_words_and_no_html(outputs):
    view, fold = ReplacingView(), ReplyFold(Origin(model="m"))
    fold.feed(Noted(0.0, Note("retry", "busy <img src=x onerror=alert(1)>; again in 1 s")))
    view.tick(fold)
    assert outputs.shown[0]["text/html"].endswith(
        "<small>busy &lt;img src=x onerror=alert(1)&gt;; again in 1 s</small>"
    )
