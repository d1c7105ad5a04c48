"""Patterns of starts: the chosen start comes first, the rest lies around it, the same for the same settings."""

import dataclasses

import numpy as np
import pytest

from fallline.core import settings_of
from fallline.landscapes import shelf as landscapes
from fallline.patterns import shelf
from fallline.run import race
from fallline.scene import Scene

CENTRE, VIEW = (0.5, -1.0), ((-2.0, 3.0), (-2.0, 2.0))
EACH = pytest.mark.parametrize("id", list(shelf))


@EACH
def test_a_scene_races_the_chosen_start_first_and_every_other_one_too(id):
    scene = Scene.from_link(f"on=himmelblau&start=1,2&around={id}&run=adam~lr:0.05&steps=20")
    (run,) = race(scene)
    assert scene.rows[0] == (1.0, 2.0)
    assert run.rows == len(scene.rows) == 1 + len(scene.around.around((1.0, 2.0), scene.landscape.view))
    np.testing.assert_array_equal(run.x[0], scene.rows)
    (alone,) = race(dataclasses.replace(scene, around=None))
    np.testing.assert_array_equal(run.x[:, :1], alone.x)


@EACH
def test_the_same_settings_give_the_same_finite_distinct_starts(id):
    points = shelf[id]().around(CENTRE, VIEW)
    np.testing.assert_array_equal(points, shelf[id]().around(CENTRE, VIEW))
    assert np.isfinite(points).all()
    assert len(np.unique(points, axis=0)) == len(points)


@EACH
def test_every_number_of_a_pattern_changes_it(id):
    usual = shelf[id]().around(CENTRE, VIEW)
    for setting in settings_of(shelf.class_of(id)):
        other = setting.low if setting.low != setting.default else setting.high
        assert not np.array_equal(shelf[id](**{setting.name: other}).around(CENTRE, VIEW), usual), setting.name


@EACH
def test_patterns_move_with_the_start_and_reach_into_many_dimensions(id):
    landscape = landscapes["rosenbrock"](dim=5)
    points = shelf[id]().around(landscape.start, landscape.view)
    assert points.shape[1] == 5
    assert len(np.unique(points[:, :2], axis=0)) == len(points)


def test_a_ring_is_round_and_a_cloud_is_as_wide_as_it_says():
    ring = shelf["ring"](count=9, radius=0.25).around(CENTRE, VIEW)
    np.testing.assert_allclose(np.linalg.norm(ring - CENTRE, axis=1), 0.25 * 4.0)
    cloud = shelf["cloud"](count=4000, spread=0.1).around(CENTRE, VIEW)
    np.testing.assert_allclose(cloud.std(0), 0.1 * 4.0, rtol=0.05)
    np.testing.assert_allclose(cloud.mean(0), CENTRE, atol=0.03)


@pytest.mark.parametrize("width", [0.2, 0.7, 1.0])
def test_a_grid_covers_its_share_of_the_view_and_never_leaves_it(width):
    for centre in (CENTRE, (-2.0, 2.0), (9.0, 0.0)):
        grid = shelf["grid"](across=5, width=width).around(centre, VIEW)
        low, high = np.array(VIEW).T
        assert ((grid >= low) & (grid <= high)).all()
        np.testing.assert_allclose(np.ptp(grid, axis=0), width * (high - low) * 4 / 5)
