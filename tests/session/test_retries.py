import pytest

from omni_nb import errors
from omni_nb.servers.refusals import server_error
from omni_nb.session.retries import again_in, retries_of, wait_before_retry


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


def test_a_large_body_is_sent_again_once():
    assert [retries_of(n, most=3) for n in (10, 5_000_000)] == [3, 1]
    assert retries_of(5_000_000, most=0) == 0


def test_what_is_tried_again_is_said_in_one_line():
    told = again_in(errors.ConnectionFailed("down\nand out"), 2.0, failed=1, tries=3)
    assert str(told) == "down — trying again in 2.0 s (1 of 3)"
