"""The line of a magic, cut into words."""

import re
import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_nb.magic_line import files, question, split


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r"--image C:\pics\a.png What is it", ["--image", r"C:\pics\a.png", "What", "is", "it"]),
        (r'--image "C:\new folder\a.png" x', ["--image", r"C:\new folder\a.png", "x"]),
        (r"--image='C:\new folder\a.png' x", [r"--image=C:\new folder\a.png", "x"]),
        (r"--audio \\server\share\a.wav", ["--audio", r"\\server\share\a.wav"]),
        (r"--audio my\ song.wav x", ["--audio", "my song.wav", "x"]),  # as IPython completes it
        (r'-v "Ono Anna" say "hi"', ["-v", "Ono Anna", "say", "hi"]),
        ("what's  that", ["what's", "that"]),
        ("'tis the season's end", ["'tis", "the", "season's", "end"]),
        (r'"a \"b\" c"', ['a "b" c']),
        ("it's the dogs' bone", ["it's", "the", "dogs'", "bone"]),
        ("''", [""]),
        ("  ", []),
        ('say "', ["say", '"']),
    ],
)
def test_backslashes_are_letters_and_quotes_hold_together(line, words):
    assert split(line) == words


@pytest.mark.parametrize("line", ["--voice 'x", '--image="a b', "-v 'a b"])
def test_an_open_quote_around_a_value_is_misuse(line):
    with pytest.raises(ValueError, match="no closing quotation mark"):
        split(line)


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ('What does "foo  bar" mean?', 'What does "foo  bar" mean?'),
        ('"What is it?"', "What is it?"),
        (r"Does \d+ match C:\new?", r"Does \d+ match C:\new?"),
        ("what's  that", "what's  that"),
        ("", ""),
    ],
)
def test_a_question_stays_as_it_was_written(line, asked):
    assert question(line, split(line)) == asked


def test_words_on_both_sides_of_an_option_are_one_question():
    line = "What is --voice Cherry that"
    words = split(line)
    assert question(line, [*words[:2], words[4]]) == "What is that"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\\"), max_size=12)))
def test_what_shlex_writes_is_read_as_it_was_meant(words):
    assert split(shlex.join(words)) == words


@given(st.lists(st.text("ab'\"\\ $", min_size=1, max_size=8)))
def test_backslashes_between_quotes_are_read_as_they_were_meant_too(words):
    assert split(shlex.join(words)) == words


@given(st.text("ab'\"\\ =-\n", max_size=30))
def test_any_line_is_cut_or_refused(line):
    try:
        words = split(line)
    except ValueError as err:
        assert "closing quotation" in str(err)
    else:
        assert all(line[w.start : w.end].strip() for w in words)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a.png,b.png", ["a.png", "b.png"]),
        ("a.png", ["a.png"]),
        ("https://s/w_200,h_100/a.png", ["https://s/w_200,h_100/a.png"]),
        (
            "https://s/w_200,h_100/a.png,https://s/w_200,h_100/b.png",
            ["https://s/w_200,h_100/a.png", "https://s/w_200,h_100/b.png"],
        ),
        ("https://s/a.png?sig=1,2,here.png,b.png", ["https://s/a.png?sig=1,2", "here.png", "b.png"]),
        ("https://s/a,b.png, c.png", ["https://s/a,b.png", "c.png"]),
        ("https://s/a.png,HTTPS://s/b.png,s3://c/d,e", ["https://s/a.png", "HTTPS://s/b.png", "s3://c/d,e"]),
        (
            "data:image/png;base64,iVBOR,here.png,data:;base64,AA==",
            ["data:image/png;base64,iVBOR", "here.png", "data:;base64,AA=="],
        ),
        ("with,comma.png,here.png,with,two,commas.png", ["with,comma.png", "here.png", "with,two,commas.png"]),
        ("here.png,with", ["here.png", "with"]),
        (r"C:\pics\a.png,C:\pics\b.png", [r"C:\pics\a.png", r"C:\pics\b.png"]),
        ("https://s/a.png,", ["https://s/a.png", ""]),  # told as a string that names no file
        ("", [""]),
    ],
)
def test_commas_part_files_and_belong_to_urls_and_names(value, found):
    here = {"here.png", "with,comma.png", "with,two,commas.png", "with,comma.png,here"}
    assert files(value, exists=here.__contains__) == found


@given(st.lists(st.text(alphabet="ab,/:.", min_size=1).map("https://s/{}".format), min_size=1))
def test_urls_behind_a_comma_and_a_space_stay_whole(urls):
    urls = [u for u in urls if not re.search(r",$|,\w+://", u)] or ["https://s/a"]  # there, another one could begin
    assert files(", ".join(urls), exists=lambda name: False) == urls


def test_many_commas_look_at_the_disk_few_times():
    looked = []
    assert len(files("a," * 2_000, exists=lambda name: bool(looked.append(name)))) == 2_001
    assert len(looked) < 50_000
