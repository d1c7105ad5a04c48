"""What every landscape promises, proved over the whole catalogue; no item is known by name here."""

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
    LISTED,
    SMOOTH,
    gradient,
    hessian,
    scalable,
    setting_named,
    settings_of,
)
from fallline.landscapes import shelf
from tests.catalogue.landscape_proof import (
    EPS,
    cloud,
    enlarged,
    every_item,
    every_variant,
    lowest,
    points,
    ring,
    rises_between,
    settled,
    size,
    width,
)

ITEMS = [pytest.param(landscape, id=id) for id, landscape in every_item()]
VARIANTS = [pytest.param(landscape, id=id) for id, landscape in every_variant()]
FOUND = [pytest.param(shelf[id](), id=id) for id, cls in shelf.classes.items() if not cls.proved]
CLASSES = [pytest.param(cls, id=id) for id, cls in shelf.classes.items() if cls.proved]

items = pytest.mark.parametrize("landscape", ITEMS)
variants = pytest.mark.parametrize("landscape", VARIANTS)
functions = pytest.mark.parametrize("landscape", [*VARIANTS, *FOUND])
smooth, kinks, cusps, on_boundary = (
    pytest.mark.parametrize("landscape", [each for each in VARIANTS if each.values[0].at_minima == kind])
    for kind in (SMOOTH, KINK, CUSP, BOUNDARY)
)
classes = pytest.mark.parametrize("cls", CLASSES)

LAST_BIT_DIFFERS = {"pow", "float_power", "atan2", "sigmoid", "softplus", "logsigmoid", "sinh", "cosh"}
NOT_RAW = {"clamp", "clip", "nan_to_num", "item"}


def steepness(landscape, x):
    return torch.linalg.vector_norm(gradient(landscape.f, x), dim=-1)


# The words.


@classes
def test_says_what_it_shows_and_where_it_is_from(cls):
    assert len(cls.says()) > 40
    assert cls.source()
    assert cls.title
    assert cls.at_minima in (SMOOTH, KINK, CUSP, BOUNDARY)
    assert cls.height in ("linear", "log")
    assert cls.traits
    assert all(word == word.lower().strip() for word in cls.traits)
    assert all(setting.help and not setting.help.endswith(".") for setting in settings_of(cls))


@classes
def test_formula_is_balanced(cls):
    opened = 0
    for sign in cls.formula.replace(r"\{", "").replace(r"\}", ""):
        opened += (sign == "{") - (sign == "}")
        assert opened >= 0
    assert opened == 0
    assert cls.formula.count(r"\left") == cls.formula.count(r"\right")
    assert cls.formula.count("(") == cls.formula.count(")")
    assert "$" not in cls.formula


@classes
def test_f_uses_only_what_is_raw_and_the_same_in_every_batch(cls):
    tree = ast.parse(textwrap.dedent(inspect.getsource(cls.f)))
    names = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    assert not names & (LAST_BIT_DIFFERS | NOT_RAW)
    assert not any(isinstance(node, ast.Pow | ast.If | ast.While) for node in ast.walk(tree))


# The boxes.


@items
def test_boxes_hold_start_and_minima(landscape):
    for box in (landscape.domain, landscape.view):
        assert len(box) == landscape.dim
        assert all(low < high for low, high in box)
    low, high = points(*landscape.view).T
    minima, start = points(*landscape.listed), points(landscape.start)
    assert landscape.inside(minima).all()
    assert landscape.inside(start).all()
    assert ((start >= low) & (start <= high)).all()
    assert ((minima >= low) & (minima <= high)).all(-1).any()
    assert torch.cdist(start, minima).min() > 0.05 * width(landscape.view)
    assert steepness(landscape, start) > 0


# The minima.


@variants
def test_minima_are_distinct_and_equally_low(landscape):
    minima = points(*landscape.listed)
    values = landscape.f(minima)
    # At a cusp the last bit of x is worth its square root in f.
    rounding = (EPS * width(landscape.domain)) ** 0.5 if landscape.at_minima == CUSP else 16 * EPS * size(landscape)
    assert (values - landscape.fmin).abs().max() <= rounding
    assert landscape.inside(minima).all()
    assert len(minima) == 1 or torch.pdist(minima).min() > 1e-6 * width(landscape.domain)
    assert len(minima) == min(landscape.count, LISTED)
    assert torch.equal(landscape.nearest_minimum(minima), minima)


@variants
def test_nothing_is_lower_in_a_ring_around_each_minimum(landscape):
    for radius in (1e-8, 1e-5, 1e-3, 1e-2):
        around = ring(landscape, radius)
        inside = landscape.inside(around)
        assert inside.any(-1).all()
        assert landscape.f(around)[inside].min() >= landscape.fmin - 16 * EPS * size(landscape)


@smooth
def test_smooth_minima_have_no_slope_and_curve_upwards(landscape):
    x = points(*landscape.listed)
    curvature = hessian(landscape.f, x)
    last_digits = (curvature.abs() @ x.abs()[..., None])[..., 0] + size(landscape) / width(landscape.domain)
    assert (gradient(landscape.f, x).abs() <= 32 * EPS * last_digits).all()
    values = torch.linalg.eigvalsh(curvature)
    assert (values >= -1e-12 * values.abs().max()).all()
    near, far = (steepness(landscape, ring(landscape, radius)).amax(-1) for radius in (1e-8, 1e-5))
    assert (near < 0.1 * far).all(), "the slope does not fade towards the minimum: is it a kink?"


@kinks
def test_kinks_keep_their_slope_to_the_end(landscape):
    near, far = (steepness(landscape, ring(landscape, radius)).amax(-1) for radius in (1e-8, 1e-6))
    assert (near > 0.5 * far).all(), "the slope fades towards the minimum: is it smooth?"
    assert gradient(landscape.f, points(*landscape.listed)).isfinite().all()


@cusps
def test_cusps_grow_steeper_to_the_end(landscape):
    near, far = (steepness(landscape, ring(landscape, radius)).amax(-1) for radius in (1e-8, 1e-5))
    assert (near > 2 * far).all(), "the slope does not grow towards the minimum: is it a kink?"


@variants
def test_the_edge_holds_the_minima_exactly_if_said(landscape):
    x, (low, high) = points(*landscape.listed), points(*landscape.domain).T
    on_edge = ((x == low) | (x == high)).any(-1)
    held = on_edge & (gradient(landscape.f, x).abs().amax(-1) > 1e-9 * size(landscape) / width(landscape.domain))
    assert landscape.at_minima == CUSP or (held == (landscape.at_minima == BOUNDARY)).all()


@on_boundary
def test_minima_on_the_boundary_lead_down_only_outwards(landscape):
    x, (low, high) = points(*landscape.listed), points(*landscape.domain).T
    slope = gradient(landscape.f, x)
    still = 1e-12 * size(landscape) / width(landscape.domain)
    assert (slope[x < high] >= -still).all(), "it leads down further up"
    assert (slope[x > low] <= still).all(), "it leads down further down"


# Nothing lower, nothing forgotten.


@variants
def test_nothing_is_lower_in_a_cloud(landscape):
    for box in (landscape.domain, landscape.view):
        x = cloud(box, 1 << 13)
        assert landscape.f(x[landscape.inside(x)]).min() >= landscape.fmin - 16 * EPS * size(landscape)


@variants
def test_nothing_is_lower_and_no_minimum_is_forgotten(landscape):
    inner = tuple((max(a, c), min(b, d)) for (a, b), (c, d) in zip(landscape.domain, landscape.view, strict=True))
    for box in {landscape.domain, inner}:
        values, where = lowest(landscape, box, side=301, count=6)
        assert values[0] >= landscape.fmin - 16 * EPS * size(landscape), f"{values[0]} at {where[0]} is lower"
        as_low = where[values <= landscape.fmin + 64 * EPS * size(landscape)]
        away = torch.linalg.vector_norm(as_low - landscape.nearest_minimum(as_low), dim=-1)
        apart = as_low[away > 1e-3 * width(landscape.view)]
        apart = apart[rises_between(landscape, apart, landscape.nearest_minimum(apart))]
        ends = [settled(landscape, each) for each in apart]
        forgotten = [at for at in ends if (at - landscape.nearest_minimum(at)).norm() > 1e-3 * width(landscape.view)]
        assert not forgotten, f"{forgotten} is as low and not listed"
        found = values[0] <= landscape.fmin + 1e-10 * size(landscape)
        searchable = box == inner and landscape.dim == 2 and landscape.at_minima != CUSP
        assert found or not searchable, "the search does not even find what is listed"


@variants
def test_says_whether_it_goes_lower_outside(landscape):
    values, where = lowest(landscape, enlarged(landscape.domain, 3.0), side=301, count=6)
    lower = values[0] < landscape.fmin - 1e-6 * size(landscape)
    assert lower == landscape.lower_outside, f"{values[0]} at {where[0]}, against {landscape.fmin}"


# The function itself.


@functions
@pytest.mark.parametrize("shape", [(), (12,), (3, 4), (2, 1, 6), (0,)], ids=str)
def test_takes_any_leading_shape_and_keeps_the_dtype(landscape, shape):
    rows = torch.Size(shape).numel()
    x = cloud(landscape.view, 12)[:rows]
    exact = landscape.f(x)
    for dtype, error in ((torch.float64, 0.0), (torch.float32, 1e-4)):
        at = x.to(dtype).reshape(*shape, landscape.dim)
        value, slope = landscape.f(at), gradient(landscape.f, at)
        assert value.shape == shape
        assert value.dtype == dtype
        assert slope.shape == at.shape
        assert slope.dtype == dtype
        assert slope.isfinite().all()
        assert ((value.reshape(rows) - exact).abs() <= error * (size(landscape) + exact.abs())).all()


@functions
def test_gradient_agrees_with_differences(landscape):
    x = cloud(landscape.view, 64)
    for axis in torch.eye(landscape.dim, dtype=torch.float64):
        step = 1e-6 * width(landscape.view) * axis
        near, far = (landscape.f(x + k * step) - landscape.f(x - k * step) for k in (1, 2))
        difference = (8 * near - far) / (12 * step.norm())
        exact = (gradient(landscape.f, x) * axis).sum(-1)
        rounding = 8 * EPS * (landscape.f(x).abs() + size(landscape)) / step.norm()
        assert ((difference - exact).abs() <= 1e-6 * steepness(landscape, x).max() + rounding).all()


@functions
def test_rows_do_not_see_each_other(landscape):
    x = cloud(landscape.domain, 67)
    for batch in (x, x[3:], x[:33], x[5:14:2]):
        alone = [batch[i : i + 1] for i in range(len(batch))]
        assert torch.equal(landscape.f(batch), torch.cat([landscape.f(row) for row in alone]))
        assert torch.equal(gradient(landscape.f, batch), torch.cat([gradient(landscape.f, row) for row in alone]))


@pytest.mark.parametrize("cls", [cls for cls in shelf.classes.values() if scalable(cls)], ids=lambda cls: cls.id)
def test_what_scales_can_be_evaluated_up_to_its_cap(cls):
    landscape = cls(dim=setting_named(cls, cls.id, DIM).at_most)
    x = points(*landscape.listed[:4], landscape.start)
    assert landscape.f(x).isfinite().all()
    assert gradient(landscape.f, x).isfinite().all() or landscape.at_minima == CUSP
    assert landscape.inside(x).all()
    assert (landscape.f(x[:-1]) < landscape.f(x[-1])).all()


@classes
def test_a_setting_may_differ_from_point_to_point(cls):
    numbers = [setting for setting in settings_of(cls) if setting.kind not in (CHOICE, FLAG) and setting.name != DIM]
    for setting in numbers:
        values = (setting.low, setting.default, setting.high)
        x = cloud(cls.view, 3)
        column = cls(**{setting.name: torch.tensor(values, dtype=torch.float64)}).f(x)
        single = torch.stack([cls(**{setting.name: value}).f(row) for value, row in zip(values, x, strict=True)])
        torch.testing.assert_close(column, single, rtol=1e-14, atol=0.0)
