"""Time of a race, compared with a plain loop over torch optimizers.

Run: python -m benchmarks.race. Three optimizers take 500 steps from one start on Rosenbrock, in float64, on one thread.
The loop steps torch.optim's Adam and SGD and the authors' AdaBelief, and records x, f and the gradient; Fall Line also
records every readout, the counts of evaluations and the noiseless f and gradient. All are timed in turn, ROUNDS times.

Prints for the loop, the eager and the compiled race: median, shortest and longest time, and the ratio of the medians to
that of the loop.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from adabelief_pytorch import AdaBelief

from fallline.core.threads import use_one_thread
from fallline.programs.compile_key import RECORD, CompileKey, load_package
from fallline.programs.fast import compute_fast
from fallline.run.racing import compute_run
from fallline.scene import Scene

LINK = "on=rosenbrock&start=-1.2,1&steps=500&run=adabelief~lr:0.01&run=adam~lr:0.01&run=sgd_momentum~lr:0.0005"
ROUNDS = 9


def main() -> None:
    """Print the medians and their ratios."""
    use_one_thread()
    scene = Scene.from_link(LINK)
    for optimizer in scene.optimizers:
        key = CompileKey.for_optimizer(RECORD, scene.landscape, optimizer)
        if load_package(key) is None:
            key.compile()
    methods: dict[str, Callable[[], object]] = {
        "loop over torch.optim and adabelief-pytorch": lambda: [_run_loop(scene, make) for make in _torch_optimizers()],
        "eager, all readouts": lambda: [compute_run(scene, each) for each in scene.optimizers],
        "compiled, all readouts": lambda: [compute_fast(scene, each) for each in scene.optimizers],
    }
    times: dict[str, list[float]] = {name: [] for name in methods}
    for _ in range(ROUNDS):
        for name, run in methods.items():
            begin = time.perf_counter()
            run()
            times[name].append(1000 * (time.perf_counter() - begin))
    loop_ms = statistics.median(next(iter(times.values())))
    for name, found in times.items():
        median_ms = statistics.median(found)
        print(
            f"{name}: {median_ms:.1f} ms ({min(found):.1f} to {max(found):.1f}), "
            f"{median_ms / loop_ms:.4f} of the loop's time"
        )


def _torch_optimizers() -> list[Callable[[torch.Tensor], torch.optim.Optimizer]]:
    options = {"rectify": False, "weight_decouple": False, "print_change_log": False}
    return [
        lambda x: AdaBelief([x], lr=0.01, eps=1e-16, **options),
        lambda x: torch.optim.Adam([x], lr=0.01),
        lambda x: torch.optim.SGD([x], lr=0.0005, momentum=0.9),
    ]


def _run_loop(scene: Scene, make: Callable[[torch.Tensor], torch.optim.Optimizer]) -> list[tuple[torch.Tensor, ...]]:
    x = torch.tensor(scene.starts[0], dtype=torch.float64, requires_grad=True)
    optimizer, records = make(x), []
    for _ in range(scene.steps):
        optimizer.zero_grad()
        f = scene.landscape.f(x)
        f.backward()
        records.append((x.detach().clone(), f.detach(), x.grad.clone()))
        optimizer.step()
    return records


if __name__ == "__main__":
    main()
