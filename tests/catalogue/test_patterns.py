"""Patterns of starts: the chosen start comes first, the others are around it and depend only on the settings."""

import dataclasses

import numpy as np
import pytest

from fallline.core import settings_of
from fallline.landscapes import shelf as landscapes
from fallline.patterns import shelf
from fallline.run import race
from fallline.scene import Scene

CENTRE, VIEW = (0.5, -1.0), ((-2.0, 3.0), (-2.0, 2.0))
every_pattern = pytest.mark.parametrize("id", list(shelf))


@every_pattern
def test_a_scene_races_the_chosen_start_first_then_those_of_the_pattern(id):
    scene = Scene.from_link(f"on=himmelblau&start=1,2&around={id}&run=adam~lr:0.05&steps=20")
    (run,) = race(scene)
    assert scene.rows[0] == (1.0, 2.0)
    assert run.rows == len(scene.rows) == 1 + len(scene.around.starts_around((1.0, 2.0), scene.landscape.view))
    np.testing.assert_array_equal(run.x[0], scene.rows)
    (single,) = race(dataclasses.replace(scene, around=None))
    np.testing.assert_array_equal(run.x[:, :1], single.x)


@every_pattern
def test_starts_are_reproducible_finite_and_distinct(id):
    points = shelf[id]().starts_around(CENTRE, VIEW)
    np.testing.assert_array_equal(points, shelf[id]().starts_around(CENTRE, VIEW))
    assert np.isfinite(points).all()
    assert len(np.unique(points, axis=0)) == len(points)


@every_pattern
def test_every_setting_of_a_pattern_changes_its_starts(id):
    default_points = shelf[id]().starts_around(CENTRE, VIEW)
    for setting in settings_of(shelf.class_of(id)):
        other = setting.low if setting.low != setting.default else setting.high
        assert not np.array_equal(shelf[id](**{setting.name: other}).starts_around(CENTRE, VIEW), default_points), (
            setting.name
        )


@every_pattern
def test_patterns_work_in_more_than_two_dimensions(id):
    landscape = landscapes["rosenbrock"](dim=5)
    points = shelf[id]().starts_around(landscape.start, landscape.view)
    assert points.shape[1] == 5
    assert len(np.unique(points[:, :2], axis=0)) == len(points)


def test_a_ring_has_its_radius_and_a_cloud_has_its_spread():
    ring = shelf["ring"](count=9, radius=0.25).starts_around(CENTRE, VIEW)
    np.testing.assert_allclose(np.linalg.norm(ring - CENTRE, axis=1), 0.25 * 4.0)
    cloud = shelf["cloud"](count=4000, spread=0.1).starts_around(CENTRE, VIEW)
    np.testing.assert_allclose(cloud.std(0), 0.1 * 4.0, rtol=0.05)
    np.testing.assert_allclose(cloud.mean(0), CENTRE, atol=0.03)


@pytest.mark.parametrize("width", [0.2, 0.7, 1.0])
def test_a_grid_covers_its_share_of_the_plot_range_and_stays_inside(width):
    for centre in (CENTRE, (-2.0, 2.0), (9.0, 0.0)):
        grid = shelf["grid"](across=5, width=width).starts_around(centre, VIEW)
        low, high = np.array(VIEW).T
        assert ((grid >= low) & (grid <= high)).all()
        np.testing.assert_allclose(np.ptp(grid, axis=0), width * (high - low) * 4 / 5)
