"""Moré and Thuente's line search against scipy's, trial by trial, in batches of curves that bend and jump about."""

import numpy as np
import pytest
import torch
from fallline.optimizers.classical._more_thuente import begin, go_on
from scipy.optimize._dcsrch import DCSRCH

CURVES, TRIALS = 400, 30


class Curve:
    """A wave on a parabola, turned so that it goes down at 0."""

    def __init__(self, seed):
        luck = np.random.default_rng(seed)
        self.tall, self.at, self.wave, self.phase = luck.normal(size=4)
        self.fast, self.turn = 10 ** luck.uniform(-1, 1.5), 1.0
        self.turn = -1.0 if self.slope(0.0) > 0 else 1.0

    def value(self, step):
        t = self.turn * self.fast * step
        return self.tall * np.sin(3 * self.wave * t + self.phase) + 0.1 * (t - self.at) ** 2

    def slope(self, step):
        t, inner = self.turn * self.fast * step, 3 * self.wave
        wave = self.tall * inner * np.cos(inner * t + self.phase)
        return self.turn * self.fast * (wave + 0.2 * (t - self.at))


def theirs(curve, c1, c2, narrow, longest):
    """What scipy tries, one after the other, and the word that it ends with."""
    search = DCSRCH(curve.value, curve.slope, c1, c2, narrow, 0.0, longest)
    step, _, _, task = search._iterate(1.0, curve.value(0.0), curve.slope(0.0), b"START")
    tried = [step]
    for _ in range(TRIALS):
        step, _, _, task = search._iterate(step, curve.value(step), curve.slope(step), task)
        if task[:2] != b"FG":
            return tried, task[:4]
        tried.append(step)
    return tried, b"OPEN"


@pytest.mark.parametrize(
    ("c1", "c2", "narrow", "longest"), [(1e-3, 0.9, 0.1, 1e10), (1e-4, 0.4, 1e-14, 1e30), (0.1, 0.05, 1e-3, 4.0)]
)
def test_every_trial_and_every_end_is_scipys(c1, c2, narrow, longest):
    curves = [curve for curve in map(Curve, range(CURVES)) if curve.slope(0.0) < 0]
    expected = [theirs(curve, c1, c2, narrow, longest) for curve in curves]

    def column(values):
        return torch.tensor([[float(value)] for value in values], dtype=torch.float64)

    steps = column([1.0] * len(curves))
    search = begin(column(c.value(0.0) for c in curves), column(c.slope(0.0) for c in curves), steps, longest)
    running = set(range(len(curves)))
    for k in range(TRIALS):
        for row in sorted(running):
            assert steps[row].item() == pytest.approx(expected[row][0][k], rel=1e-9), (row, k)
        pairs = list(zip(curves, steps[:, 0].tolist(), strict=True))
        f, slopes = column(c.value(s) for c, s in pairs), column(c.slope(s) for c, s in pairs)
        search, steps, found, failed = go_on(search, steps, f, slopes, c1, c2, narrow, longest)
        for row in sorted(running):
            ended = b"CONV" if found[row] else b"WARN" if failed[row] else None
            last = k == len(expected[row][0]) - 1 and expected[row][1] != b"OPEN"
            assert ended == (expected[row][1] if last else None), (row, k)
            if ended:
                running.remove(row)
    assert len(running) < 0.1 * len(curves)
