import inspect
import json
import re

import pytest

from omni_nb import errors, set_language
from omni_nb.messages import _
from omni_nb.servers.cassette.failures import failure_of, plain_failure
from omni_nb.servers.cassette.scrub import Scrubber
from omni_nb.servers.refusals import server_error

KINDS = [k for _n, k in inspect.getmembers(errors, inspect.isclass) if issubclass(k, errors.OmniError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_comes_back(kind):
    error = kind("it broke", code="cut", repair="Mend it.")
    again = failure_of(json.loads(json.dumps(plain_failure(error, Scrubber()))))
    assert type(again) is kind
    assert (again.cause, again.repair, again.code) == (error.cause, error.repair, error.code)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 409, 413, 418, 422, 429, 500, 501, 503])
def test_every_refusal_comes_back(status):
    error = server_error("No such thing.", status=status, service_code="c", param="p", retry_after_s=2.5)
    again = failure_of(json.loads(json.dumps(plain_failure(error, Scrubber()))))
    assert again == error


def test_the_id_of_a_request_goes_wherever_it_is_said():
    error = server_error("No (trace abc-xyz-q).", status=400, service_code="abc-xyz-q", request_id="abc-xyz-q")
    assert "abc-xyz-q" not in json.dumps(plain_failure(error, Scrubber()))


def test_it_is_said_in_the_language_of_who_hears_it():
    error = errors.StreamBroken(_("stopped by the user"), code="stopped", repair=_("What was received is kept."))
    again = failure_of(plain_failure(error, Scrubber()))
    set_language("zh")
    assert str(again) == str(error)
    assert "stopped" not in str(again)


@pytest.mark.parametrize("plain", [None, 3, [], {}, "x", {"cause": "x"}])
def test_what_is_none_is_told(plain):
    with pytest.raises(ValueError, match=re.escape(str(plain))):
        failure_of(plain)


@pytest.mark.parametrize(
    "plain",
    [
        {"kind": "Nonsense", "cause": 3},
        {"status": 400, "message": 5},
        {"kind": "ServerError", "cause": {"text": "{a}"}},
        {"status": "x", "kind": ""},
    ],
)
def test_of_one_that_was_edited_what_can_be_read_is_taken(plain):
    assert isinstance(failure_of(plain), errors.OmniError)
