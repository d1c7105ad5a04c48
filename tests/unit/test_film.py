"""Films: the decoded file has the requested format and shows each run at its position."""

import io
import math
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.film import FilmOptions, FilmRenderer, write_film
from fallline.film.camera import Camera
from fallline.film.canvas import PixelCanvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.encode import FILM_SUFFIXES, encode
from fallline.film.picture import PART_NAMES, PLANE, SPACE, Picture, lay_out, pixels_per_unit
from fallline.picture import Look
from fallline.picture.palette import PAGE_COLOURS
from fallline.run import race
from fallline.scene.examples import examples
from fallline.view import read_link

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"
SMALL = {"wide": 640, "tall": 360, "fps": 12, "seconds": 2.0}
CODECS = {".mp4": ("h264", "yuv420p"), ".webm": ("vp9", "yuv420p"), ".gif": ("gif", "bgra")}


pytestmark = pytest.mark.slow


def decode(path):
    """Return (codec, pixel format), duration in seconds, metadata, and every frame as an array (height, width, 3)."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream_format = (stream.codec_context.name.removeprefix("lib"), stream.codec_context.pix_fmt)
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        return stream_format, float(container.duration / av.time_base), dict(container.metadata), frames


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """A folder with one film of each format, made by ``app.py film``."""
    folder = tmp_path_factory.mktemp("films")
    for suffix in FILM_SUFFIXES:
        size = ["--size", "640x360", "--fps", "12", "--seconds", "2"]
        assert app.main(["film", LINK, "--out", str(folder / f"film{suffix}"), *size]) == 0
    return folder


@pytest.mark.parametrize("suffix", FILM_SUFFIXES)
def test_a_film_has_the_requested_format_size_and_length(films, suffix):
    stream_format, duration, _, frames = decode(films / f"film{suffix}")
    assert stream_format == CODECS[suffix]
    assert len(frames) == 24
    assert all(frame.shape == (360, 640, 3) for frame in frames)
    assert duration == pytest.approx(2.0, abs=0.11)
    assert [path.name for path in films.iterdir() if not path.name.startswith("film")] == []


@pytest.mark.parametrize("suffix", FILM_SUFFIXES)
def test_first_middle_and_last_frame_differ_and_the_result_is_held_at_the_end(films, suffix):
    *_, frames = decode(films / f"film{suffix}")
    first, middle, end, last = (frames[at].astype(int) for at in (0, 12, -2, -1))
    for one, other in pairwise((first, middle, last)):
        assert (np.abs(one - other).max(-1) > 60).mean() > 0.003
    assert np.abs(end - last).mean() < 1


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_every_setting_and_the_link_are_in_the_metadata(films, suffix):
    _, _, metadata, _ = decode(films / f"film{suffix}")
    comment = {key.lower(): value for key, value in metadata.items()}["comment"]
    assert "beta2 0.999" in comment
    assert "momentum 0.9" in comment
    scene, _ = read_link(comment.partition("/?")[2].strip())
    assert scene == read_link(LINK)[0]


def test_a_gif_loops_and_has_the_link_in_its_comment(films):
    with Image.open(films / "film.gif") as picture:
        assert picture.info["loop"] == 0
        assert read_link(picture.info["comment"].decode().partition("/?")[2].strip())[0] == read_link(LINK)[0]


def test_the_light_theme_is_bright_and_the_dark_theme_is_dark(films, tmp_path):
    write_film(tmp_path / "dark.mp4", *read_link(LINK), FilmOptions(**SMALL, theme="dark"))
    light, dark = (decode(path)[3][0].mean() for path in (films / "film.mp4", tmp_path / "dark.mp4"))
    assert light > 170
    assert dark < 60


def ball_at(renderer, drawn_run, position):
    """Return the share of the pixels around a position in the picture that have the run's colour."""
    x, y = (np.array(position) * renderer.canvas.scale).round().astype(int)
    around = renderer.canvas.pixels[y - 1 : y + 2, x - 1 : x + 2, :3].astype(int)
    expected = np.array([int(drawn_run.colour[i : i + 2], 16) for i in (1, 3, 5)])
    return (np.abs(around - expected).max(-1) < 40).mean()


@pytest.mark.parametrize("example", list(examples)[::5])
def test_the_ball_is_at_the_runs_position_on_map_and_surface(example):
    scene, view = read_link(examples[example].link)
    renderer = FilmRenderer(scene, view, FilmOptions(wide=1280, tall=720, seconds=4.0))
    plane, space = renderer.picture.parts[PLANE], renderer.picture.parts[SPACE]
    seen = {PLANE: 0, SPACE: 0}
    for count in range(0, 92, 13):
        renderer.render_frame(count)
        t, _ = renderer.step_and_orbit(count)
        top = renderer.race.drawn_runs[-1]  # drawn last, so that no other run covers it
        (x0, x1), (y0, y1) = renderer.race.plane.plot_range
        u, v = renderer.race.plane.project(race(scene)[-1].x[t, 0])
        if x0 < u < x1 and y0 < v < y1:
            width, height = plane.map_rect.width, plane.map_rect.height
            position = (
                plane.map_rect.left + (u - x0) / (x1 - x0) * width,
                plane.map_rect.top + (y1 - v) / (y1 - y0) * height,
            )
            seen[PLANE] += ball_at(renderer, top, position) > 0.5
        places, state = space.paths[id(top)].at_step(t)
        if state[0] == 2:
            seen[SPACE] += ball_at(renderer, top, places[0]) > 0.5
        else:
            seen[SPACE] += 1
    assert seen[PLANE] >= 5
    assert seen[SPACE] >= 6


@pytest.mark.parametrize("suffix", FILM_SUFFIXES)
def test_the_ball_is_at_the_runs_position_in_the_written_file(films, suffix):
    *_, frames = decode(films / f"film{suffix}")
    scene, view = read_link(LINK)
    renderer = FilmRenderer(scene, view, FilmOptions(**SMALL))
    plane, top = renderer.picture.parts[PLANE], renderer.race.drawn_runs[-1]
    for count in (0, 6, 10, 14):
        t, _ = renderer.step_and_orbit(count)
        (x0, x1), (y0, y1) = renderer.race.plane.plot_range
        u, v = race(scene)[-1].x[t, 0]
        x = (plane.map_rect.left + (u - x0) / (x1 - x0) * plane.map_rect.width) * renderer.canvas.scale
        y = (plane.map_rect.top + (y1 - v) / (y1 - y0) * plane.map_rect.height) * renderer.canvas.scale
        pixel = frames[count][round(y), round(x)].astype(int)
        expected = [int(top.colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(pixel - expected).max() < 70, f"step {t}: {pixel} is not {expected}"


@pytest.mark.parametrize(("camera", "is_hidden"), [("", False), ("1.6,1.2,0.5", True)])
def test_a_ball_hidden_by_a_ridge_is_dimmer_than_a_visible_one(camera, is_hidden):
    link = "on=rosenbrock&start=-1.2,1&run=sgd_momentum~lr:0.0005&steps=400"
    scene, view = read_link(f"{link}&camera={camera}" if camera else link)
    renderer = FilmRenderer(scene, view, FilmOptions(wide=1280, tall=720))
    space, drawn_run = renderer.picture.parts[SPACE], renderer.race.drawn_runs[0]
    path = space.paths[id(drawn_run)]
    assert (path.state[0] == (1 if is_hidden else 2)).all()
    renderer._draw(40, 0.0)
    share = ball_at(renderer, drawn_run, path.at_step(40)[0][0])
    assert share < 0.2 if is_hidden else share > 0.7


def test_visibility_agrees_with_samples_along_each_line_of_sight():
    scene, view = read_link("on=himmelblau&run=adam&steps=2")
    drawn_race = DrawnRace.from_scene(scene, view, Look("light"))
    picture = Picture(drawn_race, Rect(0, 0, 900, 700), (SPACE,), legend_only=True)
    surface, camera = picture.parts[SPACE].surface, picture.parts[SPACE].camera
    generator = np.random.default_rng(0)
    low, high = np.array(surface.box).T
    points = low + generator.random((400, 3)) * (high - low)
    eye = low + (camera.eye / surface.sides + 0.5) * (high - low)
    lift = 0.012 * (high[2] - low[2])
    last = len(surface.x) - 1
    agreed = 0
    for point, seen in zip(points, camera.is_visible(points), strict=True):
        line = point + np.linspace(0, 1, 4000)[1:, None] * (eye - point)
        inside = (line >= [*low[:2], -np.inf]).all(-1) & (line <= [*high[:2], np.inf]).all(-1)
        line = line[inside]
        column = np.clip(((line[:, 0] - low[0]) / (high[0] - low[0]) * last).round().astype(int), 0, last)
        row = np.clip(((line[:, 1] - low[1]) / (high[1] - low[1]) * last).round().astype(int), 0, last)
        agreed += seen != (surface.heights[row, column] > line[:, 2] + lift).any()
    assert agreed >= 380


def test_the_steps_shown_increase_from_the_first_to_the_last():
    scene, view = read_link(LINK)
    for pace in ("eased", "even"):
        renderer = FilmRenderer(scene, view, FilmOptions(**SMALL, pace=pace))
        steps = [renderer.step_and_orbit(count)[0] for count in range(renderer.options.frame_count)]
        assert (steps[0], steps[-1]) == (0, scene.steps)
        assert steps == sorted(steps)
        half = steps[len(steps) // 3]
        assert (half < scene.steps * 0.35) == (pace == "eased")


def test_an_orbit_looks_from_all_sides_and_keeps_the_surface_in_its_frame():
    scene, view = read_link(LINK)
    renderer = FilmRenderer(scene, view, FilmOptions(**SMALL, camera="orbit"))
    eyes = []
    for count in range(0, renderer.options.frame_count - 5, 4):
        renderer.render_frame(count)
        eyes.append(math.degrees(math.atan2(*renderer.picture.space.camera.eye[1::-1])) % 360)
    assert max(eyes) - min(eyes) > 250
    corners = np.array(list(np.ndindex(2, 2, 2)))
    low, high = np.array(renderer.picture.space.surface.box).T
    frame = renderer.picture.space.rect
    for turn in np.linspace(0, 6.2, 12):  # the box stays in its frame at every angle
        seen = renderer.picture.space.initial_camera.rotate(turn).project(low + corners * (high - low))
        assert (seen > (frame.left, frame.top)).all()
        assert (seen < (frame.right, frame.bottom)).all()


def test_the_camera_of_the_link_is_used_unchanged():
    scene, view = read_link(f"{LINK}&camera=0.5,-1.5,0.8")
    drawn_race = DrawnRace.from_scene(scene, view, Look("light"))
    space = Picture(drawn_race, Rect(0, 0, 900, 700), (SPACE,), legend_only=True).parts[SPACE]
    assert isinstance(space.camera, Camera)
    assert (space.camera.zoom, space.camera.shift) == (1.0, (0.0, 0.0))
    np.testing.assert_allclose(space.camera.eye, (0.5, -1.5, 0.8))


def test_the_arrows_are_those_of_the_selected_run():
    scene, view = read_link(f"{LINK}&inside=step&selected=2")
    drawn_race = DrawnRace.from_scene(scene, view, Look("light"))
    assert drawn_race.selected_run is drawn_race.drawn_runs[1]
    axes = np.stack((drawn_race.plane.across, drawn_race.plane.up), -1)
    np.testing.assert_array_equal(drawn_race.step_arrows.vectors[0]["step"], race(scene)[1].step[:, 0] @ axes)


SIZES = ((1920, 1080), (1280, 720), (1080, 1920), (1080, 1080), (640, 360), (480, 270), (3840, 2160), (160, 160))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("runs", [1, 8])
def test_parts_do_not_overlap_and_lie_inside_the_picture(size, runs):
    link = "on=booth&steps=5&start=1,1" + "&run=adam~lr:0.1" * runs
    drawn_race = DrawnRace.from_scene(*read_link(link), Look("light"))
    scale = pixels_per_unit(*size)
    page = Rect(0, 0, size[0] / scale, size[1] / scale)
    frames = lay_out(drawn_race, page, PART_NAMES).rects
    assert set(PART_NAMES[:2]) <= set(frames)
    for frame in frames.values():
        assert frame.left >= 0 <= frame.top
        assert frame.right <= page.width + 1e-6
        assert frame.bottom <= page.height + 1e-6
        assert frame.width > 0 < frame.height
    for one, other in ((a, b) for a in frames.values() for b in frames.values() if a is not b):
        beside = one.right <= other.left + 1e-6 or other.right <= one.left + 1e-6
        assert beside or one.bottom <= other.top + 1e-6 or other.bottom <= one.top + 1e-6


def test_parts_hidden_by_the_link_are_not_filmed():
    scene, view = read_link(f"{LINK}&hide=space,numbers")
    parts = FilmRenderer(scene, view, FilmOptions()).picture.parts
    assert PLANE in parts
    assert not {SPACE, "numbers"} & set(parts)
    with pytest.raises(BadInput, match="no part"):
        FilmRenderer(*read_link(f"{LINK}&hide=plane,space,numbers,loss,step_size"), FilmOptions())


def test_right_aligned_numbers_end_at_the_same_place():
    canvas = PixelCanvas(400, 60, 1.0)
    colour = PAGE_COLOURS["light"].foreground
    edges = []
    for text in ("0.11111", "0.88888", "−2.5000", "1.0000"):
        canvas.fill_rect(Rect(0, 0, 400, 60), "#ffffff")
        canvas.draw_cached_text((300, 30), text, 24, colour, align="right")
        columns = np.flatnonzero((canvas.pixels[..., 0] < 128).any(0))
        edges.append(columns[-1])
    assert max(edges) - min(edges) <= 4  # the glyph 1 is narrower than 8, its column is as wide


def test_a_repeated_frame_is_encoded_unchanged():
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[..., 0], picture[..., 3] = 200, 255
    file = io.BytesIO()
    encode(file, ".mp4", [picture, None, None, picture], (64, 64), 10, "notes")
    file.seek(0)
    with av.open(file) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 4
    assert all(np.abs(frame[..., 0].astype(int) - 200).max() < 8 for frame in frames)
