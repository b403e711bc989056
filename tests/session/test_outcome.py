import re

import pytest

from omni_nb.session.outcome import Seen, error_of, notes_of, stalled


@pytest.mark.parametrize(
    ("seen", "code"),
    [
        (Seen(done=True, finish_last=False), None),
        (Seen(done=False, finish_last=True), None),
        (Seen(done=False, finish_last=False), "incomplete"),
        (Seen(done=True, finish_last=True, torn=["{"]), "incomplete"),
        (Seen(done=True, finish_last=True, reasons=["content_filter", "stop"]), "content_filter"),
        (Seen(done=True, finish_last=True, reasons=["abort"]), "ended_with_error"),
        (Seen(done=False, finish_last=False, content=False), "empty"),
        (Seen(done=True, finish_last=False, content=False), "empty"),
        (Seen(done=False, finish_last=False, content=False, page="<html>"), "not_an_answer"),
        (Seen(done=True, finish_last=False, content=False, strange='{"a": 1}'), "not_an_answer"),
        (Seen(done=True, finish_last=True, content=False, strange='{"a": 1}', reasons=["stop"]), None),
        (Seen(done=True, finish_last=True, page="a stray line"), None),
    ],
)
def test_how_a_stream_ended(seen, code):
    error = error_of(seen)
    assert (error and error.code) == code
    assert error is None or error.repair.in_language("zh")


def test_a_page_is_told_with_its_title_and_what_to_check():
    error = error_of(Seen(done=False, finish_last=False, content=False, page="<html><title>Log in</title>"))
    assert "“Log in”" in error.cause
    assert "/v1" in error.repair
    assert "login page" in error.repair


def test_a_plain_end_needs_no_note():
    assert notes_of(Seen(done=True, finish_last=True, reasons=["stop"])) == []


def test_sound_that_was_asked_for_and_did_not_come_is_noted_but_not_where_a_tool_is_called():
    asked = Seen(done=True, finish_last=True, sound_asked=True)
    assert "not received" in notes_of(asked)[0]
    for seen in (Seen(done=True, finish_last=True, sound_asked=True, sound_kept=True), Seen(done=True, finish_last=True, sound_asked=True, sound=True)):  # fmt: skip
        assert notes_of(seen) == []
    called = notes_of(
        Seen(done=True, finish_last=True, sound_asked=True, words=False, tools=["f", ""], reasons=["tool_calls"])
    )
    assert called == [
        "the model asks for a tool call (f, a tool without a name): see reply.tool_calls; running tools is up to you"
    ]


def test_a_stall_says_how_long():
    assert "2 min" in stalled(120.0).cause


@pytest.mark.parametrize(
    "seen",
    [
        Seen(done=False, finish_last=False, page="upstream request timeout\n"),
        Seen(done=False, finish_last=False, page="<html><title>upstream request timeout</title></html>"),
        Seen(done=False, finish_last=False, odd=["Error: upstream request timeout"]),
        Seen(done=False, finish_last=False, strange='{"why": "upstream request timeout"}'),
    ],
)
def test_what_a_server_said_when_it_broke_off_is_told(seen):
    assert re.search("it also said: “.*upstream request timeout", error_of(seen).cause)
