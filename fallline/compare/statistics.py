"""Statistics of runs that may never arrive: nothing here drops one, or averages it in.

A sample is ``cost`` (starts, repeats): what each arrival took, infinite for none; repeats of a start are its turned
instances or noise seeds. Starts are what is resampled, together with their repeats.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 2000
EQUAL = (0.9, 1.11)  # an interval of a ratio within these is no difference that matters
SIGNIFICANT = 0.05
EXACT = 50
FASTER, SLOWER, ALIKE, OPEN = "faster", "slower", "no practical difference", "undecided"
TAIL = (1 - CONFIDENCE) / 2 * 100
Interval = tuple[float, float]


def share(hits: int, of: int) -> Interval:
    """Wilson's interval of a share, at CONFIDENCE (Wilson, 1927)."""
    found = stats.binomtest(hits, of).proportion_ci(CONFIDENCE, method="wilson")
    return float(found.low), float(found.high)


@lru_cache(maxsize=16)
def resamples(starts: int, seed: int = 0) -> np.ndarray:
    """How often each start is in each bootstrap sample, (RESAMPLES, starts): the same samples for whatever is compared,
    so that whatever is compared is resampled jointly."""
    return (
        np.random.default_rng([seed, starts]).multinomial(starts, np.full(starts, 1 / starts), RESAMPLES).astype(float)
    )


def expected_running_time(cost: np.ndarray, budget: float) -> float:
    """Everything spent until arrival, by all runs, over the number of arrivals; infinite without any (Hansen et al.).

    A run that does not arrive has spent the budget.
    """
    hits = np.isfinite(cost).sum()
    return float(np.where(np.isfinite(cost), cost, budget).sum() / hits) if hits else float("inf")


def resampled_times(cost: np.ndarray, budget: float) -> np.ndarray:
    """The expected running time in each bootstrap sample, (RESAMPLES,)."""
    spent = np.where(np.isfinite(cost), cost, budget).sum(1)
    weights = resamples(len(cost))
    with np.errstate(divide="ignore"):
        return (weights @ spent) / (weights @ np.isfinite(cost).sum(1))


def interval(values: np.ndarray) -> Interval:
    """The percentile interval of resampled values, of which some may be infinite."""
    low, high = np.percentile(values, (TAIL, 100 - TAIL), method="inverted_cdf")
    return float(low), float(high)


def quantiles(cost: np.ndarray, shares: tuple[float, ...] = (0.25, 0.5, 0.75)) -> list[float]:
    """Quantiles in which a run that does not arrive counts as infinite."""
    return [float(each) for each in np.quantile(cost, shares, method="inverted_cdf")]


def median_interval(cost: np.ndarray) -> Interval:
    """The bootstrap interval of the median."""
    order = np.argsort(cost, axis=None)
    weights = np.repeat(resamples(len(cost)), cost.shape[1], axis=1)[:, order]
    at = (np.cumsum(weights, axis=1) >= cost.size / 2).argmax(1)
    return interval(cost.ravel()[order][at])


def differences(one: np.ndarray, other: np.ndarray, budget: float) -> np.ndarray:
    """log(other / one) for each start, its repeats averaged; if one alone fails it is the largest there can be, if both
    do it is 0."""
    largest = np.log(budget) + 1
    with np.errstate(invalid="ignore", divide="ignore"):
        both = np.log(np.maximum(other, 1)) - np.log(np.maximum(one, 1))
    fails, rival = ~np.isfinite(one), ~np.isfinite(other)
    return np.where(fails & rival, 0.0, np.where(fails, -largest, np.where(rival, largest, both))).mean(1)


def signed_rank(values: np.ndarray) -> float:
    """The p-value of Wilcoxon's signed-rank test that values lie about 0, zeros ranked and left out (Pratt, 1959).

    Exact for up to EXACT values without ties; else by the normal approximation.
    """
    if not np.any(values):
        return 1.0
    plain = len(np.unique(np.abs(values))) == len(values) <= EXACT and np.all(values)
    return float(stats.wilcoxon(values, zero_method="pratt", method="exact" if plain else "asymptotic").pvalue)


def win_rate(values: np.ndarray) -> float:
    """The share of positive values, zeros counted as half."""
    return float(((values > 0) + 0.5 * (values == 0)).mean())


def holm(p: np.ndarray) -> np.ndarray:
    """p-values adjusted for being several (Holm, 1979); scipy has no such function."""
    order = np.argsort(p)
    adjusted = np.maximum.accumulate((len(p) - np.arange(len(p))) * np.asarray(p)[order])
    out = np.empty(len(p))
    out[order] = np.minimum(adjusted, 1.0)
    return out


def hodges_lehmann(values: np.ndarray) -> float:
    """The median of the means of all pairs, each with itself included (Hodges and Lehmann, 1963)."""
    first, second = np.triu_indices(len(values))
    return float(np.median((np.asarray(values)[first] + np.asarray(values)[second]) / 2))


def verdict(low: float, high: float, p: float) -> str:
    """What may be said of a ratio, other over one, with its interval and its adjusted p-value: of the one."""
    if EQUAL[0] <= low and high <= EQUAL[1]:
        return ALIKE
    if p < SIGNIFICANT and low > 1:
        return FASTER
    return SLOWER if p < SIGNIFICANT and high < 1 else OPEN


def mean_ratio(logs: list[np.ndarray], seed: int = 0) -> tuple[Interval, Interval]:
    """Intervals of the geometric mean over landscapes from resampled log ratios, an array (RESAMPLES,) for each: of
    these landscapes, and of landscapes like these, which are resampled too."""
    table = np.stack(logs)
    fixed = interval(_finite_mean(table))
    picks = np.random.default_rng(seed).integers(len(table), size=table.shape)
    others = interval(_finite_mean(np.take_along_axis(table, picks, axis=0)))
    return tuple(np.exp(fixed).tolist()), tuple(np.exp(others).tolist())


def _finite_mean(table: np.ndarray) -> np.ndarray:
    """The mean over landscapes in each sample, of those where both arrive in it."""
    finite = np.isfinite(table)
    return np.where(finite, table, 0).sum(0) / np.maximum(finite.sum(0), 1)


def performance(times: np.ndarray, taus: np.ndarray) -> np.ndarray:
    """The share of landscapes on which each entrant is within tau times the best: times (entrants, landscapes) ->
    (entrants, taus) (Dolan and More, 2002). Where nobody arrives nobody is."""
    best = times.min(0)
    with np.errstate(invalid="ignore"):
        ratio = np.where(np.isfinite(times), times / best, np.inf)
    return (ratio[:, :, None] <= taus).mean(1)


def profile_score(times: np.ndarray, most: float = 4.0) -> np.ndarray:
    """The area under the performance profile up to ``most``, over its width, per entrant."""
    with np.errstate(invalid="ignore"):
        ratio = np.where(np.isfinite(times), times / times.min(0), np.inf)
    return np.clip(most - ratio, 0, None).mean(1) / (most - 1)


def data_profile(medians: np.ndarray, dims: np.ndarray, alphas: np.ndarray) -> np.ndarray:
    """The share of landscapes that half of the runs solve within alpha (n + 1) gradients: medians (entrants,
    landscapes) -> (entrants, alphas) (More and Wild, 2009)."""
    return ((medians / (dims + 1))[:, :, None] <= alphas).mean(1)


def distribution(costs: list[np.ndarray], at: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The share of runs that have arrived by each cost, and its interval, over samples of as many starts and equal
    weight."""
    reached = sum((each[:, :, None] <= at).mean(1) for each in costs) / len(costs)
    low, high = np.percentile(resamples(len(reached)) @ reached / len(reached), (TAIL, 100 - TAIL), axis=0)
    return reached.mean(0), low, high


def restarted(costs: list[np.ndarray], budget: float, at: np.ndarray, draws: int = 1000, seed: int = 0) -> np.ndarray:
    """The share that has arrived by each cost if whoever fails starts again from another start, until it arrives:
    what is drawn without replacement of failures is geometric, each of them costs the budget."""
    generator, shares = np.random.default_rng(seed), []
    for each in costs:
        good = each[np.isfinite(each)]
        if not len(good):
            shares.append(np.zeros(len(at)))
            continue
        fails = generator.geometric(len(good) / each.size, draws) - 1
        shares.append(((fails * budget + generator.choice(good, draws))[:, None] <= at).mean(0))
    return np.mean(shares, axis=0)


def within_twice(times: np.ndarray) -> float:
    """The share of the learning rates tried, even over their range, whose time is at most twice the least."""
    least = times.min()
    return float((times <= 2 * least).mean()) if np.isfinite(least) else 0.0
