"""Measures computed after a run, compared with closed forms and with scipy's line search."""

from zlib import crc32

import numpy as np
import pytest
import torch
from scipy.optimize import minimize_scalar

from fallline.analysis.line_search import find_first_minimum
from fallline.analysis.measures import compute_measures, distance_to_minimum
from fallline.landscapes import shelf as landscapes
from fallline.run import race
from fallline.scene import Scene

BOX = ((-3.0, 3.0), (-2.0, 4.0))


def first_minimum(f, x, direction, box=BOX):
    points = torch.tensor(np.array([x]), dtype=torch.float64)
    direction = torch.tensor(np.array([direction]), dtype=torch.float64)
    length, edge = find_first_minimum(f, points, direction / torch.linalg.vector_norm(direction), box)
    return length.item(), edge.item()


def bowl(x):
    return x[..., 0] * x[..., 0] + 10 * x[..., 1] * x[..., 1]


def test_on_a_quadratic_the_ideal_step_is_the_exact_line_search():
    x = np.array([1.7, -0.6])
    g = np.array([2.0, 20.0]) * x
    length, edge = first_minimum(bowl, x, -g)
    assert length == pytest.approx(np.linalg.norm(g) * (g @ g) / (g @ (np.array([2.0, 20.0]) * g)), rel=1e-12)
    assert not edge


def test_a_kink_is_found_to_machine_precision():
    length, edge = first_minimum(lambda x: x.abs().sum(-1), [2.5, 0.0], [-1.0, 0.0])
    assert length == pytest.approx(2.5, rel=1e-12)
    assert not edge


def test_the_first_minimum_is_found_and_not_the_deepest():
    length, _ = first_minimum(lambda x: torch.sin(4 * x[..., 0]) + 0.1 * x[..., 0], [-2.5, 0.0], [1.0, 0.0])
    first = minimize_scalar(lambda a: np.sin(4 * (a - 2.5)) + 0.1 * (a - 2.5), bounds=(0.0, 1.2), method="bounded")
    assert length == pytest.approx(first.x, abs=1e-5)


def test_on_an_endless_slope_the_search_stops_at_the_edge_of_the_box_and_marks_it():
    assert first_minimum(lambda x: x[..., 0] + 0 * x[..., 1], [1.0, 1.0], [-1.0, 0.0]) == (pytest.approx(4.0), True)


def test_the_ideal_step_is_zero_uphill_and_nan_without_a_direction():
    assert first_minimum(bowl, [1.0, 1.0], [1.0, 1.0])[0] == 0.0
    assert np.isnan(first_minimum(bowl, [1.0, 1.0], [np.nan, np.nan])[0])


def test_a_ray_from_outside_is_followed_through_the_box_or_for_its_diagonal():
    def slope(x):
        return x[..., 0] + 0 * x[..., 1]

    assert first_minimum(slope, [5.0, 0.0], [-1.0, 0.0])[0] == pytest.approx(8.0)
    assert first_minimum(slope, [5.0, 9.0], [-1.0, 0.0])[0] == pytest.approx(np.hypot(6, 6))


@pytest.mark.slow
def test_ideal_steps_end_at_the_first_minimum_on_every_landscape():
    checked = 0
    for id in landscapes.classes:
        generator = np.random.default_rng(
            [1, crc32(id.encode())]
        )  # seeded by the id, so that other landscapes do not matter
        landscape = landscapes[id]()
        low, high = np.array(landscape.view).T
        x = generator.uniform(low, high)
        direction = generator.normal(size=landscape.dim)
        direction /= np.linalg.norm(direction)
        length, edge = first_minimum(landscape.f, x, direction, landscape.view)

        def value(a, f=landscape.f, x=x, direction=direction):
            return f(torch.from_numpy(x + a * direction)).item()

        if edge or length == 0:
            continue
        tiny = 1e-4 * length
        rounding = 1e-12 * max(1, abs(value(length)))
        assert value(length) <= value(length - tiny) + rounding, id
        assert value(length) <= value(length + tiny) + rounding, id
        falling = np.linspace(0, length * (1 - 1e-3), 400)
        values = np.array([value(a) for a in falling])
        assert (np.diff(values) <= 1e-9 * np.abs(values).max()).mean() > 0.95, id
        checked += 1
    assert checked > len(landscapes.classes) / 3  # the others end at the edge of the box or start at a minimum


@pytest.fixture(scope="module")
def run_and_measures():
    scene = Scene.from_link("on=quadratic&run=sgd_momentum~lr:0.004&steps=80&start=3,1")
    (run,) = race(scene)
    return run, compute_measures(run, scene.landscape.view)


def test_angle_distance_step_size_and_gap_have_their_closed_forms(run_and_measures):
    run, found = run_and_measures
    step, downhill = run.step[:, 0], -run.grad[:, 0]
    cosine = (step * downhill).sum(-1) / np.linalg.norm(step, axis=-1) / np.linalg.norm(downhill, axis=-1)
    np.testing.assert_allclose(np.cos(np.radians(found["angle"][:, 0])), cosine, atol=1e-9)
    np.testing.assert_allclose(found["distance"][:, 0], np.linalg.norm(run.x[:, 0], axis=-1), rtol=1e-12)
    np.testing.assert_allclose(found["step_size"][:-1], np.linalg.norm(np.diff(run.x, axis=0), axis=-1))
    np.testing.assert_allclose(found["gap"], run.f - run.landscape.fmin)


def test_on_a_quadratic_the_ideal_step_of_the_parabola_is_exact(run_and_measures):
    _, found = run_and_measures
    for which in ("own", "gradient"):
        cut = found[f"ideal_{which}_edge"] == 1
        np.testing.assert_allclose(found[f"ideal_{which}"][~cut], found[f"model_{which}"][~cut], rtol=1e-8, atol=1e-12)


def test_curvature_is_the_second_difference(run_and_measures):
    run, found = run_and_measures
    direction = run.step[10, 0] / np.linalg.norm(run.step[10, 0])
    values = [run.landscape.f(torch.tensor(run.x[10, 0] + a * direction)).item() for a in (-1e-3, 0, 1e-3)]
    assert found["curvature"][10, 0] == pytest.approx((values[0] - 2 * values[1] + values[2]) / 1e-6, rel=1e-4)


def test_distance_is_to_the_nearest_minimum():
    for id in landscapes.classes:
        landscape = landscapes[id]()
        scene = Scene.from_link(f"on={id}&run=sgd_momentum~lr:1e-9&steps=1")
        (run,) = race(scene)
        nearest = np.linalg.norm(np.subtract(landscape.start, landscape.listed_minima), axis=-1).min()
        assert distance_to_minimum(run)[0, 0] == pytest.approx(nearest), id
