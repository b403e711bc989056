import pytest

from omni_nb import errors
from omni_nb.servers.refusals import server_error
from omni_nb.session.retries import wait_before_retry


@pytest.mark.parametrize(
    ("err", "wait_s"),
    [
        (errors.ConnectionFailed("down"), 0.5), (errors.TimedOut("late"), 0.5), (errors.StreamBroken("cut", code="cut"), 0.5),
        (errors.StreamBroken("x", code="empty"), None), (errors.NetworkMisconfigured("proxy"), None), (errors.OmniError("odd"), None),
        (server_error("x", status=503), 0.5), (server_error("x", status=503, retry_after_s=4.0), 4.0), (server_error("x", status=501), None),
        (server_error("x", status=408), 0.5), (server_error("x", status=409, retry_after_s=2.0), 2.0), (server_error("x", status=425), 0.5),
        (server_error("x", status=400, retry_after_s=2.0), None), (server_error("x", status=429, retry_after_s=0.0), 0.5),
        (server_error("x", status=429, service_code="insufficient_quota"), None), (server_error("Error code: 400", status=500), None),
    ],
)  # fmt: skip
def test_what_may_pass_is_asked_again_when_the_server_says_so(err, wait_s):
    assert wait_before_retry(err, 0, 0.5) == wait_s


def test_the_wait_doubles_and_is_spread():
    down = errors.ConnectionFailed("down")
    assert [wait_before_retry(down, n, 0.5) for n in range(3)] == [0.5, 1.0, 2.0]
    assert (wait_before_retry(down, 0, 0.0), wait_before_retry(down, 0, 1.0)) == (0.375, 0.625)
