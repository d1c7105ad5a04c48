"""The study ``torch_classes``: which classes of torch.optim and of the allowed packages can be raced."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import torch

from fallline.core import BadInput, Oracle, integer
from fallline.optimizers import shelf
from fallline.optimizers.torch_classes import allowed_packages, optimizer_classes
from fallline.run.loop import iterate_steps
from fallline.scene import Scene
from fallline.studies._study import Study, Table

LEARNING_RATES = (1e-3, 1e-2, 0.1, 1.0)  # at which each class is tried
# Optimizers of weight matrices; on a vector they do what their package falls back to, or nothing.
MATRIX_RULES = {
    "adafactor",
    "adago",
    "adamuon",
    "alice",
    "apollo",
    "came",
    "conda",
    "distributedmuon",
    "fira",
    "galore",
    "kron",
    "muon",
    "muonclip",
    "normuon",
    "racs",
    "scalableshampoo",
    "scion",
    "scionlight",
    "shampoo",
    "sm3",
    "soap",
    "spectralsphere",
    "splus",
}
MATRIX_REMARK = "a rule for matrices; on a vector it does what its package falls back to"


@dataclass(frozen=True)
class TorchClasses(Study):
    """Makes one instance of every optimizer class of torch.optim and of the allowed packages, and lets it walk from the
    scene's first start at four learning rates; a row of the table per class."""

    steps: int = integer(300, 10, 2000, at_least=1, help="how many steps each class walks")

    title = "Torch classes"

    def run(self, scene: Scene | None = None) -> list[Table]:
        """Return one table, with a row for each class.

        ``scene`` gives the landscape and the start; None stands for the default scene.
        """
        scene = scene or Scene.from_link("")
        paths = [f"{package}.{name}" for package in sorted(allowed_packages) for name in optimizer_classes(package)]
        with warnings.catch_warnings(action="ignore"):
            rows = [(path, *self._try_class(path, scene)) for path in paths]
        races = sum(row[1] == "races" for row in rows)
        note = (
            f"{races} of {len(rows)} classes race down {scene.landscape.id} in {self.steps} steps at one of the rates "
            f"{', '.join(map(str, LEARNING_RATES))}; the best rate is the one that ends lowest."
        )
        return [Table("torch_classes", ("class", "result", "best rate", "remark"), tuple(rows), note)]

    def _try_class(self, path: str, scene: Scene) -> tuple[str, object, str]:
        """Return the result for one class ('races', 'stays' or 'cannot'), its best learning rate, and a remark."""
        remark = MATRIX_REMARK if path.rpartition(".")[2].lower() in MATRIX_RULES else ""
        final, refusal = {}, ""
        for rate in LEARNING_RATES:
            try:
                final[rate] = self._final_f(path, rate, scene)
            except BadInput as problem:
                refusal = str(problem)
        finite = {rate: f for rate, f in final.items() if math.isfinite(f)}
        if not finite:
            return "cannot", "", refusal.partition(": ")[2] or "no finite number is left after the walk"
        best = min(finite, key=finite.__getitem__)
        initial_f = scene.landscape.f(torch.tensor(scene.starts[0], dtype=torch.float64)).item()
        return ("races" if finite[best] < initial_f else "stays"), best, remark

    def _final_f(self, path: str, rate: float, scene: Scene) -> float:
        """Return f after ``steps`` steps of a class at a learning rate; raises BadInput if it cannot be used."""
        optimizer = shelf["torch"](cls=path, lr=rate)
        x = torch.tensor(scene.starts[:1], dtype=torch.float64)
        oracle, state = Oracle(scene.landscape, 1), optimizer.initial_state(x)
        *_, last = iterate_steps(oracle, [optimizer] * self.steps, x, state)
        return scene.landscape.f(last.next_x).item()
