import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from omni_nb.sound.warping import warp


def straight(n, *lengths):
    return np.stack([np.linspace(0, m - 1, n) for m in lengths])


def numbers(*values):
    return np.array(values, np.float32)[:, None]


def test_each_frame_finds_its_like():
    reference, other = numbers(0, 9, 5, 7), numbers(0, 0, 0, 9, 5, 7, 7)
    assert warp(reference, [other], straight(4, 7), half_width=5).tolist() == [[1, 3, 4, 5.5]]


def test_several_go_together_and_each_alone_gives_the_same():
    rng = np.random.default_rng(3)
    reference = rng.normal(size=(70, 4)).astype(np.float32)
    others = [rng.normal(size=(m, 4)).astype(np.float32) for m in (70, 50, 99, 120, 61, 80, 66, 75, 90, 71)]
    centres = straight(70, *[len(o) for o in others])
    together = warp(reference, others, centres, half_width=12)
    for i, other in enumerate(others):
        assert np.array_equal(together[i], warp(reference, [other], centres[i : i + 1], half_width=12)[0])


def cheapest(reference, other):
    """The textbook's way, cell by cell; and by how much the next one is dearer at least, where they part."""
    price = np.abs(reference - other.T).astype(float)
    total = np.full(price.shape, np.inf)

    def ways(i, j):
        back = [(i - 1, j - 1, 1.0), (i - 1, j, 0.75), (i, j - 1, 0.75)]
        return sorted((total[a, b] + weight * price[i, j], a, b) for a, b, weight in back if a >= 0 and b >= 0)

    for i, j in np.ndindex(*price.shape):
        total[i, j] = ways(i, j)[0][0] if i or j else 0.75 * price[0, 0]
    i, j = len(reference) - 1, len(other) - 1
    met, margin = {i: [j]}, np.inf
    while i or j:
        found = ways(i, j)
        margin = min(margin, found[1][0] - found[0][0]) if len(found) > 1 else margin
        _, i, j = found[0]
        met.setdefault(i, []).append(j)
    return [(min(met[i]) + max(met[i])) / 2 for i in range(len(reference))], margin


@given(st.integers(2, 14), st.integers(2, 14), st.integers(0, 10**6))
def test_in_a_band_that_holds_all_it_is_the_cheapest_way(n, m, seed):
    rng = np.random.default_rng(seed)
    reference, other = (rng.normal(size=(k, 1)).astype(np.float32) for k in (n, m))
    expected, margin = cheapest(reference, other)
    assume(margin > 0.01)
    assert warp(reference, [other], straight(n, m), half_width=30)[0].tolist() == expected


@given(st.integers(1, 60), st.integers(1, 60), st.integers(1, 9), st.integers(0, 10**6))
def test_it_never_falls_and_ends_go_to_ends(n, m, half_width, seed):
    if m >= n * half_width:
        return
    rng = np.random.default_rng(seed)
    reference, other = (rng.normal(size=(k, 3)).astype(np.float32) for k in (n, m))
    centres = np.sort(rng.uniform(0, m, (1, n)), axis=1)  # the band may lie anywhere
    found = warp(reference, [other], centres, half_width=half_width)[0]
    assert (np.diff(found) >= 0).all()
    assert found[0] >= 0
    assert found[-1] <= m - 1


@pytest.mark.parametrize("n", [1, 2, 129, 2_500])
def test_what_is_equal_lies_side_by_side(n):
    """Over the edges of tiles and blocks, too."""
    x = np.random.default_rng(1).normal(size=(n, 3)).astype(np.float32)
    assert warp(x, [x, x], straight(n, n, n), half_width=4).tolist() == [[*range(n)]] * 2


def test_centres_far_beyond_the_end_still_meet_the_ends():
    reference = np.random.default_rng(1).normal(size=(4_000, 4)).astype(np.float32)
    found = warp(reference, [reference[:3]], np.full((1, 4_000), 90_000.0), half_width=5)[0]
    assert (found[0], found[-1]) == (0, 2)
    assert (np.diff(found) >= 0).all()
