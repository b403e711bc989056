"""Designs and votes for the tests."""

from omni_nb.compare.listening.design import TestDesign
from omni_nb.compare.listening.trials import Stimulus

HEARD = {"ab": ("left", "right"), "abx": ("left", "right", "x"), "acr": ("item",), "ccr": ("left", "right")}


def design(names="abcd", test="ab", materials=("",), words=None, **more):
    return TestDesign(
        test=test,
        stimuli=tuple(
            Stimulus(item=n, sound=f"{n}{m}", material=m, words=words and words.get(n)) for m in materials for n in names
        ),
        **more,
    )  # fmt: skip


def said(test, choice="left", score=3):
    answer = {"score": score} if test in ("acr", "ccr") else {"choice": choice}
    return {**answer, "heard": HEARD[test]}


def vote(design, trial, listener="Mei", **more):
    return design.vote(trial, listener, **{**said(design.test), **more})


def all_votes(design, listener="Mei", **more):
    return [vote(design, t, listener, **more) for t in design.order(listener)]
