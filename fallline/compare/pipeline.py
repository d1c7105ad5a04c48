"""The pipeline of a comparison: trials, a wider search space where it is needed, then the test runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fallline.compare.job import NOISE_JOB, RATES_JOB, TEST_JOB, TRIAL_JOB, Job
from fallline.compare.plan import (
    DEFAULTS_REGIME,
    FUNCTION_REGIME,
    ROTATIONS_DEG,
    SAME_REGIME,
    SUITE_REGIME,
    TUNED_REGIMES,
    Plan,
)
from fallline.compare.pool import Pool, ReportProgress, ignore_progress
from fallline.compare.space import (
    MAX_EDGE_HIT_SHARE,
    MAX_TRIAL_ROUNDS,
    Ranges,
    count_edge_hits,
    initial_ranges,
    sensitivity_settings,
    trial_settings,
    widen_ranges,
    with_learning_rate,
)
from fallline.compare.suites import STRESS_SUITE, GroupedLandscape
from fallline.compare.tuning import Trials
from fallline.core import Sentence, write_item

ORIGINAL_INSTANCE = "original"  # the instance of a landscape that is neither rotated nor noisy
# What was done about a setting that is often best at an edge of the search space.
WIDENED, STILL_AT_EDGE = "widened", f"still at the edge after {MAX_TRIAL_ROUNDS} rounds"
LandscapeAndEntrant = tuple[str, str]  # link text of the landscape, name of the entrant
TrialsByGroup = dict[tuple[str, str], Trials]  # by (group, name of the entrant)
TriedSettings = dict[str, tuple[str, ...]]  # link texts of the trials of each entrant, by its name


@dataclass(frozen=True, eq=False)
class PipelineResult:
    """The result of running a plan in ``folder``.

    ``ranges`` is the final search space. ``edge_hits`` are (round, 'entrant on group', range, LOW or HIGH, count of
    landscapes, what was done). ``settings`` are the link texts that were tested, ``regime_settings`` the index among
    them that each regime uses. ``jobs`` are the jobs of the test and sensitivity
    runs by (landscape, entrant, kind, instance).
    """

    plan: Plan
    folder: Path
    ranges: Ranges
    trials: TrialsByGroup
    edge_hits: list[tuple[int, str, str, str, int, str]]
    settings: dict[LandscapeAndEntrant, tuple[str, ...]]
    regime_settings: dict[LandscapeAndEntrant, dict[str, int]]
    jobs: dict[tuple[str, str, str, str], Job] = field(default_factory=dict)


def run_pipeline(
    plan: Plan, folder: Path, pool: Pool, report_progress: ReportProgress = ignore_progress
) -> PipelineResult:
    """Return the result of a plan, after running those of its jobs whose files are not in the folder yet.

    First the trials, repeated in a wider search space while best settings are at its edge, then the test and
    sensitivity runs. Raises BadInput if a file cannot be written or ``pool`` fails.
    """
    result = _run_trials(plan, folder, pool, report_progress)
    jobs = [*_test_jobs(result), *_sensitivity_jobs(result)]
    pool.run_jobs(jobs, folder, Sentence("Runs"), report_progress)
    return result


def _run_trials(plan: Plan, folder: Path, pool: Pool, report_progress: ReportProgress) -> PipelineResult:
    """Run the trials; repeat them in a wider search space while best settings are at its edge."""
    ranges, edge_hits = initial_ranges(), []
    tuned_groups = [group for group in plan.groups if any(each in TUNED_REGIMES for each in plan.regimes_of(group))]
    for round in range(MAX_TRIAL_ROUNDS):
        trials: TrialsByGroup = {}
        tried: TriedSettings = {}
        if tuned_groups:
            tried = {name: trial_settings(plan, each, ranges, round) for name, each in plan.entrants.items()}
            jobs = {
                (group, name, landscape): Job(TRIAL_JOB, plan, landscape, name, tried[name], round=round)
                for group in tuned_groups
                for landscape in plan.groups[group]
                for name in plan.entrants
            }
            pool.run_jobs(list(jobs.values()), folder, Sentence("Trials, round {n}", n=round + 1), report_progress)
            for group in tuned_groups:
                for name in plan.entrants:
                    by_landscape = {landscape: jobs[group, name, landscape] for landscape in plan.groups[group]}
                    trials[group, name] = Trials.read(folder, plan, group, by_landscape)
        hits = _find_edge_hits(plan, ranges, round, trials)
        edges = [(name, side) for _, _, name, side, _, is_often in hits if is_often]
        is_last = not edges or round == MAX_TRIAL_ROUNDS - 1
        result = STILL_AT_EDGE if is_last else WIDENED
        edge_hits += [(*hit[:-1], result if hit[-1] else "") for hit in hits]
        if is_last:
            break
        ranges = widen_ranges(ranges, edges)
    settings, regimes = _choose_settings(plan, trials, tried)
    return PipelineResult(plan, folder, ranges, trials, edge_hits, settings, regimes)


def _find_edge_hits(
    plan: Plan, ranges: Ranges, round: int, trials: TrialsByGroup
) -> list[tuple[int, str, str, str, int, bool]]:
    """Find the edges at which best trials are, for each entrant and group.

    Returns (round, 'entrant on group', range, LOW or HIGH, count of landscapes, whether to widen).
    """
    found = []
    for (group, name), each in trials.items():
        optimizer = plan.entrants[name]
        best_trial_for_suite = [each.best_trial_for_suite()] if len(each.landscapes) > 1 else []
        suite_hits = count_edge_hits(plan, optimizer, ranges, round, best_trial_for_suite)
        best = [each.best_trial_on(landscape) for landscape in each.landscapes]
        hits = count_edge_hits(plan, optimizer, ranges, round, best)
        for edge in sorted({*suite_hits, *hits}):
            is_often = edge in suite_hits or hits.get(edge, 0) > MAX_EDGE_HIT_SHARE * len(each.landscapes)
            found.append((round + 1, f"{name} on {group}", *edge, hits.get(edge, 0), is_often))
    return found


def _choose_settings(
    plan: Plan, trials: TrialsByGroup, tried: TriedSettings
) -> tuple[dict[LandscapeAndEntrant, tuple[str, ...]], dict[LandscapeAndEntrant, dict[str, int]]]:
    """Return the distinct settings of each landscape and entrant, and the index that each regime uses."""
    settings, regimes = {}, {}
    for group, landscape in plan.grouped_landscapes:
        for name in plan.entrants:
            by_regime = {
                regime: _choose_setting(plan, regime, (group, landscape), name, trials, tried)
                for regime in plan.regimes_of(group)
            }
            distinct = tuple(dict.fromkeys(by_regime.values()))
            settings[landscape, name] = distinct
            regimes[landscape, name] = {regime: distinct.index(setting) for regime, setting in by_regime.items()}
    return settings, regimes


def _choose_setting(
    plan: Plan, regime: str, member: GroupedLandscape, name: str, trials: TrialsByGroup, tried: TriedSettings
) -> str:
    """Return the setting of a regime on a landscape of a group; only TUNED_REGIMES look at the trials."""
    (group, landscape), optimizer = member, plan.entrants[name]
    if regime == DEFAULTS_REGIME:
        return write_item(optimizer)
    if regime == SAME_REGIME:
        return write_item(with_learning_rate(optimizer, plan.rate))
    own_trials = trials[group, name]
    if regime == SUITE_REGIME:
        return tried[name][own_trials.best_trial_for_suite()]
    return tried[name][
        own_trials.best_trial_on(landscape) if regime == FUNCTION_REGIME else own_trials.best_trial_without(landscape)
    ]


def _test_jobs(result: PipelineResult) -> list[Job]:
    """Return the jobs of every setting from the test starts: on the original, rotated, and with noise."""
    plan = result.plan
    for group, landscape in plan.grouped_landscapes:
        for name in plan.entrants:
            arguments = (plan, landscape, name, result.settings[landscape, name])
            result.jobs[landscape, name, TEST_JOB, ORIGINAL_INSTANCE] = Job(TEST_JOB, *arguments)
            if group == STRESS_SUITE:
                continue
            for angle in ROTATIONS_DEG[: plan.turns]:
                result.jobs[landscape, name, TEST_JOB, f"{angle:g}"] = Job(TEST_JOB, *arguments, rotation_deg=angle)
            for noise_std in plan.noise:
                result.jobs[landscape, name, NOISE_JOB, f"{noise_std:g}"] = Job(
                    NOISE_JOB, *arguments, noise_std=noise_std
                )
    return list(result.jobs.values())


def _sensitivity_jobs(result: PipelineResult) -> list[Job]:
    """Return the jobs at many learning rates, with the other settings at the defaults."""
    plan, jobs = result.plan, []
    for landscapes in plan.groups.values():
        for landscape in landscapes:
            for name, optimizer in plan.entrants.items():
                if settings := sensitivity_settings(plan, optimizer, result.ranges):
                    job = result.jobs[landscape, name, RATES_JOB, ""] = Job(RATES_JOB, plan, landscape, name, settings)
                    jobs.append(job)
    return jobs
