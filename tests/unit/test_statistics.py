"""The statistics of a comparison: by hand, by definition, by scipy; and what they claim where there is nothing."""

import itertools

import numpy as np
import pytest
from scipy import stats

from fallline.compare.pairwise import pair_of
from fallline.compare.profiles import TAUS
from fallline.compare.statistics import (
    ALIKE,
    FASTER,
    OPEN,
    SLOWER,
    data_profile,
    differences,
    distribution,
    expected_running_time,
    hodges_lehmann,
    holm,
    interval,
    mean_ratio,
    median_interval,
    performance,
    profile_score,
    quantiles,
    resampled_times,
    restarted,
    signed_rank,
    verdict,
    win_rate,
    within_twice,
)
from fallline.compare.tuning import Trials

INF = np.inf


def costs(generator, starts=64, repeats=1, fails=0.2, middle=200.0):
    found = np.ceil(generator.lognormal(np.log(middle), 0.7, (starts, repeats)))
    return np.where(generator.random(found.shape) < fails, INF, found)


def test_the_expected_running_time_by_hand():
    assert expected_running_time(np.array([[10.0], [20.0], [INF]]), 100) == 65
    assert expected_running_time(np.array([[INF], [INF]]), 100) == INF
    assert quantiles(np.array([[1.0], [2.0], [INF], [INF], [INF]])) == [2.0, INF, INF]  # 60 % fail: the median is never


@pytest.mark.parametrize("repeats", [1, 4])
def test_bootstrap_intervals_are_scipys(repeats):
    cost = costs(np.random.default_rng(3), repeats=repeats)
    place = np.arange(len(cost))

    def time(index, axis=-1):
        taken = np.where(np.isfinite(cost), cost, 1000).sum(1)[index].sum(axis)
        return taken / np.isfinite(cost).sum(1)[index].sum(axis)

    def median(index, axis=-1):  # noqa: ARG001 - scipy names it
        pooled = cost[index].reshape(*index.shape[:-1], -1)
        return np.quantile(pooled, 0.5, axis=-1, method="inverted_cdf")

    for statistic, mine in ((time, interval(resampled_times(cost, 1000))), (median, median_interval(cost))):
        ranges = []
        for seed in range(5):
            found = stats.bootstrap(
                (place,), statistic, n_resamples=2000, method="percentile", rng=np.random.default_rng(seed)
            )
            ranges.append([found.confidence_interval.low, found.confidence_interval.high])
        spread = np.std(ranges, axis=0) + 0.02 * np.mean(ranges, axis=0)
        assert (np.abs(np.mean(ranges, axis=0) - mine) < 3 * spread).all()


def test_holm_is_the_closed_test_of_bonferronis():
    generator = np.random.default_rng(1)
    for many in (1, 2, 5, 7):
        p = generator.random(many) ** 3
        closed = [
            max(
                min(1.0, size * min(p[list(subset)]))
                for size in range(1, many + 1)
                for subset in itertools.combinations(range(many), size)
                if place in subset
            )
            for place in range(many)
        ]
        assert np.allclose(holm(p), closed, rtol=1e-12)
    # The example of Holm's procedure in R's documentation of p.adjust, to three digits.
    assert np.allclose(holm(np.array([0.01, 0.02, 0.03, 0.04])), [0.04, 0.06, 0.06, 0.06])


def test_signed_ranks_are_scipys_and_all_ties_are_no_evidence():
    values = np.random.default_rng(2).normal(0.3, 1, 40)
    assert signed_rank(values) == pytest.approx(stats.wilcoxon(values).pvalue)
    assert signed_rank(np.zeros(10)) == 1.0


def test_hodges_and_lehmanns_estimate_by_definition():
    values = np.random.default_rng(4).normal(size=15)
    means = [(values[i] + values[j]) / 2 for i in range(15) for j in range(i, 15)]
    assert hodges_lehmann(values) == pytest.approx(np.median(means))
    assert hodges_lehmann(values + 3) == pytest.approx(hodges_lehmann(values) + 3)


def test_a_failure_is_the_largest_difference_and_two_failures_none():
    one = np.array([[10.0], [INF], [INF], [5.0], [7.0]])
    other = np.array([[20.0], [1.0], [INF], [INF], [7.0]])
    gained = differences(one, other, 1000)
    assert gained[0] == pytest.approx(np.log(2))
    assert gained[1] == -gained[3] == gained.min()
    assert abs(gained[1]) > np.log(1000)
    assert gained[2] == gained[4] == 0
    assert win_rate(gained) == (2 + 0.5 * 2) / 5
    assert np.array_equal(differences(other, one, 1000), -gained)


def test_profiles_with_known_ratios():
    times = np.array([[10.0, 40.0, 10.0], [20.0, 10.0, INF]])
    shares = performance(times, np.array([1.0, 2.0, 4.0]))
    assert np.allclose(shares, [[2 / 3, 2 / 3, 1], [1 / 3, 2 / 3, 2 / 3]])
    assert np.allclose(profile_score(times), [(3 + 0 + 3) / 9, (2 + 3 + 0) / 9])
    nobody = np.full((2, 1), INF)
    assert (performance(nobody, TAUS) == 0).all()
    medians, dims = np.array([[30.0, 300.0], [INF, 60.0]]), np.array([2, 5])
    assert np.allclose(data_profile(medians, dims, np.array([9, 10, 50])), [[0, 0.5, 1], [0, 0.5, 0.5]])


def test_the_distribution_of_running_times_and_what_restarts_add():
    cost = np.array([[10.0], [20.0], [INF], [INF]])
    share, low, high = distribution([cost], np.array([5.0, 10.0, 50.0]))
    assert share.tolist() == [0.0, 0.25, 0.5]
    assert (low <= share).all()
    assert (share <= high).all()
    again = restarted([cost], 100, np.array([20.0, 120.0, 10_000.0]), draws=20_000)
    assert np.allclose(again, [0.5, 0.75, 1.0], atol=0.02)  # half arrive, half of the rest after one more try
    assert restarted([np.full((3, 1), INF)], 100, np.array([1e9]))[0] == 0


def test_the_best_of_k_trials_is_what_all_draws_of_k_give():
    plan = type("Plan", (), {"seed": 0})()
    cost = np.exp(np.random.default_rng(5).normal(3, 1, (6, 2)))
    trials = Trials(plan, "chosen", ["a", "b"], cost)
    for k, (mean, *_) in enumerate(trials.after(), start=1):
        draws = [np.log(cost[list(each)]).mean(1).min() for each in itertools.combinations(range(6), k)]
        assert mean == pytest.approx(np.exp(np.mean(draws)))
    assert trials.best() == np.log(cost).mean(1).argmin()
    assert trials.best_on("b") == cost[:, 1].argmin()


def test_tuning_without_a_landscape_does_not_look_at_it():
    plan = type("Plan", (), {"seed": 0})()
    generator = np.random.default_rng(14)
    grounds = [f"ground {place}" for place in range(11)]
    cost = np.exp(generator.normal(3, 1, (9, len(grounds))))
    chosen = [Trials(plan, "chosen", grounds, cost).best_without(ground) for ground in grounds]
    assert len(set(chosen)) > 1  # or it would not matter what is left out
    for place, ground in enumerate(grounds):
        changed = cost.copy()
        changed[:, place] = np.exp(generator.normal(3, 9, 9))
        assert Trials(plan, "chosen", grounds, changed).best_without(ground) == chosen[place]
    least = np.log(cost).mean(1)
    assert np.mean([least[each] for each in chosen]) < np.quantile(least, 0.4)  # the others say what is good here


def test_the_share_of_rates_within_twice_the_best():
    assert within_twice(np.array([INF, 100.0, 50.0, 99.0, 200.0])) == pytest.approx(3 / 5)
    assert within_twice(np.array([INF, INF])) == 0


def test_identical_entrants_are_alike():
    cost = costs(np.random.default_rng(6))
    pair = pair_of("a", "b", cost, cost, 1000)
    assert (pair.ratio, pair.p, pair.wins, pair.bounds) == (1.0, 1.0, 0.5, (1.0, 1.0))
    assert verdict(*pair.bounds, pair.p) == ALIKE


def test_a_planted_tie_is_called_a_win_no_oftener_than_stated():
    """Two entrants of one distribution, 200 times: a wrong claim in at most 5 %, within what chance allows."""
    generator, claims = np.random.default_rng(7), 0
    for _ in range(200):
        pair = pair_of("a", "b", costs(generator), costs(generator), 1000)
        claims += verdict(*pair.bounds, pair.p) in (FASTER, SLOWER)
    assert claims <= stats.binom.ppf(0.999, 200, 0.05)


@pytest.mark.slow
def test_a_planted_tie_over_many_landscapes_is_rarely_called_a_win_of_any():
    """Ten landscapes at a time, corrected: a wrong claim on any of them in at most 5 % of 200 comparisons."""
    generator, claims = np.random.default_rng(8), 0
    for _ in range(200):
        pairs = [pair_of("a", "b", costs(generator, 32), costs(generator, 32), 1000) for _ in range(10)]
        adjusted = holm(np.array([each.p for each in pairs]))
        said = [verdict(*each.bounds, p) for each, p in zip(pairs, adjusted, strict=True)]
        claims += any(word in (FASTER, SLOWER) for word in said)
    assert claims <= stats.binom.ppf(0.999, 200, 0.05)


@pytest.mark.parametrize("repeats", [1, 4])
def test_a_planted_difference_is_found_and_has_its_direction(repeats):
    generator = np.random.default_rng(9)
    slow = costs(generator, repeats=repeats, fails=0)
    for factor, said in ((0.5, FASTER), (2.0, SLOWER)):
        pair = pair_of("a", "b", slow * factor, slow, 5000)
        assert verdict(*pair.bounds, holm(np.array([pair.p] * 10))[0]) == said
        assert pair.bounds[0] < 1 / factor * 1.2
        assert pair.bounds[1] > 1 / factor * 0.8


def test_too_few_starts_leave_a_small_difference_open():
    cost = costs(np.random.default_rng(10), starts=6, fails=0)
    other = costs(np.random.default_rng(11), starts=6, fails=0, middle=250)
    pair = pair_of("a", "b", cost, other, 1000)
    assert verdict(*pair.bounds, pair.p) == OPEN


def test_the_mean_over_landscapes_is_surer_of_these_than_of_others():
    generator = np.random.default_rng(12)
    logs = [middle + 0.05 * generator.normal(size=2000) for middle in (0.0, 0.5, 1.0, 1.5)]
    fixed, others = mean_ratio(logs)
    assert fixed[0] < np.exp(0.75) < fixed[1]
    assert others[1] - others[0] > 3 * (fixed[1] - fixed[0])


def test_the_order_of_starts_changes_nothing_that_is_not_resampled():
    generator = np.random.default_rng(13)
    one, other = costs(generator), costs(generator)
    order = generator.permutation(len(one))
    for a, b in ((one, other), (one[order], other[order])):
        pair = pair_of("a", "b", a, b, 1000)
        first = pair_of("a", "b", one, other, 1000)
        assert (pair.ratio, pair.wins, pair.p) == pytest.approx((first.ratio, first.wins, first.p))
