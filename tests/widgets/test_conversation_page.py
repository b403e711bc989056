import pytest

from omni_nb.saving.page import page as saved_page
from tests.saving.support import reply, talk, turn
from tests.support import axe
from tests.support.media import picture

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_saved_page_plays_copies_and_enlarges_offline(page_of, scheme):
    js = page_of(scheme)
    assert js.page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert axe.complaints(js.page, "body") == []
    js.page.get_by_role("button", name="Copy the answer as Markdown").last.click()
    js.page.get_by_text("Copied").first.wait_for()
    assert js.page.evaluate("() => copied") == "**two**\n\n```py\nx < 1\n```\n"
    js.page.locator(".onb-enlarge").click()
    js.page.get_by_role("dialog").wait_for()
    js.page.keyboard.press("Escape")
    js.page.get_by_role("dialog").wait_for(state="detached")
    assert js.errors == []


@pytest.fixture
def page_of(page, tmp_path):
    from omni_nb import image

    errors = []
    page.on("console", lambda m: errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: errors.append(str(e)))

    def open_(scheme):
        whole = talk(turn(), turn("and?", reply("**two**\n\n```py\nx < 1\n```\n"), image(picture())))
        (tmp_path / "talk.html").write_text(saved_page(whole), encoding="utf-8")
        page.emulate_media(color_scheme=scheme)
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (t) => { window.copied = t; } } })"
        )
        page.set_viewport_size({"width": 380, "height": 800})
        page.goto((tmp_path / "talk.html").as_uri())
        return type("Opened", (), {"page": page, "errors": errors})

    return open_
