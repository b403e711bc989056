from omni_nb.widgets.protocol import form, turns
from omni_nb.widgets.protocol.reading import by_name, fits


def test_the_form_takes_every_one_of_them_as_it_stands_here():
    said = {k for k in vars(turns).values() if getattr(k, "__module__", "") == turns.__name__}
    taken = by_name(form.FromForm)
    assert len(said) == 8
    assert said <= set(taken.values())
    assert fits({"t": "look", "id": "a", "at": "0.1"}, taken["look"])
    assert not fits({"t": "save", "kind": "pdf", "all": False}, taken["save"])
