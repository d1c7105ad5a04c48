"""The text of films and figures: each line lies inside the picture and is as wide as it is measured."""

import numpy as np
import pytest
from matplotlib.backends.backend_agg import RendererAgg

from fallline.film.canvas import Canvas, PixelCanvas, Rect
from fallline.film.captions import break_lines
from fallline.film.drawn_race import DrawnRace
from fallline.film.fonts import text_width
from fallline.film.picture import PART_NAMES, Picture, pixels_per_unit
from fallline.film.result_card import ResultCard
from fallline.picture import Look
from fallline.view import read_link

pytestmark = pytest.mark.slow

SIZES = ((320, 180), (640, 360), (960, 540), (1280, 720), (1920, 1080), (1080, 1080), (1080, 1920), (480, 854))
SIZES += ((3840, 2160), (2560, 1080), (720, 1280))
EIGHT_RUNS = "&run=adam~lr:0.1&run=adabelief~lr:0.1&run=sgd_momentum~lr:0.001&run=rmsprop~lr:0.01&run=adamw~lr:0.003"
EIGHT_RUNS += "&run=nesterov~lr:0.0012345&run=lbfgs&run=nelder_mead"
LONG_FORMULA = "%2B".join(f"(x-{k}.125)^2*(y%2B{k}.375)^2/{k}00" for k in range(1, 14))
LINKS = {
    "two": "on=beale&run=adam~lr:0.1&run=adabelief~lr:0.1&start=1,1.5&steps=12",
    "eight": f"on=rosenbrock&start=-1.2,1&steps=12{EIGHT_RUNS}",
    "formula": f"on=formula~f:{LONG_FORMULA}&run=adam~lr:0.1&start=1,1&steps=12",
    "curve": "on=formula~f:sin(3x)%2Bx^2/10&run=adam~lr:0.1&start=2.5&steps=12&inside=step,gradient,momentum",
    "dimensions": f"on=rastrigin~dim:7&run=adam~lr:0.1&run=newton&start={','.join(['1.234567'] * 7)}&steps=12",
    "large": "on=sphere~scale:1e9&run=adam~lr:0.1&start=1,1&steps=12&noise=1e-7&seed=123456",
}


class TextRecorder(Canvas):
    """A canvas that draws nothing and keeps the left and right end, the height and the text of each line of text."""

    def __init__(self, height):
        super().__init__(RendererAgg(8, 8, 72), height, 1.0)
        self.lines = []

    def draw_line(self, *_, **__):
        pass

    fill_polygon = draw_facets = draw_line

    def draw_text(self, position, text, size, colour, *, align="left", bold=False, angle=0.0, **_):
        width = text_width(text, size, bold=bold)
        if angle:
            self.lines.append((position[0] - size / 2, position[0] + size / 2, position[1], text))
            assert angle == 90
            self.ends.append((position[1] - width / 2, position[1] + width / 2, text))
        else:
            left = position[0] - {"left": 0.0, "middle": width / 2, "right": width}[align]
            self.lines.append((left, left + width, position[1], text))

    ends: list = []


@pytest.fixture(scope="module")
def races():
    return {name: DrawnRace.from_scene(*read_link(link), Look("light")) for name, link in LINKS.items()}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LINKS)
def test_all_text_lies_inside_the_picture(races, name, size):
    scale = pixels_per_unit(*size)
    page = Rect(0, 0, size[0] / scale, size[1] / scale)
    parts = tuple(each for each in PART_NAMES if each != "space" or name != "curve")
    picture = Picture(races[name], page, parts)
    canvas = TextRecorder(page.height)
    canvas.ends = []
    picture.draw_static(canvas)
    picture.draw_step(canvas, 7)
    ResultCard(races[name], page).draw_static(canvas)
    assert len(canvas.lines) > 10
    for left, right, y, text in canvas.lines:
        assert left >= -0.5, text
        assert right <= page.width + 0.5, text
        assert 0 <= y <= page.height, text
    for top, bottom, text in canvas.ends:
        assert top >= -0.5, text
        assert bottom <= page.height + 0.5, text


@pytest.mark.parametrize("name", LINKS)
def test_the_smallest_picture_is_drawn(races, name):
    canvas = PixelCanvas(160, 160, pixels_per_unit(160, 160))
    page = Rect(0, 0, 160 / canvas.scale, 160 / canvas.scale)
    picture = Picture(races[name], page, ("plane",))
    picture.draw_static(canvas)
    picture.draw_step(canvas, 7)
    assert canvas.pixels[..., :3].std() > 5


@pytest.mark.parametrize("pixels", [6.3, 8.1, 9.0, 13.5, 18.0, 38.0])
@pytest.mark.parametrize("bold", [False, True])
def test_drawn_text_is_as_wide_as_it_is_measured(pixels, bold):
    text = "f: formula~f:sin(x)/x+y^2, start (2.5, 1), 80 steps, target: f − f* ≤ 0.00146; eps 1e-08, decay coupled"
    canvas = PixelCanvas(3000, 60, 1.0)
    canvas.fill_rect(Rect(0, 0, 3000, 60), "#ffffff")
    canvas.draw_text((10, 30), text, pixels, "#000000", bold=bold)
    columns = np.flatnonzero((canvas.pixels[..., 0] < 200).any(0))
    assert columns[-1] - columns[0] == pytest.approx(text_width(text, pixels, bold=bold), rel=0.01, abs=2)


@pytest.mark.parametrize("width", [40, 111, 300, 900])
def test_broken_lines_keep_every_character_and_fit(width):
    text = "Adam: lr 0.1, beta1 0.9; " + LONG_FORMULA + " " + "W" * 50 + " i" * 60
    lines = break_lines(text, 13.5, width)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 13.5) <= width for line in lines)
