import pytest

from omni_nb.servers.cassette.scrub import Scrubber, plain_words, strike_across, tells


@pytest.mark.parametrize(
    "name",
    ["request_id", "requestId", "RequestId", "x-request-id", "user", "api_key", "apiKey", "key", "account_id", "organization", "org_id",
     "access_token", "Authorization", "client_secret", "project_id", "session_id", "trace_id", "safety_identifier", "metadata"],
)  # fmt: skip
def test_names_of_secrets_and_ids_are_known(name):
    assert tells(name)


@pytest.mark.parametrize(
    "name", ["max_tokens", "token", "prompt_tokens", "id", "voice", "content", "index", "keywords", "user_message", "tool_call_id", "model", "", "_"]
)  # fmt: skip
def test_names_of_an_answer_are_not(name):
    assert not tells(name)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("sk-abcdefghijklmnop1234", "sk-00000000000000000000"),
        ("see org-AbCdEf123456 now", "see org-000000000000 now"),
        ("https://b.example/a.wav?Expires=12&OSSAccessKeyId=LTAI5t&Signature=a%2Fb", "https://b.example/a.wav?Expires=00&OSSAccessKeyId=000000&Signature=00000"),
        ("https://me:pass@host/x?page=2", "https://0000000@host/x?page=2"),
        ("Bearer abcdefgh12", "Bearer 0000000000"),
        ("ask-me-anything about tasks", "ask-me-anything about tasks"),
        ("task-force sk-8 at 10:30, id 1234567890", "task-force sk-8 at 10:30, id 1234567890"),
    ],
)  # fmt: skip
def test_what_looks_like_one_is_taken_out_and_nothing_else(text, left):
    assert plain_words(text) == left


def test_in_base64_nothing_is_taken_for_a_key():
    """`AKIA` stood by chance in half a megabyte of sound: its samples came back as others."""
    sound = "AAAA" * 40 + "+AKIAiYBbwCNAXsD0QRSBXMFagaCCMUKXAxX" + "AAAA" * 4
    assert plain_words(f'{{"data":"{sound}"}}') == f'{{"data":"{sound}"}}'


def test_ids_of_chunks_stay_apart_from_each_other():
    scrubber = Scrubber()
    for id in ("chatcmpl-aaaaaaaaaaaa", "chatcmpl-bbbbbbbbbbbb"):
        scrubber.learn({"id": id, "choices": [{"delta": {"tool_calls": [{"id": "call_abcdefghijkl"}]}}]})
    assert scrubber.value({"id": "chatcmpl-bbbbbbbbbbbb", "tool": "call_abcdefghijkl"}) == {
        "id": "chatcmpl-000000000002",
        "tool": "call_abcdefghijkl",
    }


def test_a_secret_between_chunks_goes_and_every_other_letter_stays():
    chunks = [{"a": [{"content": t}]} for t in ("my se", "cr", "et is", " out")]
    strike = lambda text: text.replace("secret", "‹key›")  # noqa: E731
    strike_across(chunks, Scrubber(strike=strike, strike_pieces=strike))
    assert [c["a"][0]["content"] for c in chunks] == ["my ", "", " is", " out"]


def test_a_server_that_complains_names_nobody():
    said = "Access denied: account 1234567890123456, request id: abc-123-def (5d8a1f0c-77aa-4c3e-9b1e-0123456789ab)"
    left = Scrubber().value({"error": {"message": said, "code": 4, "request_id": "abc", "user": {"x": 1}}})
    assert not any(part in left["error"]["message"] for part in ("123", "abc-1", "5d8a"))
    assert left["error"]["message"].startswith("Access denied: account 0000")
    assert left["error"]["request_id"] == ""
    assert left["error"]["user"] == {}
    assert left["error"]["code"] == 4
