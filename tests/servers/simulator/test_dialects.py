import typing

import pytest

from omni_nb.catalog import DialectName
from omni_nb.servers.simulator.dialects import NAMES, check_dialect


def test_the_simulator_writes_every_dialect_that_is_known_and_an_old_one():
    assert set(NAMES) == {*typing.get_args(DialectName), "vllm-omni-old"}


def test_another_name_is_refused_with_the_names_that_there_are():
    assert check_dialect("plain") == "plain"
    with pytest.raises(ValueError, match="speaks no 'klingon'; there are dashscope, openai"):
        check_dialect("klingon")
