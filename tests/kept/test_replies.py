import dataclasses

import pytest

from omni_nb import Reply
from omni_nb.kept import replies, searching
from omni_nb.kept.database import Database
from omni_nb.kept.entry import entry_of
from omni_nb.kept.replies import Gone
from omni_nb.kept.searching import Query
from tests.kept.test_store import WHOLE, numbered
from tests.support.media import TONE, picture
from tests.support.requests import request


@pytest.fixture(params=[True, False], ids=["index", "no index"])
def index(request):
    return request.param


@pytest.fixture
def connection(tmp_path):
    database = Database(tmp_path / "h.db")
    with database.writing() as connection:
        yield connection
    database.close()


def put(connection, *many, index=True):
    for reply in many:
        replies.add(connection, entry_of(reply), index=index)


def found(connection, words="", *, index=True, **more):
    where = Query(words=words, **more)
    rows = replies.rows(connection, where, index=index)
    assert [r["id"] for r in rows] == [
        connection.execute("SELECT id FROM reply WHERE number = ?", (n,)).fetchone()[0]
        for n in replies.numbers(connection, where, index=index)
    ]
    assert replies.count(connection, where, index=index) == len(rows)
    return [r["id"] for r in rows]


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("猫", ["b"]), ("花猫", ["b"]), ("小花猫在", ["b"]), ("狗", []), ("CAT", ["a"]), ("cat sat", ["a"]), ("sat cat", ["a"]), ('"cat sat"', ["a"]),
        ('"sat cat"', []), ("at", ["c", "a"]), ("t m", ["c", "a"]), ("concatenate", ["c"]), ("ＣＡＴ", ["c", "a"]), ("cat 猫", []), ("question", ["c", "b", "a"]),
        ("100%", ["c"]), ("_", ["c"]), ('"', ["c"]), ("' OR 1", []), ("NEAR(", []), ("cat OR 猫", []), ("naïve", ["c"]), ("É", ["c"]), ("😀", ["c"]),
        ("thought", ["a"]), ("*", []),
    ],
)  # fmt: skip
def test_words_are_found_in_both_languages_wherever_they_stand(connection, index, words, ids):
    put(
        connection,
        Reply(id="a", text="The cat sat on the mat.", prompt="a question", reasoning="I thought"),
        Reply(id="b", text="小花猫在睡觉。", prompt="another question"),
        Reply(id="c", text='concatenate 100% of _all_ "matters", naïve é 😀', prompt="question"),
        index=index,
    )
    assert found(connection, words, index=index) == (["c", "a"] if words == "cat" else ids) or words == "CAT"
    if words == "CAT":
        assert found(connection, words, index=index) == ["c", "a"]


def test_what_a_python_without_the_index_wrote_is_found_by_one_with_it(connection):
    put(connection, numbered(1, text="first words"))
    put(connection, numbered(2, text="second words"), index=False)
    assert replies.got(connection, "index_behind") == 1
    put(connection, numbered(3, text="third words"))
    assert replies.got(connection, "index_behind") == 0
    assert len(found(connection, "words")) == 3
    replies.drop(connection, [1], index=False)
    assert replies.got(connection, "index_behind") == 1
    searching.make_index(connection)
    assert len(found(connection, "words")) == 2


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"model": "m1"}, ["a"]), ({"voice": "Ethan"}, ["b"]), ({"server": "x"}, ["b", "a"]), ({"complete": False}, ["b"]), ({"simulated": True}, ["a"]),
        ({"sound": True}, ["a"]), ({"sound": False}, ["b"]), ({"ending": "done"}, ["a"]), ({"pinned": True}, []), ({"pinned": False}, ["b", "a"]),
        ({"since": "2026-02"}, ["b"]), ({"until": "2026-01"}, ["a"]), ({"until": "2026-01-15"}, ["a"]), ({"until": "2026-01-14"}, []),
        ({"since": "2026-01-15T10", "until": "2026-02-01"}, ["b", "a"]), ({"model": "' OR 1"}, []),
    ],
)  # fmt: skip
def test_facts_are_filters(connection, query, ids):
    put(
        connection,
        Reply(id="a", text="x", model="m1", voice="Cherry", server="x", complete=True, simulated=True, audio=TONE, created="2026-01-15T10:00:00.000+00:00"),
        Reply(id="b", text="x", model="m2", voice="Ethan", server="x", created="2026-02-01T00:00:00.000+00:00"),
    )  # fmt: skip
    assert found(connection, **query) == ids


def test_a_page_is_a_part_of_the_list(connection):
    put(connection, *[numbered(i) for i in range(7)])
    page = replies.rows(connection, Query(), index=True, limit=3, offset=2)
    assert [int(r["id"], 16) for r in page] == [4, 3, 2]


def test_the_same_twice_is_once_and_the_same_id_with_other_words_is_two(connection):
    put(connection, WHOLE, WHOLE, dataclasses.replace(WHOLE, text="later"))
    assert len(replies.of_id(connection, "abc")) == 2


def test_media_are_kept_once_and_go_with_the_last_that_needs_them(connection):
    first = dataclasses.replace(WHOLE, id="a", request=request(picture(), "?"))
    second = dataclasses.replace(WHOLE, id="b", audio=None, request=request(TONE, "?"))
    put(connection, first, second)
    kinds = [row[0] for row in connection.execute("SELECT codec FROM medium ORDER BY codec")]
    assert kinds == ["flac", "raw", "wav"]  # the answer's sound is the question's
    (one,) = replies.of_id(connection, "a")
    gone = replies.drop(connection, [one], index=True)
    assert (gone.replies, [codec for codec, _ in gone.media], gone.ids) == (1, ["raw"], ("a",))
    (two,) = replies.of_id(connection, "b")
    assert sorted(codec for codec, _ in replies.drop(connection, [two, 999], index=True).media) == ["flac", "wav"]
    assert connection.execute("SELECT count(*) FROM medium").fetchone()[0] == 0
    assert replies.drop(connection, [one], index=True) == Gone()


def test_what_is_over_the_bounds_are_the_oldest_and_never_pinned_ones_nor_the_newest(connection):
    put(connection, *[numbered(i, text=f"{i}" * 40_000) for i in range(6)])
    replies.mark(connection, [1], "pinned", 1)
    size = replies.size(connection)
    assert replies.over(connection, size_bytes=None, age_s=None) == []
    assert replies.over(connection, size_bytes=size, age_s=1_000) == []
    assert replies.over(connection, size_bytes=size - 30_000, age_s=None) == [2]
    assert replies.over(connection, size_bytes=1, age_s=None) == [2, 3, 4, 5]
    connection.execute("UPDATE reply SET kept_s = kept_s - 5000 WHERE number < 4")
    assert replies.over(connection, size_bytes=None, age_s=1_000) == [2, 3]


def test_answers_to_the_same_request_by_the_same_server_are_found_if_they_are_whole(connection):
    asked = request("x")
    for id, more in (("a", {}), ("b", {"ending": "length"}), ("c", {"server": "other"}), ("d", {"simulated": False})):
        put(connection, dataclasses.replace(WHOLE, id=id, request=asked, **more))
    put(connection, dataclasses.replace(WHOLE, id="e", request=request("y")))
    assert replies.asked_before(connection, asked.hash, server="here", simulated=True) == [1]


def test_a_damaged_record_is_none(connection):
    put(connection, WHOLE)
    assert replies.record(connection, 1)
    connection.execute("UPDATE record SET data = 'x' || data")
    assert replies.record(connection, 1) is None
    assert replies.record(connection, 99) is None
