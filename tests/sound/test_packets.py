import io

import av
import pytest

from omni_nb.errors import MediaError
from omni_nb.sound.containers import open_container
from omni_nb.sound.packets import disposition, first_decoded, length_of_sound, measure, packets, sound_tracks, told_rate
from tests.support.media import TONE, shot


@pytest.mark.parametrize("fmt", ["wav", "flac", "mp3", "ogg", "opus"])
def test_the_length_of_a_sound_is_that_of_its_packets(fmt):
    with open_container(TONE.encode(fmt)) as container:
        assert length_of_sound(container) == pytest.approx(1, abs=0.1 if fmt == "mp3" else 1e-3)


def test_what_has_no_sound_says_so():
    with open_container(shot(n=3)) as container, pytest.raises(MediaError, match="no sound"):
        length_of_sound(container)


def test_a_sound_whose_packets_have_no_times_has_an_unknown_length(monkeypatch):
    from omni_nb.sound import packets as room

    monkeypatch.setattr(room, "_seconds", lambda packet, ticks: None)
    with open_container(TONE.encode("wav")) as container:
        assert length_of_sound(container) is None


def test_packets_end_where_the_file_is_damaged():
    class Broken:
        format = type("F", (), {"name": "mp4"})
        streams = ()

        def demux(self, tracks):
            raise av.error.InvalidDataError(1, "damaged")
            yield

    assert list(packets(Broken(), [])) == []


def test_no_video_is_read_for_ever(monkeypatch):
    from omni_nb.sound import packets as room

    monkeypatch.setattr(room, "MOST_PACKETS", 5)
    with open_container(shot()) as container:
        assert len(list(packets(container, container.streams.video))) == 5


def test_the_rate_is_what_the_stream_says_and_not_what_ffmpeg_makes_up():
    with open_container(shot("mjpeg", "mjpeg", pix="yuvj420p")) as container:
        assert told_rate(container, container.streams.video[0]) is None
    with open_container(shot("ogg", "libvpx", sound="libopus")) as container:
        assert told_rate(container, container.streams.video[0]) == 10
        assert told_rate(container, container.streams.audio[0]) is None


def test_the_track_that_is_meant_to_be_heard_comes_first():
    with open_container(shot(sound="aac")) as container:
        (track,) = sound_tracks(container)
        assert disposition(track) & 1


def test_the_last_picture_lasts_as_long_as_the_others_where_it_does_not_say():
    with open_container(shot("flv", "flv")) as container:
        track = container.streams.video[0]
        assert measure(container, [track])[track.index].end_s == pytest.approx(4)


def test_a_jump_of_the_clock_is_stepped_over():
    data = shot("mpegts", first=950_000) + shot("mpegts", first=100)
    with open_container(data) as container:
        at = [t.at_s for t in packets(container, container.streams.video)]
    assert max(at) - min(at) < 9


def test_the_clock_of_an_avi_is_that_of_decoding():
    with av.open(io.BytesIO(shot("avi"))) as container:
        at = [t.at_s for t in packets(container, container.streams.video)]
    assert at == pytest.approx([i / 10 for i in range(40)])


def test_a_flipped_bit_in_the_clock_of_a_broadcast_moves_nothing():
    data, at = bytearray(shot("mpegts", n=40)), 0
    while data[at + 7] & 0xC0 != 0xC0 or at < 3_000:  # one that says when it is shown and when it is decoded
        at = data.index(b"\0\0\1\xe0", at + 4)
    data[at + 9] ^= 0x08  # 13 hours later
    with open_container(bytes(data)) as container:
        track = container.streams.video[0]
        span = measure(container, [track])[track.index]
    assert span.end_s - span.start_s == pytest.approx(4, abs=0.2)


def test_noise_that_is_taken_for_a_sound_gives_no_frame():
    with open_container(b"\xff\xf1" + b"\x11" * 3_000) as container:
        assert first_decoded(container, sound_tracks(container)[0]) is None
    with open_container(TONE.encode("flac")) as container:
        assert first_decoded(container, sound_tracks(container)[0]).samples > 0
