import pytest

from omni_nb import catalog
from omni_nb.panels.gallery.choosing import Chosen, Shown
from omni_nb.widgets.protocol.gallery import VoiceArrangement
from omni_nb.widgets.protocol.reading import fits

FLASH = [Shown(voice=v) for v in catalog.model("qwen3-omni-flash").voices]
PLUS = [Shown(voice=v) for v in catalog.model("qwen3.5-omni-plus").voices]


def names(voices=FLASH, **more):
    view = Chosen(**more).view(voices)
    assert fits(view, VoiceArrangement)
    return [voices[int(n)].voice.id for n in view["cells"]]


@pytest.mark.parametrize(
    ("text", "found"),
    [("cherry", "Cherry"), ("芊悦", "Cherry"), ("ＣＨＥＲＲＹ", "Cherry"), ("chéry", "Cherry"), ("Chery", "Cherry"), ("粤语", "Rocky"),
     ("Cantonese male", "Rocky"), ("anime", "Chelsie"), ("温柔", "Serena"), ("eldric", "Eldric Sage"), ("  sage ", "Eldric Sage")],
)  # fmt: skip
def test_voices_are_found_by_what_is_known_and_by_names_that_are_nearly_right(text, found):
    assert found in names(text=text)


def test_male_is_no_part_of_female():
    genders = {next(s.voice.gender for s in FLASH if s.voice.id == id) for id in names(text="male")}
    assert genders == {"male"}


def test_a_name_that_is_nearly_right_is_told_as_that_and_nonsense_finds_nothing():
    view = Chosen(text="Chery").view(FLASH)
    assert view["told"] == "No exact match for “Chery”; these names are similar."
    assert FLASH[int(view["cells"][0])].voice.id == "Cherry"
    assert Chosen(text="zzzzqqq").view(FLASH)["told"] == "No voice has the name or description “zzzzqqq”."
    for odd in ("\u202e", "[(*", "\ud800", "a" * 10_000, "   "):
        assert fits(Chosen(text=odd).view(FLASH), VoiceArrangement)


def test_facts_filter_and_unknown_is_neither_none_nor_any():
    assert set(names(facts={"gender": "female"})) | set(names(facts={"gender": "male"})) == set(names())
    assert names(facts={"dialect": "粤语"}) == [s.voice.id for s in FLASH if s.voice.dialect == "粤语"]
    none = names(PLUS, facts={"dialect": "none"})
    assert "Sohee" in none
    assert "Tina" not in none  # of her it is not known
    assert names(facts={"gender": "", "dialect": ""}) == names()
    for wrong in ({"by": "x"}, {"facts": {"server": "x"}}):
        with pytest.raises(ValueError, match=r"cannot (sort|filter)"):
            Chosen(**wrong)


def test_order_puts_what_is_not_known_last_whichever_way_round():
    heard = [Shown(voice=s.voice, pitch_hz={0: 220.0, 1: 110.0}.get(n), picked=n == 5) for n, s in enumerate(FLASH)]
    assert names(heard, by="pitch_hz")[:3] == [FLASH[n].voice.id for n in (1, 0, 2)]
    assert names(heard, by="pitch_hz", reverse=True)[:2] == [FLASH[n].voice.id for n in (0, 1)]
    assert names(heard, by="pinned")[0] == FLASH[5].voice.id
    assert names(heard, facts={"pinned": "yes"}) == [FLASH[5].voice.id]
    assert names(by="name") == sorted(names(), key=str.casefold)
    assert names(reverse=True) == names()[::-1]


def test_only_what_tells_voices_apart_is_offered():
    view = Chosen().view(FLASH)
    assert [f["id"] for f in view["filters"]] == ["gender", "dialect", "language"]
    assert {"id": "粤语", "title": "Cantonese 粤语 (2)"} in view["filters"][1]["values"]
    assert "pitch_hz" not in [s["id"] for s in view["sorts"]]
    assert Chosen().view([])["filters"] == []
    assert Chosen().view([Shown(voice=v) for v in catalog.model("gpt-audio").voices])["filters"] == []
