"""Films: what is decoded from them is what was asked for, and shows the race where it was."""

import io
import math
from itertools import pairwise

import av
import numpy as np
import pytest
from PIL import Image

from fallline.cli import main as app
from fallline.core import BadInput
from fallline.film import Filming, Movie, film
from fallline.film.actors import Cast
from fallline.film.camera import Camera
from fallline.film.encode import FORMATS, encode
from fallline.film.pen import FilmPen, Frame
from fallline.film.picture import PARTS, PLANE, SPACE, Picture, laid_out, scale_of
from fallline.picture import Look
from fallline.picture.palette import GROUNDS
from fallline.run import race
from fallline.scene.examples import examples
from fallline.view import read_link

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&start=1,1.5&steps=120"
SMALL = {"wide": 640, "tall": 360, "fps": 12, "seconds": 2.0}
CODECS = {".mp4": ("h264", "yuv420p"), ".webm": ("vp9", "yuv420p"), ".gif": ("gif", "bgra")}


pytestmark = pytest.mark.slow


def decoded(path):
    """Codec, pixel format, frames per second, metadata, and every frame as (tall, wide, 3)."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        facts = (stream.codec_context.name.removeprefix("lib"), stream.codec_context.pix_fmt)
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(stream)]
        return facts, float(container.duration / av.time_base), dict(container.metadata), frames


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    """One film of each format, as ``app.py film`` makes it."""
    folder = tmp_path_factory.mktemp("films")
    for suffix in FORMATS:
        size = ["--size", "640x360", "--fps", "12", "--seconds", "2"]
        assert app.main(["film", LINK, "--out", str(folder / f"film{suffix}"), *size]) == 0
    return folder


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_film_is_what_was_asked_for(films, suffix):
    facts, duration, _, frames = decoded(films / f"film{suffix}")
    assert facts == CODECS[suffix]
    assert len(frames) == 24
    assert all(frame.shape == (360, 640, 3) for frame in frames)
    assert duration == pytest.approx(2.0, abs=0.11)
    assert [path.name for path in films.iterdir() if not path.name.startswith("film")] == []


@pytest.mark.parametrize("suffix", FORMATS)
def test_first_middle_and_last_frame_differ_and_the_result_stays(films, suffix):
    *_, frames = decoded(films / f"film{suffix}")
    first, middle, end, last = (frames[at].astype(int) for at in (0, 12, -2, -1))
    for one, other in pairwise((first, middle, last)):
        assert (np.abs(one - other).max(-1) > 60).mean() > 0.003
    assert np.abs(end - last).mean() < 1


@pytest.mark.parametrize("suffix", [".mp4", ".webm"])
def test_every_setting_and_the_link_are_in_the_file(films, suffix):
    _, _, notes, _ = decoded(films / f"film{suffix}")
    told = {key.lower(): value for key, value in notes.items()}["comment"]
    assert "beta2 0.999" in told
    assert "momentum 0.9" in told
    scene, _ = read_link(told.partition("/?")[2].strip())
    assert scene == read_link(LINK)[0]


def test_a_gif_loops_and_holds_them_too(films):
    with Image.open(films / "film.gif") as picture:
        assert picture.info["loop"] == 0
        assert read_link(picture.info["comment"].decode().partition("/?")[2].strip())[0] == read_link(LINK)[0]


def test_light_is_bright_and_dark_is_not(films, tmp_path):
    film(tmp_path / "dark.mp4", *read_link(LINK), Filming(**SMALL, theme="dark"))
    light, dark = (decoded(path)[3][0].mean() for path in (films / "film.mp4", tmp_path / "dark.mp4"))
    assert light > 170
    assert dark < 60


def ball_at(movie, actor, place):
    """The share of pixels around a place of the picture that have a run's colour."""
    x, y = (np.array(place) * movie.pen.scale).round().astype(int)
    around = movie.pen.pixels[y - 1 : y + 2, x - 1 : x + 2, :3].astype(int)
    wanted = np.array([int(actor.colour[i : i + 2], 16) for i in (1, 3, 5)])
    return (np.abs(around - wanted).max(-1) < 40).mean()


@pytest.mark.parametrize("example", list(examples)[::5])
def test_the_ball_is_where_the_run_was_on_map_and_surface(example):
    scene, view = read_link(examples[example].link)
    movie = Movie(scene, view, Filming(wide=1280, tall=720, seconds=4.0))
    plane, space = movie.picture.parts[PLANE], movie.picture.parts[SPACE]
    seen = {PLANE: 0, SPACE: 0}
    for count in range(0, 92, 13):
        movie.frame(count)
        t, _ = movie.moment(count)
        top = movie.cast.actors[-1]  # whom no other covers
        (x0, x1), (y0, y1) = movie.cast.plane.box
        u, v = movie.cast.plane.seen(race(scene)[-1].x[t, 0])
        if x0 < u < x1 and y0 < v < y1:
            wide, tall = plane.map.wide, plane.map.tall
            place = (plane.map.left + (u - x0) / (x1 - x0) * wide, plane.map.top + (y1 - v) / (y1 - y0) * tall)
            seen[PLANE] += ball_at(movie, top, place) > 0.5
        places, state = space.paths[id(top)].at(t)
        if state[0] == 2:
            seen[SPACE] += ball_at(movie, top, places[0]) > 0.5
        else:
            seen[SPACE] += 1
    assert seen[PLANE] >= 5
    assert seen[SPACE] >= 6


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_ball_is_there_in_the_film_that_was_written(films, suffix):
    *_, frames = decoded(films / f"film{suffix}")
    scene, view = read_link(LINK)
    movie = Movie(scene, view, Filming(**SMALL))
    plane, top = movie.picture.parts[PLANE], movie.cast.actors[-1]
    for count in (0, 6, 10, 14):
        t, _ = movie.moment(count)
        (x0, x1), (y0, y1) = movie.cast.plane.box
        u, v = race(scene)[-1].x[t, 0]
        x = (plane.map.left + (u - x0) / (x1 - x0) * plane.map.wide) * movie.pen.scale
        y = (plane.map.top + (y1 - v) / (y1 - y0) * plane.map.tall) * movie.pen.scale
        pixel = frames[count][round(y), round(x)].astype(int)
        wanted = [int(top.colour[i : i + 2], 16) for i in (1, 3, 5)]
        assert np.abs(pixel - wanted).max() < 70, f"step {t}: {pixel} is not {wanted}"


def test_what_a_ridge_hides_is_dimmer_than_what_is_in_sight():
    scene, view = read_link("on=rosenbrock&start=-1.2,1&run=sgd_momentum~lr:0.0005&steps=400")
    movie = Movie(scene, view, Filming(wide=1280, tall=720))
    space, actor = movie.picture.parts[SPACE], movie.cast.actors[0]
    state = space.paths[id(actor)].state[0]
    hidden, open_ = (int(np.flatnonzero(state == kind)[-1]) for kind in (1, 2))
    shares = []
    for t in (hidden, open_):
        movie._draw(t, 0.0)
        shares.append(ball_at(movie, actor, space.paths[id(actor)].at(t)[0][0]))
    assert shares[0] < 0.2
    assert shares[1] > 0.9


def test_sight_agrees_with_a_march_along_each_line():
    scene, view = read_link("on=himmelblau&run=adam&steps=2")
    cast = Cast.of(scene, view, Look("light"))
    picture = Picture(cast, Frame(0, 0, 900, 700), (SPACE,), bare=True)
    surface, camera = picture.parts[SPACE].surface, picture.parts[SPACE].camera
    luck = np.random.default_rng(0)
    low, high = np.array(surface.box).T
    points = low + luck.random((400, 3)) * (high - low)
    eye = low + (camera.eye / surface.sides + 0.5) * (high - low)
    lift = 0.012 * (high[2] - low[2])
    agreed = 0
    for point, seen in zip(points, camera.sees(points), strict=True):
        line = point + np.linspace(0, 1, 4000)[1:, None] * (eye - point)
        inside = (line >= [*low[:2], -np.inf]).all(-1) & (line <= [*high[:2], np.inf]).all(-1)
        line = line[inside]
        column = np.clip(((line[:, 0] - low[0]) / (high[0] - low[0]) * 90).round().astype(int), 0, 90)
        row = np.clip(((line[:, 1] - low[1]) / (high[1] - low[1]) * 90).round().astype(int), 0, 90)
        agreed += seen != (surface.drawn[row, column] > line[:, 2] + lift).any()
    assert agreed >= 380


def test_time_runs_from_the_start_to_the_end_and_never_back():
    scene, view = read_link(LINK)
    for pace in ("eased", "even"):
        movie = Movie(scene, view, Filming(**SMALL, pace=pace))
        steps = [movie.moment(count)[0] for count in range(movie.filming.frames)]
        assert (steps[0], steps[-1]) == (0, scene.steps)
        assert steps == sorted(steps)
        half = steps[len(steps) // 3]
        assert (half < scene.steps * 0.35) == (pace == "eased")


def test_an_orbit_comes_back_to_where_it_began_and_looks_from_all_sides():
    scene, view = read_link(LINK)
    movie = Movie(scene, view, Filming(**SMALL, camera="orbit"))
    eyes = []
    for count in range(0, movie.filming.frames - 5, 4):
        movie.frame(count)
        eyes.append(math.degrees(math.atan2(*movie.picture.space.camera.eye[1::-1])) % 360)
    assert max(eyes) - min(eyes) > 250
    corners = np.array(list(np.ndindex(2, 2, 2)))
    low, high = np.array(movie.picture.space.surface.box).T
    frame = movie.picture.space.frame
    for turn in np.linspace(0, 6.2, 12):  # the box stays in its frame all the way round
        seen = movie.picture.space.first.turned(turn).placed(low + corners * (high - low))
        assert (seen > (frame.left, frame.top)).all()
        assert (seen < (frame.right, frame.bottom)).all()


def test_the_links_own_camera_is_kept_as_it_is():
    scene, view = read_link(f"{LINK}&camera=0.5,-1.5,0.8")
    cast = Cast.of(scene, view, Look("light"))
    space = Picture(cast, Frame(0, 0, 900, 700), (SPACE,), bare=True).parts[SPACE]
    assert isinstance(space.camera, Camera)
    assert (space.camera.zoom, space.camera.shift) == (1.0, (0.0, 0.0))
    np.testing.assert_allclose(space.camera.eye, (0.5, -1.5, 0.8))


SIZES = ((1920, 1080), (1280, 720), (1080, 1920), (1080, 1080), (640, 360), (480, 270), (3840, 2160), (160, 160))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("runs", [1, 8])
def test_parts_lie_beside_each_other_inside_the_picture(size, runs):
    link = "on=booth&steps=5&start=1,1" + "&run=adam~lr:0.1" * runs
    cast = Cast.of(*read_link(link), Look("light"))
    scale = scale_of(*size)
    whole = Frame(0, 0, size[0] / scale, size[1] / scale)
    frames = laid_out(cast, whole, PARTS).frames
    assert set(PARTS[:2]) <= set(frames)
    for frame in frames.values():
        assert frame.left >= 0 <= frame.top
        assert frame.right <= whole.wide + 1e-6
        assert frame.bottom <= whole.tall + 1e-6
        assert frame.wide > 0 < frame.tall
    for one, other in ((a, b) for a in frames.values() for b in frames.values() if a is not b):
        beside = one.right <= other.left + 1e-6 or other.right <= one.left + 1e-6
        assert beside or one.bottom <= other.top + 1e-6 or other.bottom <= one.top + 1e-6


def test_what_the_link_hides_is_not_filmed():
    scene, view = read_link(f"{LINK}&hide=space,numbers")
    parts = Movie(scene, view, Filming()).picture.parts
    assert PLANE in parts
    assert not {SPACE, "numbers"} & set(parts)
    with pytest.raises(BadInput, match="no part"):
        Movie(*read_link(f"{LINK}&hide=plane,space,numbers,loss,step_size"), Filming())


def test_numbers_stand_where_they_stood_step_by_step():
    pen = FilmPen(400, 60, 1.0)
    ink = GROUNDS["light"].ink
    edges = []
    for text in ("0.11111", "0.88888", "−2.5000", "1.0000"):
        pen.box(Frame(0, 0, 400, 60), "#ffffff")
        pen.count((300, 30), text, 24, ink, align="right")
        columns = np.flatnonzero((pen.pixels[..., 0] < 128).any(0))
        edges.append(columns[-1])
    assert max(edges) - min(edges) <= 4  # a 1 is slimmer than an 8, the column is not


def test_a_frame_that_is_shown_again_is_the_same():
    picture = np.zeros((64, 64, 4), np.uint8)
    picture[..., 0], picture[..., 3] = 200, 255
    file = io.BytesIO()
    encode(file, ".mp4", [picture, None, None, picture], (64, 64), 10, "notes")
    file.seek(0)
    with av.open(file) as container:
        frames = [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]
    assert len(frames) == 4
    assert all(np.abs(frame[..., 0].astype(int) - 200).max() < 8 for frame in frames)
