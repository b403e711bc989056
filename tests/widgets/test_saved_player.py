import re
import shutil
import subprocess

import pytest

from omni_nb.widgets.saved_player import saved_player_script


def test_it_is_one_element_that_nothing_in_it_can_end_and_weighs_little():
    script = saved_player_script()
    assert script.startswith("<script>(()=>{")
    assert script.index("</script") == len(script) - len("</script>")
    assert "<!--" not in script
    assert len(script) < 10_800


@pytest.mark.skipif(shutil.which("node") is None, reason="NOT TRIED: no Node")
def test_it_is_javascript(tmp_path):
    file = tmp_path / "saved.js"
    file.write_text(re.sub("</?script>", "", saved_player_script()), encoding="utf-8")
    assert subprocess.run(["node", "--check", file], check=False).returncode == 0
