import dataclasses
import uuid

import pytest

from omni_nb import Omni, Reply, image
from omni_nb.kept import store
from omni_nb.panels.composer import recall
from omni_nb.panels.composer.recall import Branch, Recall
from omni_nb.panels.composer.transcript import Exchange
from omni_nb.prompt.parts import Prompt
from omni_nb.prompt.request import Request, Settings
from tests.support.media import TONE, picture

OMNI = Omni.simulated(show=False, keep=False)


@pytest.fixture
def cell():
    return f"notebook#{uuid.uuid4().hex}"


def talked(*words, branch=None):
    branch = branch or Branch(OMNI.chat())
    for text in words:
        prompt = Prompt.of(image(picture()), text)
        reply = Reply(text=f"to {text}", audio=TONE, complete=True, model="m", id=uuid.uuid4().hex[:8], created="2026-01-01T00:00:00.000+00:00")  # fmt: skip
        exchange = Exchange(reply.id, prompt, reply, remembered=True, words="drawn")
        branch.chat.remember(prompt, reply)
        branch.exchanges.append(exchange)
    return branch


def show(cell, execution, branch, *, on_disk=False):
    mine = Recall(lambda: on_disk)
    return mine, mine.shown(cell, execution, [branch], OMNI.chat)


def restart():
    for of in (recall._ran, recall._stood, recall._whose):
        of.clear()


def test_what_stood_in_a_cell_is_found_when_it_is_run_again(cell):
    first = talked()
    mine, before = show(cell, 1, first)
    assert before == []
    mine.keep([talked("one", branch=first)])
    assert show(cell, 2, talked())[1] == [first]
    assert show(cell, 3, talked())[1] == [first]  # a composer that was never used takes nobody's place
    assert show(f"{cell}x", 4, talked())[1] == []
    assert show(None, 5, talked())[1] == []


def test_the_same_composer_shown_again_has_nothing_to_bring_back(cell):
    branch = talked("one")
    mine, _ = show(cell, 1, branch)
    assert mine.shown(cell, 2, [branch], OMNI.chat) == []


def test_two_composers_of_one_cell_keep_apart(cell):
    left, right = talked("left"), talked("right")
    show(cell, 1, left)
    show(cell, 1, right)
    assert [show(cell, 2, talked())[1] for _ in range(2)] == [[left], [right]]


def test_a_reply_that_still_comes_when_the_cell_is_run_again_is_in_what_is_found(cell):
    branch = talked("one")
    old, _ = show(cell, 1, branch)
    new, before = show(cell, 2, talked())
    old.keep([talked("late", branch=branch)])
    assert len(before[0].exchanges) == 2
    own = talked("own")
    new.keep([own])
    old.keep([talked("later", branch=branch)])
    assert show(cell, 3, talked())[1] == [own]


def test_after_a_restart_words_sound_and_turns_come_back_and_media_are_words(cell):
    branch = talked("one", "two")
    for e in branch.exchanges:
        store.keep(e.reply)
    show(cell, 1, branch, on_disk=True)
    restart()
    _, (before,) = show(cell, 1, talked(), on_disk=True)
    assert [e.prompt.text for e in before.exchanges] == [f"[picture: 64 × 48 · png · 136 bytes] {w}" for w in ("one", "two")]  # fmt: skip
    assert [e.reply.audio for e in before.exchanges] == [TONE, TONE]
    assert [t.answer for t in before.chat.turns] == ["to one", "to two"]


def test_after_a_restart_media_are_there_where_the_history_has_them(cell):
    branch = talked("one", "two")
    for e, kept in zip(branch.exchanges, (True, False), strict=True):
        asked = Request(prompt=e.prompt, settings=Settings(model="m"))
        if kept:
            store.keep(dataclasses.replace(e.reply, request=asked))
    show(cell, 1, branch, on_disk=True)
    restart()
    _, (before,) = show(cell, 1, talked(), on_disk=True)
    first, second = before.exchanges
    assert first.prompt == branch.exchanges[0].prompt
    assert [t.prompt for t in before.chat.turns] == [first.prompt, second.prompt]
    assert second.prompt.text == "[picture: 64 × 48 · png · 136 bytes] two"


def test_what_may_not_be_kept_is_not_written(cell):
    show(cell, 1, talked("one"), on_disk=False)
    restart()
    assert show(cell, 1, talked())[1] == []


def test_a_copy_goes_its_own_way(cell):
    branch = talked("one")
    copy = branch.copied(OMNI.chat())
    talked("two", branch=copy)
    assert (len(branch.exchanges), len(branch.chat), len(copy.exchanges), len(copy.chat)) == (1, 1, 2, 2)


def test_a_kernel_does_not_remember_every_cell_for_ever():
    for n in range(40):
        show(f"many#{n}", 1, talked("one"))
    assert len(recall._ran) <= 32
    assert len(recall._stood) <= 33


def test_every_branch_and_every_pin_comes_back_after_a_restart(cell):
    branch = talked("one", "two")
    fork = Branch(branch.chat.fork(1), branch.exchanges[:1])
    talked("zwei", branch=fork)
    fork.exchanges[1].pinned = True
    mine, _ = show(cell, 1, fork, on_disk=True)
    mine.keep([fork, branch])
    restart()
    _, found = show(cell, 1, talked(), on_disk=True)
    assert [[e.prompt.text[-4:] for e in b.exchanges] for b in found] == [[" one", "zwei"], [" one", " two"]]
    assert found[0].exchanges[0] is found[1].exchanges[0]
    assert [[e.pinned for e in b.exchanges] for b in found] == [[False, True], [False, False]]
    assert [len(b.chat) for b in found] == [2, 2]


def test_what_stood_there_before_is_kept_behind_what_is_asked_now_unless_it_is_asked_again(cell):
    old, again, pinned = talked("one"), talked("two"), talked("two")
    for b in (old, again, pinned):
        b.earlier = True
    pinned.exchanges[0].pinned = True
    mine, _ = show(cell, 1, talked())
    now = talked("two", "three")
    mine.keep([now, old, again, pinned])
    assert show(cell, 2, talked())[1] == [now, old, pinned]
