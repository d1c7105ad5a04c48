"""Standings, arrows and the camera are computed both in the browser and in Python: both give the same for one race.

The functions themselves are compared by the tables in tests/cases.
"""

import json

import numpy as np
import pytest

from fallline.analysis.plot_plane import find_plane
from fallline.film.canvas import Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.picture import SPACE, Picture
from fallline.picture import Look
from fallline.picture.arrows import StepArrows
from fallline.picture.standings import rank_runs
from fallline.run import race
from fallline.view import read_link
from fallline.view.view import STEP_ARROWS
from tests.browser.page import step_to, wait_for_race

LINK = "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&run=adabelief~lr:0.1&start=1,1.5&steps=120"
STEPS = (0, 1, 7, 60, 120)


def test_standings_and_arrows_of_a_race_are_the_same_in_python_and_in_the_browser(visit):
    page = visit(f"{LINK}&inside={','.join(STEP_ARROWS)}")
    scene, view = read_link(f"{LINK}&inside={','.join(STEP_ARROWS)}")
    runs = race(scene)
    step_arrows = StepArrows.from_runs(runs, find_plane(scene, runs, view.plane, view.box), view)
    box = json.dumps(step_arrows.plot_range)
    for t in STEPS:
        step_to(page, t)
        cost, standings = rank_runs(runs, t)
        browser_ranking = page.evaluate(f"fallline.rankRuns(fallline.race, {t})")
        assert browser_ranking["cost"] == cost
        assert [each["runIndex"] for each in browser_ranking["standings"]] == [each.run_index for each in standings]
        np.testing.assert_allclose(
            [each["gap"] for each in browser_ranking["standings"]],
            [each.gap for each in standings],
            rtol=1e-5,
            atol=1e-30,
        )
        scales = step_arrows.scales(t)
        browser_scales = page.evaluate(f"fallline.computeScales(fallline.race.runs, fallline.shownLayers, {box}, {t})")
        for name in ("gradient", "step", "bar", "side"):
            assert browser_scales[name] == pytest.approx(getattr(scales, name), rel=1e-9)
        for run_index in range(len(runs)):
            run_js = f"fallline.race.runs[{run_index}]"
            call = f"([scales]) => fallline.computeArrows({run_js}, fallline.shownLayers, {t}, scales)"
            theirs, ours = page.evaluate(call, [browser_scales]), step_arrows.arrows(run_index, t, scales)
            assert [(each["layer"], bool(each["cut"])) for each in theirs] == [(each.layer, each.cut) for each in ours]
            for one, other in zip(theirs, ours, strict=True):
                np.testing.assert_allclose((one["x"], one["y"]), other.end, rtol=1e-4, atol=1e-9)


def test_the_camera_of_films_projects_like_plotlys(visit):
    link = f"{LINK}&camera=0.9,-1.4,0.8"
    page = visit(link, space=True)
    page.wait_for_function("document.querySelector('#panel-space .plot')?._fullLayout?.scene?._scene?.glplot")
    wait_for_race(page)
    camera = page.evaluate("""() => {
      const { _scene } = document.querySelector('#panel-space .plot')._fullLayout.scene;
      const { model, view, projection } = _scene.glplot.cameraParams;
      const { width, height } = document.querySelector('#panel-space .frame').getBoundingClientRect();
      const lists = { model, view, projection, scale: _scene.dataScale };
      return { ...Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list]])), width, height };
    }""")
    matrices = [np.reshape(camera[name], (4, 4)).T for name in ("projection", "view", "model")]
    scene, view = read_link(link)
    drawn_race = DrawnRace.from_scene(scene, view, Look("light"))
    frame = Rect(0, 0, camera["width"], camera["height"])
    picture = Picture(drawn_race, Rect(0, 0, camera["width"], camera["height"] + 200), (SPACE,), legend_only=True)
    surface = picture.parts[SPACE].surface
    film_camera = type(picture.parts[SPACE].camera).from_view(view, surface, frame, view.camera, orbits=False)
    low, high = np.array(surface.box).T
    points = low + np.random.default_rng(0).random((50, 3)) * (high - low)
    clip = matrices[0] @ matrices[1] @ matrices[2] @ np.column_stack((points * camera["scale"], np.ones(50))).T
    x = camera["width"] * (0.5 + 0.5 * clip[0] / clip[3])
    y = camera["height"] * (0.5 - 0.5 * clip[1] / clip[3])
    np.testing.assert_allclose(
        film_camera.project(points), np.stack((x, y), -1), atol=0.3
    )  # pixels; Plotly rounds the size of the frame
