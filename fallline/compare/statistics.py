"""Statistics of runs of which some never reach the target; failed runs are never dropped or averaged in.

A sample is an array ``cost`` (starts, repeats): the cost of each run until it reached the target, in gradient
evaluations, infinite for a run that did not. The repeats of a start are its rotated instances or its noise seeds. The
bootstrap resamples starts together with their repeats.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy import stats

CONFIDENCE = 0.95  # of all intervals
RESAMPLE_COUNT = 2000  # bootstrap samples
EQUIVALENCE_BOUNDS = (0.9, 1.11)  # a cost ratio whose interval lies within is no practical difference
SIGNIFICANCE_LEVEL = 0.05  # of adjusted p-values
MAX_EXACT_VALUES = 50  # values up to which the signed-rank test is exact
FASTER, SLOWER, NO_DIFFERENCE, UNDECIDED = "faster", "slower", "no practical difference", "undecided"
TAIL_PERCENT = (1 - CONFIDENCE) / 2 * 100  # of a distribution, outside an interval on either side
Interval = tuple[float, float]


def wilson_interval(successes: int, trials: int) -> Interval:
    """Return Wilson's interval (low, high) of the share successes / trials, at CONFIDENCE (Wilson, 1927).

    Raises ValueError if ``trials`` is 0.
    """
    limits = stats.binomtest(successes, trials).proportion_ci(CONFIDENCE, method="wilson")
    return float(limits.low), float(limits.high)


@lru_cache(maxsize=16)
def bootstrap_weights(starts: int, seed: int = 0) -> np.ndarray:
    """Return how often each start is in each bootstrap sample, float64 (RESAMPLE_COUNT, starts).

    The samples depend only on the arguments, so entrants that are compared are resampled jointly.
    """
    return (
        np.random.default_rng([seed, starts])
        .multinomial(starts, np.full(starts, 1 / starts), RESAMPLE_COUNT)
        .astype(float)
    )


def expected_running_time(cost: np.ndarray, budget: float) -> float:
    """Return the total cost of the runs divided by the number of successes (Hansen et al., 2009).

    A run that does not reach the target costs ``budget``. Infinite if no run succeeds.
    """
    successes = np.isfinite(cost).sum()
    return float(np.where(np.isfinite(cost), cost, budget).sum() / successes) if successes else float("inf")


def resample_running_times(cost: np.ndarray, budget: float) -> np.ndarray:
    """Return the expected running time in each bootstrap sample, (RESAMPLE_COUNT,); inf where no run succeeds."""
    spent = np.where(np.isfinite(cost), cost, budget).sum(1)
    weights = bootstrap_weights(len(cost))
    with np.errstate(divide="ignore"):
        return (weights @ spent) / (weights @ np.isfinite(cost).sum(1))


def percentile_interval(values: np.ndarray) -> Interval:
    """Return the percentile interval (low, high) of resampled values at CONFIDENCE; values may be infinite."""
    low, high = np.percentile(values, (TAIL_PERCENT, 100 - TAIL_PERCENT), method="inverted_cdf")
    return float(low), float(high)


def quantiles(cost: np.ndarray, shares: tuple[float, ...] = (0.25, 0.5, 0.75)) -> list[float]:
    """Return the quantiles of the costs at ``shares``, in that order; inf where a run never reaches the target."""
    return [float(each) for each in np.quantile(cost, shares, method="inverted_cdf")]


def median_interval(cost: np.ndarray) -> Interval:
    """Return the bootstrap interval (low, high) of the median cost at CONFIDENCE."""
    order = np.argsort(cost, axis=None)
    weights = np.repeat(bootstrap_weights(len(cost)), cost.shape[1], axis=1)[:, order]
    median_indices = (np.cumsum(weights, axis=1) >= cost.size / 2).argmax(1)
    return percentile_interval(cost.ravel()[order][median_indices])


def mean_log_cost_ratios(one: np.ndarray, other: np.ndarray, budget: float) -> np.ndarray:
    """Return the log of (cost ``other`` / cost ``one``), averaged over the repeats of each start: (starts,).

    Costs are (starts, repeats), inf for a failure. A pair in which only ``other`` fails counts log(budget) + 1, one in
    which only ``one`` fails the negative of that, one in which both fail 0.
    """
    largest = np.log(budget) + 1
    with np.errstate(invalid="ignore", divide="ignore"):
        both = np.log(np.maximum(other, 1)) - np.log(np.maximum(one, 1))
    one_fails, other_fails = ~np.isfinite(one), ~np.isfinite(other)
    ratios = np.where(one_fails, -largest, np.where(other_fails, largest, both))
    return np.where(one_fails & other_fails, 0.0, ratios).mean(1)


def signed_rank_p_value(values: np.ndarray) -> float:
    """Return the p-value of Wilcoxon's signed-rank test that values are symmetric about 0, with Pratt's zeros.

    Exact for up to MAX_EXACT_VALUES values without ties and zeros, else by the normal approximation; 1 if all values
    are 0. (Pratt, 1959)
    """
    if not np.any(values):
        return 1.0
    is_exact = len(np.unique(np.abs(values))) == len(values) <= MAX_EXACT_VALUES and np.all(values)
    return float(stats.wilcoxon(values, zero_method="pratt", method="exact" if is_exact else "asymptotic").pvalue)


def win_rate(values: np.ndarray) -> float:
    """Return the share of positive values; a zero counts as half."""
    return float(((values > 0) + 0.5 * (values == 0)).mean())


def holm_adjusted(p: np.ndarray) -> np.ndarray:
    """Return the p-values (n,) adjusted for multiple tests, in the order of ``p`` (Holm, 1979)."""
    order = np.argsort(p)
    adjusted = np.maximum.accumulate((len(p) - np.arange(len(p))) * np.asarray(p)[order])
    out = np.empty(len(p))
    out[order] = np.minimum(adjusted, 1.0)
    return out


def hodges_lehmann_estimate(values: np.ndarray) -> float:
    """Return the median of the means of all pairs, each value with itself included (Hodges and Lehmann, 1963)."""
    first, second = np.triu_indices(len(values))
    return float(np.median((np.asarray(values)[first] + np.asarray(values)[second]) / 2))


def classify_ratio(low: float, high: float, p: float) -> str:
    """Return whether an optimizer is FASTER or SLOWER than another, NO_DIFFERENCE or UNDECIDED.

    ``low`` and ``high`` are the interval of the other's cost divided by its own, ``p`` the adjusted p-value.
    """
    if EQUIVALENCE_BOUNDS[0] <= low and high <= EQUIVALENCE_BOUNDS[1]:
        return NO_DIFFERENCE
    if p < SIGNIFICANCE_LEVEL and low > 1:
        return FASTER
    return SLOWER if p < SIGNIFICANCE_LEVEL and high < 1 else UNDECIDED


def mean_ratio_intervals(logs: list[np.ndarray], seed: int = 0) -> tuple[Interval, Interval]:
    """Return two intervals (low, high) of the geometric mean ratio over landscapes.

    ``logs`` has the log ratios (RESAMPLE_COUNT,) of each landscape. The first interval holds for these landscapes, the
    second for landscapes like these: the landscapes are resampled as well.
    """
    table = np.stack(logs)
    fixed = percentile_interval(_finite_mean(table))
    landscape_indices = np.random.default_rng(seed).integers(len(table), size=table.shape)
    others = percentile_interval(_finite_mean(np.take_along_axis(table, landscape_indices, axis=0)))
    return tuple(np.exp(fixed).tolist()), tuple(np.exp(others).tolist())


def _finite_mean(table: np.ndarray) -> np.ndarray:
    """Return the mean over landscapes in each sample, of those on which both optimizers succeed in it."""
    finite = np.isfinite(table)
    return np.where(finite, table, 0).sum(0) / np.maximum(finite.sum(0), 1)


def performance_profile(times: np.ndarray, taus: np.ndarray) -> np.ndarray:
    """Return the share of landscapes on which each entrant takes at most tau times the best (Dolan and More, 2002).

    ``times`` (entrants, landscapes) are running times, inf for never; the result is (entrants, taus). A landscape on
    which no entrant succeeds counts for none.
    """
    best = times.min(0)
    with np.errstate(invalid="ignore"):
        ratio = np.where(np.isfinite(times), times / best, np.inf)
    return (ratio[:, :, None] <= taus).mean(1)


def performance_profile_area(times: np.ndarray, max_tau: float = 4.0) -> np.ndarray:
    """Return the mean height of each entrant's performance profile between tau = 1 and ``max_tau``: (entrants,).

    ``times`` (entrants, landscapes) are running times, inf or NaN where an entrant never succeeds.
    """
    with np.errstate(invalid="ignore"):
        ratio = np.where(np.isfinite(times), times / times.min(0), np.inf)
    return np.clip(max_tau - ratio, 0, None).mean(1) / (max_tau - 1)


def data_profile(medians: np.ndarray, dims: np.ndarray, alphas: np.ndarray) -> np.ndarray:
    """Return the share of landscapes that half of the runs solve within alpha (n + 1) gradients (More and Wild, 2009).

    ``medians`` (entrants, landscapes) are median costs, ``dims`` (landscapes,) the numbers of coordinates n; the result
    is (entrants, alphas).
    """
    return ((medians / (dims + 1))[:, :, None] <= alphas).mean(1)


def runtime_distribution(costs: list[np.ndarray], budgets: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return the share of runs that succeed within each budget, and its interval: share, low, high, (budgets,) each.

    ``costs`` are samples (starts, repeats) with equally many starts and equal weight. The interval is of the bootstrap
    over starts, at CONFIDENCE.
    """
    reached = sum((each[:, :, None] <= budgets).mean(1) for each in costs) / len(costs)
    low, high = np.percentile(
        bootstrap_weights(len(reached)) @ reached / len(reached), (TAIL_PERCENT, 100 - TAIL_PERCENT), axis=0
    )
    return reached.mean(0), low, high


def restart_distribution(
    costs: list[np.ndarray], budget: float, budgets: np.ndarray, draws: int = 1000, seed: int = 0
) -> np.ndarray:
    """Return the share that succeeds within each of ``budgets`` if failed runs are restarted elsewhere: (budgets,).

    Every failure costs ``budget``; the number of failures before a success is geometric.
    """
    generator, shares = np.random.default_rng(seed), []
    for each in costs:
        successes = each[np.isfinite(each)]
        if not len(successes):
            shares.append(np.zeros(len(budgets)))
            continue
        failures = generator.geometric(len(successes) / each.size, draws) - 1
        shares.append(((failures * budget + generator.choice(successes, draws))[:, None] <= budgets).mean(0))
    return np.mean(shares, axis=0)


def share_within_twice_best(times: np.ndarray) -> float:
    """Return the share of learning rates whose running time is at most twice the least; 0 if all are infinite.

    ``times`` are those of learning rates spaced evenly over their range on a log scale.
    """
    least = times.min()
    return float((times <= 2 * least).mean()) if np.isfinite(least) else 0.0
