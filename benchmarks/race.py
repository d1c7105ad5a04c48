"""How long a race takes, beside the loop that a user would write.

Run: python -m benchmarks.race. Three optimizers, 500 steps from one start on Rosenbrock, float64, one thread. The loop
steps torch.optim's Adam and SGD and the authors' AdaBelief and records x, f and the gradient; ours records every
readout, counts and the noiseless f and gradient as well. All are timed in turn, several times; the median counts, and
what is compared is the ratio.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from adabelief_pytorch import AdaBelief

from fallline.core.threads import alone
from fallline.programs.compiled import RECORD, Order, package_of
from fallline.programs.fast import quick
from fallline.run.racing import computed
from fallline.scene import Scene

LINK = "on=rosenbrock&start=-1.2,1&steps=500&run=adabelief~lr:0.01&run=adam~lr:0.01&run=sgd_momentum~lr:0.0005"
ROUNDS = 9


def main() -> None:
    """Prints the medians and their ratios."""
    alone()
    scene = Scene.from_link(LINK)
    for optimizer in scene.optimizers:
        order = Order.of(RECORD, scene.landscape, optimizer)
        if package_of(order) is None:
            order.make()
    ways: dict[str, Callable[[], object]] = {
        "loop over torch.optim and adabelief-pytorch": lambda: [_looped(scene, make) for make in _theirs()],
        "eager, all readouts": lambda: [computed(scene, each) for each in scene.optimizers],
        "compiled, all readouts": lambda: [quick(scene, each) for each in scene.optimizers],
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            begun = time.perf_counter()
            way()
            times[name].append(1000 * (time.perf_counter() - begun))
    first = statistics.median(next(iter(times.values())))
    for name, found in times.items():
        middle = statistics.median(found)
        print(
            f"{name}: {middle:.1f} ms ({min(found):.1f} to {max(found):.1f}), {middle / first:.4f} of the loop's time"
        )


def _theirs() -> list[Callable[[torch.Tensor], torch.optim.Optimizer]]:
    quiet = {"rectify": False, "weight_decouple": False, "print_change_log": False}
    return [
        lambda x: AdaBelief([x], lr=0.01, eps=1e-16, **quiet),
        lambda x: torch.optim.Adam([x], lr=0.01),
        lambda x: torch.optim.SGD([x], lr=0.0005, momentum=0.9),
    ]


def _looped(scene: Scene, make: Callable[[torch.Tensor], torch.optim.Optimizer]) -> list[tuple[torch.Tensor, ...]]:
    x = torch.tensor(scene.starts[0], dtype=torch.float64, requires_grad=True)
    optimizer, notes = make(x), []
    for _ in range(scene.steps):
        optimizer.zero_grad()
        f = scene.landscape.f(x)
        f.backward()
        notes.append((x.detach().clone(), f.detach(), x.grad.clone()))
        optimizer.step()
    return notes


if __name__ == "__main__":
    main()
