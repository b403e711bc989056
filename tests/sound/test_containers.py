import ctypes
import os
import select
import struct
import sys

import pytest

from omni_nb.errors import MediaError, MissingExtra
from omni_nb.sound.containers import DEMUXERS, open_container
from tests.support.media import TONE, shot, video_file

# Each names another file, or an address, instead of holding sound or pictures itself.
LISTS = {
    "ffconcat": b"ffconcat version 1.0\nfile 'secret.mp4'\n",
    "hls": b"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\nsecret.mp4\n#EXT-X-ENDLIST\n",
    "dash": b'<?xml version="1.0"?>\n<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" type="static"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>secret.mp4</BaseURL></Representation></AdaptationSet></Period></MPD>',
    "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 5004 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n",
    "rtsp": b"RTSPtextRTSP://127.0.0.1:9/x\r\n",
    "vobsub": b"# VobSub index file, v7\nid: en, index: 0\ntimestamp: 00:00:01:000, filepos: 000000000\n",
    "imf": b'<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016"><Id>urn:uuid:0</Id></CompositionPlaylist>',
}


class Watch:
    """Names of the files of a folder that are opened, by anybody (inotify)."""

    def __init__(self, folder):
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._fd = self._libc.inotify_init1(os.O_NONBLOCK)
        assert self._libc.inotify_add_watch(self._fd, os.fsencode(folder), 0x20) >= 0  # IN_OPEN

    def opened(self):
        if not select.select([self._fd], [], [], 0)[0]:
            return []
        data, names, at = os.read(self._fd, 65_536), [], 0
        while at < len(data):
            length = struct.unpack_from("iIII", data, at)[3]
            names.append(data[at + 16 : at + 16 + length].rstrip(b"\0").decode())
            at += 16 + length
        return names

    def close(self):
        os.close(self._fd)


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A working directory with a video in it, and what of it was opened."""
    if not sys.platform.startswith("linux"):
        pytest.skip("the kernel's file watch is Linux's")
    (tmp_path / "secret.mp4").write_bytes(video_file())
    monkeypatch.chdir(tmp_path)
    watch = Watch(tmp_path)
    yield watch
    watch.close()


def test_the_watch_sees_what_ffmpeg_opens(beside):
    import av

    with av.open("secret.mp4"):
        pass
    assert "secret.mp4" in beside.opened()


@pytest.mark.timeout(9)  # an SDP that is opened waits ten seconds for its sockets
@pytest.mark.parametrize("name", LISTS)
def test_what_names_other_files_or_addresses_is_not_followed(beside, name):
    with pytest.raises(MediaError), open_container(LISTS[name]) as container:
        list(container.demux())
    assert beside.opened() == []


def outside(data, path):
    """A video that says that its pictures lie in another file (a QuickTime alias)."""
    record = bytes(50) + bytes([len(path)]) + path.ljust(63, b"\0") + bytes(16)
    record += struct.pack(">HH", 1, 1) + bytes(16) + struct.pack(">HH", 2, len(path)) + path + struct.pack(">hH", -1, 0)
    entry = struct.pack(">I4sI", 12 + len(record), b"alis", 0) + record
    at = data.index(b"dref") + 12
    old = struct.unpack(">I", data[at : at + 4])[0]
    bent = bytearray(data[:at] + entry + data[at + old :])
    for box in (b"moov", b"trak", b"mdia", b"minf", b"dinf", b"dref"):
        i = data.index(box) - 4
        bent[i : i + 4] = struct.pack(">I", struct.unpack(">I", data[i : i + 4])[0] + len(entry) - old)
    return bytes(bent)


def test_a_video_whose_pictures_lie_in_another_file_opens_nothing(beside):
    import io

    import av

    bent = outside(video_file(), b"secret.mp4")
    with av.open(io.BytesIO(bent), options={"enable_drefs": "1"}) as container:
        assert len(list(container.demux())) == 21
    assert "secret.mp4" in beside.opened()
    with open_container(bent) as container:
        assert sum(p.size > 0 for p in container.demux()) == 0
    assert beside.opened() == []


def test_sounds_and_videos_are_opened_and_closed():
    with open_container(video_file()) as container:
        assert [s.type for s in container.streams] == ["video"]
    with open_container(TONE.encode("wav")) as container:
        assert container.format.name == "wav"


def test_no_word_of_ffmpeg_reaches_a_person():
    with pytest.raises(MediaError) as caught, open_container(b"\0\0\0\x18ftypmp42" + b"\0" * 400):
        pass
    assert "Errno" not in str(caught.value)
    assert "Invalid data" not in str(caught.value)
    assert caught.value.repair.in_language("zh")


def test_no_demuxer_of_the_list_is_a_list():
    assert not DEMUXERS & {"concat", "hls", "dash", "sdp", "rtsp", "rtp", "sap", "imf", "vobsub", "image2", "lavfi", "webm_dash_manifest"}  # fmt: skip


def test_without_pyav_the_error_names_the_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(MissingExtra, match=r"libsndfile says: no"), open_container(b"x", "no"):
        pass


PIECES = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}


def test_of_a_recording_in_pieces_what_was_written_is_there_wherever_it_was_cut():
    whole = shot(mux=PIECES, how={"g": "10", "bf": "0"})
    second = whole.index(b"moof", whole.index(b"moof") + 4) - 4
    for end in range(second + 2, second + 120, 7):
        with open_container(whole[:end]) as container:
            assert sum(p.size > 0 for p in container.demux()) >= 10


def unreadable(data):
    with pytest.raises(MediaError) as caught, open_container(data) as container:
        list(container.demux())
    return str(caught.value)


def test_a_video_without_its_end_and_a_piece_without_its_beginning_are_told():
    whole = video_file()
    assert "never finished" in unreadable(whole[: whole.index(b"moov") - 4])
    pieces = shot(mux=PIECES, n=5)
    assert "a segment of a streamed video" in unreadable(pieces[pieces.index(b"moof") - 4 :])
    assert "damaged" in unreadable(b"\0\0\0\1mdat" + b"\0" * 7 + b"\2" + b"x" * 50)
