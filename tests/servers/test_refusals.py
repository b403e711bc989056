import pytest

from omni_nb import errors
from omni_nb.servers.refusals import server_error


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, errors.RequestRefused), (401, errors.AuthenticationFailed), (402, errors.PermissionRefused), (403, errors.PermissionRefused),
     (404, errors.NotFound), (413, errors.RequestRefused), (422, errors.RequestRefused), (429, errors.RateLimited),
     (500, errors.ServerFailed), (503, errors.ServerFailed), (418, errors.ServerError), (None, errors.ServerError)],
)  # fmt: skip
def test_each_status_has_its_error(status, kind):
    err = server_error("words", status=status, request_id="r1", service_code="c")
    assert type(err) is kind
    assert (err.status, err.service_code, err.service_message, err.request_id) == (status, "c", "words", "r1")
    assert "words" in str(err)


def test_the_status_may_stand_in_the_words():
    assert type(server_error("<429> slow down")) is errors.RateLimited
    assert server_error("x", status=429, retry_after_s=3.0).retry_after_s == 3.0


@pytest.mark.parametrize(
    ("words", "repair"),
    [
        ("This model only support stream mode, please enable the stream parameter", "Stream it"),
        ("Voice 'Cherry' is not supported.", "omni.voices()"),
        ("Input should be 'Cherry' or 'Ethan': parameters.audio.voice", "omni.voices()"),
        ("Multiple inputs of the same modality or mixed modality inputs", "separate turns"),
        ("The provided URL does not appear to be valid.", "data: URL"),
        ("Exceeded limit on max bytes per data-uri item : 20971520", "smaller"),
        ("The audio is empty", "at least 0.25 s"),
        ("The video file is too long", "Trim"),
        ("Range of input length should be [1, 9]", "Shorten"),
        ("Failed to download multimodal content.", "public"),
        ("The model x does not support enable_thinking.", "thinking off"),
        ("Input data may contain inappropriate content.", "rephrase"),
        ("Arrearage", "overdue"),
        ("{'error': {'code': 'Arrearage'}}", "overdue"),
        ("Access denied, please make sure your account is in good standing. See error-code#overdue-payment", "overdue"),
        ("Your account has overdue bills", "overdue"),
        ("Payload Too Large", "smaller"),
        ("The request payload size exceeds the limit: 20971520 bytes.", "smaller"),
    ],
)
def test_the_services_words_have_their_repair(words, repair):
    err = server_error(words, status=400)
    assert repair in err.repair
    assert err.repair.in_language("zh")


@pytest.mark.parametrize(
    "words",
    [
        "model arrearage-detector-v2 does not exist", "unknown field 'arrearage_days'", "The tool get_overdue_books has no description",
        "Invalid JSON payload received. Unknown name 'x'", "field payload is required", "Failed to download model weights from the hub",
        "Voice is fine.\nThe parameter x is not supported",
    ],
)  # fmt: skip
def test_words_that_only_hold_those_of_another_refusal_have_no_repair_of_it(words):
    assert server_error(words, status=400).repair == ""


def test_the_services_code_alone_tells_of_an_overdue_account():
    assert "overdue" in server_error("Access denied.", status=400, service_code="Arrearage").repair
    assert server_error("Access denied.", status=400, service_code="arrearage-policy").repair == ""


def test_a_wrong_key_is_told_of_regions():
    assert "region" in server_error("Incorrect API key", status=401).repair


@pytest.mark.parametrize(
    ("status", "words", "code", "kind"),
    [
        (
            500,
            "litellm.APIError: OpenAIException - Error code: 400 - {'error': {'message': 'Voice x'}}",
            None,
            errors.RequestRefused,
        ),
        (500, "<400> InternalError.Algo.InvalidParameter: Voice 'x'", None, errors.RequestRefused),
        (500, "litellm.BadRequestError: bad", None, errors.RequestRefused),
        (502, "upstream said HTTP/1.1 404 Not Found", None, errors.NotFound),
        (500, "litellm.RateLimitError: slow down", "invalid_request_error", errors.RateLimited),
        (500, "litellm.AuthenticationError: no", None, errors.AuthenticationFailed),
        (500, "refused", "invalid_request_error", errors.RequestRefused),
        (500, "the backend has 400 workers", None, errors.ServerFailed),
        (503, "Error code: 400", None, errors.ServerFailed),
        (500, "internal error", "server_error", errors.ServerFailed),
    ],
)
def test_a_proxys_500_is_told_from_the_services_own_refusal_inside_of_it(status, words, code, kind):
    err = server_error(words, status=status, service_code=code)
    assert (type(err), err.status) == (kind, status)
