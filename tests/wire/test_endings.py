import pytest

from omni_nb.wire.endings import meaning_of


@pytest.mark.parametrize(
    ("reason", "meaning"),
    [("stop", "whole"), ("STOP", "whole"), ("end_turn", "whole"), ("length", "limit"), ("MAX_TOKENS", "limit"), ("content_filter", "filtered"),
     ("SAFETY", "filtered"), ("error", "failed"), ("abort", "failed"), ("tool_calls", "tools"), ("function_call", "tools"), ("refusal", "declined"),
     ("klingon", "unknown")],
)  # fmt: skip
def test_a_finish_reason_means_the_same_whoever_wrote_it(reason, meaning):
    assert meaning_of(reason) == meaning
