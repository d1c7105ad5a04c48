"""A landscape seen through transforms keeps its minima, over the whole catalogue."""

import pytest
import torch

from fallline.core import TRANSFORMS, BadInput, Transformed, changed, settings_of
from fallline.landscapes import read_landscape, shelf, write_landscape
from fallline.view import read_link, write_link
from tests.catalogue.landscape_proof import EPS, cloud, every_item, points, ring, size, width

TRIED = (
    {"rotate": 30.0},
    {"shift_x": 1.5, "shift_y": -0.5},
    {"scale": 0.1},
    {"log": True},
    {"ripple": 2.0},
    {"rotate": -50.0, "shift_x": 0.25, "scale": 3.0, "log": True, "ripple": 0.5},
)
PAIRS = [
    pytest.param(plain, changed(plain, **values), id=f"{id}-{'-'.join(values)}")
    for id, plain in every_item()
    for values in TRIED
]
pairs = pytest.mark.parametrize(("plain", "landscape"), PAIRS)


@pairs
def test_minima_follow(plain, landscape):
    listed = points(*landscape.listed)
    # Turning and moving round the last bits of x, which a kink or a cusp shows.
    bits = 8 * EPS * (width(landscape.domain) + listed.abs().max())
    shown = (plain.f(ring(plain, bits / width(plain.view))) - plain.fmin).nan_to_num().abs().max()
    off = landscape.scale * (1 + landscape.ripple) * (shown + 64 * EPS * size(plain))
    assert (landscape.f(listed) - landscape.fmin).abs().max() <= off
    assert torch.allclose(landscape.nearest_minimum(listed), listed, rtol=0, atol=1e-9 * width(plain.domain))
    assert landscape.count == plain.count
    values = landscape.f(landscape.forth(cloud(plain.domain, 4096)))
    assert values[~values.isnan()].min() >= landscape.fmin - off


@pairs
def test_the_ripple_is_never_negative_and_the_rest_is_as_said(plain, landscape):
    u = cloud(plain.domain, 256)
    x = points(*(landscape._moved(tuple(each)) for each in u.tolist()))
    assert torch.allclose(landscape.back(x), u, rtol=0, atol=1e-12 * (width(plain.domain) + x.abs().max()))
    gap = plain.f(landscape.back(x)) - plain.fmin
    found = landscape.f(x) / landscape.scale
    found = torch.expm1(found) if landscape.log else found - plain.fmin
    slack = 1e-11 * (gap.abs() + size(plain))
    assert (found >= gap - slack).all()
    assert (found <= gap + landscape.ripple * gap.abs() + slack).all()


@pytest.mark.parametrize("landscape", [pytest.param(each.values[1], id=each.id) for each in PAIRS])
def test_rows_and_link_hold(landscape):
    x = cloud(landscape.view, 7)
    alone = torch.stack([landscape.f(row) for row in x])
    assert torch.equal(landscape.f(x).nan_to_num(), alone.nan_to_num())
    assert read_landscape(write_landscape(landscape)) == landscape
    assert landscape.inside(points(landscape.start)).all()


def test_no_landscape_takes_a_transforms_name():
    names = {each.name for each in TRANSFORMS}
    assert not [id for id, cls in shelf.classes.items() if names & {each.name for each in settings_of(cls)}]


def test_a_link_holds_transforms_among_the_settings():
    scene, view = read_link("on=rosenbrock~b:5~log:1~rotate:30&run=adam")
    assert isinstance(scene.landscape, Transformed)
    assert (scene.landscape.id, scene.landscape.inner.b, scene.landscape.rotate) == ("rosenbrock", 5.0, 30.0)
    assert read_link(write_link(scene, view)) == (scene, view)
    assert changed(scene.landscape, log=False, rotate=0.0) == scene.landscape.inner


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("beale~rotat:30", "did you mean 'rotate'"),
        ("beale~scale:0", "beale.scale = 0 must be above 0"),
        ("beale~log:2", "1 .on."),
    ],
)
def test_a_bad_transform_is_a_sentence(text, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_landscape(text)
