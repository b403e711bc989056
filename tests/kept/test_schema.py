import sqlite3

from omni_nb.kept.schema import MIGRATIONS, VERSION


def test_each_step_makes_what_the_next_one_builds_on():
    connection = sqlite3.connect(":memory:")
    tables = []
    for step in MIGRATIONS:
        for statement in step:
            connection.execute(statement) if isinstance(statement, str) else statement(connection)
        tables.append({row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")})
    assert len(tables) == VERSION
    assert {"reply", "record", "medium", "uses", "meta"} <= tables[0]
    assert "words" in tables[1] - tables[0]


def test_released_steps_never_change():
    """Histories of users were made by them. A new step is added behind; its digest, too."""
    import hashlib

    written = [[" ".join(s.split()) if isinstance(s, str) else s.__name__ for s in step] for step in MIGRATIONS]
    digests = [hashlib.sha256("\n".join(step).encode()).hexdigest()[:12] for step in written]
    assert digests == ["24959b4a54f6", "7b929dcc88cc", "57c479c39572", "3339de062bb7"]
