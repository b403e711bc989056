from omni_nb import Clip, Reply, audio, image, video
from omni_nb.panels.transcript import Exchange, asked, transcript
from omni_nb.prompt.parts import Prompt
from tests.support.media import TONE, film, picture


def drawn(prompt, reply=None, **more):
    e = Exchange("a", prompt, reply, **more)
    e.draw_question()
    e.draw_reply()
    return e


def test_what_was_asked_shows_its_media_and_hides_nothing_that_could_run():
    html = asked(
        Prompt.of(
            image(picture()),
            video(film(2.0)),
            video([picture()] * 2),
            image("https://example.com/c.png"),
            "<script>x</script>",
        )
    )
    assert html.count("<img") == 3
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "example.com" not in html.replace("c.png", "")  # nothing is loaded from elsewhere
    assert "<audio" in asked(Prompt.of(audio(TONE), "?"))
    assert asked(Prompt(())) == ""


def test_a_very_long_sound_is_shown_as_its_waveform():
    long = Clip(__import__("numpy").zeros(8_000 * 620, "int16"), 8_000)
    html = asked(Prompt.of(audio(long), "?"))
    assert "<audio" not in html
    assert "<img" in html


def test_a_conversation_is_one_output_in_its_order():
    one = drawn(Prompt.of("first"), Reply(text="**one**", audio=TONE, complete=True, model="m"), remembered=True)
    two = drawn(Prompt.of(image(picture()), "second"), Reply(text="two", model="m"))
    three = drawn(Prompt.of("third"), answer="three", remembered=True)
    out = transcript([one, two, three], key="k")
    html, markdown, plain = out["text/html"], out["text/markdown"], out["text/plain"]
    assert html.startswith('<div class="omni-nb-kept-k">')
    assert html.index("first") < html.index("second") < html.index("third")
    assert html.count("<audio") == 1
    assert "<strong>one</strong>" in html
    assert "2 · you · not remembered" in html
    assert "**m:**" in markdown
    assert "**answer:**" in markdown
    assert plain.splitlines()[0] == "you: first"
    assert "[picture: 64 × 48" in plain


def test_the_models_words_are_as_inert_as_in_every_output():
    evil = '<img src=x onerror="alert(1)"> [x](javascript:alert(1))'
    out = transcript([drawn(Prompt.of(evil), Reply(text=evil, complete=True))], key="k")
    assert "<img src=x" not in out["text/html"]
    assert "javascript:" not in out["text/html"].replace("[x](javascript:alert(1))", "")
    assert "<img" not in out["text/markdown"]


def test_before_anything_was_asked_it_says_what_it_is_for():
    assert "will be kept here" in transcript([], key="k")["text/html"]


def test_a_models_id_is_a_word_in_the_stored_markdown():
    reply = Reply(text="hi", complete=True, model="m_1](javascript:x) <img src=x onerror=alert(1)>")
    stored = transcript([drawn(Prompt.of("?"), reply)], key="k")["text/markdown"]
    assert stored == r"**you:** ?" + "\n\n" + r"**m\_1\](javascript:x) &lt;img src=x onerror=alert(1)&gt;:**" + "\n\nhi"
