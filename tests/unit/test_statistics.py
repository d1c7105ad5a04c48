"""Statistics of a comparison: checked by hand, by definition and by scipy, and for false claims on equal entrants."""

import itertools

import numpy as np
import pytest
from scipy import stats

from fallline.compare.pairwise import compare_pair
from fallline.compare.profiles import TAUS
from fallline.compare.statistics import (
    FASTER,
    NO_DIFFERENCE,
    SLOWER,
    UNDECIDED,
    classify_ratio,
    data_profile,
    expected_running_time,
    hodges_lehmann_estimate,
    holm_adjusted,
    mean_log_cost_ratios,
    mean_ratio_intervals,
    median_interval,
    percentile_interval,
    performance_profile,
    performance_profile_area,
    quantiles,
    resample_running_times,
    restart_distribution,
    runtime_distribution,
    share_within_twice_best,
    signed_rank_p_value,
    win_rate,
)
from fallline.compare.tuning import Trials

INF = np.inf


def random_costs(generator, starts=64, repeats=1, failure_share=0.2, median=200.0):
    found = np.ceil(generator.lognormal(np.log(median), 0.7, (starts, repeats)))
    return np.where(generator.random(found.shape) < failure_share, INF, found)


def test_expected_running_times_and_quantiles_equal_those_by_hand():
    assert expected_running_time(np.array([[10.0], [20.0], [INF]]), 100) == 65
    assert expected_running_time(np.array([[INF], [INF]]), 100) == INF
    assert quantiles(np.array([[1.0], [2.0], [INF], [INF], [INF]])) == [
        2.0,
        INF,
        INF,
    ]  # 60 % fail, so the median is infinite


@pytest.mark.parametrize("repeats", [1, 4])
def test_bootstrap_intervals_agree_with_scipys(repeats):
    cost = random_costs(np.random.default_rng(3), repeats=repeats)
    index = np.arange(len(cost))

    def time(index, axis=-1):
        spent = np.where(np.isfinite(cost), cost, 1000).sum(1)[index].sum(axis)
        return spent / np.isfinite(cost).sum(1)[index].sum(axis)

    def median(index, axis=-1):  # noqa: ARG001 - scipy names it
        pooled = cost[index].reshape(*index.shape[:-1], -1)
        return np.quantile(pooled, 0.5, axis=-1, method="inverted_cdf")

    for statistic, ours in (
        (time, percentile_interval(resample_running_times(cost, 1000))),
        (median, median_interval(cost)),
    ):
        ranges = []
        for seed in range(5):
            found = stats.bootstrap(
                (index,), statistic, n_resamples=2000, method="percentile", rng=np.random.default_rng(seed)
            )
            ranges.append([found.confidence_interval.low, found.confidence_interval.high])
        spread = np.std(ranges, axis=0) + 0.02 * np.mean(ranges, axis=0)
        assert (np.abs(np.mean(ranges, axis=0) - ours) < 3 * spread).all()


def test_holms_procedure_equals_the_closed_bonferroni_test():
    generator = np.random.default_rng(1)
    for count in (1, 2, 5, 7):
        p = generator.random(count) ** 3
        closed = [
            max(
                min(1.0, size * min(p[list(subset)]))
                for size in range(1, count + 1)
                for subset in itertools.combinations(range(count), size)
                if index in subset
            )
            for index in range(count)
        ]
        assert np.allclose(holm_adjusted(p), closed, rtol=1e-12)
    # The example of Holm's procedure in R's documentation of p.adjust, to three digits.
    assert np.allclose(holm_adjusted(np.array([0.01, 0.02, 0.03, 0.04])), [0.04, 0.06, 0.06, 0.06])


def test_the_signed_rank_test_agrees_with_scipy_and_gives_1_for_ties_only():
    values = np.random.default_rng(2).normal(0.3, 1, 40)
    assert signed_rank_p_value(values) == pytest.approx(stats.wilcoxon(values).pvalue)
    assert signed_rank_p_value(np.zeros(10)) == 1.0


def test_the_hodges_lehmann_estimate_follows_its_definition():
    values = np.random.default_rng(4).normal(size=15)
    means = [(values[i] + values[j]) / 2 for i in range(15) for j in range(i, 15)]
    assert hodges_lehmann_estimate(values) == pytest.approx(np.median(means))
    assert hodges_lehmann_estimate(values + 3) == pytest.approx(hodges_lehmann_estimate(values) + 3)


def test_one_failure_is_the_largest_difference_and_two_failures_are_a_tie():
    one = np.array([[10.0], [INF], [INF], [5.0], [7.0]])
    other = np.array([[20.0], [1.0], [INF], [INF], [7.0]])
    log_ratios = mean_log_cost_ratios(one, other, 1000)
    assert log_ratios[0] == pytest.approx(np.log(2))
    assert log_ratios[1] == -log_ratios[3] == log_ratios.min()
    assert abs(log_ratios[1]) > np.log(1000)
    assert log_ratios[2] == log_ratios[4] == 0
    assert win_rate(log_ratios) == (2 + 0.5 * 2) / 5
    assert np.array_equal(mean_log_cost_ratios(other, one, 1000), -log_ratios)


def test_performance_and_data_profiles_of_known_ratios():
    times = np.array([[10.0, 40.0, 10.0], [20.0, 10.0, INF]])
    shares = performance_profile(times, np.array([1.0, 2.0, 4.0]))
    assert np.allclose(shares, [[2 / 3, 2 / 3, 1], [1 / 3, 2 / 3, 2 / 3]])
    assert np.allclose(performance_profile_area(times), [(3 + 0 + 3) / 9, (2 + 3 + 0) / 9])
    none_reached = np.full((2, 1), INF)
    assert (performance_profile(none_reached, TAUS) == 0).all()
    medians, dims = np.array([[30.0, 300.0], [INF, 60.0]]), np.array([2, 5])
    assert np.allclose(data_profile(medians, dims, np.array([9, 10, 50])), [[0, 0.5, 1], [0, 0.5, 0.5]])


def test_running_time_distributions_without_and_with_restarts():
    cost = np.array([[10.0], [20.0], [INF], [INF]])
    share, low, high = runtime_distribution([cost], np.array([5.0, 10.0, 50.0]))
    assert share.tolist() == [0.0, 0.25, 0.5]
    assert (low <= share).all()
    assert (share <= high).all()
    with_restarts = restart_distribution([cost], 100, np.array([20.0, 120.0, 10_000.0]), draws=20_000)
    assert np.allclose(
        with_restarts, [0.5, 0.75, 1.0], atol=0.02
    )  # half reach the target, and half of the rest after one restart
    assert restart_distribution([np.full((3, 1), INF)], 100, np.array([1e9]))[0] == 0


def test_the_expected_best_of_k_trials_is_the_mean_over_all_draws_of_k():
    plan = type("Plan", (), {"seed": 0})()
    cost = np.exp(np.random.default_rng(5).normal(3, 1, (6, 2)))
    trials = Trials(plan, "chosen", ["a", "b"], cost)
    for k, (mean, *_) in enumerate(trials.expected_best(), start=1):
        draws = [np.log(cost[list(each)]).mean(1).min() for each in itertools.combinations(range(6), k)]
        assert mean == pytest.approx(np.exp(np.mean(draws)))
    assert trials.best_trial_for_suite() == np.log(cost).mean(1).argmin()
    assert trials.best_trial_on("b") == cost[:, 1].argmin()


def test_tuning_without_a_landscape_does_not_use_its_costs():
    plan = type("Plan", (), {"seed": 0})()
    generator = np.random.default_rng(14)
    names = [f"landscape {index}" for index in range(11)]
    cost = np.exp(generator.normal(3, 1, (9, len(names))))
    chosen = [Trials(plan, "chosen", names, cost).best_trial_without(name) for name in names]
    assert len(set(chosen)) > 1  # otherwise leaving one out would not matter
    for index, name in enumerate(names):
        changed = cost.copy()
        changed[:, index] = np.exp(generator.normal(3, 9, 9))
        assert Trials(plan, "chosen", names, changed).best_trial_without(name) == chosen[index]
    mean_log_costs = np.log(cost).mean(1)
    assert np.mean([mean_log_costs[each] for each in chosen]) < np.quantile(
        mean_log_costs, 0.4
    )  # the other landscapes show what is good on this one


def test_the_share_of_rates_within_twice_the_best():
    assert share_within_twice_best(np.array([INF, 100.0, 50.0, 99.0, 200.0])) == pytest.approx(3 / 5)
    assert share_within_twice_best(np.array([INF, INF])) == 0


def test_identical_entrants_show_no_difference():
    cost = random_costs(np.random.default_rng(6))
    pair = compare_pair("a", "b", cost, cost, 1000)
    assert (pair.ratio, pair.p_value, pair.win_rate, pair.ratio_interval) == (1.0, 1.0, 0.5, (1.0, 1.0))
    assert classify_ratio(*pair.ratio_interval, pair.p_value) == NO_DIFFERENCE


def test_equal_entrants_are_called_different_no_more_often_than_stated():
    """Two entrants of one distribution, 200 times: a wrong claim in at most 5 %, within what chance allows."""
    generator, claims = np.random.default_rng(7), 0
    for _ in range(200):
        pair = compare_pair("a", "b", random_costs(generator), random_costs(generator), 1000)
        claims += classify_ratio(*pair.ratio_interval, pair.p_value) in (FASTER, SLOWER)
    assert claims <= stats.binom.ppf(0.999, 200, 0.05)


@pytest.mark.slow
def test_equal_entrants_on_many_landscapes_are_rarely_called_different_on_any():
    """Ten landscapes at a time, corrected: a wrong claim on any of them in at most 5 % of 200 comparisons."""
    generator, claims = np.random.default_rng(8), 0
    for _ in range(200):
        pairs = [
            compare_pair("a", "b", random_costs(generator, 32), random_costs(generator, 32), 1000) for _ in range(10)
        ]
        adjusted = holm_adjusted(np.array([each.p_value for each in pairs]))
        claims_made = [classify_ratio(*each.ratio_interval, p) for each, p in zip(pairs, adjusted, strict=True)]
        claims += any(word in (FASTER, SLOWER) for word in claims_made)
    assert claims <= stats.binom.ppf(0.999, 200, 0.05)


@pytest.mark.parametrize("repeats", [1, 4])
def test_a_known_difference_is_found_with_its_direction(repeats):
    generator = np.random.default_rng(9)
    slow = random_costs(generator, repeats=repeats, failure_share=0)
    for factor, claim in ((0.5, FASTER), (2.0, SLOWER)):
        pair = compare_pair("a", "b", slow * factor, slow, 5000)
        assert classify_ratio(*pair.ratio_interval, holm_adjusted(np.array([pair.p_value] * 10))[0]) == claim
        assert pair.ratio_interval[0] < 1 / factor * 1.2
        assert pair.ratio_interval[1] > 1 / factor * 0.8


def test_too_few_starts_leave_a_small_difference_undecided():
    cost = random_costs(np.random.default_rng(10), starts=6, failure_share=0)
    other = random_costs(np.random.default_rng(11), starts=6, failure_share=0, median=250)
    pair = compare_pair("a", "b", cost, other, 1000)
    assert classify_ratio(*pair.ratio_interval, pair.p_value) == UNDECIDED


def test_the_interval_of_the_mean_is_wider_for_other_landscapes_than_for_these():
    generator = np.random.default_rng(12)
    logs = [median + 0.05 * generator.normal(size=2000) for median in (0.0, 0.5, 1.0, 1.5)]
    fixed, others = mean_ratio_intervals(logs)
    assert fixed[0] < np.exp(0.75) < fixed[1]
    assert others[1] - others[0] > 3 * (fixed[1] - fixed[0])


def test_statistics_without_resampling_do_not_depend_on_the_order_of_starts():
    generator = np.random.default_rng(13)
    one, other = random_costs(generator), random_costs(generator)
    order = generator.permutation(len(one))
    for a, b in ((one, other), (one[order], other[order])):
        pair = compare_pair("a", "b", a, b, 1000)
        first = compare_pair("a", "b", one, other, 1000)
        assert (pair.ratio, pair.win_rate, pair.p_value) == pytest.approx((first.ratio, first.win_rate, first.p_value))
