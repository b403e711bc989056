import sqlite3

import pytest

from omni_nb.kept.complaints import in_words

SAID = {
    "SQLITE_FULL": "history_full",
    "SQLITE_READONLY_DBMOVED": "history_read_only",
    "SQLITE_BUSY_SNAPSHOT": "history_busy",
    "SQLITE_PROTOCOL": "history_no_locks",
    "SQLITE_IOERR_SHMMAP": "history_no_locks",
    "SQLITE_CANTOPEN": "history_unreadable",
    "SQLITE_NOTADB": "history_damaged",
    "SQLITE_CORRUPT_INDEX": "history_damaged",
    "": "history_unreadable",
}


@pytest.mark.parametrize(("name", "code"), SAID.items())
def test_what_sqlite_says_is_said_in_words(tmp_path, name, code):
    err = sqlite3.OperationalError("locking protocol")
    err.sqlite_errorname = name
    said = in_words(tmp_path / "history.db", err)
    assert said.code == code
    assert str(tmp_path) in said.cause
    assert said.repair
