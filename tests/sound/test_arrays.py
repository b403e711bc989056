"""Numbers of every kind and shape against the samples they should be."""

import array
import decimal
import types

import numpy as np
import pytest

from omni_nb.sound.arrays import Gauge, mixed, to_samples

HALF = np.array([0.0, 0.5, -0.5, 0.25] * 5)
WANTED = np.array([0, 16_384, -16_384, 8_192] * 5, np.int16)


def of_type(name):
    if name.startswith("float"):
        return HALF.astype(name)
    bits = np.dtype(name).itemsize * 8
    if name.startswith("u"):
        return ((HALF + 1) * 2 ** (bits - 1)).astype(name)
    return (HALF * 2 ** (min(bits, 32) - 1)).astype(name)


TYPES = ("float16", "float32", "float64", "int8", "int16", "int32", "uint8", "uint16", "uint32", "int64")
SHAPES = {
    "(n,)": lambda x: x,
    "(n, 1)": lambda x: x[:, None],
    "(1, n)": lambda x: x[None, :],
    "(n, 2)": lambda x: np.stack([x, x], axis=1),
    "(2, n)": lambda x: np.stack([x, x]),
    "(n, 6)": lambda x: np.stack([x] * 6, axis=1),
    "(16, n)": lambda x: np.stack([x] * 16),
    "(1, 1, n)": lambda x: x[None, None, :],
    "(1, 2, n)": lambda x: np.stack([x, x])[None],
    "every second": lambda x: np.repeat(x, 2)[::2],
}


@pytest.mark.parametrize("dtype", TYPES)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("order", ["little", "big"])
def test_every_type_and_shape_has_the_same_samples(dtype, shape, order):
    x = SHAPES[shape](of_type(dtype))
    x = x.astype(x.dtype.newbyteorder(">" if order == "big" else "<"))
    assert to_samples(x).tolist() == WANTED.tolist()


def test_channels_are_averaged_before_they_are_rounded_and_clipped():
    assert to_samples(np.array([[200, 100]] * 9, np.uint8))[0] == 22 * 256
    assert to_samples(np.array([[3, 4]] * 9, np.int16))[0] == 4  # 3.5, to even
    assert to_samples(np.array([[2.0, -1.5]] * 9))[0] == 8_192
    assert to_samples(np.array([[32_767, 32_767]] * 9, np.int16))[0] == 32_767


@pytest.mark.parametrize("dtype", ["int32", "int64"])
def test_16_bits_in_wider_integers_are_taken_as_such(dtype):
    assert to_samples(np.array([16_384, -32_768, 3], dtype)).tolist() == [16_384, -32_768, 3]


def test_a_list_of_python_integers_is_16_bits_and_so_is_a_sum_of_some():
    assert to_samples([100, -200]).tolist() == [100, -200]
    assert to_samples([70_000, -70_000]).tolist() == [32_767, -32_768]


def test_full_scale_of_32_bits_is_full_scale():
    assert to_samples(np.array([2**31 - 1, -(2**31), 1 << 30], np.int32)).tolist() == [32_767, -32_768, 16_384]
    assert to_samples(np.array([2**31 - 1, 0], np.int64)).tolist() == [32_767, 0]
    assert to_samples(np.array([2**40, 0], np.int64)).tolist() == [32_767, 0]


def test_floats_beyond_full_scale_are_clipped_never_normalised_and_never_wrapped():
    assert to_samples([1.0, -1.0, 1.5, -3.0, 0.5]).tolist() == [32_767, -32_768, 32_767, -32_768, 16_384]


def test_what_is_no_number_among_them_is_silence_and_infinity_is_full_scale():
    assert to_samples([np.nan, np.inf, -np.inf, 0.5]).tolist() == [0, 32_767, -32_768, 16_384]


def test_floats_of_16_bit_scale_are_refused_with_what_to_do():
    x = 20_000 * np.sin(np.arange(100_000) / 9)
    with pytest.raises(ValueError, match=r"float samples reach 20,000.*x / 32768"):
        to_samples(x)
    assert to_samples(x / 32_768).max() == 20_000


def test_one_wild_value_does_not_make_it_another_scale():
    assert to_samples([0.1, 0.2, 1e9, 0.3]).tolist()[2:] == [32_767, 9_830]


def test_other_holders_of_numbers():
    assert to_samples(array.array("h", [1, -2])).tolist() == [1, -2]
    assert to_samples((0.5, -0.5)).tolist() == [16_384, -16_384]

    class Series:
        def __array__(self, dtype=None, copy=None):
            return np.array([0.5], dtype or np.float64)

    assert to_samples(Series()).tolist() == [16_384]


class Tensor:
    """As torch's: with a gradient, on a card, of a kind that numpy lacks."""

    def __init__(self, ready=(), missing=("detach", "cpu", "float")):
        self.ready, self.missing = set(ready), set(missing)

    def _step(self, name):
        return Tensor(self.ready | {name}, self.missing)

    def detach(self):
        return self._step("detach")

    def cpu(self):
        return self._step("cpu")

    def float(self):
        return self._step("float")

    def __array__(self, dtype=None, copy=None):
        if self.missing - self.ready:
            raise TypeError("Got unsupported ScalarType BFloat16")
        return np.array([0.5, -0.5], np.float32)


def test_a_tensor_is_taken_off_its_card_and_made_floats():
    assert to_samples(Tensor()).tolist() == [16_384, -16_384]
    assert to_samples(Tensor(missing=("detach",))).tolist() == [16_384, -16_384]


@pytest.mark.parametrize(
    "bad",
    [
        np.zeros((2, 2, 2)), np.array(["a"]), np.array(3.0), np.array([True, False]), np.array([1j]), b"\0\0", "x.wav",
        [[1, 2], [3]], [1, None], [decimal.Decimal(1), "a"], None, object(), {}, np.zeros(3, "V4"), np.array(["2020"], "M8"),
        types.SimpleNamespace(float=lambda: [[1], [2, 3]], __array__=1),
    ],
)  # fmt: skip
def test_what_are_no_numbers_is_misuse_in_our_words(bad):
    with pytest.raises(ValueError, match="samples must be numbers of shape") as caught:
        to_samples(bad)
    assert "inhomogeneous" not in str(caught.value)


@pytest.mark.parametrize("empty", [[], np.zeros(0, np.int16), np.zeros((0, 2)), np.zeros((2, 0)), np.zeros((0, 0))])
def test_no_samples_is_misuse(empty):
    with pytest.raises(ValueError, match="no samples in it"):
        to_samples(empty)


def test_a_picture_is_no_sound():
    with pytest.raises(ValueError, match=r"\(640, 480\) would be 480 channels.*is it a picture"):
        to_samples(np.zeros((480, 640)))


def test_unsigned_numbers_of_no_known_scale_are_refused():
    with pytest.raises(ValueError, match="unsigned 32-bit numbers up to 300"):
        to_samples(np.array([300], np.uint32))


def test_a_long_array_is_the_same_in_blocks():
    x = np.linspace(-1, 1, 200_001)
    assert np.array_equal(to_samples(x), np.clip(np.round(x * 32_768), -32_768, 32_767).astype(np.int16))


def test_a_block_of_a_file_is_mixed():
    assert mixed(np.array([[5], [-6]], np.int16)).tolist() == [5, -6]
    assert mixed(np.array([[5, 7]], np.int16)).tolist() == [6]
    assert mixed(np.array([[1.2, 1.0]], np.float32)).tolist() == [32_767]


def test_a_gauge_looks_at_floats_only():
    gauge = Gauge()
    gauge.add(np.array([[20_000]], np.int16))
    assert not gauge.other_scale
    gauge.add(np.array([[20_000.0]]))
    assert gauge.other_scale
    gauge.add(np.zeros((1, 1)))
    gauge.add(np.array([[0.5], [0.5]]))
    assert not gauge.other_scale
