"""What page and film draw alike is computed twice, in the browser and here: on one race both give the same.

Tables of cases hold the rules themselves to one another; see tests/cases.
"""

import json

import numpy as np
import pytest
from page import settled, step_to

from fallline.analysis.plot_plane import plane_of
from fallline.film.actors import Cast
from fallline.film.pen import Frame
from fallline.film.picture import SPACE, Picture
from fallline.picture import Look
from fallline.picture.arrows import Inside
from fallline.picture.standings import standings
from fallline.run import race
from fallline.view import read_link
from fallline.view.view import LAYERS

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&run=adabelief~lr:0.1&start=1,1.5&steps=120"
STEPS = (0, 1, 7, 60, 120)


def test_page_film_and_shell_agree_on_a_race(visit):
    page = visit(f"{LINK}&inside={','.join(LAYERS)}")
    scene, view = read_link(f"{LINK}&inside={','.join(LAYERS)}")
    runs = race(scene)
    inside = Inside.of(runs, plane_of(scene, runs, view.plane, view.box), view)
    box = json.dumps(inside.box)
    for t in STEPS:
        step_to(page, t)
        spent, places = standings(runs, t)
        told = page.evaluate(f"fallline.standings(fallline.race, {t})")
        assert told["spent"] == spent
        assert [each["which"] for each in told["places"]] == [each.which for each in places]
        np.testing.assert_allclose(
            [each["gap"] for each in told["places"]], [each.gap for each in places], rtol=1e-5, atol=1e-30
        )
        scales = inside.scales(t)
        told = page.evaluate(f"fallline.scalesOf(fallline.race, fallline.layers, {box}, {t})")
        for name in ("gradient", "step", "bar", "side"):
            assert told[name] == pytest.approx(getattr(scales, name), rel=1e-9)
        for which in range(len(runs)):
            call = f"([scales]) => fallline.arrowsOf(fallline.race.runs[{which}], fallline.layers, {t}, scales)"
            theirs, ours = page.evaluate(call, [told]), inside.arrows(which, t, scales)
            assert [(each["layer"], bool(each["cut"])) for each in theirs] == [(each.layer, each.cut) for each in ours]
            for one, other in zip(theirs, ours, strict=True):
                np.testing.assert_allclose((one["x"], one["y"]), other.end, rtol=1e-4, atol=1e-9)


def test_films_camera_is_plotlys(visit):
    link = f"{LINK}&camera=0.9,-1.4,0.8"
    page = visit(link, space=True)
    page.wait_for_function("document.querySelector('#panel-space .plot')?._fullLayout?.scene?._scene?.glplot")
    settled(page)
    told = page.evaluate("""() => {
      const { _scene } = document.querySelector('#panel-space .plot')._fullLayout.scene;
      const { model, view, projection } = _scene.glplot.cameraParams;
      const { width, height } = document.querySelector('#panel-space .frame').getBoundingClientRect();
      const lists = { model, view, projection, scale: _scene.dataScale };
      return { ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])), width, height };
    }""")
    matrices = [np.reshape(told[name], (4, 4)).T for name in ("projection", "view", "model")]
    scene, view = read_link(link)
    cast = Cast.of(scene, view, Look("light"))
    frame = Frame(0, 0, told["width"], told["height"])
    picture = Picture(cast, Frame(0, 0, told["width"], told["height"] + 200), (SPACE,), bare=True)
    surface = picture.parts[SPACE].surface
    camera = type(picture.parts[SPACE].camera).of(view, surface, frame, round_it=False)
    low, high = np.array(surface.box).T
    points = low + np.random.default_rng(0).random((50, 3)) * (high - low)
    clip = matrices[0] @ matrices[1] @ matrices[2] @ np.column_stack((points * told["scale"], np.ones(50))).T
    x = told["width"] * (0.5 + 0.5 * clip[0] / clip[3])
    y = told["height"] * (0.5 - 0.5 * clip[1] / clip[3])
    np.testing.assert_allclose(
        camera.placed(points), np.stack((x, y), -1), atol=0.3
    )  # Plotly rounds the frame to pixels
