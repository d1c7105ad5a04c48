"""How a run ended and why, in a sentence made from its own numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.measures import first_start, measures
from fallline.core import Box, Sentence, hessian
from fallline.run.costs import costs
from fallline.run.outcome import Ending
from fallline.run.trajectory import Trajectory

WINDOW = 100  # the last steps, by which a run that did not arrive is judged
LARGEST = 20  # coordinates up to which curvatures are looked at
STILL = 1e-3  # a slope this small beside the steepest on the way counts as none
NEAR = 0.05  # of the view's widest side: a critical point is near if Newton's step is shorter
SHORT, LONG = 0.1, 1.5  # a step's length beside the ideal one that is called short, and long
TURNS = 0.5  # the share of steps that turn back by which a run oscillates
FALLS = 0.7  # a median gap that is not below this share of the one before does not fall
ROUND = 0.2  # of the way that was walked: a run that came no farther is going round
FLAT = 0.02  # a slope this small beside the steepest on the way makes a plateau


@dataclass(frozen=True)
class Last:
    """The last steps of the first start: positions, slopes, steps, their lengths beside the ideal ones."""

    run: Trajectory
    x: np.ndarray
    slope: np.ndarray
    step: np.ndarray
    size: np.ndarray
    by_ideal: np.ndarray
    steepest: float
    curvatures: np.ndarray
    axes: np.ndarray
    side: float


def diagnosis(run: Trajectory, noise: float, box: Box) -> str:
    """Why the first start's run ended as it did, as the rest of a sentence; '' where its numbers do not tell."""
    run, end = first_start(run), run.outcome[0]
    if end.ending is Ending.REACHED:
        return _road(run, end.at)
    if end.ending is Ending.DIVERGED:
        return _blown_up(run, end.at, box)
    if run.gap[-1, 0] > run.gap[0, 0]:
        return _blown_up(run, run.steps + 1, box)
    last = _last(run, box)
    tries = (_outside, lambda last: _noisy(last, noise), _resting, _oscillating, _short, _long, _on_its_way)
    return next(filter(None, (told(last) for told in tries)), "")


def _road(run: Trajectory, arrived: int) -> str:
    """How much longer than the straight line its way was, and what it cost."""
    asked = costs(run)[arrived, 0]
    walked = float(run.step_size[:arrived, 0].sum())
    straight = float(np.linalg.norm(run.x[arrived, 0] - run.x[0, 0]))
    cost = Sentence.plural(
        int(asked), "it took {n} gradient evaluation", "it took {n} gradient evaluations", n=f"{asked:,}"
    )
    if not straight > 0:
        return cost
    ratio = f"{walked / straight:.3g}"
    return Sentence("{cost}, along a path {ratio} times the straight line", cost=cost, ratio=ratio)


def _blown_up(run: Trajectory, at: int, box: Box) -> str:
    """The first step of the final rise, and which rate or step was too long there."""
    gap = run.gap[:at, 0]
    if run.landscape.lower_outside and gap[-1] < 0:
        return Sentence("it left the domain, and outside the function goes on falling")
    turn = int(np.argmin(gap))
    curvatures, axes = _bends(run, run.x[turn, 0])
    rates = run.readouts.get("effective_rate")
    if curvatures.size and curvatures[-1] > 0 and rates is not None:
        steep = axes[:, -1]
        rate, limit = float((steep * steep * rates[turn, 0]).sum()), 2 / curvatures[-1]
        if rate > limit:
            return Sentence(
                "at step {t} its rate along the steepest direction, {rate}, exceeds 2 ÷ curvature = {limit}, so each "
                "step lands higher on the other side",
                t=turn,
                rate=f"{rate:.3g}",
                limit=f"{limit:.3g}",
            )
    ratio = _by_ideal(run, box)[turn]
    if ratio > LONG and np.isfinite(ratio):
        return Sentence(
            "from step {t} on it rises: that step was {ratio} times the ideal one along its direction",
            t=turn,
            ratio=f"{ratio:.3g}",
        )
    return Sentence("from step {t} on it rises", t=turn)


def _last(run: Trajectory, box: Box) -> Last:
    steps = slice(-min(WINDOW, run.steps) - 1, -1)
    slope = np.linalg.norm(run.grad[:, 0], axis=-1)
    curvatures, axes = _bends(run, run.x[-1, 0])
    return Last(
        run=run,
        x=run.x[steps, 0],
        slope=slope[steps],
        step=run.step[steps, 0],
        size=run.step_size[steps, 0],
        by_ideal=_by_ideal(run, box)[steps],
        steepest=float(slope.max()),
        curvatures=curvatures,
        axes=axes,
        side=max(high - low for low, high in run.landscape.view),
    )


def _by_ideal(run: Trajectory, box: Box) -> np.ndarray:
    """Each step's length beside the ideal one along its own direction: (steps+1,), infinite where that is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return run.step_size[:, 0] / measures(run, box)["ideal_own"][:, 0]


def _bends(run: Trajectory, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The curvatures at x (dim,), rising, and their directions as columns; empty if too many or not finite."""
    empty = np.zeros(0), np.zeros((0, 0))
    if run.x.shape[-1] > LARGEST:
        return empty
    matrix = hessian(run.landscape.f, torch.from_numpy(x.copy())).numpy()
    return np.linalg.eigh(matrix) if np.isfinite(matrix).all() else empty


def _outside(last: Last) -> str:
    low, high = np.array(last.run.landscape.view).T
    end = last.run.x[-1, 0]
    beyond = np.maximum(np.maximum(low - end, end - high), 0).max()
    return Sentence("it is outside the view, {n} beyond the edge", n=f"{beyond:.3g}") if beyond > 0 else ""


def _noisy(last: Last, noise: float) -> str:
    early, late = np.array_split(last.run.gap[-len(last.size) :, 0], 2)
    if noise and (np.median(late) > FALLS * np.median(early) or _turns(last) > TURNS):
        return Sentence(
            "the noise of {n} keeps it from settling; a smaller rate, or one that falls, would come nearer",
            n=f"{noise:g}",
        )
    return ""


def _turns(last: Last) -> float:
    """The share of the last steps that lead back against the one before."""
    together = (last.step[1:] * last.step[:-1]).sum(-1)
    return float((together < 0).mean()) if together.size else 0.0


def _came(last: Last) -> float:
    """How far the last steps led beside how far they went."""
    walked = last.size.sum()
    return float(np.linalg.norm(last.step.sum(0)) / walked) if walked > 0 else 0.0


def _resting(last: Last) -> str:
    """A place without slope: a saddle or a local minimum."""
    slope, bends = last.slope[-1], last.curvatures
    if not bends.size or slope > STILL * last.steepest or not np.abs(bends).min() > 0:
        return ""
    along = last.axes.T @ last.run.grad[-1, 0]
    if np.linalg.norm(along / bends) > NEAR * last.side:
        return ""
    if bends[0] < 0 < bends[-1]:
        numbers = {"slope": f"{slope:.2g}", "one": f"{bends[0]:.3g}", "other": f"{bends[-1]:.3g}"}
        return Sentence("it sits at a saddle: slope {slope}, curvature {one} one way and {other} the other", **numbers)
    if bends[0] > 0:
        return Sentence(
            "it sits in a local minimum, f = {f}, where there is no slope to follow",
            f=f"{last.run.f[-1, 0]:.6g}",
        )
    return ""


def _oscillating(last: Last) -> str:
    """Steps that go back and forth, mostly along the steepest axis."""
    share = _turns(last)
    if share < TURNS:
        return ""
    turned = Sentence("{share} of its last steps turn back", share=f"{share:.0%}")
    rates = last.run.readouts.get("effective_rate")
    curvatures, axes = _bends(last.run, last.x.mean(0))
    if not curvatures.size or not curvatures[-1] > 0:
        return Sentence("it oscillates: {turned}, as across a sharp valley", turned=turned)
    steep = axes[:, -1]
    along = ((last.step @ steep) ** 2).sum() / max((last.step**2).sum(), 1e-300)
    limit = 2 / curvatures[-1]
    how = Sentence("it oscillates across its way") if along <= TURNS else Sentence("it oscillates along the steep axis")
    numbers = {"how": how, "turned": turned, "limit": f"{limit:.3g}"}
    if rates is None:
        return Sentence("{how}: {turned} and 2 ÷ curvature is {limit}", **numbers)
    rate = f"{float((steep * steep * rates[-1, 0]).sum()):.3g}"
    return Sentence("{how}: {turned}; its rate there is {rate} and 2 ÷ curvature is {limit}", rate=rate, **numbers)


def _short(last: Last) -> str:
    """Steps far below the ideal ones, on a plateau or on a slope."""
    ratio = float(np.median(last.by_ideal))
    if not ratio < SHORT:
        return ""
    still = Sentence("it hardly moves")
    long = Sentence("the ideal step is {n} times as long", n=f"{1 / ratio:.3g}") if ratio > 0 else still
    if last.slope[-1] < FLAT * last.steepest:
        slope = f"{last.slope[-1]:.2g}"
        return Sentence("it crawls on a plateau: the slope is {slope}, {long}", slope=slope, long=long)
    return Sentence("it crawls: {long}, so a larger rate would be faster", long=long)


def _long(last: Last) -> str:
    ratio = float(np.median(last.by_ideal))
    if not ratio > LONG or _came(last) > ROUND:
        return ""
    if np.isfinite(ratio):
        return Sentence(
            "it goes round the minimum: its steps are about {n} times the ideal one, so a smaller rate would settle",
            n=f"{ratio:.3g}",
        )
    return Sentence(
        "it goes round the minimum: its steps are uphill as often as down, so a smaller rate would settle",
    )


def _on_its_way(last: Last) -> str:
    gap = last.run.gap[-len(last.size) - 1 :, 0]
    if not 0 < gap[-1] < gap[0]:
        return Sentence.plural(
            len(last.size), "it came no nearer in the last step", "it came no nearer in the last {n} steps"
        )
    return Sentence.plural(
        len(last.size),
        "it is on its way: the gap fell to {share} in the last step",
        "it is on its way: the gap fell to {share} in the last {n} steps",
        share=f"{gap[-1] / gap[0]:.1%}",
    )
