import numpy as np
import pytest

from omni_nb.prompt.arrays import eight_bits, is_picture, numbers_of, picture_of

RNG = np.random.default_rng(7)
BYTES = RNG.integers(0, 256, (5, 7, 3)).astype(np.uint8)
BYTES[0, 0], BYTES[0, 1] = 0, 255


@pytest.mark.parametrize(
    ("given", "shape"),
    [
        (BYTES, (5, 7, 3)),
        (BYTES[..., 0], (5, 7)),
        (BYTES[..., :1], (5, 7)),
        (np.dstack([BYTES, BYTES[..., :1]]), (5, 7, 4)),
        (np.moveaxis(BYTES, -1, 0), (5, 7, 3)),
        (np.moveaxis(BYTES, -1, 0)[:1], (5, 7)),
        (np.moveaxis(np.dstack([BYTES, BYTES[..., :1]]), -1, 0), (5, 7, 4)),
        (BYTES[None], (5, 7, 3)),
        (np.moveaxis(BYTES, -1, 0)[None], (5, 7, 3)),
        (BYTES[:, :3], (5, 3, 3)),
        (BYTES[::-1, ::-1], (5, 7, 3)),
        (np.asfortranarray(BYTES), (5, 7, 3)),
    ],
)
def test_rows_columns_and_colours_are_found(given, shape):
    made, note = picture_of(given)
    assert (made.shape, made.dtype, note) == (shape, np.uint8, "")
    back = given if given.shape == shape else np.moveaxis(given.reshape(given.shape[-3:]), 0, -1).reshape(shape) if (
        given.shape[-1] not in (1, 3, 4)) else given.reshape(shape)  # fmt: skip
    assert (made == back).all()


@pytest.mark.parametrize(
    "shape",
    [(0, 5), (5, 0, 3), (9,), (), (5, 7, 2), (5, 7, 9), (2, 5, 7, 3), (1, 1, 5, 7, 3)],
)
def test_a_shape_that_is_no_picture_says_what_is(shape):
    with pytest.raises(ValueError, match="an array of shape"):
        picture_of(np.zeros(shape, np.uint8))


def test_a_row_of_numbers_may_be_sound():
    with pytest.raises(ValueError, match=r"audio\(x, rate\)"):
        picture_of(np.zeros(48_000))


@pytest.mark.parametrize(
    ("values", "bytes_", "note"),
    [
        (np.array([[False, True]]), [0, 255], ""),
        (np.array([[0, 128, 255]], np.uint8), [0, 128, 255], ""),
        (np.array([[0, 128, 255]], np.int64), [0, 128, 255], ""),
        (np.array([[0, 32_768, 65_535]], np.uint16), [0, 128, 255], ""),
        (np.array([[0, 128, 255]], np.uint16), [0, 128, 255], ""),
        (np.array([[0, 2_048, 4_095]], np.uint16), [0, 128, 255], "its values go up to 4,095: read as 12 bits"),
        (np.array([[0, 1_000]], np.int32), [0, 249], "its values go up to 1,000: read as 10 bits"),
        (np.array([[0, 1]], np.uint8), [0, 255], "0 and 1 only: shown as black and white"),
        (np.array([[0, 9]], np.uint8), [0, 9], "nearly black: its largest value is 9 of 255"),
        (np.array([[0.0, 0.5, 1.0]]), [0, 128, 255], ""),
        (np.array([[0.0, 0.5, 1.0]], np.float16), [0, 128, 255], ""),
        (np.array([[-0.002, 1.003]], np.float32), [0, 255], ""),
        (np.array([[0.0, 127.6, 255.0]], np.float32), [0, 128, 255], ""),
        (np.zeros((1, 2)), [0, 0], ""),
        (np.zeros((1, 2), np.int64), [0, 0], ""),
    ],
)
def test_every_range_with_one_reading_is_read(values, bytes_, note):
    made, said = picture_of(values)
    assert made.ravel().tolist() == bytes_
    assert said == note


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (np.array([[-1.0, 1.0]]), r"from -1 to 1 .*\(x \+ 1\) / 2"),
        (np.array([[0.0, 1.5]]), "more than one way"),
        (np.array([[0.0, 65_535.0]]), "more than one way"),
        (np.array([[-3, 200]]), "from -3 to 200"),
        (np.array([[0, 70_000]]), "from 0 to 7e"),
        (np.array([[np.nan, 0.5]]), r"1 of 2 values are NaN.*nan_to_num"),
        (np.array([[np.inf, 0.5]]), "NaN or infinite"),
        (np.array([["a"]]), "give numbers"),
        (np.array([[1j]]), "give numbers"),
        (np.array([[object()]]), "give numbers"),
        (np.ma.masked_array([[1, 2]], [[True, False]]), r"x\.filled"),
    ],
)
def test_what_would_come_out_black_clipped_or_turned_is_an_error(values, words):
    with pytest.raises(ValueError, match=words):
        picture_of(values)


def test_a_files_values_are_spread_instead():
    made, note = eight_bits(np.array([[-100.0, np.nan, 900.0, -np.inf]]), stretch=True)
    assert (made.ravel().tolist(), note) == (
        [0, 0, 255, 0],
        "its values run from -100 to 900: spread from black to white",
    )
    assert eight_bits(np.array([[-5, 100_000]]), stretch=True)[0].ravel().tolist() == [0, 255]
    assert eight_bits(np.array([[np.nan]]), stretch=True)[0].ravel().tolist() == [0]
    assert eight_bits(np.array([[300.0, 300.0]]), stretch=True)[0].ravel().tolist() == [0, 0]


class Tensor:
    """As torch's: no numbers while it is on a card, or belongs to a gradient."""

    def __init__(self, x, ready=False):
        self.x, self.ready, self.ndim, self.shape, self.dtype = x, ready, x.ndim, x.shape, f"torch.{x.dtype}"

    def detach(self):
        return Tensor(self.x)

    def cpu(self):
        return Tensor(self.x, True)

    def __array__(self, dtype=None, copy=None):
        if not self.ready:
            raise RuntimeError("Can't call numpy() on Tensor that requires grad.")
        return self.x


def test_a_tensor_is_fetched_from_where_it_is():
    assert (numbers_of(Tensor(BYTES)) == BYTES).all()
    assert is_picture(Tensor(BYTES))
    assert not is_picture(Tensor(BYTES[..., 0]))


def test_what_does_not_give_its_numbers_is_told():
    class Card:
        def __array__(self, dtype=None, copy=None):
            raise TypeError("Implicit conversion to a NumPy array is not allowed")

    with pytest.raises(ValueError, match=r"the values of a .*Card cannot be read"):
        picture_of(Card())
