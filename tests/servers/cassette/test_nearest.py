import time

import pytest

from omni_nb.servers.cassette.contents import Place
from omni_nb.servers.cassette.nearest import differences, nearest_of, not_recorded
from omni_nb.servers.cassette.question import question_of


def place(gist, **more):
    return Place(
        **{
            "key": "",
            "form": "",
            "session": 0,
            "number": 0,
            "offset": 0,
            "line": 1,
            "gist": gist,
            "model": "m",
            "sound": False,
            **more,
        }
    )


def question(words, **more):
    return question_of({"model": "m", "messages": [{"role": "user", "content": words}], **more})


def test_the_likest_words_win_in_every_language():
    places = [
        place("What is the capital of France?"),
        place("你是谁？"),
        place("写一首关于秋天的诗"),
        place("Tell me a joke"),
    ]
    for asked, found in (("capital of france", 0), ("你是谁", 1), ("写一首春天的诗", 2), ("Another joke, please", 3)):
        assert nearest_of(places, question(asked)) == places[found]
    assert nearest_of([], question("x")) is None


def test_of_equals_the_same_model_wins():
    places = [place("hi", model="other"), place("hi", model="m"), place("hi", model="another")]
    assert nearest_of(places, question("hi")) == places[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"voice": "Ethan"}, "voice: recorded nothing, asked Ethan"),
        ({"model": "n"}, "model: recorded m, asked n"),
        ({"temperature": 0.5}, "temperature: recorded nothing, asked 0.5"),
        ({"stream": True}, "stream: recorded False, asked True"),
        ({"messages": [{"role": "system", "content": "s"}, {"role": "user", "content": "hi"}]}, "other turns"),
        ({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "https://x"}}, {"type": "text", "text": "hi"}]}]}, "media"),
    ],
)  # fmt: skip
def test_in_what_they_differ_is_told(more, words):
    assert any(words in d for d in differences(question("hi").content, question("hi", **more).content))


def test_words_of_others_are_made_visible_and_shortened():
    said = str(
        not_recorded(
            "a\x1b[2J.cassette", question("\x1b]0;x\x07 " + "long " * 100), {"messages": [{"user": "\x1b[31m"}]}, 1
        )
    )
    assert "\x1b" not in said
    assert len(said) < 700


def test_ten_thousand_are_looked_through_in_little_time():
    places = [place(f"question number {i} about something or other, and then some more words") for i in range(10_000)]
    begun = time.process_time()
    nearest_of(places, question("question number 77"))
    assert time.process_time() - begun < 10
