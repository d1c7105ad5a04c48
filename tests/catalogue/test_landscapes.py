"""Requirements that every landscape must meet, tested over the whole catalogue without naming a landscape."""

import ast
import inspect
import textwrap

import pytest
import torch

from fallline.core import (
    BOUNDARY,
    CHOICE,
    CUSP,
    DIM,
    FLAG,
    KINK,
    MAX_LISTED_MINIMA,
    SMOOTH,
    find_setting,
    gradient,
    hessian,
    is_scalable,
    settings_of,
)
from fallline.landscapes import shelf
from tests.catalogue.minimum_search import (
    EPS,
    descend_by_newton,
    enlarge,
    find_lowest,
    max_side,
    points,
    points_around_minima,
    proved_landscapes,
    proved_variants,
    rises_between,
    sobol_points,
    value_scale,
)

ITEMS = [pytest.param(landscape, id=id) for id, landscape in proved_landscapes()]
VARIANTS = [pytest.param(landscape, id=id) for id, landscape in proved_variants()]
UNPROVED = [pytest.param(shelf[id](), id=id) for id, cls in shelf.classes.items() if not cls.proved]
CLASSES = [pytest.param(cls, id=id) for id, cls in shelf.classes.items() if cls.proved]

items = pytest.mark.parametrize("landscape", ITEMS)
variants = pytest.mark.parametrize("landscape", VARIANTS)
functions = pytest.mark.parametrize("landscape", [*VARIANTS, *UNPROVED])
smooth, kinks, cusps, on_boundary = (
    pytest.mark.parametrize("landscape", [each for each in VARIANTS if each.values[0].at_minima == kind])
    for kind in (SMOOTH, KINK, CUSP, BOUNDARY)
)
classes = pytest.mark.parametrize("cls", CLASSES)

INEXACT_CALLS = {"pow", "float_power", "atan2", "sigmoid", "softplus", "logsigmoid", "sinh", "cosh"}
VALUE_HIDING_CALLS = {"clamp", "clip", "nan_to_num", "item"}


def gradient_norm(landscape, x):
    return torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1)


# Texts


@classes
def test_the_texts_and_traits_are_complete(cls):
    assert len(cls.description()) > 40
    assert cls.source()
    assert cls.title
    assert cls.at_minima in (SMOOTH, KINK, CUSP, BOUNDARY)
    assert cls.height in ("linear", "log")
    assert cls.traits
    assert all(word == word.lower().strip() for word in cls.traits)
    assert all(setting.help and not setting.help.endswith(".") for setting in settings_of(cls))


@classes
def test_braces_and_parentheses_of_the_formula_are_balanced(cls):
    depth = 0
    for sign in cls.formula.replace(r"\{", "").replace(r"\}", ""):
        depth += (sign == "{") - (sign == "}")
        assert depth >= 0
    assert depth == 0
    assert cls.formula.count(r"\left") == cls.formula.count(r"\right")
    assert cls.formula.count("(") == cls.formula.count(")")
    assert "$" not in cls.formula


@classes
def test_f_uses_only_operations_whose_bits_do_not_depend_on_the_batch(cls):
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls.f)))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & (INEXACT_CALLS | VALUE_HIDING_CALLS)
    assert not any(isinstance(node, ast.Pow | ast.If | ast.While) for node in ast.walk(tree))


# Domain and plot range


@items
def test_domain_and_plot_range_contain_start_and_minima(landscape):
    for box in (landscape.domain, landscape.view):
        assert len(box) == landscape.dim
        assert all(low < high for low, high in box)
    low, high = points(*landscape.view).T
    minima, start = points(*landscape.listed_minima), points(landscape.start)
    assert landscape.in_domain(minima).all()
    assert landscape.in_domain(start).all()
    assert ((start >= low) & (start <= high)).all()
    assert ((minima >= low) & (minima <= high)).all(-1).any()
    assert torch.cdist(start, minima).min() > 0.05 * max_side(landscape.view)
    assert gradient_norm(landscape, start) > 0


# Listed minima


@variants
def test_minima_are_distinct_and_equally_low(landscape):
    minima = points(*landscape.listed_minima)
    values = landscape.f(minima)
    # At a cusp the last bit of x is worth its square root in f.
    rounding = (
        (EPS * max_side(landscape.domain)) ** 0.5 if landscape.at_minima == CUSP else 16 * EPS * value_scale(landscape)
    )
    assert (values - landscape.fmin).abs().max() <= rounding
    assert landscape.in_domain(minima).all()
    assert len(minima) == 1 or torch.pdist(minima).min() > 1e-6 * max_side(landscape.domain)
    assert len(minima) == min(landscape.minima_count, MAX_LISTED_MINIMA)
    assert torch.equal(landscape.nearest_minimum(minima), minima)


@variants
def test_no_point_around_a_minimum_is_lower(landscape):
    for radius in (1e-8, 1e-5, 1e-3, 1e-2):
        around = points_around_minima(landscape, radius)
        inside = landscape.in_domain(around)
        assert inside.any(-1).all()
        assert landscape.f(around)[inside].min() >= landscape.fmin - 16 * EPS * value_scale(landscape)


@smooth
def test_at_a_smooth_minimum_the_gradient_is_zero_and_no_curvature_is_negative(landscape):
    x = points(*landscape.listed_minima)
    curvature = hessian(landscape.f, x)
    last_digits = (curvature.abs() @ x.abs()[..., None])[..., 0] + value_scale(landscape) / max_side(landscape.domain)
    assert (gradient(landscape.f, x).abs() <= 32 * EPS * last_digits).all()
    values = torch.linalg.eigvalsh(curvature)
    assert (values >= -1e-12 * values.abs().max()).all()
    near, far = (gradient_norm(landscape, points_around_minima(landscape, radius)).amax(-1) for radius in (1e-8, 1e-5))
    assert (near < 0.1 * far).all(), "the gradient does not vanish towards the minimum: is it a kink?"


@kinks
def test_at_a_kink_the_gradient_norm_does_not_vanish(landscape):
    near, far = (gradient_norm(landscape, points_around_minima(landscape, radius)).amax(-1) for radius in (1e-8, 1e-6))
    assert (near > 0.5 * far).all(), "the gradient vanishes towards the minimum: is it smooth?"
    assert gradient(landscape.f, points(*landscape.listed_minima)).isfinite().all()


@cusps
def test_at_a_cusp_the_gradient_norm_grows_without_bound(landscape):
    near, far = (gradient_norm(landscape, points_around_minima(landscape, radius)).amax(-1) for radius in (1e-8, 1e-5))
    assert (near > 2 * far).all(), "the gradient does not grow towards the minimum: is it a kink?"


@variants
def test_minima_are_held_by_the_domain_boundary_exactly_if_declared(landscape):
    x, (low, high) = points(*landscape.listed_minima), points(*landscape.domain).T
    on_edge = ((x == low) | (x == high)).any(-1)
    held = on_edge & (
        gradient(landscape.f, x).abs().amax(-1) > 1e-9 * value_scale(landscape) / max_side(landscape.domain)
    )
    assert landscape.at_minima == CUSP or (held == (landscape.at_minima == BOUNDARY)).all()


@on_boundary
def test_from_a_minimum_on_the_boundary_f_decreases_only_outwards(landscape):
    x, (low, high) = points(*landscape.listed_minima), points(*landscape.domain).T
    slope = gradient(landscape.f, x)
    tolerance = 1e-12 * value_scale(landscape) / max_side(landscape.domain)
    assert (slope[x < high] >= -tolerance).all(), "f decreases towards larger coordinates"
    assert (slope[x > low] <= tolerance).all(), "f decreases towards smaller coordinates"


# Completeness of the listed minima


@variants
def test_no_sobol_point_is_lower_than_the_listed_minima(landscape):
    for box in (landscape.domain, landscape.view):
        x = sobol_points(box, 1 << 13)
        assert landscape.f(x[landscape.in_domain(x)]).min() >= landscape.fmin - 16 * EPS * value_scale(landscape)


@variants
def test_no_point_found_by_search_is_lower_and_no_minimum_is_missing(landscape):
    inner = tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(landscape.domain, landscape.view, strict=True))
    for box in {landscape.domain, inner}:
        values, where = find_lowest(landscape, box, side=301, count=6)
        assert values[0] >= landscape.fmin - 16 * EPS * value_scale(landscape), f"{values[0]} at {where[0]} is lower"
        as_low = where[values <= landscape.fmin + 64 * EPS * value_scale(landscape)]
        distance = torch.linalg.vector_norm(as_low - landscape.nearest_minimum(as_low), dim=-1)
        unlisted = as_low[distance > 1e-3 * max_side(landscape.view)]
        unlisted = unlisted[rises_between(landscape, unlisted, landscape.nearest_minimum(unlisted))]
        ends = [descend_by_newton(landscape, each) for each in unlisted]
        missing = [at for at in ends if (at - landscape.nearest_minimum(at)).norm() > 1e-3 * max_side(landscape.view)]
        assert not missing, f"{missing} is as low and not listed"
        found = values[0] <= landscape.fmin + 1e-10 * value_scale(landscape)
        searchable = box == inner and landscape.dim == 2 and landscape.at_minima != CUSP
        assert found or not searchable, "the search does not find the listed minima"


@variants
def test_lower_outside_is_true_exactly_if_f_is_lower_outside_the_domain(landscape):
    values, where = find_lowest(landscape, enlarge(landscape.domain, 3.0), side=301, count=6)
    lower = values[0] < landscape.fmin - 1e-6 * value_scale(landscape)
    assert lower == landscape.lower_outside, f"{values[0]} at {where[0]}, against {landscape.fmin}"


# The function


@functions
@pytest.mark.parametrize("shape", [(), (12,), (3, 4), (2, 1, 6), (0,)], ids=str)
def test_f_takes_any_leading_shape_and_keeps_the_dtype(landscape, shape):
    rows = torch.Size(shape).numel()
    x = sobol_points(landscape.view, 12)[:rows]
    exact = landscape.f(x)
    for dtype, error in ((torch.float64, 0.0), (torch.float32, 1e-4)):
        at = x.to(dtype).reshape(*shape, landscape.dim)
        value, slope = landscape.f(at), gradient(landscape.f, at)
        assert value.shape == shape
        assert value.dtype == dtype
        assert slope.shape == at.shape
        assert slope.dtype == dtype
        assert slope.isfinite().all()
        assert ((value.reshape(rows) - exact).abs() <= error * (value_scale(landscape) + exact.abs())).all()


@functions
def test_the_gradient_agrees_with_finite_differences(landscape):
    x = sobol_points(landscape.view, 64)
    for axis in torch.eye(landscape.dim, dtype=torch.float64):
        step = 1e-6 * max_side(landscape.view) * axis
        near, far = (landscape.f(x + k * step) - landscape.f(x - k * step) for k in (1, 2))
        difference = (8 * near - far) / (12 * step.norm())
        exact = (gradient(landscape.f, x) * axis).sum(-1)
        rounding = 8 * EPS * (landscape.f(x).abs() + value_scale(landscape)) / step.norm()
        assert ((difference - exact).abs() <= 1e-6 * gradient_norm(landscape, x).max() + rounding).all()


@functions
def test_rows_are_computed_independently_of_each_other(landscape):
    x = sobol_points(landscape.domain, 67)
    for batch in (x, x[3:], x[:33], x[5:14:2]):
        rows = [batch[i : i + 1] for i in range(len(batch))]
        assert torch.equal(landscape.f(batch), torch.cat([landscape.f(row) for row in rows]))
        assert torch.equal(gradient(landscape.f, batch), torch.cat([gradient(landscape.f, row) for row in rows]))


@pytest.mark.parametrize("cls", [cls for cls in shelf.classes.values() if is_scalable(cls)], ids=lambda cls: cls.id)
def test_a_scalable_landscape_can_be_evaluated_in_its_largest_dimension(cls):
    landscape = cls(dim=find_setting(cls, cls.id, DIM).at_most)
    x = points(*landscape.listed_minima[:4], landscape.start)
    assert landscape.f(x).isfinite().all()
    assert gradient(landscape.f, x).isfinite().all() or landscape.at_minima == CUSP
    assert landscape.in_domain(x).all()
    assert (landscape.f(x[:-1]) < landscape.f(x[-1])).all()


@classes
def test_a_setting_may_have_one_value_per_point(cls):
    numbers = [setting for setting in settings_of(cls) if setting.kind not in (CHOICE, FLAG) and setting.name != DIM]
    for setting in numbers:
        values = (setting.low, setting.default, setting.high)
        x = sobol_points(cls.view, 3)
        column = cls(**{setting.name: torch.tensor(values, dtype=torch.float64)}).f(x)
        single = torch.stack([cls(**{setting.name: value}).f(row) for value, row in zip(values, x, strict=True)])
        torch.testing.assert_close(column, single, rtol=1e-14, atol=0.0)
