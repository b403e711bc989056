import pytest

from omni_nb.errors import ConnectionFailed, OmniError, RequestRefused, StreamBroken, TimedOut
from omni_nb.servers.refusals import server_error
from omni_nb.wire.endings import meaning_of, of_error, of_whole


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [("stop", "done"), ("STOP", "done"), ("end_turn", "done"), ("length", "length"), ("MAX_TOKENS", "length"), ("MaxTokens", "length"),
     ("max-tokens", "length"), ("content_filter", "filtered"), ("content-filter", "filtered"), ("SAFETY", "filtered"), ("error", "failed"),
     ("abort", "failed"), ("tool_calls", "tools"), ("tool-calls", "tools"), ("toolUse", "tools"), ("function_call", "tools"), ("refusal", "declined"),
     ("content_filter_triggered", "filtered"), ("ERROR_TOXIC", "filtered"), ("guardrail", "filtered"), ("abort:client", "failed"),
     ("engine_overloaded", "failed"), ("insufficient_quota", "failed"), ("UNEXPECTED_TOOL_CALL", "failed"), ("length_limit", "length"),
     ("context_window_exceeded", "length"), ("time_limit", "unknown"), ("OTHER", "unknown"), ("klingon", "unknown"), ("", "unknown")],
)  # fmt: skip
def test_a_finish_reason_means_the_same_whoever_wrote_it(reason, meaning):
    assert meaning_of(reason) == meaning


@pytest.mark.parametrize(
    ("error", "ending"),
    [
        (StreamBroken("x", code="content_filter"), "filtered"),
        (server_error("no", status=400, service_code="data_inspection_failed"), "filtered"),
        (server_error("no", service_code="DataInspectionFailed"), "filtered"),
        (server_error("no", status=400, service_code="content_filter"), "filtered"),
        (server_error("no", service_code="InternalError.Algo.DataInspectionFailed"), "filtered"),
        (server_error("no", status=400, service_code="content_policy_violation"), "filtered"),
        (server_error("no", status=400, service_code="schema_violation"), "failed"),
        (server_error("no", status=403, service_code="account_blocked"), "failed"),
        (StreamBroken("x", code="cut"), "cut"),
        (StreamBroken("x", code="stalled"), "cut"),
        (StreamBroken("x", code="incomplete"), "incomplete"),
        (StreamBroken("x", code="too_much"), "too_much"),
        (StreamBroken("x", code="stopped"), "stopped"),
        (StreamBroken("x", code="ended_with_error"), "failed"),
        (StreamBroken("x", code="empty"), "failed"),
        (server_error("busy", status=503), "failed"),
        (RequestRefused("no"), "failed"),
        (ConnectionFailed("down"), "failed"),
        (TimedOut("slow"), "failed"),
        (OmniError("ours", code="internal"), "failed"),
    ],
)
def test_each_error_has_its_word(error, ending):
    assert of_error(error) == ending


@pytest.mark.parametrize(
    ("reasons", "more", "ending"),
    [
        (["stop"], {}, "done"),
        ([], {}, "done"),
        (["klingon"], {}, "done"),
        (["stop"], {"answered": False}, "empty"),
        (["length"], {"answered": False}, "length"),
        (["stop", "length"], {}, "length"),
        (["tool_calls", "length"], {"tools": True}, "length"),
        (["stop"], {"tools": True}, "tools"),
        (["tool_calls"], {"answered": False}, "tools"),
        (["stop"], {"declined": True}, "declined"),
        (["refusal"], {"answered": False}, "declined"),
    ],
)
def test_a_whole_reply_has_the_word_that_a_person_must_know_of(reasons, more, ending):
    assert of_whole(reasons, **{"answered": True, **more}) == ending
