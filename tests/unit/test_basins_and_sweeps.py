"""Basins, sweeps and learning-rate curves, checked on landscapes with known results."""

import itertools

import numpy as np
import pytest
import torch

from fallline.analysis.basins import DIVERGED, OUTCOME_LABELS, StartGrid, classify_ends, map_tolerance
from fallline.analysis.plot_plane import find_plane
from fallline.analysis.quadratic_theory import (
    find_curvature_range,
    max_stable_learning_rate,
    optimal_settings,
    theory_curves,
)
from fallline.analysis.sweeps import LANDSCAPE_PREFIX, Axis, run_sweep, sweepable_settings
from fallline.compare.statistics import wilson_interval
from fallline.core import BadInput, hessian
from fallline.core.number_settings import number_paths
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.studies import shelf as studies
from fallline.view import View

QUADRATICS = ["quadratic", "quadratic_jy", "booth", "matyas", "rotated_ellipse_1", "sum_squares"]
LINEAR_OPTIMIZERS = [("gradient_descent", {}), ("sgd_momentum", {"momentum": 0.9}), ("sgd_momentum", {"momentum": 0.3})]
LINEAR_OPTIMIZERS += [("sgd_momentum", {"momentum": 0.8, "nesterov": True}), ("nesterov", {"momentum": 0.9})]
LINEAR_OPTIMIZERS += [
    ("sgd_momentum", {"momentum": 0.9, "dampening": 0.5}),
    ("nesterov", {"momentum": 0.5, "form": "original"}),
]


def is_sweepable(id):
    """Return whether the optimizer has a number setting that may differ between rows."""
    return not optimizers.class_of(id).one_instance_per_row and bool(number_paths(optimizers[id]()))


def run_study(link, name, **settings):
    return studies[name](**settings).run(Scene.from_link(link))


def column(table, name):
    return [row[table.columns.index(name)] for row in table.rows]


@pytest.mark.slow
def test_slow_gradient_descent_reaches_each_of_himmelblaus_minima_from_near_it():
    tables = run_study("on=himmelblau&run=gradient_descent~lr:0.002&steps=3000", "basins", across=24)
    tiles, known = tables[1], landscapes["himmelblau"]().listed_minima
    reached = set(column(tiles, "became"))
    assert reached >= {f"minimum {which + 1}" for which in range(4)}
    for x, y, what in zip(*(column(tiles, name) for name in ("x", "y", "became")), strict=True):
        which = int(np.argmin([np.hypot(x - a, y - b) for a, b in known]))
        if np.hypot(x - known[which][0], y - known[which][1]) < 1.0:  # well inside a basin of the flow
            assert what == f"minimum {which + 1}"


def test_a_symmetric_landscape_has_a_symmetric_map():
    scene = Scene.from_link("on=double_well&run=gradient_descent~lr:0.01&steps=500")
    start_grid = StartGrid(find_plane(scene, race(scene)), 20)
    from fallline.programs.ends import compute_ends

    ends = compute_ends(scene.landscape, scene.optimizers[0], start_grid.starts(0, 20), 500)
    what = classify_ends(ends).reshape(20, 20)
    assert set(what.ravel()) == {0, 1}
    assert (what == 1 - what[:, ::-1]).all()


def test_the_shares_add_up_and_have_intervals():
    (shares, *maps) = run_study("on=beale&run=adam~lr:0.1&run=gradient_descent~lr:0.01&steps=200", "basins", across=16)
    for optimizer in dict.fromkeys(column(shares, "optimizer")):
        lines = [row for row in shares.rows if row[0] == optimizer]
        assert sum(row[2] for row in lines) == 256
        assert all(row[4] <= row[3] <= row[5] for row in lines)
    assert [len(table.rows) for table in maps] == [256, 256]


def test_a_map_uses_the_tolerance_of_its_race():
    for link in ("on=booth&run=adam&start=-3,2", "on=booth&run=adam&start=-3,2&tol=0.25"):
        scene = Scene.from_link(link)
        assert map_tolerance(scene) == pytest.approx(race(scene)[0].outcome[0].tol)
    at_the_minimum = Scene.from_link("on=booth&run=adam&start=1,3")
    assert map_tolerance(at_the_minimum) > 0


def test_wilsons_interval_has_the_published_values():
    assert wilson_interval(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Agresti and Coull (1998)
    assert wilson_interval(0, 20)[0] == 0.0


def test_the_start_grid_fills_the_plot_range_line_by_line():
    scene = Scene.from_link("on=booth&run=adam")
    start_grid = StartGrid(find_plane(scene, race(scene)), 8)
    all_points, parts = start_grid.plane_points(0, 8), [start_grid.plane_points(first, 2) for first in range(0, 8, 2)]
    assert np.array_equal(all_points, np.concatenate(parts))
    sides = [np.unique(np.diff(np.unique(all_points[:, axis].round(9)))) for axis in (0, 1)]
    assert np.allclose(
        np.concatenate(sides), (start_grid.plane.plot_range[0][1] - start_grid.plane.plot_range[0][0]) / 8
    )


@pytest.mark.parametrize("id", QUADRATICS)
def test_the_curvatures_of_a_quadratic_are_eigenvalues_of_its_hessian(id):
    landscape = landscapes[id]()
    found = find_curvature_range(landscape)
    eigen = torch.linalg.eigvalsh(hessian(landscape.f, torch.tensor([landscape.start], dtype=torch.float64))[0])
    assert (found.min, found.max) == pytest.approx((eigen[0].item(), eigen[-1].item()))


@pytest.mark.parametrize("id", ["rosenbrock", "adabelief_a_abs_sum", "quartic", "monkey_saddle"])
def test_a_landscape_that_is_no_quadratic_has_no_curvature_range(id):
    assert find_curvature_range(landscapes[id]()) is None


@pytest.mark.slow
@pytest.mark.parametrize(("id", "settings"), LINEAR_OPTIMIZERS)
@pytest.mark.parametrize("condition", [1.0, 4.0, 300.0])
def test_runs_contract_below_the_max_stable_learning_rate_and_grow_above_it(id, settings, condition):
    landscape = landscapes["quadratic"](condition=condition)
    limit = max_stable_learning_rate(optimizers[id](**settings), find_curvature_range(landscape))
    assert contraction_factor(landscape, optimizers[id](lr=0.999 * limit, **settings)) < 1
    assert contraction_factor(landscape, optimizers[id](lr=1.001 * limit, **settings)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("condition", [4.0, 50.0])
def test_no_setting_nearby_beats_the_theoretical_optimum(condition):
    landscape = landscapes["quadratic"](condition=condition)
    for id in ("gradient_descent", "sgd_momentum"):
        best = optimal_settings(optimizers[id](), find_curvature_range(landscape))
        best_factor = contraction_factor(landscape, optimizers[id](**best))
        for factors in itertools.product((0.97, 1.0, 1.03), repeat=len(best)):
            moved = {name: value * by for (name, value), by in zip(best.items(), factors, strict=True)}
            assert contraction_factor(landscape, optimizers[id](**moved)) >= best_factor - 1e-6


def contraction_factor(landscape, optimizer):
    """Return the factor per step by which the distance to the minimum changes late in a long run."""
    from fallline.run.racing import run_rows

    found = run_rows(landscape, optimizer, ((1.0, 1.0), (-0.3, 2.0)), 4000, readouts=False)
    distance = np.linalg.norm(found.x - np.array(landscape.listed_minima[0]), axis=-1).max(axis=1)
    if (found.stopped_at >= 0).any():
        return 2.0
    later, earlier = distance[-400:].max(), distance[2000:2400].max()
    return 0.0 if later < 1e-140 or earlier == 0 else float((later / earlier) ** (1 / 1600))


@pytest.mark.slow
@pytest.mark.parametrize("id", ["gradient_descent", "sgd_momentum"])
def test_a_sweep_diverges_above_the_theoretical_limit(id):
    scene = Scene.from_link(f"on=quadratic~condition:20&run={id}&start=-4,1&steps=2000")
    along = Axis.from_scene(scene, 0, "lr", 121)
    (ends,) = run_sweep(scene, scene.optimizers[0], along, None)
    limit = max_stable_learning_rate(scene.optimizers[0], find_curvature_range(scene.landscape))
    diverged = classify_ends(ends) == DIVERGED
    rates = np.array(along.values)
    assert not diverged[rates < 0.98 * limit].any()
    assert diverged[rates > 1.15 * limit].all()


@pytest.mark.slow
def test_a_sweep_over_a_landscape_setting_follows_the_theoretical_limit():
    scene = Scene.from_link("on=quadratic&run=gradient_descent&start=-4,1&steps=1500")
    along, up = (Axis.from_scene(scene, 0, path, 41) for path in ("lr", f"{LANDSCAPE_PREFIX}condition"))
    coarse = Axis(up.path, up.setting, up.values[::10])
    limits, best = theory_curves(scene, scene.optimizers[0], coarse)
    assert limits == pytest.approx([2 / max(value, 1) for value in coarse.values])
    assert best == pytest.approx([2 / (1 + value) for value in coarse.values])
    for limit, ends in zip(limits, run_sweep(scene, scene.optimizers[0], along, coarse), strict=True):
        diverged = classify_ends(ends) == DIVERGED
        assert not diverged[np.array(along.values) < 0.98 * limit].any()
        assert diverged[np.array(along.values) > 1.3 * limit].all()


@pytest.mark.slow
@pytest.mark.parametrize("id", [id for id in optimizers.classes if is_sweepable(id)])
def test_each_cell_of_a_sweep_is_the_run_with_its_settings(id):
    scene = Scene.from_link(f"on=booth&run={id}&start=-3,2&steps=60")
    paths = list(sweepable_settings(scene, 0))
    along, up = Axis.from_scene(scene, 0, paths[0], 3), Axis.from_scene(scene, 0, paths[1], 3)
    assert not along.path.startswith(LANDSCAPE_PREFIX)
    lines = list(run_sweep(scene, scene.optimizers[0], along, up))
    from fallline.web.state import edits

    for (row, height), (at, value) in itertools.product(enumerate(up.values), enumerate(along.values)):
        cell = {along.path: str(value), up.path: str(height)}
        there, _ = edits.set_sweep_cell(scene, View(), 0, cell)
        expected = race(there)[0]
        assert np.allclose(lines[row].x[at], expected.x[-1, 0], rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.slow
def test_the_tables_of_a_sweep_and_of_rates_hold_the_outcome_of_each_run():
    (table,) = run_study(
        "on=quadratic&run=adam&run=gradient_descent&steps=300", "sweep", run_number=2, up="landscape/scale", count=5
    )
    assert len(table.rows) == 25
    assert set(column(table, "became")) <= {"arrived", *OUTCOME_LABELS.values()}
    summary, every = run_study("on=quadratic&run=adam&run=gradient_descent&run=newton&steps=300", "rates", count=21)
    assert [row[0] for row in summary.rows] == ["1. Adam", "2. Gradient descent"]
    assert len(every.rows) == 42
    steps = [at for at in column(every, "arrived_at") if at >= 0]
    assert min(steps) == min(row[4] for row in summary.rows if row[4] != "")


@pytest.mark.parametrize(
    ("name", "settings", "message"),
    [
        ("sweep", {"across": "momentum"}, "'momentum' cannot be swept"),
        ("sweep", {"run_number": 3}, "at most 1"),
        ("sweep", {"across": "landscape/scale", "up": "lr"}, "upwards only"),
        ("sweep", {"count": 1}, "at least 2"),
        ("basins", {"across": 5000}, "at most 1024"),
    ],
)
def test_invalid_settings_of_a_study_are_refused(name, settings, message):
    with pytest.raises(BadInput, match=message):
        run_study("on=booth&run=adam&steps=5", name, **settings)
