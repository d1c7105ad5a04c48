"""Films and figures of one variable, and of formulas without a value in places: the curve, and the holes."""

import av
import numpy as np
import pytest
from PIL import Image

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.film import FigureOptions, FilmOptions, FilmRenderer, render_figure, write_film
from fallline.film.canvas import PixelCanvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.picture import PLANE, SPACE, Picture
from fallline.picture import Look
from fallline.view import read_link

pytestmark = pytest.mark.slow

CURVES = {
    "on=formula~f:sin(3x)%2Bx^2/10&run=adam~lr:0.1&start=2.5&steps=40": lambda x: np.sin(3 * x) + x**2 / 10,
    "on=formula~f:x^2&run=gradient_descent~lr:0.3&start=-1.5&steps=20&height=linear": lambda x: x**2,
    "on=formula~f:w^4-2*w^2%2Bw/3&run=adam~lr:0.05&run=newton&start=1.5&steps=30": lambda w: w**4 - 2 * w**2 + w / 3,
}


def is_colour(pixels, position, scale, colour, tolerance=60):
    """Return whether a pixel within one pixel of a position in the picture has about the colour '#rrggbb'."""
    x, y = (np.array(position) * scale).round().astype(int)
    around = pixels[max(y - 1, 0) : y + 2, max(x - 1, 0) : x + 2, :3].astype(int)
    expected = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return bool((np.abs(around - expected).max(-1) < tolerance).any())


@pytest.mark.parametrize("link", CURVES)
def test_the_film_of_one_variable_draws_the_curve_and_each_ball_on_it(link):
    scene, view = read_link(link)
    renderer = FilmRenderer(scene, view, FilmOptions(wide=1280, tall=720, seconds=4.0))
    assert SPACE not in renderer.picture.parts
    plot = renderer.picture.parts[PLANE]
    (x0, x1), (low, high) = plot.graph.box
    rect, scale = plot.map_rect, renderer.canvas.scale

    def place(x):
        height = float(plot.graph.transform.to_height(CURVES[link](x)))
        left = rect.left + (x - x0) / (x1 - x0) * rect.width
        return left, rect.top + (high - height) / (high - low) * rect.height

    foreground = renderer.race.look.page_colours.foreground
    for x in np.linspace(x0, x1, 41)[1:-1]:
        assert is_colour(renderer.background, place(x), scale, foreground, 110), x
    for index in (0, 30, 60, 90):
        pixels = renderer.render_frame(index)
        t, _ = renderer.step_and_orbit(index)
        top = renderer.race.drawn_runs[-1]
        x = float(top.trajectory.x[t, 0, 0])
        if x0 < x < x1:
            assert is_colour(pixels, place(x), scale, top.colour)


def test_a_film_of_one_variable_is_written_with_every_layout_but_space(tmp_path):
    link = next(iter(CURVES))
    for layout in ("both", "plane"):
        options = FilmOptions(wide=320, tall=180, fps=5, seconds=1.0, layout=layout, camera="orbit")
        write_film(tmp_path / f"{layout}.mp4", *read_link(link), options)
        with av.open(str(tmp_path / f"{layout}.mp4")) as film:
            assert sum(1 for _ in film.decode(video=0)) == 5


def test_the_surface_of_one_variable_is_refused_with_a_way_out(tmp_path, capsys):
    link = next(iter(CURVES))
    with pytest.raises(BadInput, match=r"^layout=space: .* has one variable, .*; take layout=plane"):
        FilmRenderer(*read_link(link), FilmOptions(layout="space"))
    with pytest.raises(BadInput, match=r"^part=space: .* take part=plane, which draws its curve\.$"):
        render_figure(".png", *read_link(link), FigureOptions(part="space"))
    assert app.main(["film", link, "--layout", "space", "--out", str(tmp_path / "film.mp4")]) == 2
    assert "has one variable" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("part", ["all", "plane", "curves", "numbers"])
@pytest.mark.parametrize("style", ["light", "dark", "print"])
def test_figures_of_one_variable_have_every_other_part(part, style):
    picture, content = render_figure(
        ".png", *read_link(next(iter(CURVES))), FigureOptions(part=part, style=style, dpi=50)
    )
    assert content.startswith(b"\x89PNG")
    assert SPACE not in picture.parts
    assert (PLANE in picture.parts) == (part in ("all", "plane"))


# A formula, a start, and whether it has a value at (x, y).
HOLES = {
    "x^2%2By^2-log(1-x-y)": ("-1,0.5", lambda x, y: x + y < 1),
    "sqrt(x)%2By^2": ("1.5,1", lambda x, _: x >= 0),
    "sqrt(x^2%2By^2-1)%2Bx^2": ("2,1", lambda x, y: x * x + y * y >= 1),
}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("formula", HOLES)
def test_the_map_has_a_hole_exactly_where_the_formula_has_no_value(formula, theme):
    start, has_value = HOLES[formula]
    scene, view = read_link(f"on=formula~f:{formula}&run=adam&start={start}&steps=3&box=-3,3,-3,3")
    race = DrawnRace.from_scene(scene, view, Look(theme))
    canvas = PixelCanvas(700, 700, 1.0)
    picture = Picture(race, Rect(0, 0, 700, 700), (PLANE,), legend_only=True)
    picture.draw_static(canvas)
    plot, background = picture.parts[PLANE], race.look.page_colours.background
    generator = np.random.default_rng(1)
    wrong = 0
    for x, y in generator.uniform(-2.9, 2.9, (300, 2)):
        if has_value(x, y) != has_value(x + 0.05, y + 0.05) or has_value(x, y) != has_value(x - 0.05, y - 0.05):
            continue  # at the edge
        left, top = plot.to_picture(np.array([x, y])).round().astype(int)
        around = canvas.pixels[top - 8 : top + 9, left - 8 : left + 9, :3].reshape(-1, 3)
        colour = [int(background[i : i + 2], 16) for i in (1, 3, 5)]
        is_hole = (np.abs(around.astype(int) - colour).max(-1) < 4).mean() > 0.5  # between the lines of the hatch
        wrong += is_hole == has_value(x, y)
    assert wrong <= 6  # labels and level lines cover some


UNDEFINED_IN_PLACES = (
    "sin(x)/x%2By^2",
    "sin(sqrt(x^2%2By^2))/sqrt(x^2%2By^2)",
    "x^2%2By^2-log(1-x-y)",
    "sqrt(x)%2By^2",
    "1/(x^2%2By^2)",
)


@pytest.mark.parametrize("formula", UNDEFINED_IN_PLACES)
@pytest.mark.parametrize("suffix", [".png", ".pdf"])
def test_formulas_with_undefined_places_are_drawn_on_map_and_surface(formula, suffix, tmp_path):
    scene, view = read_link(f"on=formula~f:{formula}&run=adam~lr:0.1&start=0.4,0.3&steps=20")
    picture, content = render_figure(suffix, scene, view, FigureOptions(dpi=60))
    assert {PLANE, SPACE} <= set(picture.parts)
    assert content[:4] in (b"\x89PNG", b"%PDF")
    corners, colours = picture.space.surface, picture.space.facet_colours
    assert np.isfinite(colours[np.isfinite(corners.heights)]).all()
    if suffix == ".png":
        (tmp_path / "figure.png").write_bytes(content)
        assert np.asarray(Image.open(tmp_path / "figure.png")).std() > 10
