from omni_nb import Omni


def test_a_cell_that_is_run_again_offers_its_conversation_and_sends_none_of_it(again):
    first = again()
    first.say("send", text="Repeat exactly: one")
    second = again()
    assert second["order"] == []
    assert second.notice == "The earlier conversation is kept (1 turn)."
    assert second["branches"][1]["about"] == "1 turn · from before this cell was run again"
    saved = second.handles[-1].shown[-1]
    assert "<details" in saved["text/html"]
    assert "one" in saved["text/plain"]
    second.say(**second["notice"]["says"])
    assert [t["words"] for t in second.turns] == [t["words"] for t in first.turns]
    assert second.notice == ""
    second.say("send", text="Repeat exactly: two")
    assert len(second.composer.chat) == 2
    assert len(first.composer.chat) == 1  # each goes its own way
    assert "<details" not in second.handles[-1].shown[-1]["text/html"]


def test_run_all_again_doubles_nothing_and_loses_nothing(again):
    for _ in range(3):
        desk = again()
        desk.composer.prompt = "Repeat exactly: one"
        desk.composer.send()
        desk.composer.wait(60)
        desk.composer.chat = desk.composer.chat.fork(1)
        assert len(desk.composer.chat) == 1
        assert desk.handles[-1].shown[-1]["text/plain"].count("You: ") == 1
    assert len(desk["branches"]) == 2


def test_the_same_composer_shown_again_offers_nothing(again):
    desk = again()
    desk.say("send", text="one")
    desk.composer._ipython_display_()
    desk.settle()
    assert (desk.notice, len(desk["branches"])) == ("", 1)


def test_after_a_restart_of_the_kernel_what_was_kept_is_offered(again):
    from omni_nb.panels.composer import recall

    first = again(Omni.simulated(pace=0, show=False))
    first.say("send", text="Repeat exactly: one")
    for of in (recall._ran, recall._stood, recall._whose):
        of.clear()
    desk = again(Omni.simulated(pace=0, show=False))
    desk.say(**desk["notice"]["says"])
    assert "one" in desk.turns[0]["words"]
    assert "<audio" in desk.turns[0]["rest"]
    assert "SIMULATED" in desk.turns[0]["rest"]
