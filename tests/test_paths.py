"""Files as people name them, and what is said when there is none."""

import os
import stat
from pathlib import Path

import pytest

from omni_nb.errors import FileMissing, MediaError
from omni_nb.paths import from_here, local_path, read_bytes, replacing, writing


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def photo(here):
    path = here / "my 照片.png"
    path.write_bytes(b"pixels")
    return path


def test_every_spelling_of_a_files_url_is_that_file(photo):
    folder, name = photo.parent, photo.name
    for url in (
        photo.as_uri(),
        f"file://{photo}",
        f"file:{photo}",
        f"FILE://localhost{photo}",
        f"file://127.0.0.1{photo}",
        f"  {photo.as_uri()}\n",
        f"file://{name}",
        f"file://./{name}",
        "file://" + photo.as_uri().rsplit("/", 1)[1],
        f"file://~/{name}",
        f"file:{name}",
        str(photo),
        f"~/{name}",
        name,
        photo,
        Path("~") / name,
        str(folder / "." / name),
    ):
        assert read_bytes(url) == b"pixels", url


def test_a_name_with_a_per_cent_sign_is_not_decoded_where_it_exists(here):
    (here / "100%20.png").write_bytes(b"a")
    assert read_bytes(f"file://{here}/100%20.png") == b"a"
    assert local_path("100%20.png") == Path("100%20.png")
    assert local_path("file:///" + "x" * 5_000) == Path("/" + "x" * 5_000)


def test_a_drive_keeps_its_letter():
    assert str(local_path("file:///C:/pics/a.png")) == "C:/pics/a.png"
    assert str(local_path("file:///C|/pics/a.png")) == "C|/pics/a.png"
    assert str(local_path(r"file://C:\pics\a.png")) == r"C:\pics\a.png"
    assert str(local_path(r"file:\\\C:\pics\a.png")) == r"C:\pics\a.png"
    assert str(local_path(r"\\server\share\a.wav")) == r"\\server\share\a.wav"


@pytest.mark.parametrize("url", ["file://server/share/a.png", "file://nope.png", "file://"])
def test_a_file_of_another_machine_is_refused(here, url):
    with pytest.raises(MediaError, match=r"another machine|cannot be a file") as caught:
        local_path(url)
    assert "file:///folder/name" in caught.value.repair or not url[7:]


@pytest.mark.parametrize("text", ["a\0b.png", "", "file:///a\0b"])
def test_what_can_be_no_name_is_refused(text):
    with pytest.raises(MediaError, match="cannot be a file name"):
        local_path(text)


@pytest.mark.parametrize(
    "url", ["https://a.com/b.png", "s3://bucket/b.png", "HTTP://[bad", Path("https://a.com/b.png")]
)
def test_a_url_is_no_file(url):
    with pytest.raises(MediaError, match="is a URL, not a file on this machine"):
        read_bytes(url)


def test_the_home_of_nobody():
    with pytest.raises(FileMissing, match="no such user"):
        local_path("~nobody-of-that-name/a.png")


@pytest.mark.parametrize(
    "name", ["nope.png", "x" * 5_000 + ".png", "a\ud800.png", "folder/nope.png", "C:\\pics\\a.png"]
)
def test_a_file_that_is_missing_is_named_without_errno(here, name):
    with pytest.raises(FileNotFoundError) as caught:
        read_bytes(name)
    assert isinstance(caught.value, MediaError)
    assert "there is no such file, looking from" in str(caught.value)
    assert "Errno" not in str(caught.value)
    assert len(str(caught.value).encode()) < 900  # and it can be written


def test_where_one_looks_from_may_be_gone(tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    with pytest.raises(FileMissing, match="a folder that no longer exists"):
        read_bytes("a.png")


def test_folders_pipes_and_locked_files_say_what_they_are(here, monkeypatch):
    with pytest.raises(MediaError, match="this is a folder"):
        read_bytes(here)
    os.mkfifo(here / "pipe.wav")
    with pytest.raises(MediaError, match="it is not a readable file"):
        read_bytes(here / "pipe.wav")
    (here / "locked").write_bytes(b"a")

    def refuse(self, *_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(MediaError, match="no permission to read") as caught:
        read_bytes(here / "locked")
    assert "Errno" not in str(caught.value)
    assert stat.S_ISFIFO((here / "pipe.wav").stat().st_mode)


def test_a_file_is_written_or_it_is_said_why_not(here):
    with writing(here / "a") as file:
        file.write(b"x")
    assert (here / "a").read_bytes() == b"x"
    for place, why in (
        (here / "no" / "a", "there is no folder"),
        (here, "this is a folder"),
        (here / "a" / "b", "not a folder"),
    ):
        with pytest.raises(MediaError, match=why) as caught, writing(place):
            pass
        assert "Errno" not in str(caught.value)
    with pytest.raises(MediaError, match="is not writable"), writing(here / ("x" * 300)):
        pass


def test_what_is_replaced_is_there_whole_or_as_it_was(here):
    path = here / "page.html"
    with replacing(path) as file:
        file.write(b"one")
        assert not path.exists()
    os.chmod(path, 0o640)

    def fail():
        with replacing(path) as file:
            file.write(b"tw")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert path.read_bytes() == b"one"
    link = here / "link.html"
    link.symlink_to(path)
    with replacing(link) as file:
        file.write(b"two")
    assert (path.read_bytes(), link.is_symlink(), stat.S_IMODE(path.stat().st_mode)) == (b"two", True, 0o640)
    assert sorted(p.name for p in here.iterdir()) == ["link.html", "page.html"]


@pytest.mark.parametrize(
    ("place", "why"),
    [(".", "this is a folder"), ("/dev/null", "not a regular file"), ("no/a.html", "there is no folder")],
)
def test_only_a_files_place_can_be_written_to(place, why, here):
    with pytest.raises(MediaError, match=why), replacing(Path(place)) as file:
        file.write(b"x")
    assert Path("/dev/null").is_char_device()


def test_a_path_is_told_from_the_working_folder_where_it_is_in_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert from_here(tmp_path / "a" / "b.db") == Path("a/b.db")
    assert from_here(tmp_path) == tmp_path
    assert from_here(tmp_path.parent / "c.db") == tmp_path.parent / "c.db"
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert from_here(tmp_path / "a") == tmp_path / "a"
