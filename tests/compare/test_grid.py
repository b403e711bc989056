import pytest

from omni_nb.compare.grid import Place, names, places


def test_every_cell_of_the_grid_is_there_once_and_in_the_order_of_the_screen():
    grid = places(models=["a", "b"], voices=["V", "W"], repeats=2, prompts=[{"x": "1"}, {"x": "2"}])
    assert len(grid) == len({(p.prompt, p.model, p.voice, p.repeat) for p in grid}) == 16
    assert [p.voice for p in grid[:4]] == ["V", "V", "W", "W"]
    assert [p.prompt for p in grid] == [0] * 8 + [1] * 8
    assert grid[-1] == Place(model="b", voice="W", prompt=1, repeat=1, variables={"x": "2"})


@pytest.mark.parametrize("wrong", [{"models": []}, {"voices": []}, {"prompts": []}, {"repeats": 0}])
def test_a_grid_without_a_cell_is_an_error_that_names_what_is_missing(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        places(**{"models": ["m"], **wrong})


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"models": ["m"], "voices": ["Cherry", "Ethan"]}, ["Cherry", "Ethan"]),
        ({"models": ["m"]}, ["m"]),
        ({"models": ["m", "n"], "voices": ["Cherry"]}, ["Cherry · m", "Cherry · n"]),
        ({"models": ["m"], "voices": ["V"], "repeats": 2}, ["V · #1", "V · #2"]),
        ({"models": ["m"], "voices": ["V"], "prompts": [{"city": "Rome"}, {"city": "Oslo"}]}, ["V · Rome", "V · Oslo"]),
        ({"models": ["m"], "voices": ["V"], "prompts": [{}, {}]}, ["V · prompt 1", "V · prompt 2"]),
        (
            {"models": ["m"], "voices": ["V"], "prompts": [{}, {}], "variants": ["whole", "without the picture"]},
            ["V · whole", "V · without the picture"],
        ),
    ],
)
def test_a_name_says_what_differs_and_no_more(given, expected):
    assert list(names(places(**given))) == expected


def test_one_variant_is_for_all_prompts():
    assert [p.variant for p in places(models=["m"], prompts=[{}, {}], variants=["aside"])] == ["aside", "aside"]


def test_a_grid_that_no_memory_holds_is_counted_before_it_is_made():
    with pytest.raises(ValueError, match=r"2,000,000,000 cells, more than the 100,000"):
        places(models=["m"], voices=["a", "b"], repeats=10**9)
    with pytest.raises(ValueError, match="more than 1,000,000,000,000,000 cells"):
        places(models=["m"], repeats=10**5000)
    assert len(places(models=["m"], repeats=100_000)) == 100_000
