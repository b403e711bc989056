import gc
import threading

import pytest

import omni_nb
from omni_nb.messages import _, language, say, set_language, speaks
from omni_nb.messages.setting import set_language as same


class Telling:
    def __init__(self):
        self.told = []

    def language_changed(self):
        self.told.append(language())


def test_the_language_is_that_of_the_environment_until_it_is_set(monkeypatch):
    assert omni_nb.set_language is same
    assert language() == "en"
    monkeypatch.setenv("OMNI_NB_LANGUAGE", "zh")
    assert (language(), str(_("Ask again."))) == ("zh", "请重新提问。")
    set_language("en")
    assert language() == "en"
    set_language("auto")
    assert language() == "zh"


@pytest.mark.parametrize("choice", ["zh", "zh_CN", "zh-Hans", "中文", "ZH"])
def test_a_language_may_be_spelled_as_people_do(choice):
    set_language(choice)
    assert language() == "zh"


@pytest.mark.parametrize("choice", ["fr", "", "Auto!", None, 5, "C"])
def test_what_is_not_spoken_here_is_refused_and_changes_nothing(choice):
    set_language("zh")
    with pytest.raises(ValueError, match="'en', 'zh'"):
        set_language(choice)
    assert language() == "zh"


def test_who_shows_sentences_is_told_once_of_each_change_and_not_kept():
    one, gone = Telling(), Telling()
    told = gone.told
    speaks(one)
    speaks(one)
    speaks(gone)
    del gone
    gc.collect()
    for choice in ("zh", "zh", "auto", "en"):
        set_language(choice)
    assert (one.told, told) == (["zh", "en"], [])


def test_what_is_made_on_other_threads_meanwhile_is_no_trouble():
    stop, made = threading.Event(), []

    def make():
        while not stop.is_set() and len(made) < 3_000:  # each change tells all of them
            made.append(Telling())
            speaks(made[-1])

    threads = [threading.Thread(target=make) for _n in range(3)]
    for thread in threads:
        thread.start()
    for n in range(60):
        set_language("zh" if n % 2 == 0 else "en")
    stop.set()
    for thread in threads:
        thread.join()
    assert made[0].told
    assert set(made[0].told) == {"zh", "en"}


def test_it_is_one_for_all_threads(chinese):
    heard = []
    thread = threading.Thread(target=lambda: heard.append(say(_("Ask again."))))
    thread.start()
    thread.join()
    assert heard == ["请重新提问。"]
