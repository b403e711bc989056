import numpy as np
import pytest
from IPython.display import SVG, Image
from PIL import Image as Pillow

from omni_nb import image, video
from omni_nb.errors import MediaError
from omni_nb.prompt.foreign import find
from omni_nb.prompt.parts import Prompt
from tests.support.media import TONE, picture
from tests.support.pictures import RED, is_upright, looked_at, near, photograph, saved


def size(part):
    return part.info.width_px, part.info.height_px


def drawing():
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(figsize=(2, 1))
    plt.close(figure)
    return figure, axes


def test_figures_axes_and_axes_of_subfigures_are_drawn():
    figure, axes = drawing()
    part = figure.subfigures(1, 1)
    inner = part.subplots()
    for thing in (figure, axes, part, inner):
        assert size(image(thing))[0] > 100
        assert Prompt.of(thing).media[0].name == "figure"


def test_a_figure_without_ground_is_drawn_on_white():
    figure, _ = drawing()
    figure.patch.set_alpha(0)
    assert near(looked_at(image(figure).data).getpixel((1, 1)), (255, 255, 255), 2)


def test_a_picture_of_pillows_is_sent_upright_under_its_files_name(tmp_path):
    (tmp_path / "IMG_1.jpg").write_bytes(photograph(6))
    part = image(Pillow.open(tmp_path / "IMG_1.jpg"))
    assert is_upright(part.data)
    assert (part.name, part.info.format, size(part)) == ("IMG_1.jpg", "jpeg", (40, 80))
    assert image(Pillow.new("RGB", (20, 20))).name == "picture"


def test_a_subclass_of_pillows_picture_is_one():
    class Mine(Pillow.Image):
        pass

    mine = Mine()
    mine.__dict__.update(Pillow.new("RGB", (20, 30), RED).__dict__)
    assert size(Prompt.of(mine).media[0]) == (20, 30)


def test_the_frame_at_which_an_animation_stands_is_sent():
    frames = [Pillow.new("RGB", (32, 32), c) for c in (RED, "green", "blue")]
    import io

    animation = Pillow.open(io.BytesIO(saved(frames[0], "GIF", save_all=True, append_images=frames[1:])))
    animation.seek(2)
    part = image(animation)
    assert near(looked_at(part.data).getpixel((5, 5)), (0, 0, 255))
    assert part.note == "only frame 3 of 3 is sent"


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBX", "CMYK", "YCbCr", "HSV", "LAB", "I", "I;16", "F"])
def test_a_picture_of_any_mode_is_sent_in_its_colours(mode):
    base = Pillow.new("RGB", (20, 20), "white")
    base.paste("black", (0, 0, 10, 20))
    if mode in ("I", "I;16", "F"):
        x = np.where(np.arange(20) < 10, 0, 60_000 if mode != "F" else 1.0)[None].repeat(20, 0)
        given = Pillow.fromarray(x.astype({"I": np.int32, "I;16": np.uint16, "F": np.float32}[mode]))
    elif mode == "LAB":
        from PIL import ImageCms

        s, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        given = ImageCms.profileToProfile(base, s, lab, outputMode="LAB")
    else:
        given = base.convert(mode)
    seen = looked_at(image(given).data)
    assert near(seen.getpixel((2, 10)), (0, 0, 0), 12)
    assert near(seen.getpixel((17, 10)), (255, 255, 255), 25)


def test_an_array_of_colours_needs_no_word_and_all_others_do():
    x = np.zeros((20, 30, 3), np.uint8)
    assert size(Prompt.of("what is this?", x).media[0]) == (30, 20)
    for other in (x[..., 0], x / 255, np.zeros(48_000), np.zeros((2, 9), np.int16)):
        with pytest.raises(
            TypeError, match=r"an array of shape .* may be a picture or a sound: choose with image\(x\)"
        ):
            Prompt.of(other)


def test_an_array_that_is_no_picture_says_why():
    with pytest.raises(ValueError, match=r"\(x \+ 1\) / 2"):
        image(np.linspace(-1, 1, 12).reshape(3, 4))


def test_what_was_done_to_an_array_is_noted():
    assert image(np.full((4, 5), 4_000, np.uint16)).note == "its values go up to 4,000: read as 12 bits"


def test_an_array_of_pictures_is_a_video():
    part = video(np.zeros((3, 20, 30, 3), np.uint8), fps=1)
    assert [f.info.width_px for f in part.frames] == [30, 30, 30]


@pytest.mark.parametrize(
    ("module", "name", "members", "words"),
    [
        ("plotly.graph_objs._figure", "Figure", {}, r"to_image\('png'\)"),
        ("altair.vegalite.v5.api", "Chart", {}, r"chart\.save\('chart\.png'\)"),
        ("bokeh.plotting._figure", "figure", {}, "export_png"),
        ("matplotlib.animation", "FuncAnimation", {"to_html5_video": None}, r"animation\.save\('video\.mp4'\)"),
        ("matplotlib.lines", "Artist", {"axes": None}, "give the figure, or the axes"),
        ("pandas.io.formats.style", "Styler", {}, r"pandas\.io\.formats\.style\.Styler cannot be part"),
    ],
)
def test_what_is_drawn_elsewhere_is_told_how_to_become_a_picture(module, name, members, words):
    thing = type(name, (), {**members, "__module__": module})()
    for give in (image, Prompt.of):
        with pytest.raises(TypeError, match=words):
            give(thing)


def test_what_shows_itself_as_a_picture_is_taken_as_that():
    class Molecule:
        def _repr_png_(self):
            return picture()

    class Photo:
        def _repr_png_(self):
            return None

        def _repr_jpeg_(self):
            return picture("JPEG")

    assert [p.info.format for p in Prompt.of(Molecule(), Photo()).media] == ["png", "jpeg"]
    assert image(Molecule()).name == "molecule"


def test_a_drawing_of_ipythons_is_told_what_to_do():
    with pytest.raises(MediaError, match="SVG drawing"):
        Prompt.of(SVG(data="<svg xmlns='http://www.w3.org/2000/svg'/>"))


def test_a_picture_of_ipythons_is_found_wherever_it_lies(tmp_path):
    (tmp_path / "a.png").write_bytes(picture())
    assert find(Image(url="https://a.example/x.png"), None).place == "https://a.example/x.png"
    for given in (
        Image(str(tmp_path / "a.png")),
        Image(data=picture(), retina=True),
        Image(filename=str(tmp_path / "a.png"), embed=False),
    ):
        assert size(image(given)) == (64, 48)


def test_sound_is_not_taken_for_a_picture():
    assert Prompt.of((TONE.samples, 24_000)).media[0].kind == "audio"


def test_a_url_of_ipythons_picture_needs_no_ending():
    (part,) = Prompt.of(Image(url="https://a.example/photo?id=3")).parts
    assert (part.kind, part.url) == ("image", "https://a.example/photo?id=3")


def test_a_drawing_that_belongs_to_no_figure_is_no_part():
    class Loose:
        def get_figure(self):
            return self

    with pytest.raises(TypeError, match="Loose cannot be part"):
        image(Loose())
