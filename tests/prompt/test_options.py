import dataclasses

from omni_nb.prompt.options import AskOptions
from omni_nb.prompt.request import Settings


def test_every_setting_that_is_a_wish_can_be_given():
    known_of_the_model, told_by_modalities = {"can_speak"}, {"sound"}
    wishes = {f.name for f in dataclasses.fields(Settings)} - known_of_the_model - told_by_modalities
    assert set(AskOptions.__annotations__) == wishes | {"modalities"}
