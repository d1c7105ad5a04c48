"""Anatomy: critical points are critical, are what their eigenvalues say, and are all there where theory counts."""

import numpy as np
import pytest
import torch

from fallline.analysis.critical_points import FLAT, MAXIMUM, MINIMUM, SADDLE, anatomy
from fallline.core import gradient, scalable
from fallline.landscapes import shelf
from fallline.scene import Scene

FLATNESS = 1e-6


def parts_of(link):
    landscape = Scene.from_link(f"on={link}&run=adam").landscape
    return landscape, anatomy(landscape, landscape.view)


def counts(parts):
    return tuple(len(parts.of(kind)) for kind in (MINIMUM, SADDLE, MAXIMUM))


@pytest.mark.parametrize("id", list(shelf.classes))
def test_critical_points_are_critical_and_of_their_kind_and_no_listed_minimum_is_missing(id):
    landscape, parts = parts_of(id)
    smooth = ~np.isnan(parts.eigenvalues).any(-1)
    slope = torch.linalg.vector_norm(gradient(landscape.f, torch.tensor(parts.x)), dim=-1).numpy()
    assert (slope[smooth] <= 1e-6 * min(parts.steepest, 1e300)).all()
    low, high = parts.eigenvalues[:, 0], parts.eigenvalues[:, -1]
    sizes = np.abs(parts.eigenvalues)
    usual = min(parts.steepest, 1e300) / np.ptp(np.array(landscape.domain), axis=1).max()
    sure = smooth & (sizes.min(-1) > FLATNESS * sizes.max(-1)) & (sizes.max(-1) > FLATNESS * usual)
    assert (low[sure & (parts.kind == MINIMUM)] > 0).all()
    assert (high[sure & (parts.kind == MAXIMUM)] < 0).all()
    assert (low[parts.kind == SADDLE] * high[parts.kind == SADDLE] < 0).all()
    assert (np.diff(parts.f) >= 0).all()
    sides = np.ptp(np.array(landscape.domain), axis=1)
    for point in landscape.listed:
        away = np.abs((parts.x - np.array(point)) / sides).max(-1)
        assert away.min() < 1e-5
        assert parts.kind[away.argmin()] == MINIMUM or landscape.at_minima != "smooth"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("himmelblau", (4, 4, 1)),
        ("three_hump_camel", (3, 2, 0)),
        ("six_hump_camel", (6, 7, 2)),
        ("styblinski_tang", (4, 4, 1)),
        ("double_well", (2, 1, 0)),
        ("rastrigin", (11 * 11, 2 * 11 * 10, 10 * 10)),
        ("sphere", (1, 0, 0)),
    ],
)
def test_polynomials_and_waves_have_as_many_as_theory_counts(link, expected):
    _, parts = parts_of(link)
    assert counts(parts) == expected
    assert parts.all_found
    minima, saddles, maxima = expected
    assert minima - saddles + maxima == 1  # the index of the gradient of what grows towards the edge


def test_a_monkey_saddle_is_degenerate_and_a_flat_bowl_has_a_minimum():
    _, parts = parts_of("monkey_saddle")
    np.testing.assert_allclose(parts.of(FLAT), [[0.0, 0.0]], atol=1e-9)
    _, parts = parts_of("quartic")
    assert counts(parts) == (1, 0, 0)


@pytest.mark.slow
def test_rings_of_minima_are_not_called_minima():
    _, parts = parts_of("drop_wave")
    assert counts(parts) == (1, 0, 0)
    assert len(parts.of(FLAT)) > 100


@pytest.mark.parametrize(
    ("link", "condition"),
    [("quadratic~condition:100", 100.0), ("sphere", 1.0), ("quartic", np.inf), ("adabelief_a_abs_sum", None)],
)
def test_the_condition_number_is_the_ratio_of_the_curvatures_at_the_minimum(link, condition):
    _, parts = parts_of(link)
    assert parts.condition == (None if condition is None else pytest.approx(condition))


def test_the_steepest_slope_is_found_or_said_to_have_no_bound():
    landscape, parts = parts_of("quadratic~condition:100")
    corner = np.array([side[1] for side in landscape.domain])
    assert parts.steepest == pytest.approx(np.hypot(corner[0], 100 * corner[1]))
    assert np.isinf(parts_of("mishra_3")[1].steepest)


@pytest.mark.parametrize("id", [id for id, cls in shelf.classes.items() if scalable(cls)][::4])
def test_more_dimensions_are_searched_from_a_few_points_and_said_to_be_incomplete(id):
    landscape, parts = parts_of(f"{id}~dim:4")
    assert not parts.all_found
    assert parts.x.shape[1] == 4
    assert (parts.kind == MINIMUM).any()
    assert np.isfinite(parts.f).all()
    assert len(anatomy(type(landscape)(dim=30), type(landscape)(dim=30).view).x) <= landscape.count + 1000
