import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from omni_nb import history
from omni_nb.errors import OmniError
from omni_nb.kept.database import Database
from omni_nb.kept.schema import APPLICATION, VERSION


def written(path, version=VERSION, value="x"):
    database = Database(path, version=version)
    with database.writing() as connection:
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('a', ?)", (value,))
    database.close()
    return path


def read(path, **more):
    database = Database(path, **more)
    with database.reading() as connection:
        found = (
            None if connection is None else connection.execute("SELECT value FROM meta WHERE name = 'a'").fetchone()[0]
        )
    database.close()
    return found


def test_what_is_written_is_read_and_where_there_is_no_file_none_is_made(tmp_path):
    assert read(tmp_path / "no.db") is None
    assert not (tmp_path / "no.db").exists()
    assert read(written(tmp_path / "deep" / "h.db")) == "x"


def test_what_fails_is_not_written(tmp_path):
    database = Database(written(tmp_path / "h.db"))

    def fails():
        with database.writing() as connection:
            connection.execute("UPDATE meta SET value = 'y'")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fails()
    assert read(tmp_path / "h.db") == "x"


@pytest.mark.parametrize("version", range(1, VERSION))
def test_what_an_earlier_version_wrote_is_brought_up_to_date_and_kept(tmp_path, version):
    path = written(tmp_path / "h.db", version)
    assert read(path) == "x"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (VERSION,)


@pytest.mark.parametrize("version", range(VERSION))
def test_two_programs_that_bring_it_up_to_date_at_once_do_it_once(tmp_path, version):
    path = tmp_path / "h.db"
    if version:
        written(path, version)
    code = f"""from pathlib import Path
from omni_nb.kept.database import Database
database = Database(Path({str(path)!r}))
input()
with database.writing() as c: c.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (hex(randomblob(8)), 1)")
"""
    running = [subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE) for _ in range(3)]
    for p in running:
        p.stdin.write(b"\n")
        p.stdin.close()
    assert [p.wait(60) for p in running] == [0, 0, 0]
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT count(*) FROM meta").fetchone() == (3 + bool(version),)


def test_a_later_version_is_refused_in_words_and_left_alone(tmp_path):
    path = written(tmp_path / "h.db")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 2}")
    before = path.read_bytes()
    for use in (lambda: read(path), lambda: written(path)):
        with pytest.raises(OmniError, match=f"later version .*{VERSION + 2}") as err:
            use()
        assert err.value.code == "history_newer"
        assert "Update" in err.value.repair
    assert path.read_bytes() == before


def test_one_that_is_brought_up_to_date_by_another_program_meanwhile_is_seen(tmp_path):
    path = written(tmp_path / "h.db")
    database = Database(path)
    with database.reading():
        pass
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(OmniError, match="later version"), database.writing():
        pass


@pytest.mark.parametrize(
    "content", [b"", b"\0" * 5_000, b"PK\3\4 a zip", os.urandom(9_000), b"SQLite format 3\0" + b"\xff" * 4_080]
)
def test_what_is_no_database_is_told_and_left_alone_but_an_empty_file_is_one(tmp_path, content):
    path = tmp_path / "h.db"
    path.write_bytes(content)
    if not content:
        assert read(written(path)) == "x"
        return
    for use in (lambda: read(path), lambda: written(path)):
        with pytest.raises(OmniError) as err:
            use()
        assert err.value.code in ("history_damaged", "history_foreign")
    assert path.read_bytes() == content


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "h.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (x)")
    before = path.read_bytes()
    for use in (lambda: read(path), lambda: written(path)):
        with pytest.raises(OmniError, match="another program") as err:
            use()
        assert err.value.code == "history_foreign"
    assert path.read_bytes() == before


def test_a_full_disk_is_told_and_what_was_there_stays(tmp_path):
    database = Database(written(tmp_path / "h.db"))
    with database.writing() as connection:
        connection.execute("PRAGMA max_page_count = 1")  # the lowest that holds what is there
    with pytest.raises(OmniError, match="disk is full") as err, database.writing() as connection:
        connection.execute("INSERT INTO meta (name, value) VALUES ('b', zeroblob(1000000))")
    assert err.value.code == "history_full"
    database.close()
    assert read(tmp_path / "h.db") == "x"


@pytest.mark.skipif(os.name == "nt" or shutil.which("sh") is None, reason="modes of POSIX")
@pytest.mark.parametrize("journal", [True, False])
def test_where_nothing_may_be_written_it_is_read_and_that_is_told(tmp_path, journal):
    """As another user, for root may write anywhere."""
    folder = tmp_path / "lesson"
    path = written(folder / "h.db")
    code = f"""import os, sqlite3
from pathlib import Path
from omni_nb.kept.database import Database
from omni_nb.errors import OmniError
if os.getuid() == 0: os.setgid(65534); os.setuid(65534)
database = Database(Path({str(path)!r}))
with database.reading() as c: print(c.execute("SELECT value FROM meta WHERE name = 'a'").fetchone()[0])
try:
    with database.writing() as c: c.execute("DELETE FROM meta")
except OmniError as err: print(err.code)
"""
    held = sqlite3.connect(path)
    if journal:  # another program is at it, its journal is there
        held.execute("SELECT * FROM meta").fetchall()
    for above in (folder, *folder.parents):
        if (
            above.stat().st_uid == os.getuid()
            and above != above.parent
            and os.access(above, os.W_OK)
            and "pytest" in str(above)
        ):
            above.chmod(0o755)
    for file in folder.iterdir():
        file.chmod(0o444)
    folder.chmod(0o555)
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    held.close()
    folder.chmod(0o755)
    assert out.stdout.split() == ["x", "history_read_only"], out.stderr


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork")
def test_a_child_opens_it_anew_and_its_parent_goes_on(tmp_path):
    database = Database(written(tmp_path / "h.db"))
    with database.reading():
        pass
    child = os.fork()
    if not child:
        try:
            with database.writing() as connection:
                connection.execute("UPDATE meta SET value = 'child'")
            os._exit(0)
        except BaseException:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == 0
    with database.writing() as connection:
        assert connection.execute("SELECT value FROM meta").fetchone()[0] == "child"
        connection.execute("UPDATE meta SET value = 'parent'")
    assert read(tmp_path / "h.db") == "parent"


def test_a_file_that_is_replaced_or_deleted_is_opened_anew(tmp_path):
    path = written(tmp_path / "h.db")
    database = Database(path)
    with database.reading():
        pass
    written(tmp_path / "other.db", value="new")
    for end in ("-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    os.replace(tmp_path / "other.db", path)
    with database.writing() as connection:
        assert connection.execute("SELECT value FROM meta").fetchone()[0] == "new"
    for end in ("", "-wal", "-shm"):
        path.with_name(path.name + end).unlink(missing_ok=True)
    with database.reading() as gone:
        assert gone is None
    with database.writing() as connection:
        assert connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION


def test_a_python_without_sqlite_is_told(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "sqlite3", None)
    with pytest.raises(OmniError, match="built without SQLite"), Database(tmp_path / "h.db").writing():
        pass


@pytest.mark.parametrize(
    ("version", "table"),
    [(2, "reply (number INTEGER PRIMARY KEY, id)"), (0, "meta (a)"), (VERSION, "record (n)")],
)
def test_a_file_of_ours_with_tables_that_no_version_had_says_so_and_repair_is_the_way_on(tmp_path, version, table):
    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"CREATE TABLE {table}")
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {version}")
    kept = history(path)
    with pytest.raises(OmniError, match="not those of any version") as err:
        list(kept.search("a").to_rows())
    assert err.value.code == "history_layout"
    assert "repair()" in err.value.repair
    assert kept.repair().damaged.name == "history.db.damaged-1"
    assert kept.search("a").to_rows() == []


def test_who_waited_in_vain_for_a_lock_waits_a_moment_only_until_it_went_well(tmp_path):
    path = tmp_path / "history.db"
    database = Database(path)
    asked = []

    def tried():
        try:
            with database.writing() as connection:
                connection.execute("INSERT OR REPLACE INTO meta VALUES ('x', 1)")
        except OmniError as err:
            return err.code
        return None

    assert tried() is None
    with database.writing() as connection:
        connection.set_trace_callback(lambda sql: asked.append(sql) if "busy" in sql else None)
    asked.clear()
    with closing(sqlite3.connect(path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN EXCLUSIVE")
        monkey = pytest.MonkeyPatch()
        monkey.setattr("omni_nb.kept.database.BUSY_S", 0.01)
        assert [tried(), tried()] == ["history_busy"] * 2
        viewer.execute("ROLLBACK")
        assert [tried(), tried()] == [None, None]
        monkey.undo()
    waits = [int(sql.rpartition("=")[2]) for sql in asked]
    assert waits == [10, 1000, 1000, 10, 10, 10]
