import os
import sqlite3
import subprocess
import sys

import pytest

from omni_nb.errors import OmniError
from omni_nb.sweep import tables


def code_of(do):
    with pytest.raises(OmniError) as caught:
        do()
    assert caught.value.repair
    return caught.value.code


def test_one_program_runs_a_sweep_at_a_time_and_a_killed_one_lets_go(tmp_path):
    hold = f"from omni_nb.sweep import tables; from pathlib import Path; c = tables.alone(Path({str(tmp_path)!r})); print('held', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline().strip() == b"held"
        assert code_of(lambda: tables.alone(tmp_path)) == "sweep_running"
        other.kill()
        other.wait()
    tables.alone(tmp_path).close()


def test_in_one_program_too(tmp_path):
    held = tables.alone(tmp_path)
    assert code_of(lambda: tables.alone(tmp_path)) == "sweep_running"
    held.close()
    tables.alone(tmp_path).close()


def test_files_of_others_and_of_later_versions_are_left_as_they_are(tmp_path):
    tables.connect(tmp_path).close()
    with sqlite3.connect(tmp_path / tables.NAME) as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    assert code_of(lambda: tables.connect(tmp_path)) == "sweep_newer"
    (tmp_path / "b").mkdir()
    with sqlite3.connect(tmp_path / "b" / tables.NAME) as file:
        file.execute("CREATE TABLE recipes (x)")
    file.close()
    assert code_of(lambda: tables.connect(tmp_path / "b")) == "sweep_foreign"


def test_a_damaged_file_is_told(tmp_path):
    tables.connect(tmp_path).close()
    (tmp_path / tables.NAME).write_bytes(b"not a database at all, but long enough" * 100)
    assert code_of(lambda: tables.connect(tmp_path)) == "sweep_damaged"


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to_is_told(tmp_path):
    tmp_path.chmod(0o500)
    assert code_of(lambda: tables.connect(tmp_path)) == "sweep_read_only"


def test_a_transaction_is_whole_or_did_not_happen(tmp_path):
    connection = tables.connect(tmp_path)

    def failing():
        with tables.writing(connection, tmp_path):
            connection.execute("INSERT INTO fact VALUES ('a', 'b')")
            raise KeyError

    with pytest.raises(KeyError):
        failing()
    assert connection.execute("SELECT count(*) FROM fact").fetchone()[0] == 0
    connection.execute("PRAGMA max_page_count = 1")

    def much():
        with tables.writing(connection, tmp_path):
            connection.execute("INSERT INTO fact VALUES ('a', ?)", ("x" * 100_000,))

    assert code_of(much) == "sweep_full"
    connection.close()
