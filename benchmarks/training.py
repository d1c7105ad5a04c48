"""Speed of races on training tasks, against plain loops over torch.nn and torch.optim in the same run.

Run: python -m benchmarks.training. One thread computes. Prints, as medians of REPETITIONS turns taken alternately:

- A race of three optimizers x 300 steps on digits_mlp with all numbers, and three plain loops in float32 that record
  only the loss; the same race with eight seeds.
- The slice of digits_mlp through the ends of two runs, on all 1797 images: 21 x 21 and 51 x 51 points.
- Tuning the learning rates of three optimizers on digits_mlp, nine rates x two seeds.
- A race of three optimizers on moby_lstm: the time to its first evaluation, and as a whole.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
import torch

from fallline.analysis.network_planes import plane_through_ends
from fallline.analysis.network_slices import PlaneLoss, slice_levels
from fallline.analysis.task_rates import measure_rates
from fallline.core import SPLITS, TRAIN, Samples, Task
from fallline.run.batches import Batches
from fallline.run.training import Training, train
from fallline.scene.task_scene import TaskScene

REPETITIONS = 5
RUNS = "run=adabelief~lr:0.01&run=adam~lr:0.01&run=sgd_momentum~lr:0.1"
RACE_LINK = f"on=digits_mlp&{RUNS}"
SEEDS = 8
TEXT_LINK = f"on=moby_lstm&{RUNS}"
PLAIN_RULES: tuple[Callable, ...] = (
    # AdaBelief is not in torch.optim; Adam stands in its place.
    lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    lambda parameters: torch.optim.SGD(parameters, lr=0.1, momentum=0.9),
)


def train_plainly(task: Task, rule: Callable, steps: int) -> list[float]:
    """Return the losses of a plain loop over a torch.nn module, on the batches of seed 0."""
    module, samples = task.module(), task.samples(TRAIN, torch.float32, "cpu")
    optimizer, criterion = rule(module.parameters()), torch.nn.CrossEntropyLoss()
    batches = Batches(np.array([0]), len(samples), task.batch_size)
    losses = []
    for step in range(steps):
        indices = batches.at_step(step)[0]
        optimizer.zero_grad()
        loss = criterion(module(samples.inputs[indices]), samples.targets[indices])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def seconds(function: Callable[[], object]) -> float:
    """Return the seconds that a call takes."""
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def compare_races() -> None:
    """Print the time of a race, of plain loops, and of the race with SEEDS seeds, taken alternately."""
    scene, many = TaskScene.from_link(RACE_LINK), TaskScene.from_link(f"{RACE_LINK}&seeds={SEEDS}")

    def plain() -> None:
        for rule in PLAIN_RULES:
            train_plainly(scene.task, rule, scene.step_count)

    functions = {"race": lambda: train(scene), "plain": plain, "many": lambda: train(many)}
    for function in functions.values():
        function()
    times: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(REPETITIONS):
        for name, function in functions.items():
            times[name].append(seconds(function))
    race, loops, seeded = (statistics.median(times[name]) for name in functions)
    print(f"digits_mlp, 3 optimizers x {scene.step_count} steps, all numbers: {race:.2f} s")
    print(f"three plain loops that record the loss: {loops:.2f} s; the race takes {race / loops:.2f} times as long")
    print(f"{SEEDS} seeds: {seeded:.2f} s, {seeded / race:.2f} times one seed")


def measure_slice() -> None:
    """Print the times from asking for a slice of digits_mlp to its levels, on all images."""
    scene = TaskScene.from_link(RACE_LINK)
    paths = [run.snapshots[:, 0] for run in train(scene)]
    splits = [scene.task.samples(name, torch.float32, "cpu") for name in SPLITS]
    images = Samples(torch.cat([each.inputs for each in splits]), torch.cat([each.targets for each in splits]))
    times: dict[int, list[float]] = {}
    for _ in range(REPETITIONS):
        start = time.perf_counter()
        plane = plane_through_ends(paths, ("AdaBelief", "Adam", "SGD"))
        for level in slice_levels(PlaneLoss(scene.task, plane, images), plane.plot_range(paths)):
            times.setdefault(len(level.values), []).append(time.perf_counter() - start)
    for across, values in times.items():
        print(f"slice of {across} x {across} points on {len(images)} images after {statistics.median(values):.2f} s")


def main() -> None:
    """Print the measurements."""
    torch.set_num_threads(1)
    compare_races()
    measure_slice()
    scene = TaskScene.from_link(RACE_LINK)
    rates = [seconds(lambda: measure_rates(scene, scene.optimizers)) for _ in range(REPETITIONS)]
    print(f"tuning, {len(scene.optimizers)} optimizers, 9 rates x 2 seeds: {statistics.median(rates):.2f} s")
    text = TaskScene.from_link(TEXT_LINK)
    training = Training(text)
    first = seconds(lambda: training.advance(1))
    whole = first + seconds(training.finish)
    print(f"moby_lstm, 3 optimizers x {text.step_count} steps: first evaluation {first:.2f} s, all {whole:.2f} s")


if __name__ == "__main__":
    main()
