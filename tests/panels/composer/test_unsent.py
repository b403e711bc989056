from tests.support.media import picture


def test_what_was_written_in_a_cell_is_there_again_when_it_is_run_again(again):
    first = again()
    first.upload("cat.png", picture())
    first.say("file", id="later", name="x.wav", size=100)  # and never came
    first.say("draft", text="half a thought")
    second = again()
    assert second["draft"]["text"] == "half a thought"
    assert [c["name"] for c in second["cards"]] == ["cat.png"]
    assert second["place"] == first["place"]
    second.say("send", text="half a thought")
    third = again()
    assert (third["draft"] or {}).get("text", "") == ""
    assert third["cards"] == []


def test_what_the_program_wrote_stands(again):
    first = again()
    first.say("draft", text="half a thought")

    class Written:
        def __getattr__(self, name):
            return getattr(first.omni, name)

        def compose(self, **options):
            composer = first.omni.compose(**options)
            composer.prompt = "by the program"
            return composer

    assert again(Written())["draft"]["text"] == "by the program"


def test_the_same_composer_shown_again_keeps_what_is_written(again):
    desk = again()
    desk.say("draft", text="half a thought")
    desk.composer._ipython_display_()
    desk.settle()
    assert desk["draft"] == {"text": "half a thought", "version": 0}
