from contextlib import closing

from omni_nb.kept import replies
from omni_nb.kept.database import Database, connect_raw
from omni_nb.kept.entry import entry_of
from omni_nb.kept.salvage import keys_of, salvaged
from omni_nb.kept.searching import Query
from tests.kept.test_store import numbered


def test_what_can_be_read_is_in_the_new_one_and_can_be_searched(tmp_path):
    old = Database(tmp_path / "old.db")
    with old.writing() as connection:
        for i in range(5):
            replies.add(connection, entry_of(numbered(i, text=f"words {i}")), index=True)
        connection.execute("UPDATE record SET crc = 7 WHERE number = 2")
        connection.execute("DELETE FROM words WHERE number = 3")  # it is made anew
        connection.execute("DELETE FROM reply WHERE number = 4")  # so is this
        connection.execute("UPDATE reply SET text = 'never said', pinned = 1 WHERE number = 5")
    old.close()
    assert salvaged(tmp_path / "old.db", tmp_path / "new.db") == (4, 1)
    new = Database(tmp_path / "new.db")
    with new.reading() as connection:
        found = replies.rows(connection, Query(words="words"), index=True)
        assert [row["text"] for row in found] == ["words 4", "words 3", "words 2", "words 0"]
        assert connection.execute("SELECT count(*) FROM medium").fetchone()[0] == 1
    new.close()


def test_keys_are_those_that_are_there(tmp_path):
    database = Database(tmp_path / "old.db")
    with database.writing() as connection:
        for i in range(3):
            replies.add(connection, entry_of(numbered(i, text=str(i))), index=True)
        replies.drop(connection, [2], index=True)
    database.close()
    with closing(connect_raw(tmp_path / "old.db")) as raw:
        assert [*keys_of(raw, "reply", "number")] == [1, 3]
        assert [*keys_of(raw, "nothing", "number")] == []
