"""Diagnosis of a run: a sentence on why it ended as it did, from its own numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.analysis.measures import compute_measures, distance_to_minimum, select_first_start
from fallline.core import Box, Sentence, hessian
from fallline.core.number_text import format_factor, format_short
from fallline.run.costs import cumulative_cost
from fallline.run.judge import MAX_DISTANCE_WIDTHS
from fallline.run.outcome import Ending
from fallline.run.trajectory import Trajectory

WINDOW_STEPS = 100  # the last steps of a run that did not reach the target, from which it is diagnosed
MAX_CURVATURE_DIM = 20  # number of coordinates up to which the Hessian is used
ZERO_SLOPE_SHARE = 1e-3  # of the steepest slope of the run: a smaller slope counts as zero
NEAR_SHARE = 0.05  # of the view's widest side: a critical point is near if Newton's step to it is shorter
SHORT_STEP_RATIO, LONG_STEP_RATIO = 0.1, 1.5  # to the ideal step: limits of short and long steps
OSCILLATION_SHARE = 0.5  # of the last steps that turn back: from here on a run oscillates
STEEP_AXIS_SHARE = 0.5  # of the squared step lengths: if more is along the steepest axis, a run oscillates along it
MAX_FALLING_RATIO = 0.7  # of the median gap to that of the half before: from here on the gap does not fall
CIRCLING_RATIO = 0.2  # of net to walked distance: up to here a run goes round
PLATEAU_RATIO = 5.0  # how many times the average slope to the minimum is that of a plateau, at least


@dataclass(frozen=True)
class LastSteps:
    """The last steps of a run from one start, n of them, and what the diagnosis needs of the whole run.

    ``x`` and ``steps`` (n, dim) are points and the steps from them. ``gradient_norms``, ``step_lengths`` and
    ``ideal_ratio`` (n,) belong to them; the last is the step length divided by the ideal one. ``steepest`` is the
    largest gradient norm of the run. ``curvatures`` (ascending) and ``axes`` (columns) are the eigenvalues and
    eigenvectors of the Hessian at the end. ``side`` is the widest side of the view, ``distance`` that from the end to
    the nearest global minimum, or the side if none is known.
    """

    run: Trajectory
    x: np.ndarray
    gradient_norms: np.ndarray
    steps: np.ndarray
    step_lengths: np.ndarray
    ideal_ratio: np.ndarray
    steepest: float
    curvatures: np.ndarray
    axes: np.ndarray
    side: float
    distance: float


def diagnose(run: Trajectory, noise: float, box: Box) -> str:
    """Return why the run from the first start ended as it did, as the end of a sentence; '' if no rule applies.

    ``noise`` is the standard deviation of the gradient noise, ``box`` the box of the ideal steps.
    """
    run, end = select_first_start(run), run.outcome[0]
    if end.ending is Ending.REACHED:
        return _describe_path(run, end.ending_step)
    if run.optimizer.ascends and run.gap[-1, 0] >= run.gap[0, 0]:
        return Sentence("it climbs, as asked")
    if end.ending is Ending.DIVERGED:
        return _explain_divergence(run, box)
    if run.gap[-1, 0] > run.gap[0, 0]:
        return _explain_rise(run, run.steps + 1, box)
    last = _last_steps(run, box)
    rules = (
        _describe_outside,
        lambda last: _describe_noise(last, noise),
        _describe_rest,
        _describe_oscillation,
        _describe_short_steps,
        _describe_long_steps,
        _describe_progress,
    )
    return next(filter(None, (rule(last) for rule in rules)), "")


def _describe_path(run: Trajectory, reached_step: int) -> str:
    """Describe the cost of a run until it reached the target, and its path length relative to the straight line."""
    evaluations = cumulative_cost(run)[reached_step, 0]
    walked = float(run.step_size[:reached_step, 0].sum())
    straight = float(np.linalg.norm(run.x[reached_step, 0] - run.x[0, 0]))
    cost = Sentence.plural(int(evaluations), "it took {n} gradient evaluation", "it took {n} gradient evaluations")
    if not straight > 0:
        return cost
    ratio = format_short(walked / straight)
    return Sentence("{cost}, along a path {ratio} times the straight line", cost=cost, ratio=ratio)


def _explain_divergence(run: Trajectory, box: Box) -> str:
    """Describe why a run diverged: by its start, by a step to a place where f has no value, or by a rise."""
    end = run.outcome[0]
    if not end.ending_step and end.undefined_at is None:
        widths = int(MAX_DISTANCE_WIDTHS)
        return Sentence("its start is more than {n} domain widths from the domain's centre", n=widths)
    if not end.ending_step:
        return ""
    if end.undefined_at is None:
        return _explain_rise(run, end.ending_step, box)
    length = float(np.linalg.norm(np.subtract(end.undefined_at, run.x[end.ending_step - 1, 0])))
    return Sentence("the step to it was {n} long", n=format_short(length))


def _explain_rise(run: Trajectory, at: int, box: Box) -> str:
    """Describe the step from which the gap rises until the step ``at``, and the learning rate or step length there."""
    gap = run.gap[:at, 0]
    if run.landscape.lower_outside and gap[-1] < 0:
        return Sentence("it left the domain, and outside the function goes on falling")
    turn = int(np.argmin(gap))
    curvatures, axes = _curvatures(run, run.x[turn, 0])
    rates = run.readouts.get("effective_rate")
    if curvatures.size and curvatures[-1] > 0 and rates is not None:
        steep = axes[:, -1]
        rate, limit = float((steep * steep * rates[turn, 0]).sum()), 2 / curvatures[-1]
        if rate > limit:
            return Sentence(
                "at step {t} its rate along the steepest direction, {rate}, exceeds 2 ÷ curvature = {limit}, so each "
                "step lands higher on the other side",
                t=turn,
                rate=format_short(rate),
                limit=format_short(limit),
            )
    ratio = _ratio_to_ideal(run, box)[turn]
    if ratio > LONG_STEP_RATIO and np.isfinite(ratio):
        return Sentence(
            "from step {t} on it rises: that step was {ratio} times the ideal one along its direction",
            t=turn,
            ratio=format_short(ratio),
        )
    return Sentence("from step {t} on it rises", t=turn)


def _last_steps(run: Trajectory, box: Box) -> LastSteps:
    window = slice(-min(WINDOW_STEPS, run.steps) - 1, -1)
    slope = np.linalg.norm(run.grad[:, 0], axis=-1)
    curvatures, axes = _curvatures(run, run.x[-1, 0])
    side = max(high - low for low, high in run.landscape.view)
    distance = float(distance_to_minimum(run)[-1, 0])
    return LastSteps(
        run=run,
        x=run.x[window, 0],
        gradient_norms=slope[window],
        steps=run.step[window, 0],
        step_lengths=run.step_size[window, 0],
        ideal_ratio=_ratio_to_ideal(run, box)[window],
        steepest=float(slope.max()),
        curvatures=curvatures,
        axes=axes,
        side=side,
        distance=distance if np.isfinite(distance) else side,
    )


def _ratio_to_ideal(run: Trajectory, box: Box) -> np.ndarray:
    """Return each step's length divided by the ideal one in its direction, (steps+1,); infinite where that is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return run.step_size[:, 0] / compute_measures(run, box)["ideal_own"][:, 0]


def _curvatures(run: Trajectory, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the Hessian's eigenvalues at x (dim,), ascending, and its eigenvectors as columns.

    Both are empty above MAX_CURVATURE_DIM coordinates, or if the Hessian is not finite.
    """
    empty = np.zeros(0), np.zeros((0, 0))
    if run.x.shape[-1] > MAX_CURVATURE_DIM:
        return empty
    matrix = hessian(run.landscape.f, torch.from_numpy(x.copy())).numpy()
    return np.linalg.eigh(matrix) if np.isfinite(matrix).all() else empty


def _describe_outside(last: LastSteps) -> str:
    low, high = np.array(last.run.landscape.view).T
    end = last.run.x[-1, 0]
    beyond = np.maximum(np.maximum(low - end, end - high), 0).max()
    return Sentence("it is outside the view, {n} beyond the edge", n=format_short(beyond)) if beyond > 0 else ""


def _describe_noise(last: LastSteps, noise: float) -> str:
    early, late = np.array_split(last.run.gap[-len(last.step_lengths) :, 0], 2)
    if noise and (np.median(late) > MAX_FALLING_RATIO * np.median(early) or _reversal_share(last) > OSCILLATION_SHARE):
        return Sentence(
            "the noise of {n} keeps it from settling; a smaller rate, or one that falls, would come nearer",
            n=format_short(noise),
        )
    return ""


def _reversal_share(last: LastSteps) -> float:
    """Return the share of the last steps that turn back against the step before."""
    products = (last.steps[1:] * last.steps[:-1]).sum(-1)
    return float((products < 0).mean()) if products.size else 0.0


def _progress_ratio(last: LastSteps) -> float:
    """Return the distance between first and last point, divided by the length of the path between them."""
    walked = last.step_lengths.sum()
    return float(np.linalg.norm(last.steps.sum(0)) / walked) if walked > 0 else 0.0


def _describe_rest(last: LastSteps) -> str:
    """Describe a run that rests at a saddle or a local minimum."""
    slope, curvatures = last.gradient_norms[-1], last.curvatures
    if not curvatures.size or slope > ZERO_SLOPE_SHARE * last.steepest or not np.abs(curvatures).min() > 0:
        return ""
    along = last.axes.T @ last.run.grad[-1, 0]
    if np.linalg.norm(along / curvatures) > NEAR_SHARE * last.side:
        return ""
    if curvatures[0] < 0 < curvatures[-1]:
        numbers = {
            "slope": format_short(slope, 2),
            "one": format_short(curvatures[0]),
            "other": format_short(curvatures[-1]),
        }
        return Sentence("it sits at a saddle: slope {slope}, curvature {one} one way and {other} the other", **numbers)
    if curvatures[0] > 0:
        return Sentence(
            "it sits in a local minimum, f = {f}, where there is no slope to follow",
            f=format_short(last.run.f[-1, 0], 6),
        )
    return ""


def _describe_oscillation(last: LastSteps) -> str:
    """Describe a run whose steps go back and forth."""
    share = _reversal_share(last)
    if share < OSCILLATION_SHARE:
        return ""
    turned = Sentence("{share} of its last steps turn back", share=f"{100 * share:.0f} %")
    rates = last.run.readouts.get("effective_rate")
    curvatures, axes = _curvatures(last.run, last.x.mean(0))
    if not curvatures.size or not curvatures[-1] > 0:
        return Sentence("it oscillates: {turned}, as across a sharp valley", turned=turned)
    steep = axes[:, -1]
    steep_share = ((last.steps @ steep) ** 2).sum() / max((last.steps**2).sum(), 1e-300)
    limit = 2 / curvatures[-1]
    how = (
        Sentence("it oscillates across its way")
        if steep_share <= STEEP_AXIS_SHARE
        else Sentence("it oscillates along the steep axis")
    )
    numbers = {"how": how, "turned": turned, "limit": format_short(limit)}
    if rates is None:
        return Sentence("{how}: {turned} and 2 ÷ curvature is {limit}", **numbers)
    rate = format_short(float((steep * steep * rates[-1, 0]).sum()))
    return Sentence("{how}: {turned}; its rate there is {rate} and 2 ÷ curvature is {limit}", rate=rate, **numbers)


def _describe_short_steps(last: LastSteps) -> str:
    """Describe a run whose steps are far shorter than the ideal ones."""
    ratio = float(np.median(last.ideal_ratio))
    if not ratio < SHORT_STEP_RATIO:
        return ""
    if not ratio > 0:
        return Sentence("it hardly moves")
    factor = format_factor(1 / ratio)
    flatness = _flatness(last)
    if flatness > PLATEAU_RATIO:
        return Sentence(
            "it is on a plateau, {flat} times flatter than the average way to the minimum; steps are {n} times shorter "
            "than ideal",
            flat=format_factor(flatness),
            n=factor,
        )
    if last.run.optimizer.lr_path is None:
        return Sentence("steps are {n} times shorter than ideal", n=factor)
    return Sentence("steps are {n} times shorter than ideal; try a larger rate", n=factor)


def _flatness(last: LastSteps) -> float:
    """Return how many times the average slope from the end to the nearest minimum is the slope at the end."""
    fall = last.gradient_norms[-1] * last.distance
    return float(last.run.gap[-1, 0] / fall) if fall > 0 else 0.0


def _describe_long_steps(last: LastSteps) -> str:
    ratio = float(np.median(last.ideal_ratio))
    if not ratio > LONG_STEP_RATIO or _progress_ratio(last) > CIRCLING_RATIO:
        return ""
    if np.isfinite(ratio):
        return Sentence(
            "it goes round the minimum: its steps are about {n} times the ideal one, so a smaller rate would settle",
            n=format_short(ratio),
        )
    return Sentence(
        "it goes round the minimum: its steps are uphill as often as down, so a smaller rate would settle",
    )


def _describe_progress(last: LastSteps) -> str:
    gap = last.run.gap[-len(last.step_lengths) - 1 :, 0]
    if not 0 < gap[-1] < gap[0]:
        return Sentence.plural(
            len(last.step_lengths), "it came no nearer in the last step", "it came no nearer in the last {n} steps"
        )
    return Sentence.plural(
        len(last.step_lengths),
        "it is on its way: the gap fell to {share} in the last step",
        "it is on its way: the gap fell to {share} in the last {n} steps",
        share=f"{format_short(100 * gap[-1] / gap[0])} %",
    )
