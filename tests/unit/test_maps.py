"""Basins, sweeps and learning rates: what is known of some landscapes comes out."""

import itertools

import numpy as np
import pytest
import torch

from fallline.analysis.basins import DIVERGED, WORDS, Lattice, became, tolerance
from fallline.analysis.plot_plane import plane_of
from fallline.analysis.quadratic_theory import bowl_of, curve, edge, optimum
from fallline.analysis.sweeps import GROUND, Axis, axes, swept
from fallline.compare.statistics import share
from fallline.core import BadInput, hessian
from fallline.core.numbers import number_paths
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.studies import shelf as studies
from fallline.view import View

QUADRATICS = ["quadratic", "quadratic_jy", "booth", "matyas", "rotated_ellipse_1", "sum_squares"]
LINEAR = [("gradient_descent", {}), ("sgd_momentum", {"momentum": 0.9}), ("sgd_momentum", {"momentum": 0.3})]
LINEAR += [("sgd_momentum", {"momentum": 0.8, "nesterov": True}), ("nesterov", {"momentum": 0.9})]
LINEAR += [("sgd_momentum", {"momentum": 0.9, "dampening": 0.5}), ("nesterov", {"momentum": 0.5, "form": "original"})]


def can_be_swept(id):
    """Whether a setting of the optimizer is a number that several rows can differ in."""
    return not optimizers.class_of(id).by_instances and bool(number_paths(optimizers[id]()))


def run(link, name, **settings):
    return studies[name](**settings).run(Scene.from_link(link))


def column(table, name):
    return [row[table.columns.index(name)] for row in table.rows]


@pytest.mark.slow
def test_slow_descent_reaches_himmelblaus_four_minima_from_their_own_quarters():
    tables = run("on=himmelblau&run=gradient_descent~lr:0.002&steps=3000", "basins", across=24)
    tiles, known = tables[1], landscapes["himmelblau"]().listed
    reached = set(column(tiles, "became"))
    assert reached >= {f"minimum {which + 1}" for which in range(4)}
    for x, y, what in zip(*(column(tiles, name) for name in ("x", "y", "became")), strict=True):
        which = int(np.argmin([np.hypot(x - a, y - b) for a, b in known]))
        if np.hypot(x - known[which][0], y - known[which][1]) < 1.0:  # well inside a basin of the flow
            assert what == f"minimum {which + 1}"


def test_a_symmetric_landscape_has_a_symmetric_map():
    scene = Scene.from_link("on=double_well&run=gradient_descent~lr:0.01&steps=500")
    lattice = Lattice(plane_of(scene, race(scene)), 20)
    from fallline.programs.ends import ends_of

    ends = ends_of(scene.landscape, scene.optimizers[0], lattice.starts(0, 20), 500)
    what = became(ends).reshape(20, 20)
    assert set(what.ravel()) == {0, 1}
    assert (what == 1 - what[:, ::-1]).all()


def test_the_shares_add_up_and_have_intervals():
    (shares, *maps) = run("on=beale&run=adam~lr:0.1&run=gradient_descent~lr:0.01&steps=200", "basins", across=16)
    for optimizer in dict.fromkeys(column(shares, "optimizer")):
        lines = [row for row in shares.rows if row[0] == optimizer]
        assert sum(row[2] for row in lines) == 256
        assert all(row[4] <= row[3] <= row[5] for row in lines)
    assert [len(table.rows) for table in maps] == [256, 256]


def test_a_map_has_one_tolerance_that_of_the_race_on_the_page():
    for link in ("on=booth&run=adam&start=-3,2", "on=booth&run=adam&start=-3,2&tol=0.25"):
        scene = Scene.from_link(link)
        assert tolerance(scene) == pytest.approx(race(scene)[0].outcome[0].tol)
    at_the_minimum = Scene.from_link("on=booth&run=adam&start=1,3")
    assert tolerance(at_the_minimum) > 0


def test_the_interval_is_wilsons():
    assert share(8, 10) == pytest.approx((0.4902, 0.9433), abs=1e-4)  # Agresti and Coull, 1998, have it so
    assert share(0, 20)[0] == 0.0


def test_the_lattices_tiles_fill_the_box_in_lines():
    scene = Scene.from_link("on=booth&run=adam")
    lattice = Lattice(plane_of(scene, race(scene)), 8)
    whole, parts = lattice.places(0, 8), [lattice.places(first, 2) for first in range(0, 8, 2)]
    assert np.array_equal(whole, np.concatenate(parts))
    sides = [np.unique(np.diff(np.unique(whole[:, axis].round(9)))) for axis in (0, 1)]
    assert np.allclose(np.concatenate(sides), (lattice.plane.box[0][1] - lattice.plane.box[0][0]) / 8)


@pytest.mark.parametrize("id", QUADRATICS)
def test_a_quadratics_curvatures_are_its_hessians(id):
    landscape = landscapes[id]()
    found = bowl_of(landscape)
    eigen = torch.linalg.eigvalsh(hessian(landscape.f, torch.tensor([landscape.start], dtype=torch.float64))[0])
    assert (found.least, found.largest) == pytest.approx((eigen[0].item(), eigen[-1].item()))


@pytest.mark.parametrize("id", ["rosenbrock", "adabelief_a_abs_sum", "quartic", "monkey_saddle"])
def test_what_is_no_bowl_is_taken_for_none(id):
    assert bowl_of(landscapes[id]()) is None


@pytest.mark.slow
@pytest.mark.parametrize(("id", "settings"), LINEAR)
@pytest.mark.parametrize("condition", [1.0, 4.0, 300.0])
def test_the_theoretical_edge_is_where_the_steps_matrix_leaves_the_unit_circle(id, settings, condition):
    landscape = landscapes["quadratic"](condition=condition)
    limit = edge(optimizers[id](**settings), bowl_of(landscape))
    assert radius(landscape, optimizers[id](lr=0.999 * limit, **settings)) < 1
    assert radius(landscape, optimizers[id](lr=1.001 * limit, **settings)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("condition", [4.0, 50.0])
def test_no_setting_nearby_beats_the_theoretical_optimum(condition):
    landscape = landscapes["quadratic"](condition=condition)
    for id in ("gradient_descent", "sgd_momentum"):
        best = optimum(optimizers[id](), bowl_of(landscape))
        least = radius(landscape, optimizers[id](**best))
        for factors in itertools.product((0.97, 1.0, 1.03), repeat=len(best)):
            moved = {name: value * by for (name, value), by in zip(best.items(), factors, strict=True)}
            assert radius(landscape, optimizers[id](**moved)) >= least - 1e-6


def radius(landscape, optimizer):
    """How much farther from the minimum a long run is after each step, from the run itself."""
    from fallline.run.racing import run_rows

    found = run_rows(landscape, optimizer, ((1.0, 1.0), (-0.3, 2.0)), 4000, readouts=False)
    far = np.linalg.norm(found.x - np.array(landscape.listed[0]), axis=-1).max(axis=1)
    if (found.stopped_at >= 0).any():
        return 2.0
    late, early = far[-400:].max(), far[2000:2400].max()
    return 0.0 if late < 1e-140 or early == 0 else float((late / early) ** (1 / 1600))


@pytest.mark.slow
@pytest.mark.parametrize("id", ["gradient_descent", "sgd_momentum"])
def test_a_sweep_finds_the_edge_where_theory_has_it(id):
    scene = Scene.from_link(f"on=quadratic~condition:20&run={id}&start=-4,1&steps=2000")
    along = Axis.of(scene, 0, "lr", 121)
    (ends,) = swept(scene, scene.optimizers[0], along, None)
    limit = edge(scene.optimizers[0], bowl_of(scene.landscape))
    gone = became(ends) == DIVERGED
    rates = np.array(along.values)
    assert not gone[rates < 0.98 * limit].any()
    assert gone[rates > 1.15 * limit].all()


@pytest.mark.slow
def test_a_sweep_against_the_landscape_moves_the_edge_along():
    scene = Scene.from_link("on=quadratic&run=gradient_descent&start=-4,1&steps=1500")
    along, up = (Axis.of(scene, 0, path, 41) for path in ("lr", f"{GROUND}condition"))
    few = Axis(up.path, up.setting, up.values[::10])
    limits, best = curve(scene, scene.optimizers[0], few)
    assert limits == pytest.approx([2 / max(value, 1) for value in few.values])
    assert best == pytest.approx([2 / (1 + value) for value in few.values])
    for limit, ends in zip(limits, swept(scene, scene.optimizers[0], along, few), strict=True):
        gone = became(ends) == DIVERGED
        assert not gone[np.array(along.values) < 0.98 * limit].any()
        assert gone[np.array(along.values) > 1.3 * limit].all()


@pytest.mark.slow
@pytest.mark.parametrize("id", [id for id in optimizers.classes if can_be_swept(id)])
def test_each_cell_of_a_sweep_is_the_run_with_its_settings(id):
    scene = Scene.from_link(f"on=booth&run={id}&start=-3,2&steps=60")
    paths = list(axes(scene, 0))
    along, up = Axis.of(scene, 0, paths[0], 3), Axis.of(scene, 0, paths[1], 3)
    assert not along.path.startswith(GROUND)
    lines = list(swept(scene, scene.optimizers[0], along, up))
    from fallline.web.state import edits

    for (row, height), (at, value) in itertools.product(enumerate(up.values), enumerate(along.values)):
        asked = {along.path: str(value), up.path: str(height)}
        there, _ = edits.set_cell(scene, View(), 0, asked)
        expected = race(there)[0]
        assert np.allclose(lines[row].x[at], expected.x[-1, 0], rtol=1e-9, atol=1e-9, equal_nan=True)


@pytest.mark.slow
def test_the_tables_of_a_sweep_and_of_rates_say_what_became_of_each_run():
    (table,) = run(
        "on=quadratic&run=adam&run=gradient_descent&steps=300", "sweep", run_number=2, up="landscape/scale", count=5
    )
    assert len(table.rows) == 25
    assert set(column(table, "became")) <= {"arrived", *WORDS.values()}
    summary, every = run("on=quadratic&run=adam&run=gradient_descent&run=newton&steps=300", "rates", count=21)
    assert [row[0] for row in summary.rows] == ["1. Adam", "2. Gradient descent"]
    assert len(every.rows) == 42
    steps = [at for at in column(every, "arrived_at") if at >= 0]
    assert min(steps) == min(row[4] for row in summary.rows if row[4] != "")


@pytest.mark.parametrize(
    ("name", "settings", "words"),
    [
        ("sweep", {"across": "momentum"}, "'momentum' cannot be swept"),
        ("sweep", {"run_number": 3}, "at most 1"),
        ("sweep", {"across": "landscape/scale", "up": "lr"}, "upwards only"),
        ("sweep", {"count": 1}, "at least 2"),
        ("basins", {"across": 5000}, "at most 1024"),
    ],
)
def test_what_cannot_be_measured_is_said(name, settings, words):
    with pytest.raises(BadInput, match=words):
        run("on=booth&run=adam&steps=5", name, **settings)
