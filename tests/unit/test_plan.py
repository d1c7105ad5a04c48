"""What a comparison is made of: suites, starts, the space that settings are searched in, turned instances."""

import csv
import dataclasses

import numpy as np
import pytest
import torch

from fallline.compare.space import EDGE, edges_hit, first_ranges, paths_of, shares, trials_of, widened
from fallline.compare.starts import field_of
from fallline.compare.suites import ALL, SPEED, SUITES, VIDEOS, grounds
from fallline.compare.work import TEST, Job, carry_out
from fallline.core import BadInput, read_item
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from tests.unit.plans import SMALL


@pytest.mark.parametrize("id", [id for suite in SUITES.values() for id in suite])
def test_a_suites_landscape_has_starts_that_nobody_was_tuned_on_and_targets(id):
    field = field_of(SMALL, dict.fromkeys(ground for _, ground in grounds(id)).popitem()[0])
    landscape = landscapes[id]()
    starts = np.concatenate((field.tuning, field.test))
    assert len(np.unique(starts, axis=0)) == SMALL.tuning_starts + SMALL.starts
    gap = [landscape.f(torch.tensor(point)).item() - landscape.fmin for point in starts]
    assert min(gap) > 0.1 * field.scale
    assert (np.diff([tol for name, tol in zip(field.targets, field.tols, strict=True) if name != "absolute"]) < 0).all()
    assert "1e-3" in field.targets


def test_starts_and_trials_depend_on_the_seed_and_not_on_the_entrants():
    other = dataclasses.replace(SMALL, optimizers=("adam~lr:0.001",))
    reseeded = dataclasses.replace(SMALL, seed=4)
    assert np.array_equal(field_of(SMALL, "booth").test, field_of(other, "booth").test)
    assert not np.array_equal(field_of(SMALL, "booth").test, field_of(reseeded, "booth").test)
    assert np.array_equal(shares(SMALL, 0), shares(other, 0))
    assert not np.array_equal(shares(SMALL, 0), shares(SMALL, 1))


@pytest.mark.parametrize("id", [id for id in optimizers if id != "torch"])
def test_every_optimizer_is_searched_at_the_same_rates_within_the_published_space(id):
    optimizer = optimizers[id]()
    tried = [read_item(optimizers, spelled) for spelled in trials_of(SMALL, optimizer, first_ranges(), 0)]
    if not optimizer.rate_path:
        assert tried == [optimizer]
        return
    reference = trials_of(SMALL, optimizers["adam"](), first_ranges(), 0)
    assert len(tried) == SMALL.trials == len(set(tried))
    rates = [each.lr if hasattr(each, "lr") else each.inner.lr for each in tried]
    assert rates == [read_item(optimizers, spelled).lr for spelled in reference]
    assert next(iter(paths_of(optimizer).values())) == "lr"


@pytest.mark.parametrize("ground", ["rosenbrock", "beale~rotate:20~scale:0.01", "bukin_2"])
@pytest.mark.parametrize("run", ["gradient_descent~lr:0.0002", "sgd_momentum~lr:0.0001"])
def test_a_rule_that_knows_no_axes_does_on_a_turned_instance_what_it_does_on_the_original(ground, run):
    """Its starts are turned with the landscape, so only rounding is left to tell the two apart."""
    plan = dataclasses.replace(SMALL, optimizers=(run,), grounds=grounds(ground))
    lines = [carry_out(Job(TEST, plan, ground, "it", (run,), turn=turn)).splitlines() for turn in (0.0, 23.0)]
    original, turned = (list(csv.DictReader(each)) for each in lines)
    assert len(turned) == SMALL.turned_starts
    for one, other in zip(original, turned, strict=False):
        assert one["outcome"] == other["outcome"]
        assert float(one["path_length"]) == pytest.approx(float(other["path_length"]), rel=1e-6)
        assert float(one["gap"]) == pytest.approx(float(other["gap"]), rel=1e-6, abs=1e-12)


def test_an_optimum_is_at_an_edge_where_its_range_ends_but_for_natural_ends():
    optimizer, points = optimizers["adam"](), shares(SMALL, 0)
    names = list(paths_of(optimizer).values())
    for place, name in enumerate(names):
        lowest, highest = int(points[:, place].argmin()), int(points[:, place].argmax())
        for trial, at_all in ((lowest, True), (highest, dict(first_ranges())[name].high_by > 1)):
            share = points[trial, place]
            inside = EDGE < share < 1 - EDGE
            hits = edges_hit(SMALL, optimizer, first_ranges(), 0, [trial])
            expected = at_all and not inside
            assert ((name, "low" if trial == lowest else "high") in hits) == expected
    crowded = dataclasses.replace(SMALL, trials=256)
    every = edges_hit(crowded, optimizer, first_ranges(), 0, range(256))
    # Even over the range: as many at an end as its share of it.
    assert all(times == pytest.approx(EDGE * 256, abs=1.5) for times in every.values())
    assert {name for name, _ in every} == set(names)


def test_a_wider_space_is_wider_for_all_and_only_where_it_was_hit():
    before, after = (
        dict(first_ranges()),
        dict(widened(first_ranges(), [("lr", "low"), ("lr", "low"), ("beta2", "low")])),
    )
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"lr", "beta2"}
    assert after["lr"].low < before["lr"].low
    assert after["lr"].high == before["lr"].high


def test_suites_are_named_and_overlaps_belong_to_the_first():
    everything = grounds(ALL)
    assert len({ground for _, ground in everything}) == len(everything) >= 100
    both = grounds(SPEED, VIDEOS)
    assert len({ground for _, ground in both}) == len(both)
    assert sum(group == SPEED for group, _ in both) == len(SUITES[SPEED])
    with pytest.raises(BadInput, match="twice"):
        grounds("booth", "booth")
    with pytest.raises(BadInput, match="No landscape"):
        grounds()
