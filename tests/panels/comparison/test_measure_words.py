import dataclasses

from omni_nb.compare.measures import Measures
from omni_nb.panels.comparison.measure_words import SORTS, cost_words, measure_words


def test_what_is_not_known_is_left_out_and_nothing_is_not_unknown():
    assert measure_words(Measures()) == []
    assert cost_words(Measures()) == ""
    told = dict(
        measure_words(
            Measures(
                pause_count=0,
                clipped_count=0,
                first_sound_s=0.0,
                loudness_lufs=-23.04,
                pitch_hz=198.4,
                pitch_range_semitones=7.25,
            )
        )
    )
    assert told == {
        "pauses": "0", "pitch": "198 Hz", "pitch range": "7.2 semitones", "loudness": "−23.0 LUFS", "clipped": "0 samples", "first sound": "0.00 s",
    }  # fmt: skip


def test_every_measure_has_its_unit():
    full = Measures(
        duration_s=5.432, speech_s=4.0, speaking_rate=212.4, rate_unit="characters", pause_count=2, pause_s=0.61, silence_start_s=0.1,
        silence_end_s=0.25, pitch_hz=120.0, pitch_range_semitones=6.0, loudness_lufs=-20.0, loudness_range_lu=3.2, true_peak_dbtp=-1.5,
        clipped_count=3, first_sound_s=0.41, total_s=2.0, real_time_factor=0.368, cost=0.0123, cost_per_minute=0.14, currency="CNY", characters=20,
    )  # fmt: skip
    told = dict(measure_words(full))
    assert told["rate"] == "212 characters/min"
    assert (told["pauses"], told["in pauses"]) == ("2", "0.6 s")
    assert told["silence before"] == "0.10 s"
    assert told["true peak"] == "−1.5 dBTP"
    assert told["cost of a minute"] == "0.14 CNY"
    assert "characters" not in told  # nor what stands elsewhere in the row
    assert cost_words(full) == "≈ 0.0123 CNY"


def test_what_is_ordered_by_is_a_measure():
    assert set(SORTS) <= {f.name for f in dataclasses.fields(Measures)}
