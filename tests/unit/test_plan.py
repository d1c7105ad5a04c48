"""Plans of a comparison: suites, starts, the search space of settings, and rotated instances."""

import csv
import dataclasses

import numpy as np
import pytest
import torch

from fallline.compare.job import TEST_JOB, Job, run_job
from fallline.compare.space import (
    EDGE_SHARE,
    count_edge_hits,
    initial_ranges,
    searched_range_names,
    trial_points,
    trial_settings,
    widen_ranges,
)
from fallline.compare.starts import draw_starts_and_targets
from fallline.compare.suites import ALL_LANDSCAPES, SPEED_SUITE, SUITES, VIDEOS_GROUP, resolve_landscapes
from fallline.core import BadInput, read_item
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from tests.unit.plans import SMALL


@pytest.mark.parametrize("id", [id for suite in SUITES.values() for id in suite])
def test_a_suites_landscape_has_separate_tuning_and_test_starts_and_targets(id):
    field = draw_starts_and_targets(SMALL, dict.fromkeys(name for _, name in resolve_landscapes(id)).popitem()[0])
    landscape = landscapes[id]()
    starts = np.concatenate((field.tuning_starts, field.test_starts))
    assert len(np.unique(starts, axis=0)) == SMALL.tuning_starts + SMALL.starts
    gap = [landscape.f(torch.tensor(point)).item() - landscape.fmin for point in starts]
    assert min(gap) > 0.1 * field.scale
    assert (
        np.diff([tol for name, tol in zip(field.target_names, field.target_gaps, strict=True) if name != "absolute"])
        < 0
    ).all()
    assert "1e-3" in field.target_names


def test_starts_and_trials_depend_on_the_seed_and_not_on_the_entrants():
    other = dataclasses.replace(SMALL, optimizers=("adam~lr:0.001",))
    reseeded = dataclasses.replace(SMALL, seed=4)
    assert np.array_equal(
        draw_starts_and_targets(SMALL, "booth").test_starts, draw_starts_and_targets(other, "booth").test_starts
    )
    assert not np.array_equal(
        draw_starts_and_targets(SMALL, "booth").test_starts, draw_starts_and_targets(reseeded, "booth").test_starts
    )
    assert np.array_equal(trial_points(SMALL, 0), trial_points(other, 0))
    assert not np.array_equal(trial_points(SMALL, 0), trial_points(SMALL, 1))


@pytest.mark.parametrize("id", [id for id in optimizers if id != "torch"])
def test_every_optimizer_is_searched_at_the_same_rates_within_the_published_space(id):
    optimizer = optimizers[id]()
    tried = [read_item(optimizers, spelled) for spelled in trial_settings(SMALL, optimizer, initial_ranges(), 0)]
    if not optimizer.lr_path:
        assert tried == [optimizer]
        return
    reference = trial_settings(SMALL, optimizers["adam"](), initial_ranges(), 0)
    assert len(tried) == SMALL.trials == len(set(tried))
    rates = [each.lr if hasattr(each, "lr") else each.inner.lr for each in tried]
    assert rates == [read_item(optimizers, spelled).lr for spelled in reference]
    assert next(iter(searched_range_names(optimizer).values())) == "lr"


@pytest.mark.parametrize("name", ["rosenbrock", "beale~rotate:20~scale:0.01", "bukin_2"])
@pytest.mark.parametrize("run", ["gradient_descent~lr:0.0002", "sgd_momentum~lr:0.0001"])
def test_a_rotation_invariant_optimizer_runs_the_same_on_a_rotated_instance(name, run):
    """Its starts are rotated with the landscape, so the runs differ only by rounding."""
    plan = dataclasses.replace(SMALL, optimizers=(run,), grouped_landscapes=resolve_landscapes(name))
    lines = [run_job(Job(TEST_JOB, plan, name, "it", (run,), rotation_deg=angle)).splitlines() for angle in (0.0, 23.0)]
    original, rotated = (list(csv.DictReader(each)) for each in lines)
    assert len(rotated) == SMALL.turned_starts
    for one, other in zip(original, rotated, strict=False):
        assert one["outcome"] == other["outcome"]
        assert float(one["path_length"]) == pytest.approx(float(other["path_length"]), rel=1e-6)
        assert float(one["gap"]) == pytest.approx(float(other["gap"]), rel=1e-6, abs=1e-12)


def test_an_optimum_near_the_end_of_its_range_is_an_edge_hit_except_at_natural_ends():
    optimizer, points = optimizers["adam"](), trial_points(SMALL, 0)
    names = list(searched_range_names(optimizer).values())
    for column, name in enumerate(names):
        lowest, highest = int(points[:, column].argmin()), int(points[:, column].argmax())
        for trial, counts in ((lowest, True), (highest, dict(initial_ranges())[name].high_factor > 1)):
            share = points[trial, column]
            inside = EDGE_SHARE < share < 1 - EDGE_SHARE
            hits = count_edge_hits(SMALL, optimizer, initial_ranges(), 0, [trial])
            expected = counts and not inside
            assert ((name, "low" if trial == lowest else "high") in hits) == expected
    crowded = dataclasses.replace(SMALL, trials=256)
    every = count_edge_hits(crowded, optimizer, initial_ranges(), 0, range(256))
    # The points are spread evenly: the share of hits at an end is that end's share of the range.
    assert all(times == pytest.approx(EDGE_SHARE * 256, abs=1.5) for times in every.values())
    assert {name for name, _ in every} == set(names)


def test_the_search_space_is_widened_only_for_settings_that_were_hit():
    before, after = (
        dict(initial_ranges()),
        dict(widen_ranges(initial_ranges(), [("lr", "low"), ("lr", "low"), ("beta2", "low")])),
    )
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"lr", "beta2"}
    assert after["lr"].low < before["lr"].low
    assert after["lr"].high == before["lr"].high


def test_suites_are_resolved_by_name_and_overlaps_belong_to_the_first():
    everything = resolve_landscapes(ALL_LANDSCAPES)
    assert len({name for _, name in everything}) == len(everything) >= 100
    both = resolve_landscapes(SPEED_SUITE, VIDEOS_GROUP)
    assert len({name for _, name in both}) == len(both)
    assert sum(group == SPEED_SUITE for group, _ in both) == len(SUITES[SPEED_SUITE])
    with pytest.raises(BadInput, match="twice"):
        resolve_landscapes("booth", "booth")
    with pytest.raises(BadInput, match="No landscape"):
        resolve_landscapes()
