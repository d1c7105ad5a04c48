"""Critical points: zero gradients, kinds that agree with the eigenvalues, numbers that agree with theory."""

import numpy as np
import pytest
import torch

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE, find_critical_points
from fallline.core import gradient, is_scalable
from fallline.landscapes import shelf
from fallline.scene import Scene

FLATNESS = 1e-6  # curvature, as a share of the largest, below which a point may be degenerate


def find_points(link):
    landscape = Scene.from_link(f"on={link}&run=adam").landscape
    return landscape, find_critical_points(landscape, landscape.view)


def count_kinds(points):
    return tuple(len(points.of_kind(kind)) for kind in (MINIMUM, SADDLE, MAXIMUM))


@pytest.mark.parametrize("id", list(shelf.classes))
def test_gradients_vanish_at_critical_points_their_kinds_are_right_and_every_listed_minimum_is_found(id):
    landscape, points = find_points(id)
    is_smooth = ~np.isnan(points.eigenvalues).any(-1)
    slope = torch.linalg.vector_norm(gradient(landscape.f, torch.tensor(points.x)), dim=-1).numpy()
    assert (slope[is_smooth] <= 1e-6 * min(points.max_gradient_norm, 1e300)).all()
    low, high = points.eigenvalues[:, 0], points.eigenvalues[:, -1]
    sizes = np.abs(points.eigenvalues)
    typical_curvature = min(points.max_gradient_norm, 1e300) / np.ptp(np.array(landscape.domain), axis=1).max()
    classifiable = (
        is_smooth & (sizes.min(-1) > FLATNESS * sizes.max(-1)) & (sizes.max(-1) > FLATNESS * typical_curvature)
    )
    assert (low[classifiable & (points.kind == MINIMUM)] > 0).all()
    assert (high[classifiable & (points.kind == MAXIMUM)] < 0).all()
    assert (low[points.kind == SADDLE] * high[points.kind == SADDLE] < 0).all()
    assert (np.diff(points.f) >= 0).all()
    sides = np.ptp(np.array(landscape.domain), axis=1)
    for point in landscape.listed_minima:
        distances = np.abs((points.x - np.array(point)) / sides).max(-1)
        assert distances.min() < 1e-5
        assert points.kind[distances.argmin()] == MINIMUM or landscape.at_minima != "smooth"


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
def test_the_number_of_critical_points_agrees_with_theory(link, expected):
    _, points = find_points(link)
    assert count_kinds(points) == expected
    assert points.is_complete
    minima, saddles, maxima = expected
    assert minima - saddles + maxima == 1  # Poincaré-Hopf: f grows towards the edge of the domain


def test_a_monkey_saddle_is_degenerate_and_the_quartic_has_one_minimum():
    _, points = find_points("monkey_saddle")
    np.testing.assert_allclose(points.of_kind(DEGENERATE), [[0.0, 0.0]], atol=1e-9)
    _, points = find_points("quartic")
    assert count_kinds(points) == (1, 0, 0)


@pytest.mark.slow
def test_points_on_rings_of_minima_are_degenerate():
    _, points = find_points("drop_wave")
    assert count_kinds(points) == (1, 0, 0)
    assert len(points.of_kind(DEGENERATE)) > 100


@pytest.mark.parametrize(
    ("link", "condition"),
    [("quadratic~condition:100", 100.0), ("sphere", 1.0), ("quartic", np.inf), ("adabelief_a_abs_sum", None)],
)
def test_the_condition_number_is_the_ratio_of_the_curvatures_at_the_minimum(link, condition):
    _, points = find_points(link)
    assert points.condition == (None if condition is None else pytest.approx(condition))


def test_the_largest_gradient_norm_is_found_or_infinite():
    landscape, points = find_points("quadratic~condition:100")
    corner = np.array([side[1] for side in landscape.domain])
    assert points.max_gradient_norm == pytest.approx(np.hypot(corner[0], 100 * corner[1]))
    assert np.isinf(find_points("mishra_3")[1].max_gradient_norm)


@pytest.mark.parametrize("id", [id for id, cls in shelf.classes.items() if is_scalable(cls)][::4])
def test_in_more_than_two_dimensions_the_search_is_marked_as_incomplete(id):
    landscape, points = find_points(f"{id}~dim:4")
    assert not points.is_complete
    assert points.x.shape[1] == 4
    assert (points.kind == MINIMUM).any()
    assert np.isfinite(points.f).all()
    assert (
        len(find_critical_points(type(landscape)(dim=30), type(landscape)(dim=30).view).x)
        <= landscape.minima_count + 1000
    )
