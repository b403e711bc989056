import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb import image
from omni_nb.compare.prompts import expand, expand_all
from omni_nb.prompt.parts import MediaPart, Prompt, TextPart
from tests.support.media import TONE, picture


def texts(*template, **values):
    return [f.prompt.text for f in expand(*template, **values)]


def told(error, *template, **values):
    with pytest.raises(error) as caught:
        expand(*template, **values)
    return str(caught.value)


def test_lists_make_every_combination_the_last_changing_first():
    found = expand("Say {what} in {language}.", what=["yes", "no"], language=["French", "中文"])
    assert [f.prompt.text for f in found] == ["Say yes in French.", "Say yes in 中文.", "Say no in French.", "Say no in 中文."]  # fmt: skip
    assert found[1].variables == {"what": "yes", "language": "中文"}
    assert texts("{a}{b}", {"a": [1, 2], "b": "x"}) == texts("{a}{b}", a=[1, 2], b="x") == ["1x", "2x"]


def test_a_table_makes_one_of_each_row_and_names_beside_it_multiply():
    frame = pd.DataFrame({"city": ["Rome", "東京"], "n": [1, 2], "id": ["r", "t"]})
    assert texts("{n:02d} {city}", frame) == ["01 Rome", "02 東京"]
    assert texts("{city} {tone}", frame, tone=["a", "b"]) == ["Rome a", "Rome b", "東京 a", "東京 b"]
    assert texts("{first name}!", [{"first name": "Ada"}]) == ["Ada!"]


def test_media_stand_where_they_were_put(tmp_path):
    (tmp_path / "cat.png").write_bytes(picture())
    found = expand("Is {thing} a cat, or {other}?", thing=[tmp_path / "cat.png", TONE], other="a dog")
    first, second = (f.prompt.parts for f in found)
    assert [p.text if isinstance(p, TextPart) else p.kind for p in first] == ["Is", "image", "a cat, or a dog?"]
    assert second[1].kind == "audio"
    assert [f.variables["thing"] for f in found] == ["cat.png", "clip"]
    beside = expand([tmp_path / "cat.png", "In {language}: what is it?"], language=["French", "Thai"])
    assert [f.prompt.parts[0].name for f in beside] == ["cat.png"] * 2
    assert [f.prompt.text for f in expand(Prompt.of(image(picture()), "a {b}"), b=[1, 2])] == ["a 1", "a 2"]


def test_media_of_one_name_are_told_apart_and_the_same_one_is_not(tmp_path):
    places = []
    for folder, colour in (("one", "red"), ("two", "blue"), ("three", "red")):
        (tmp_path / folder).mkdir()
        places.append(tmp_path / folder / "cat.png")
        places[-1].write_bytes(picture(colour=colour))
    assert [f.variables["x"] for f in expand("{x}?", x=places)] == ["cat.png", "cat.png (2)", "cat.png"]


def test_braces_that_are_none_of_ours_stay():
    assert texts('Fill {"name": {"first": {x}}, "rest": {}} and \\frac{a}{b}: {{x}}', x=["A"]) == ['Fill {"name": {"first": A}, "rest": {}} and \\frac{a}{b}: {x}']  # fmt: skip
    assert texts("no {values}, {{nothing}} to do") == ["no {values}, {{nothing}} to do"]


def test_what_is_put_in_is_words_and_is_not_looked_through_again(tmp_path):
    (tmp_path / "cat.png").write_bytes(picture())
    hostile = ["{y}", "{{x}}", "{x.__class__}", str(tmp_path / "cat.png"), "data:image/png;base64,AAAA", "\ud800", "\\1 \\g<0>", "https://example.org/cat.png"]  # fmt: skip
    found = expand("{x}", x=hostile)
    assert [f.prompt.text for f in found] == [h.replace("\ud800", "�") for h in hostile]
    assert not any(f.prompt.media for f in found)
    assert [f.prompt.notes[0].code for f in found if f.prompt.notes] == ["sent_as_words"] * 2 + ["half_characters", "sent_as_words"]  # fmt: skip


def test_what_is_missing_or_too_much_is_told():
    assert "{citty}, but no value is given for it; available: 'city'; did you mean {city}?" in told(ValueError, "in {citty}", city=["a"])  # fmt: skip
    assert "double them: {{z}}" in told(ValueError, "{x} {z}", x=1)
    assert "given but not used: 'y'. The prompt has no {y}: '{x}'" in told(ValueError, "{x}", x=1, y=2)
    assert "given but not used: 'a', 'b'" in told(ValueError, "hello", [{"a": 1, "b": 2}])
    assert "'a': given twice" in told(ValueError, "{a}", [{"a": 1}], a=2)
    assert "'a': given twice" in told(ValueError, "{a}", {"a": 1}, a=2)
    assert "{a} has no value in row 2" in told(ValueError, "{a}", [{"a": 1}, {"b": 2}])
    assert "{p} has no value in row 2, got nan" in told(ValueError, "{p}", pd.DataFrame({"p": [1.5, np.nan]}))
    assert "two columns named 'a'" in told(ValueError, "{a}", pd.DataFrame([[1, 2]], columns=["a", "a"]))
    assert texts("{b}", pd.DataFrame([[1, 2, 3]], columns=["a", "a", "b"])) == ["3"]
    assert "1,000,000 prompts" in told(ValueError, "{x}{y}", x=range(1000), y=range(1000))
    assert "with {'x': ''} the prompt is empty" in told(ValueError, "{x}", x="")
    assert "media cannot have a format" in told(ValueError, "{x:>5}", x=image(picture()))


def test_several_templates_use_what_they_use(tmp_path):
    def made(*templates, table=None, **values):
        return [f.prompt.text for f in expand_all(templates, table, **values)]

    assert made("{a} {b}", "{b}", "none", a=iter([1, 2]), b=[3]) == ["1 3", "2 3", "3", "none"]
    assert made("{a}", "{b}", table=[{"a": 1, "b": 2}, {"a": 3, "b": 4}]) == ["1", "3", "2", "4"]
    assert made("{a} {x}", "{x}", table=[{"a": 1}, {"a": 2}], x=["u", "v"]) == ["1 u", "1 v", "2 u", "2 v", "u", "v"]
    assert made("one {x}", "two") == ["one {x}", "two"]
    with pytest.raises(ValueError, match="given but not used: 'b'"):
        made("{a}", "none", a=1, b=2)
    with pytest.raises(ValueError, match="given but not used: 'c'"):
        made("{a}", table=[{"c": 1}], a=1)
    with pytest.raises(ValueError, match=r"\{c\}, but no value"):
        made("{a}", "{c}", a=1)


def test_a_medium_is_read_once_however_often_it_is_used(tmp_path):
    file = tmp_path / "cat.png"
    file.write_bytes(picture())
    found = expand("{n} {x} {x}", x=file, n=range(3))
    parts = [p for f in found for p in f.prompt.parts if isinstance(p, MediaPart)]
    assert len(parts) == 6
    assert len({id(p) for p in parts}) == 1


@given(st.text(st.characters(codec="utf-8"), max_size=40), st.lists(st.text(st.characters(codec="utf-8"), max_size=10), min_size=1, max_size=3))  # fmt: skip
def test_any_words_around_and_in_a_placeholder_come_through(around, values):
    around = around.replace("{", "(").replace("}", ")")
    assert texts(f"-{around}{{x}}{around}", x=values) == [f"-{around}{v}{around}" for v in values]
