import json

import pytest

from omni_nb import Reply, errors
from omni_nb.errors import OmniError, RateLimited
from omni_nb.kept import record
from tests.kept.test_store import WHOLE
from tests.support.media import TONE
from tests.support.requests import request


def back(data):
    return record.from_json(data, lambda: None)


def changed(**fields):
    return json.dumps({**json.loads(record.to_json(Reply(text="hi"))), **fields}).encode()


def test_a_reply_comes_back_equal_to_itself():
    assert record.from_json(record.to_json(WHOLE), lambda: WHOLE.audio) == WHOLE
    assert back(record.to_json(Reply())) == Reply()


def test_the_key_of_what_was_asked_is_kept_and_the_request_itself_is_not():
    asked = request(TONE, "你是谁", voice="Cherry")
    reply = Reply(text="hi", request=asked)
    kept = back(record.to_json(reply))
    assert (kept.request, kept.asked, kept.request_hash) == (None, None, asked.hash)
    assert reply.request_hash == asked.hash
    assert back(record.to_json(kept)).request_hash == asked.hash


def test_a_reply_of_before_has_no_key_and_a_damaged_key_is_none():
    assert back(b'{"version": 1, "text": "hi"}').request_hash == ""
    assert back(changed(request_hash=5)) == Reply(text="hi")
    assert back(changed(request_hash=5)).request_hash == ""
    assert back(changed(request={"prompt": "x"}, kept_hash="x")).request_hash == ""


def test_half_characters_are_kept():
    assert back(record.to_json(Reply(text="a\ud800"))).text == "a\ud800"


def test_a_later_version_gives_what_is_known_of_it():
    plain = json.loads(record.to_json(Reply(text="hi", notes=("n",))))
    plain |= {"version": 7, "smell": ["rose"], "audio": "x"}
    plain["timing"] |= {"smelt_s": 1}
    assert back(json.dumps(plain).encode()) == Reply(text="hi", notes=("n",))


def test_an_earlier_version_lacks_fields():
    assert back(b'{"version": 1, "text": "hi"}') == Reply(text="hi")


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"[]", b"null", b"3", b'"x"', b"{}", b"\xff\xfe\x00", "é".encode("cp1252"), b"[" * 100_000, b'{"a":' * 100_000, b"NaN",
     b'{"version": "1"}', b'{"version": 0}', b'{"version": null}', b'{"version": 1, "text": 5}', b'{"version": 1, "text": null}',
     b'{"version": 1, "complete": "yes"}', b'{"version": 1, "voice": {}}', b'{"version": 1, "notes": [1]}', b'{"version": 1, "notes": 1}',
     b'{"version": 1, "usage": 3}', b'{"version": 1, "tool_calls": [1]}', b'{"version": 1, "error": "x"}', b'{"version": 1, "error": {}}',
     b'{"version": ' + b"9" * 5000 + b"}"],
)  # fmt: skip
def test_what_is_no_record_is_none(data):
    assert back(data) is None


@pytest.mark.parametrize("kind", ["os", "Interrupted", "Any", "NoSuch", "__name__", "OmniError"])
def test_an_error_of_a_kind_that_is_not_known_is_an_error(kind):
    reply = back(changed(error={"kind": kind, "code": "c", "cause": "why", "repair": "r"}))
    assert type(reply.error) is OmniError
    assert (reply.error.cause, reply.error.code, reply.error.repair) == ("why", "c", "r")


KINDS = [k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, OmniError)]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_comes_back_with_all_that_it_said(kind):
    said = {"status": 429, "retry_after_s": 2.5}
    names = [name for name in vars(kind("")) if name not in ("cause", "report")]
    error = kind("why", **{name: said.get(name, f"the {name}") for name in names})
    reply = Reply(text="hi", error=error)
    again = back(record.to_json(reply))
    assert again == reply
    assert (type(again.error), str(again.error)) == (kind, str(error))
    assert vars(again.error) == vars(error)


def test_of_a_damaged_error_the_rest_is_told():
    plain = {
        "kind": "RateLimited",
        "code": "c",
        "cause": "why",
        "repair": None,
        "messages": {"cause": {"text": "{"}, "smell": {"text": "rose"}, "code": 5},
        "status": "429",
        "retry_after_s": "2",
    }
    error = back(changed(error={**plain, "request_id": "r", "smell": "rose", "report": "x"})).error
    assert (type(error), error.cause, error.code, error.repair) == (RateLimited, "why", "c", "")
    assert (error.status, error.retry_after_s, error.request_id) == (None, None, "r")


def test_utf_8_with_a_mark_and_utf_16_are_read():
    assert back(b"\xef\xbb\xbf" + changed()).text == "hi"
    assert back(changed().decode().encode("utf-16")).text == "hi"


def test_lost_sound_is_told():
    (note,) = back(record.to_json(WHOLE)).notes[1:]
    assert "lost or damaged" in note
