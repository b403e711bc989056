import pytest

from omni_nb.errors import CassetteError, FileMissing, MediaError
from omni_nb.servers.cassette import contents
from tests.support.cassettes import body, chunk, player, read, record


def three(path):
    record(path, *[[(0.1, chunk(w)), (0.2, b"data: [DONE]\n\n")] for w in "abc"], bodies=[body(w) for w in "abc"])
    return path


def played(path):
    plays = player(path)
    out = {}
    for word in "abc":
        heard, err = read(plays, body(word))
        out[word] = heard[0][1] == chunk(word) if heard else type(err).__name__
    return out, plays.damage


WHOLE = {"a": True, "b": True, "c": True}


@pytest.mark.parametrize(
    ("how", "change"),
    {
        "Windows line ends": lambda d: d.replace(b"\n", b"\r\n"),
        "a mark of Windows": lambda d: b"\xef\xbb\xbf" + d,
        "no empty lines": lambda d: d.replace(b"\n\n", b"\n"),
        "a note by hand": lambda d: d.replace(b'{"ask"', b'# a note\n\n   {"ask"'),
        "spaces": lambda d: d.replace(b'{"', b' { "').replace(b"}\n", b"}  \n"),
        "no last line end": lambda d: d.rstrip(),
        "without its head": lambda d: d.partition(b"\n")[2],
        "names of a later version": lambda d: d.replace(b'"why"', b'"zzz": 1, "why"'),
    }.items(),
)
def test_what_editors_and_git_do_to_it_costs_nothing(tmp_path, how, change):
    path = three(tmp_path / "a.cassette")
    path.write_bytes(change(path.read_bytes()))
    assert played(path) == (WHOLE, None)


def test_formatted_by_jq_it_is_the_same(tmp_path):
    import json

    path = three(tmp_path / "a.cassette")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]
    path.write_text("\n".join(json.dumps(line, sort_keys=True, indent=None) for line in lines))
    assert played(path) == (WHOLE, None)


def test_cut_at_every_byte_all_that_is_whole_is_played_and_the_rest_is_told(tmp_path):
    path = three(tmp_path / "a.cassette")
    data = path.read_bytes()
    head = data.index(b"\n") + 1
    ends = [i for i, line in _ends(data) if line.startswith(b'{"end"')]
    for size in range(head, len(data), 7):
        path.write_bytes(data[:size])
        whole = [end for end in ends if end <= size]
        found = contents.scan(path)
        assert len(found.places) == len(whole), size
        assert bool(found.damage) == bool(data[max([head, *whole]) : size].strip()), size


def _ends(data):
    at = 0
    for line in data.splitlines(keepends=True):
        at += len(line)
        yield at - 1, line  # a line is whole without its line end


@pytest.mark.parametrize(
    "damage", [b"\0" * 50, b"}", b"{", b'{"ask": 3}', b"<<<<<<< HEAD", b"\xff\xfe", b'{"cassette": 1', b"[1, 2]"]
)
def test_a_damaged_line_costs_its_recording_and_no_other(tmp_path, damage):
    path = three(tmp_path / "a.cassette")
    data = path.read_bytes()
    at = data.index(b'{"at"', data.index(b'{"ask"', data.index(b'{"ask"') + 5))
    path.write_bytes(data[:at] + damage + b"\n" + data[at:])
    found, told = played(path)
    assert found == {"a": True, "b": "NotRecorded", "c": True}
    assert "a.cassette is damaged; the rest can be played" in told
    assert "line 10" in told


def test_two_branches_that_git_could_not_merge_are_played_both(tmp_path):
    path = tmp_path / "a.cassette"
    record(path, [(0.1, chunk("a"))], bodies=[body("a")])
    base = path.read_bytes()
    ends = []
    for word in "bc":
        path.write_bytes(base)
        record(path, [(0.1, chunk(word))], bodies=[body(word)])
        ends.append(path.read_bytes()[len(base) :])
    path.write_bytes(base + b"<<<<<<< HEAD\n" + ends[0] + b"=======\n" + ends[1] + b">>>>>>> other\n")
    found, told = played(path)
    assert found == WHOLE
    assert "no JSON object" in told
    assert "is left out" not in told


def test_a_line_of_an_answer_that_was_edited_wrongly_is_told_with_its_number(tmp_path):
    path = three(tmp_path / "a.cassette")
    path.write_bytes(path.read_bytes().replace(b'"content": "b"', b'"content": "b'))
    _heard, err = read(player(path), body("b"))
    assert isinstance(err, CassetteError)
    assert "line 10 cannot be read" in str(err)
    assert read(player(path), body("c"))[0][0][1] == chunk("c")


def test_of_one_that_was_cut_in_its_head_nothing_is_left_and_that_is_told(tmp_path):
    path = three(tmp_path / "a.cassette")
    path.write_bytes(path.read_bytes()[:40])
    found = contents.scan(path)
    assert found.places == []
    assert "line 1" in found.damage[0]


def test_what_is_no_cassette_is_told(tmp_path):
    for name, data, words in (
        ("a.yaml", b"interactions:\n- request: {}\n", "is no cassette"), ("a.json", b'{\n "a": 1\n}\n', "is no cassette"), ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "is no cassette"),
        ("a.cassette", '{"cassette": 1}\n'.encode("utf-16"), "UTF-16"), ("b.cassette", b'{"cassette": "one"}\n', "is no cassette"),
        ("c.cassette", b'{"cassette": 2, "made_by": "omni_nb 9"}\n', "later version .2, made by omni_nb 9"),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
        with pytest.raises(CassetteError, match=words):
            contents.scan(tmp_path / name)
    with pytest.raises(FileMissing):
        contents.scan(tmp_path / "none")
    with pytest.raises(MediaError, match="folder"):
        contents.scan(tmp_path)


def test_a_line_without_end_is_never_held_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(contents, "MOST_LINE", 1_000)
    path = three(tmp_path / "a.cassette")
    path.write_bytes(path.read_bytes() + b'{"ask": "' + b"x" * 50_000 + b'"}\n' + b"y" * 3_000)
    assert [p.gist for p in contents.scan(path).places] == ["a", "b", "c"]
    assert played(path)[0] == WHOLE


@pytest.mark.heavy
def test_a_gigabyte_is_gone_through_in_little_memory(tmp_path):
    import resource

    path = tmp_path / "a.cassette"
    record(path, [(round(0.01 * i, 6), chunk("word " * 20)) for i in range(1, 400)])
    block = path.read_bytes().partition(b"\n")[2] * 20
    with path.open("ab") as file:
        while file.tell() < 1 << 30:
            file.write(block)
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    plays = player(path)
    assert len(plays.questions) > 10_000
    assert read(plays, body())[0][0] == (0.01, chunk("word " * 20))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb < 60_000


@pytest.mark.parametrize("packed", ["zip", "gzip"])
def test_a_packed_one_is_to_be_unpacked(tmp_path, packed):
    import gzip
    import zipfile

    path = three(tmp_path / "a.cassette")
    there = tmp_path / "b.cassette"
    if packed == "gzip":
        there.write_bytes(gzip.compress(path.read_bytes()))
    else:
        with zipfile.ZipFile(there, "w") as file:  # not compressed: its lines can be read
            file.write(path)
    with pytest.raises(CassetteError, match="packed") as info:
        contents.scan(there)
    assert "Unpack it" in info.value.repair
