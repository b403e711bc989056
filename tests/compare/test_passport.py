import statistics

import pytest

from omni_nb import Omni, catalog
from omni_nb.compare.comparison import Comparison
from omni_nb.compare.passport import Passport, passport_plan, pause_share

MODEL = catalog.default_model()
DIALECT = next(v.id for v in MODEL.voices if v.dialect == "粤语")


@pytest.fixture(scope="module")
def passport():
    return Omni.simulated(pace=0, show=False, keep=False).passport("Cherry", DIALECT)


def test_each_voice_reads_the_same_sentences_and_one_in_its_dialect(passport):
    texts = {voice: [c.verbatim for c in passport.cells(voice)] for voice in passport.voices}
    assert texts["Cherry"] == [s.text for s in catalog.sentences()]
    assert texts[DIALECT][:-1] == texts["Cherry"]
    assert DIALECT in texts[DIALECT][-1]
    assert passport.voices == ("Cherry", DIALECT)
    assert len({c.place.prompt for c in passport.comparison}) == 7


def test_a_row_holds_the_median_over_the_sentences(passport):
    cherry, other = passport.to_rows()
    cells = passport.cells("Cherry")
    assert cherry["pitch_hz"] == statistics.median(c.measures.pitch_hz for c in cells)
    for unit in ("words", "characters"):
        rates = [c.measures.speaking_rate for c in cells if c.measures.rate_unit == unit]
        assert cherry[f"{unit}_per_minute"] == statistics.median(rates)
    assert cherry["pause_share"] == statistics.median(map(pause_share, cells))
    assert (cherry["sentences"], cherry["asked"], cherry["words_differ"], cherry["dialect"]) == (6, 6, 0, "none")
    assert (other["asked"], other["dialect"]) == (7, "粤语")


def test_what_did_not_come_is_counted_and_measures_are_unknown_not_zero(passport):
    import dataclasses

    empty = Comparison(tuple(dataclasses.replace(c, reply=None) for c in passport.comparison))
    row = Passport(empty).to_rows()[0]
    assert (row["sentences"], row["asked"], row["pitch_hz"], row["pause_share"]) == (0, 6, None, None)


def test_further_languages_are_asked_of_every_voice_and_unknown_ones_refused():
    client = Omni.simulated(show=False, keep=False).prepare.__self__.client
    planned = passport_plan(client, ["Cherry", "Ethan"], languages=["fr"], repeats=2)
    assert len(planned.places) == 2 * 7 * 2
    assert sum("Bonjour" in w for w in planned.verbatim) == 4
    with pytest.raises(ValueError, match="no sample sentence in 'tlh'"):
        passport_plan(client, ["Cherry"], languages=["tlh"])
    with pytest.raises(ValueError, match="at least one voice"):
        passport_plan(client, [])
    unknown = passport_plan(client, ["my-voice"], model="my-own")
    assert len(unknown.places) == 6
    assert unknown.requests[0].settings.model == "my-own"


def test_it_shows_itself_as_a_table_and_a_picture(passport):
    assert "Cherry" in repr(passport)
    html = passport._repr_html_()
    assert html.count("<tr>") == 3
    assert "data:image/png;base64," in html
    assert len(passport.plot(figsize=(6, 2)).axes) == 5


def test_the_pause_share_of_what_never_sounds_is_unknown(passport):
    from omni_nb.compare.cell import Cell

    assert pause_share(Cell(place=passport.comparison[0].place)) is None
