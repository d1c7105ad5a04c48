"""Shekel's wells: both printings of the seventh well, and a proof of the minimum of each by branch and bound."""

import itertools

import mpmath
import numpy as np
import pytest
import torch

from fallline.landscapes import shelf

VARIANTS = list(itertools.product(("5", "7", "10"), ("5,3,5,3", "5,5,3,3")))
WELLS = [(4,) * 4, (1,) * 4, (8,) * 4, (6,) * 4, (3, 7) * 2, (2, 9) * 2, None, (8, 1) * 2, (6, 2) * 2, (7, 3.6) * 2]
WIDTHS = [0.1, 0.2, 0.2, 0.4, 0.4, 0.6, 0.3, 0.7, 0.5, 0.5]
HALF_WIDTH = 0.03  # of the cube around (4, 4, 4, 4) in which f is convex
MARGIN = 1e-6  # far above the rounding of the bounds


def tables(wells, seventh):
    places = [tuple(map(int, seventh.split(","))) if each is None else each for each in WELLS]
    return np.array(places[: int(wells)], dtype=float), np.array(WIDTHS[: int(wells)])


def lowest_values(low, high, places, widths):
    """Return a lower bound of f in each box (count, 4): each term at the point of the box nearest to its well."""
    away = np.maximum(np.maximum(low[:, None] - places, places - high[:, None]), 0)
    return -(1 / (widths + (away**2).sum(-1))).sum(-1)


@pytest.mark.parametrize(("wells", "seventh"), VARIANTS)
def test_no_value_outside_a_cube_around_the_minimizer_is_as_low(wells, seventh):
    places, widths = tables(wells, seventh)
    fmin = shelf["shekel"](wells=wells, seventh=seventh).fmin
    low, high = np.zeros((1, 4)), np.full((1, 4), 10.0)
    for _ in range(80):
        low, high = (each[lowest_values(low, high, places, widths) <= fmin + MARGIN] for each in (low, high))
        outside = ~((low >= 4 - HALF_WIDTH) & (high <= 4 + HALF_WIDTH)).all(-1)
        low, high = low[outside], high[outside]
        if not len(low):
            break
        axis, rows = np.argmax(high - low, axis=-1), np.arange(len(low))
        middle = (low[rows, axis] + high[rows, axis]) / 2
        left, right = high.copy(), low.copy()
        left[rows, axis], right[rows, axis] = middle, middle
        low, high = np.concatenate((low, right)), np.concatenate((left, high))
    assert not len(low)


@pytest.mark.parametrize(("wells", "seventh"), VARIANTS)
def test_f_is_convex_in_the_cube(wells, seventh):
    # The Hessian of -1 / q is 2 I / q^2 - 8 d d' / q^3 with q = b + |d|^2, so its eigenvalues are at least
    # 2 / q^2 - 8 |d|^2 / q^3, and those of the other wells are at least -6 / q^2 (|d|^2 <= q).
    places, widths = tables(wells, seventh)
    reach = 4 * HALF_WIDTH**2
    largest = widths[0] + reach
    own = 2 / largest**2 - 8 * reach / widths[0] ** 3
    distance = np.maximum(np.abs(places[1:] - 4) - HALF_WIDTH, 0)
    others = -(6 / (widths[1:] + (distance**2).sum(-1)) ** 2).sum()
    assert own + others > 0


@pytest.mark.parametrize(("wells", "seventh"), VARIANTS)
def test_the_listed_minimizer_is_the_stationary_point_to_the_last_digit(wells, seventh):
    places, widths = tables(wells, seventh)

    def slope(*x):
        with_widths = [
            (each, width + sum((a - b) ** 2 for a, b in zip(x, each, strict=True)))
            for each, width in zip(places.tolist(), widths.tolist(), strict=True)
        ]
        return [sum(2 * (x[axis] - each[axis]) / q**2 for each, q in with_widths) for axis in range(4)]

    with mpmath.workdps(40):
        exact = [float(each) for each in mpmath.findroot(slope, [mpmath.mpf(4)] * 4)]
    landscape = shelf["shekel"](wells=wells, seventh=seventh)
    assert landscape.minima() == [tuple(exact)]
    x = torch.tensor(exact, dtype=torch.float64)
    expected = -sum(1 / (b + ((x.numpy() - c) ** 2).sum()) for c, b in zip(places, widths, strict=True))
    assert landscape.f(x).item() == pytest.approx(expected, rel=1e-15)


def test_the_paired_well_has_the_printed_minimum():
    # Hedar's collection: x = (4.00057, 4.00069, 3.99949, 3.99961) and f = -10.402940566... for seven wells.
    landscape = shelf["shekel_7"](seventh="5,5,3,3")
    np.testing.assert_allclose(landscape.minima()[0], (4.00057, 4.00069, 3.99949, 3.99961), atol=1e-5)
    assert landscape.fmin == pytest.approx(-10.4029405668187, rel=1e-14)
