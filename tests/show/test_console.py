import io
import os

import pytest

from omni_nb.show import console
from omni_nb.show.console import Console, fitting, takes


def stream(encoding):
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")


def written(text, encoding):
    out = stream(encoding)
    Console(out).write(text)
    return out.buffer.getvalue().decode(encoding)


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [
        ("utf-8", "é 你 → ⚠ ▁█ 👩"),
        ("cp1252", "é ? -> ! _# ?"),
        ("ascii", "? ? -> ! _# ?"),
        ("cp936", "é 你 → ! ▁█ ?"),
        ("cp437", "é ? -> ! _█ ?"),
        ("utf-16", "é 你 → ⚠ ▁█ 👩"),
    ],
)
def test_each_code_page_shows_what_it_can(encoding, seen):
    assert written("é 你 → ⚠ ▁█ 👩", encoding) == seen


def test_half_characters_are_marked_and_not_raised():
    assert written("a\ud800b", "utf-8") == "a\ufffdb"
    assert written("a\udcffb", "latin-1") == "a?b"


def test_a_stream_without_a_known_encoding_gets_ascii_at_least():
    class Odd(io.StringIO):
        encoding = "klingon"

    assert fitting("é→", Odd()) == "?->"
    assert fitting("é→", io.StringIO()) == "é→"
    assert fitting("é", None) == "é"


def test_it_can_be_asked_before():
    assert takes("请", stream("gb18030"))
    assert not takes("请", stream("cp1252"))


class Gone(io.StringIO):
    def __init__(self, err):
        super().__init__()
        self.err, self.tries = err, 0

    def write(self, text):
        self.tries += 1
        raise self.err


@pytest.mark.parametrize(
    "err", [BrokenPipeError(32, "x"), OSError(28, "x"), ValueError("I/O operation on closed file")]
)
def test_a_stream_that_ends_is_tried_once(err):
    out = Gone(err)
    view = Console(out)
    view.write("one")
    view.line("two")
    assert out.tries == 1
    assert isinstance(view.gone, OSError)


def test_no_stream_at_all_is_none():
    Console(None).line("nobody hears")


def test_bars_are_no_wider_than_the_terminal(monkeypatch):
    for columns, width in (("200", 60), ("40", 39), ("3", 8)):
        monkeypatch.setenv("COLUMNS", columns)
        assert console.width(60) == width


def test_what_could_not_be_written_is_known_at_the_end(monkeypatch, tmp_path):
    assert console.settle() is None

    def held(err):
        class Held:
            def flush(self):
                raise err

            def fileno(self):
                return os.open(tmp_path / "x", os.O_CREAT | os.O_WRONLY)

        return Held()

    monkeypatch.setattr("sys.stdout", held(BrokenPipeError()))
    assert console.settle() is None
    monkeypatch.setattr("sys.stdout", held(OSError(28, "No space left on device")))
    assert console.settle().errno == 28
