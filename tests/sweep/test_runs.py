from tests.sweep.support import runs


def test_a_key_is_what_is_asked_where_and_how_often():
    made = runs(2, repeats=2)
    assert len({run.key for run in made.runs}) == 4
    assert runs(2, repeats=2) == made, "the same in another sitting"
    assert {r.key for r in made.runs} & {r.key for r in runs(2, repeats=2, server="elsewhere").runs} == set()
    assert {r.key for r in runs(2).runs} < {r.key for r in made.runs}, "a larger sweep holds the smaller one"
    assert {r.key for r in runs(2, seed=3).runs} & {r.key for r in made.runs} == set()


def test_rows_that_ask_the_same_share_a_run():
    from omni_nb.compare.plan import Asked, plan
    from omni_nb.prompt.parts import Prompt
    from omni_nb.sweep.runs import Runs
    from tests.support.clients import simulated

    asked = [Asked(prompt=Prompt.of(words)) for words in ("a", "b", "a")]
    made = Runs.of(plan(simulated(), asked), server="here")
    assert (len(made.rows), len(made.runs), made.shared) == (3, 2, 1)
    assert made.rows[0].key == made.rows[2].key == made.runs[0].key


def test_the_order_does_not_tell_one_sweep_from_another():
    made = runs(3)
    assert made.hash == type(made)(rows=made.rows, runs=made.runs[::-1]).hash
    assert made.hash != runs(2).hash
