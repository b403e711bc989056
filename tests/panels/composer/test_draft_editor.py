from omni_nb.prompt.parts import Prompt


def test_too_much_history_can_be_forgotten(desk):
    desk.composer.chat.turns.add(
        __import__("omni_nb.prompt.request", fromlist=["Turn"]).Turn(Prompt.of("x" * 400_000), "y")
    )
    desk.say("draft", text="and now?")
    desk.mend("forget the earlier turns")
    assert len(desk.composer.chat) == 0
    assert [b["title"] for b in desk["branches"]] == ["nothing asked yet (1)", "nothing asked yet (2)"]


def test_an_option_that_was_refused_leaves_its_field(desk):
    desk.say("option", name="temperature", value=0.4)
    desk.say("option", name="temperature", value=7)
    assert desk["options"]["temperature"] == 0.4
