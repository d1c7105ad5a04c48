"""A comparison carried out, stage by stage: trials, a wider space where it is needed, then the tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from fallline.compare.plan import DEFAULTS, FUNCTION, SAME, SUITE, TUNED, TURNS, Plan
from fallline.compare.pool import Pool, Report, silent
from fallline.compare.space import OFTEN, ROUNDS, Ranges, at_rate, edges_hit, first_ranges, rates_of, trials_of, widened
from fallline.compare.suites import STRESS
from fallline.compare.tuning import Trials
from fallline.compare.work import NOISE, RATES, TEST, TRIALS, Job
from fallline.core import write_item

ORIGINAL = "original"
WIDENED, STILL = "widened", f"still at the edge after {ROUNDS} rounds"
Pair = tuple[str, str]  # a landscape, spelled, and an entrant's name
AllTrials = dict[tuple[str, str], Trials]  # by group and entrant's name
Tried = dict[str, tuple[str, ...]]  # the settings that an entrant was tried at, by its name


@dataclass(frozen=True, eq=False)
class Carried:
    """What was carried out in ``folder``: the space in the end, the trials by (group, name), the widenings in order,
    the jobs, and for each pair the settings that were tested and which of them each regime stands for."""

    plan: Plan
    folder: Path
    ranges: Ranges
    trials: AllTrials
    hits: list[tuple[int, str, str, str, int, str]]
    settings: dict[Pair, tuple[str, ...]]
    regimes: dict[Pair, dict[str, int]]
    jobs: dict[tuple[str, str, str, str], Job] = field(default_factory=dict)


def carried_out(plan: Plan, folder: Path, pool: Pool, report: Report = silent) -> Carried:
    """Does whatever is not in the folder yet."""
    found = _tuned(plan, folder, pool, report)
    jobs = [*_tests(found), *_sensitivity(found)]
    pool.do(jobs, folder, "Runs", report)
    return found


def _tuned(plan: Plan, folder: Path, pool: Pool, report: Report) -> Carried:
    """Tries, and tries again in a wider space while an optimum is at its edge."""
    ranges, hits = first_ranges(), []
    searched = [group for group in plan.groups if any(each in TUNED for each in plan.regimes_of(group))]
    for round in range(ROUNDS):
        trials: AllTrials = {}
        tried: Tried = {}
        if searched:
            tried = {name: trials_of(plan, each, ranges, round) for name, each in plan.entrants.items()}
            jobs = {
                (group, name, ground): Job(TRIALS, plan, ground, name, tried[name], round=round)
                for group in searched
                for ground in plan.groups[group]
                for name in plan.entrants
            }
            pool.do(list(jobs.values()), folder, f"Trials, round {round + 1}", report)
            for group in searched:
                for name in plan.entrants:
                    mine = {ground: jobs[group, name, ground] for ground in plan.groups[group]}
                    trials[group, name] = Trials.read(folder, plan, group, mine)
        fresh = _at_edges(plan, ranges, round, trials)
        edges = [(name, side) for _, _, name, side, _, counts in fresh if counts]
        last = not edges or round == ROUNDS - 1
        hits += [(*hit[:-1], (STILL if last else WIDENED) if hit[-1] else "") for hit in fresh]
        if last:
            break
        ranges = widened(ranges, edges)
    settings, regimes = _chosen(plan, trials, tried)
    return Carried(plan, folder, ranges, trials, hits, settings, regimes)


def _at_edges(plan: Plan, ranges: Ranges, round: int, trials: AllTrials) -> list[tuple[int, str, str, str, int, bool]]:
    """Where optima are at an edge: (round, entrant, range, end, times, whether that is often enough to widen)."""
    found = []
    for (group, name), each in trials.items():
        optimizer = plan.entrants[name]
        suite = edges_hit(plan, optimizer, ranges, round, [each.best()]) if len(each.grounds) > 1 else {}
        alone = edges_hit(plan, optimizer, ranges, round, [each.best_on(ground) for ground in each.grounds])
        for edge in sorted({*suite, *alone}):
            often = alone.get(edge, 0) > OFTEN * len(each.grounds)
            found.append((round + 1, f"{name} on {group}", *edge, alone.get(edge, 0), edge in suite or often))
    return found


def _chosen(
    plan: Plan, trials: AllTrials, tried: Tried
) -> tuple[dict[Pair, tuple[str, ...]], dict[Pair, dict[str, int]]]:
    """The settings of each regime, each once."""
    settings, regimes = {}, {}
    for group, ground in plan.grounds:
        for name in plan.entrants:
            by_regime = {
                regime: _setting(plan, regime, (group, ground), name, trials, tried)
                for regime in plan.regimes_of(group)
            }
            once = tuple(dict.fromkeys(by_regime.values()))
            settings[ground, name] = once
            regimes[ground, name] = {regime: once.index(spelled) for regime, spelled in by_regime.items()}
    return settings, regimes


def _setting(plan: Plan, regime: str, where: tuple[str, str], name: str, trials: AllTrials, tried: Tried) -> str:
    """The setting of a regime on a group's landscape; only regimes that are tuned look at the trials."""
    (group, ground), optimizer = where, plan.entrants[name]
    if regime == DEFAULTS:
        return write_item(optimizer)
    if regime == SAME:
        return write_item(at_rate(optimizer, plan.rate))
    mine = trials[group, name]
    if regime == SUITE:
        return tried[name][mine.best()]
    return tried[name][mine.best_on(ground) if regime == FUNCTION else mine.best_without(ground)]


def _tests(found: Carried) -> list[Job]:
    """Every setting from the test starts, on the landscape as it is, turned, and with noise."""
    plan = found.plan
    for group, ground in plan.grounds:
        for name in plan.entrants:
            mine = (plan, ground, name, found.settings[ground, name])
            found.jobs[ground, name, TEST, ORIGINAL] = Job(TEST, *mine)
            if group == STRESS:
                continue
            for turn in TURNS[: plan.turns]:
                found.jobs[ground, name, TEST, f"{turn:g}"] = Job(TEST, *mine, turn=turn)
            for sigma in plan.noise:
                found.jobs[ground, name, NOISE, f"{sigma:g}"] = Job(NOISE, *mine, sigma=sigma)
    return list(found.jobs.values())


def _sensitivity(found: Carried) -> list[Job]:
    """Many learning rates, the rest at the defaults."""
    plan, jobs = found.plan, []
    for grounds in plan.groups.values():
        for ground in grounds:
            for name, optimizer in plan.entrants.items():
                if settings := rates_of(plan, optimizer, found.ranges):
                    job = found.jobs[ground, name, RATES, ""] = Job(RATES, plan, ground, name, settings)
                    jobs.append(job)
    return jobs
