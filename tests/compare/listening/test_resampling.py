"""The two-level bootstrap: seeded, over listeners, over trials where there is one listener."""

import numpy as np
import pytest

from omni_nb.compare.listening.coded import code
from omni_nb.compare.listening.resampling import bootstrap
from omni_nb.compare.listening.scale import strengths
from tests.compare.listening.ballots import ab, preferences

TRUE = (0.9, 0.2, -0.3, -0.8)


def drawn(votes, **more):
    coded = code(votes)
    return bootstrap(strengths(coded), coded, **more)


def test_a_seed_draws_the_same():
    votes = preferences(TRUE)
    one, again, other = (drawn(votes, draws=50, seed=s).uncertainty.values for s in (1, 1, 2))
    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_its_middle_is_the_estimate_and_it_is_the_wider_one():
    wider = []
    for seed in range(5):
        votes = preferences(TRUE, listeners=12, seed=seed)
        plain, boot = strengths(code(votes)), drawn(votes, draws=300)
        wide, narrow = ([scale.estimate(i) for i in range(4)] for scale in (boot, plain))
        assert [e.value for e in wide] == [e.value for e in narrow]
        assert all(e.low < e.value < e.high for e in wide)
        wider += [(w.high - w.low) / (n.high - n.low) for w, n in zip(wide, narrow, strict=True)]
    assert 1.1 < np.mean(wider) < 1.8


def test_listeners_are_drawn_whole():
    # two that say opposite things: drawn whole, a draw is all for one, all for the other, or even
    votes = [ab("Ada", "Bo", c, listener=c, trial=str(n)) for c in ("left", "right") for n in range(30)]
    values = drawn(votes, draws=200).uncertainty.values[:, 0]
    assert len(np.unique(values.round(6))) == 3


def test_with_one_listener_trials_are_drawn():
    votes = [v for v in preferences(TRUE, sentences=6) if v.listener == "listener 0"]
    values = drawn(votes, draws=200).uncertainty.values
    assert len(np.unique(values[:, 0].round(6))) > 100


def test_a_trial_is_drawn_with_its_repeats():
    votes = [ab("Ada", "Bo", c, trial=c, showing=n) for c in ("left", "right") for n in range(20)]
    assert len(np.unique(drawn(votes, draws=200).uncertainty.values[:, 0].round(6))) == 3


def test_at_least_two_draws():
    with pytest.raises(ValueError, match="at least 2 draws"):
        drawn(preferences(TRUE), draws=1)
