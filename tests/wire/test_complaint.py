import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.wire.complaint import Complaint, complaint_in, complaint_of, looks_like_html, text_of_page


@pytest.mark.parametrize(
    ("chunk", "status", "code"),
    [
        ({"error": {"message": "the words", "code": "c", "param": "p"}}, None, "c"),
        ({"error": "the words"}, None, None),
        ({"error": ["the words"]}, None, None),
        ({"error": {"error": {"message": "the words", "type": "BadRequestError", "code": 400}}}, 400, "BadRequestError"),
        ({"error": True, "message": "the words"}, None, None),
        ({"error": {"message": "the words"}, "choices": [{}]}, None, None),
        ({"errors": [{"detail": "the words"}]}, None, None),
        ({"object": "error", "message": "the words", "type": "NotFoundError", "code": 404}, 404, "NotFoundError"),
        ({"code": "InvalidParameter", "message": "the words", "request_id": "r"}, None, "InvalidParameter"),
        ({"code": 40001, "message": "the words", "data": None}, None, None),
        ({"status": "503", "msg": "the words"}, 503, None),
        ({"detail": "the words"}, None, None),
        ({"detail": [{"loc": ["body", "x"], "msg": "the words"}]}, None, None),
        ({"type": "error", "error": {"type": "overloaded_error", "message": "the words"}}, None, "overloaded_error"),
        ({"success": False, "message": "the words"}, None, None),
        ({"base_resp": {"status_code": 1004, "status_msg": "the words"}, "choices": None}, None, None),
        ({"error_code": 110, "error_msg": "the words"}, None, None),
        ({"message": "the words"}, None, None),
        ({"title": "Bad", "status": 400, "detail": "the words"}, 400, None),
        ({"error": {"message": "Provider returned error", "code": 502, "metadata": {"raw": "the words"}}}, 502, None),
        ({"error": {"code": 1, "reasons": {"why": "the words"}}}, None, None),
        ({"error": {"message": "<429> the words"}}, 429, None),
        ({"status": 500, "error": "Internal Server Error", "path": "/v1", "message": "the words"}, 500, None),
        ({"type": "response.failed", "response": {"status": "failed", "error": {"code": "server_error", "message": "the words"}}}, None, "server_error"),
    ],
)  # fmt: skip
def test_an_error_is_read_however_it_is_written(chunk, status, code):
    found = complaint_in(chunk)
    assert "the words" in found.message or chunk.get("title") == "Bad"
    assert (found.status, found.code) == (status, code)


@pytest.mark.parametrize(
    "chunk",
    [
        {"choices": []},
        {"choices": [{"delta": {}}], "message": "hi", "code": "x"},
        {"code": 200, "message": "success"},
        {"code": "Success", "msg": "done"},
        {"error": None, "choices": []},
        {"error": {}},
        {"error": ""},
        {"type": "ping"},
        {"status": "ok", "message": "up"},
        {"base_resp": {"status_code": 0}},
        {"message": {"role": "assistant", "content": "x"}},
    ],
)
def test_what_is_no_error_is_none(chunk):
    assert complaint_in(chunk) is None


def test_an_error_deep_inside_of_errors_is_found():
    assert complaint_of({"error": {"error": {"error": {"error": {"error": {"message": "the words"}}}}}}).message


def test_whatever_is_known_to_be_an_error_says_something():
    for value in (None, [], {}, 7, True, {"error": {"x": 1}}, {"error": {"message": ""}}):
        assert complaint_of(value).message


def test_the_field_the_parameter_and_the_request_are_told():
    assert (
        complaint_of({"detail": [{"loc": ["body", "x"], "msg": "m"}, {"loc": ["body", "y"], "msg": "n"}]}).message
        == "body.x: m; body.y: n"
    )
    assert complaint_in({"error": {"message": "m", "param": "p", "request_id": "e"}, "id": "i"}) == Complaint(
        message="m", param="p", request_id="e"
    )


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("<!doctype html><html><head><title>Open\n WebUI &amp; co</title>", "Open WebUI & co"),
        ("<html><script>x()</script><h1>502 Bad</h1> Gateway</html>", "502 Bad Gateway"),
        ("<html></html>", "a web page without a title"),
        ("<!-- c --><HTML><title> </title>hi", "hi"),
        ("upstream  is\ndown", "upstream is down"),
    ],
)
def test_a_page_says_its_title_or_its_words(page, words):
    assert text_of_page(page) == words
    assert looks_like_html(page) is ("<" in page)


values = st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=6), lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from(["error", "message", "detail", "code", "loc", "metadata", "raw", "choices", "base_resp", "status", "type"]), v, max_size=4), max_leaves=10)  # fmt: skip


@given(
    st.dictionaries(
        st.sampled_from(["error", "message", "detail", "code", "base_resp", "object", "choices", "errors"]),
        values,
        max_size=4,
    )
)
def test_arbitrary_json_never_crashes(chunk):
    complaint_in(chunk)
    assert complaint_of(chunk, chunk).message
