import pytest

from omni_nb.servers.simulator import faults
from omni_nb.servers.simulator.faults import Faults, parse
from omni_nb.servers.simulator.request import Refusal


def test_faults_by_name_and_number():
    assert parse("stall, 429:2") == {"stall": None, "429": 2}
    with pytest.raises(ValueError, match="no fault 'rain'; there are 401"):
        parse("rain")


def test_a_counted_fault_wears_off():
    f = Faults("429:2 stall")
    assert [sorted(f.take("no-usage")) for _ in range(3)] == [["429", "no-usage", "stall"]] * 2 + [
        ["no-usage", "stall"]
    ]


@pytest.mark.parametrize("name", faults.HTTP_FAULTS)
def test_http_faults_are_refusals(name):
    with pytest.raises(Refusal) as refusal:
        faults.refuse(frozenset([name]))
    assert refusal.value.headers == ({"Retry-After": "1"} if name == "429" else {})
    faults.refuse(frozenset(["stall"]))
