"""Transforms (rotate, shift, scale, log, ripple) keep the minima of every landscape."""

import pytest
import torch

from fallline.core import TRANSFORMS, BadInput, Transformed, applicable_transforms, replace_settings, settings_of
from fallline.landscapes import read_landscape, shelf, write_landscape
from fallline.view import read_link, write_link
from tests.catalogue.minimum_search import (
    EPS,
    max_side,
    points,
    points_around_minima,
    proved_landscapes,
    sobol_points,
    value_scale,
)

TRANSFORM_SETTINGS = (
    {"rotate": 30.0},
    {"shift_x": 1.5, "shift_y": -0.5},
    {"scale": 0.1},
    {"log": True},
    {"ripple": 2.0},
    {"rotate": -50.0, "shift_x": 0.25, "scale": 3.0, "log": True, "ripple": 0.5},
)
PAIRS = [
    pytest.param(plain, replace_settings(plain, **values), id=f"{id}-{'-'.join(values)}")
    for id, plain in proved_landscapes()
    for values in TRANSFORM_SETTINGS
]
pairs = pytest.mark.parametrize(("plain", "landscape"), PAIRS)


@pairs
def test_listed_minima_are_transformed_with_the_landscape(plain, landscape):
    listed = points(*landscape.listed_minima)
    # Rotating and shifting rounds the last bits of x, which matters at a kink or a cusp.
    rounding_x = 8 * EPS * (max_side(landscape.domain) + listed.abs().max())
    rounding_f = (
        (plain.f(points_around_minima(plain, rounding_x / max_side(plain.view))) - plain.fmin).nan_to_num().abs().max()
    )
    tolerance = landscape.scale * (1 + landscape.ripple) * (rounding_f + 64 * EPS * value_scale(plain))
    assert (landscape.f(listed) - landscape.fmin).abs().max() <= tolerance
    assert torch.allclose(landscape.nearest_minimum(listed), listed, rtol=0, atol=1e-9 * max_side(plain.domain))
    assert landscape.minima_count == plain.minima_count
    values = landscape.f(landscape.from_inner(sobol_points(plain.domain, 4096)))
    assert values[~values.isnan()].min() >= landscape.fmin - tolerance


@pairs
def test_values_equal_the_formula_of_the_transforms_up_to_a_ripple_that_is_not_negative(plain, landscape):
    u = sobol_points(plain.domain, 256)
    x = points(*(landscape._transform_point(tuple(each)) for each in u.tolist()))
    assert torch.allclose(landscape.to_inner(x), u, rtol=0, atol=1e-12 * (max_side(plain.domain) + x.abs().max()))
    gap = plain.f(landscape.to_inner(x)) - plain.fmin
    found = landscape.f(x) / landscape.scale
    found = torch.expm1(found) if landscape.log else found - plain.fmin
    slack = 1e-11 * (gap.abs() + value_scale(plain))
    assert (found >= gap - slack).all()
    assert (found <= gap + landscape.ripple * gap.abs() + slack).all()


@pytest.mark.parametrize("landscape", [pytest.param(each.values[1], id=each.id) for each in PAIRS])
def test_a_transformed_landscape_computes_rows_independently_and_is_kept_by_its_link(landscape):
    x = sobol_points(landscape.view, 7)
    single = torch.stack([landscape.f(row) for row in x])
    assert torch.equal(landscape.f(x).nan_to_num(), single.nan_to_num())
    assert read_landscape(write_landscape(landscape)) == landscape
    assert landscape.in_domain(points(landscape.start)).all()


@pairs
def test_the_domain_is_transformed_with_the_landscape(plain, landscape):
    low, high = points(*plain.domain).T
    inner = low + (high - low) * torch.linspace(-0.251, 1.253, 24, dtype=low.dtype)[:, None]
    inner = inner + (high - low) * torch.linspace(-0.3, 0.3, len(low), dtype=low.dtype)
    assert torch.equal(landscape.in_domain(landscape.from_inner(inner)), plain.in_domain(inner))


def test_no_setting_of_a_landscape_has_the_name_of_a_transform():
    names = {each.name for each in TRANSFORMS}
    assert not [id for id, cls in shelf.classes.items() if names & {each.name for each in settings_of(cls)}]


def test_a_link_writes_transforms_like_settings_of_the_landscape():
    scene, view = read_link("on=rosenbrock~b:5~log:1~rotate:30&run=adam")
    assert isinstance(scene.landscape, Transformed)
    assert (scene.landscape.id, scene.landscape.inner.b, scene.landscape.rotate) == ("rosenbrock", 5.0, 30.0)
    assert read_link(write_link(scene, view)) == (scene, view)
    assert replace_settings(scene.landscape, log=False, rotate=0.0) == scene.landscape.inner


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("beale~rotat:30", "did you mean 'rotate'"),
        ("beale~scale:0", "beale.scale = 0 must be above 0"),
        ("beale~log:2", "1 .on."),
    ],
)
def test_an_invalid_transform_is_refused_with_a_clear_message(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_landscape(text)


@pytest.mark.parametrize("name", ["rotate", "shift_y"])
def test_a_transform_of_pairs_of_coordinates_is_refused_for_one_variable(name):
    one = read_landscape("formula~f:x^2")
    with pytest.raises(BadInput, match=f"{name} needs two coordinates, and this landscape has one"):
        replace_settings(one, **{name: 5.0})
    assert {each.name for each in TRANSFORMS} - {each.name for each in applicable_transforms(one)} == {
        "rotate",
        "shift_y",
    }
    assert applicable_transforms(read_landscape("rosenbrock")) == TRANSFORMS


@pytest.mark.parametrize(("name", "value"), [("shift_x", 1.5), ("scale", 3.0), ("log", True), ("ripple", 0.5)])
def test_the_other_transforms_move_the_minimum_of_one_variable_as_they_say(name, value):
    moved = replace_settings(read_landscape("formula~f:(x-1)^2"), **{name: value})
    assert moved.minima() == [(1.0 + (value if name == "shift_x" else 0.0),)]
