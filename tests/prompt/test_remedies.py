import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import Clip, audio, catalog, image, video
from omni_nb.prompt import transcode
from omni_nb.prompt.media import MediaInfo
from omni_nb.prompt.parts import FramesPart, MediaPart, Prompt
from omni_nb.prompt.remedies import mended, offers, split
from omni_nb.prompt.report import Problem
from omni_nb.prompt.request import Turn
from tests.prompt.support import check
from tests.support.media import TONE, picture, video_file

FLASH, MIXER, TURBO = (catalog.model(m) for m in ("qwen3-omni-flash", "qwen3.5-omni-flash", "qwen-omni-turbo"))


def ways(prompt, model=FLASH, **more):
    report = check(prompt, model, **more)
    return {m.title: m for p in report.problems for m in offers(p, prompt, model)}


def noise(seconds, rate=16_000):
    return Clip(np.random.default_rng(1).integers(-3_000, 3_000, int(seconds * rate)).astype(np.int16), rate)


def codes(prompt, model=FLASH):
    return [p.code for p in check(prompt, model).problems]


def test_two_kinds_where_one_is_taken_offers_each_alone_turns_or_a_model_that_mixes():
    prompt = Prompt.of(image(picture()), image(picture()), audio(TONE), "what?")
    found = ways(prompt)
    assert list(found) == [
        "keep the pictures only",
        "keep the sound only",
        "split into turns",
        "use qwen3.5-omni-flash, which accepts mixed media",
    ]
    kept = mended(found["keep the sound only"], prompt)
    assert [p.kind for p in kept.media] == ["audio"]
    assert kept.text == "what?"
    assert codes(kept) == []
    assert found["use qwen3.5-omni-flash, which accepts mixed media"].value == MIXER.id
    assert codes(prompt, MIXER) == []


def test_media_that_a_model_takes_none_of_are_left_out():
    prompt = Prompt.of(image(picture()), audio(TONE), "what?")
    deaf = catalog.model("gpt-audio")
    found = ways(prompt, deaf)
    assert list(found) == ["leave out the pictures"]  # no other model of that server is known to see
    kept = mended(found["leave out the pictures"], prompt)
    assert ([p.kind for p in kept.media], kept.text, codes(kept, deaf)) == (["audio"], "what?", [])
    assert codes(Prompt.of(video([picture()] * 4)), deaf) == ["no_video_input"]


def test_a_mended_part_stays_where_it_stood_among_the_words():
    long = noise(0.1)
    prompt = Prompt.of("First:", audio(TONE), "Second:", audio(long), "Which is longer?")
    found = ways(prompt, MIXER)["pad with silence"]
    told = [getattr(p, "text", "sound") for p in mended(found, prompt).parts]
    assert told == ["First:", "sound", "Second:", "sound", "Which is longer?"]
    kept = mended(ways(prompt)["keep the first one"], prompt)
    assert [getattr(p, "text", "sound") for p in kept.parts] == ["First:", "sound", "Second:", "Which is longer?"]


def test_turns_hold_one_kind_each_and_the_question_comes_last():
    one, two = split(Prompt.of(image(picture()), audio(TONE), "what?"), FLASH)
    assert ([p.kind for p in one.media], one.text) == (["image"], "Here is a picture first; the question comes next.")
    assert ([p.kind for p in two.media], two.text) == (["audio"], "what?")
    assert split(Prompt.of(audio(TONE), audio(TONE), "这是什么？"), FLASH)[0].text == "先给你声音，问题在下一条。"
    assert codes(one) == codes(two) == []


def test_what_fits_is_one_turn():
    for prompt in (Prompt.of("hello"), Prompt.of(image(picture()), "hello"), Prompt.of(video([picture()] * 4), "?")):
        assert [t.parts for t in split(prompt, FLASH)] == [prompt.parts]
    assert len(split(Prompt.of(audio("https://x.example/a.wav"), "?"), FLASH)) == 1


def test_too_many_keep_the_first_or_are_split():
    prompt = Prompt.of(audio(TONE), image(picture()), audio(TONE), audio(TONE), "?")
    found = ways(Prompt.of(*[p for p in prompt.media if p.kind == "audio"], "?"))
    assert list(found) == ["keep the first one", "split into turns"]
    assert [p.kind for p in mended(found["keep the first one"], prompt).media] == ["audio", "image"]
    many = Prompt.of(*[image(picture())] * 251, "?")
    assert "keep the first 250" in ways(many)


def test_a_sound_too_long_is_trimmed_or_cut_into_turns():
    long = Prompt.of(audio(noise(200, 8_000)), "?")
    found = ways(long, TURBO)
    assert list(found) == ["trim to 3 min", "split into turns"]
    short = mended(found["trim to 3 min"], long)
    assert short.media[0].info.duration_s == pytest.approx(180, abs=0.1)
    turns = split(long, TURBO)
    assert len(turns) == 2
    assert all(t.media[0].info.duration_s == pytest.approx(100, abs=0.2) for t in turns)
    assert codes(short, TURBO) == codes(turns[0], TURBO) == codes(turns[1], TURBO) == []


def test_a_sound_too_heavy_for_inline_is_encoded_again_and_fits():
    heavy = Prompt.of(audio(Clip(np.tile(noise(10).samples, 26), 16_000)), "?")
    found = ways(heavy)
    assert list(found) == ["re-encode so that it fits", "give a URL instead"]
    light = mended(found["re-encode so that it fits"], heavy)
    assert light.media[0].info.duration_s == pytest.approx(260, abs=0.2)
    assert light.media[0].size_bytes == pytest.approx(260 * 4_000, rel=0.02)
    assert codes(light) == []


def test_twenty_minutes_of_speech_are_about_five_megabytes():
    small = noise(12).encode_small()
    assert len(small) / 12 * 1_200 == pytest.approx(4.8e6, rel=0.03)


def test_a_sound_that_would_not_even_fit_at_32_kbit_is_trimmed_too():
    part = MediaPart("audio", b"x" * 12_000_000, None, audio(TONE).info, "song.wav")
    problem = Problem(code="base64_too_large", cause="", repair="", part=0, most=40_000)
    part = MediaPart(
        "audio", TONE.encode(), None, type(part.info)(kind="audio", format="wav", duration_s=60.0), "song.wav"
    )
    (trim, url) = offers(problem, Prompt((part,)), FLASH)
    assert trim.title == "re-encode and trim to 9 s"
    assert url.way == "url"
    assert (
        offers(
            Problem(code="base64_too_large", cause="", repair="", part=0, most=1e6),
            Prompt((MediaPart("audio", b"x"),)),
            FLASH,
        )[0].way
        == "trim"  # of unknown length: only that fits for sure
    )


def test_a_very_short_sound_is_padded():
    prompt = Prompt.of(audio(noise(0.1)), "?")
    (pad,) = ways(prompt).values()
    longer = mended(pad, prompt)
    assert longer.media[0].info.duration_s == pytest.approx(0.3)
    assert codes(longer) == []


@pytest.mark.parametrize("size", [(8, 40), (4_000, 12), (12, 2_900), (9, 9)])
def test_pictures_of_impossible_shapes_are_mended(size):
    prompt = Prompt.of(image(picture(size=size)), "?")
    better = prompt
    for _ in range(2):
        found = ways(better)
        if not found:
            break
        better = mended(next(iter(found.values())), better)
    assert codes(better) == []


def test_a_picture_too_heavy_gets_smaller_until_it_fits():
    rng = np.random.default_rng(0)
    prompt = Prompt.of(image(rng.integers(0, 255, (1_500, 2_000, 3), dtype=np.uint8)), "?")
    shrink = next(m for m in ways(prompt).values() if m.way == "shrink")
    assert mended(shrink, prompt).media[0].info.width_px == 1_536
    assert codes(mended(shrink, prompt)) == []
    tiny = Problem(code="image_too_large", cause="", repair="", part=0, most=20_000)
    (mend, _) = offers(tiny, prompt, FLASH)
    assert mended(mend, prompt).media[0].size_bytes <= 20_000
    hopeless = Problem(code="image_too_large", cause="", repair="", part=0, most=10)
    assert mended(offers(hopeless, prompt, FLASH)[0], prompt).media[0].info.width_px < 20


def test_a_video_too_long_is_trimmed_without_encoding_it_again_or_sent_as_frames():
    prompt = Prompt.of(video(video_file(5.0, sound=True)), "?")
    problem = Problem(code="video_too_long", cause="", repair="", part=0, most=2.0)
    trim, frames = offers(problem, prompt, FLASH)
    assert (trim.title, frames.title) == ("trim to 2 s", "send frames of it")
    short = mended(trim, prompt).media[0]
    assert short.info.duration_s == pytest.approx(2.0, abs=0.15)
    assert short.info.has_sound
    some = mended(frames, prompt).media[0]
    assert isinstance(some, FramesPart)
    assert len(some.frames) == 32
    assert some.fps == pytest.approx(6.4, abs=0.2)


def test_a_matroska_video_is_trimmed_too():
    prompt = Prompt.of(video(video_file(4.0, fmt="webm", size=(64, 64))), "?")
    short = mended(
        offers(Problem(code="video_too_long", cause="", repair="", part=0, most=2.0), prompt, FLASH)[0], prompt
    )
    assert short.media[0].info.duration_s == pytest.approx(2.0, abs=0.2)
    ts = MediaPart("video", video_file(4.0, fmt="mpegts"), None, prompt.media[0].info, "x.ts")
    assert (
        mended(
            offers(Problem(code="video_too_long", cause="", repair="", part=0, most=2.0), Prompt((ts,)), FLASH)[0],
            Prompt((ts,)),
        )
        .media[0]
        .info.format
    )


def test_a_video_too_heavy_is_trimmed_to_what_fits():
    part = video(video_file(5.0))
    problem = Problem(code="video_too_large", cause="", repair="", part=0, most=part.size_bytes * 0.7)
    trim, frames, url = offers(problem, Prompt((part,)), FLASH)
    assert [trim.title, frames.title, url.title] == ["trim to 3 s", "send frames of it", "give a URL instead"]
    assert [
        m.way
        for m in offers(Problem(code="video_too_large", cause="", repair="", part=0, most=10), Prompt((part,)), FLASH)
    ] == ["frames", "url"]
    unknown = MediaPart("video", b"x")
    assert [m.way for m in offers(problem, Prompt((unknown,)), FLASH)] == ["frames", "url"]


def test_frames_are_chosen_evenly_and_made_smaller():
    frames = FramesPart(tuple(image(picture(size=(60 + i, 60))) for i in range(10)), 2.0)
    prompt = Prompt((frames,))
    (fewer,) = offers(Problem(code="frame_count", cause="", repair="", part=0, most=4), prompt, FLASH)
    chosen = mended(fewer, prompt).media[0]
    assert [f.info.width_px for f in chosen.frames] == [60, 63, 66, 69]
    assert chosen.fps == pytest.approx(0.8)
    assert offers(Problem(code="frame_count", cause="", repair="", part=0, most=40), prompt, FLASH) == ()
    (smaller, _) = offers(Problem(code="base64_too_large", cause="", repair="", part=0, most=900), prompt, FLASH)
    assert all(f.info.format == "jpeg" for f in mended(smaller, prompt).media[0].frames)


@pytest.mark.parametrize(
    ("model", "more", "title", "option"),
    [
        ("qwen3.8-omni-flash", {}, "text only", ("sound", False)),
        ("qwen3-omni-flash", {"thinking": True}, "thinking off", ("thinking", False)),
        ("qwen-omni-turbo", {"thinking": True, "sound": False}, "thinking off", ("thinking", False)),
        ("qwen3-omni-flash-realtime", {}, "use qwen3-omni-flash", ("model", "qwen3-omni-flash")),
        ("qwen3-omni-flash", {"stream": False}, "stream it", ("stream", True)),
        ("qwen3-omni-flash", {"voice": "Tina"}, "use Cherry", ("voice", "Cherry")),
        ("qwen3-omni-flash", {"turns": [Turn(Prompt.of("x" * 400_000), "y")]}, "forget the earlier turns", ("history", 0)),
    ],
)  # fmt: skip
def test_what_is_no_parts_fault_is_mended_by_an_option(model, more, title, option):
    found = ways(Prompt.of("hello"), catalog.model(model), **more)
    assert (found[title].option, found[title].value) == option
    with pytest.raises(ValueError, match="does not apply to a single attachment"):
        mended(found[title], Prompt.of("hello"))


def test_where_nothing_helps_nothing_is_offered():
    assert offers(Problem(code="something new", cause="", repair=""), Prompt.of("x"), FLASH) == ()
    assert offers(Problem(code="something new", cause="", repair="", part=0), Prompt.of(image(picture())), FLASH) == ()


@given(st.lists(st.sampled_from(["image", "audio"]), min_size=1, max_size=5))
def test_every_split_is_taken_and_loses_nothing(kinds):
    prompt = Prompt.of(*[image(picture()) if k == "image" else audio(TONE) for k in kinds], "?")
    turns = split(prompt, FLASH)
    assert sum(len(t.media) for t in turns) == len(kinds)
    assert all(codes(t) == [] for t in turns)
    assert turns[-1].text == "?"
    assert math.isfinite(len(turns))


def test_a_long_video_is_sent_in_as_many_frames_as_its_slowest_rate_wants():
    def frames(seconds, model=FLASH):
        info = MediaInfo(kind="video", format="mp4", width_px=64, height_px=48, duration_s=seconds)
        prompt = Prompt((MediaPart("video", b"x", None, info, "clip"),))
        problem = Problem(code="video_too_long", cause="", repair="", part=0, most=150)
        return next(m.most for m in offers(problem, prompt, model) if m.way == "frames")

    assert [frames(s) for s in (200, 600, 36_000, None)] == [32, 60, 128, 32]
    assert frames(36_000, TURBO) == 80


def test_frames_of_frames_keep_what_is_known_of_their_rate():
    frame = image(picture())
    assert transcode.fewer_frames(FramesPart((frame,) * 8, None), 4).fps is None
    assert transcode.fewer_frames(FramesPart((frame,) * 8, 2.0), 4).fps == 1.0


def test_a_panorama_of_more_pixels_than_servers_open_can_be_made_smaller():
    prompt = Prompt.of(image(picture("JPEG", (18_000, 10_000))), "?")
    assert codes(prompt) == ["image_too_many_pixels"]
    found = ways(prompt)
    assert list(found) == ["make it smaller", "give a URL instead"]
    better = mended(found["make it smaller"], prompt)
    assert (better.media[0].info.width_px, codes(better)) == (1_536, [])
