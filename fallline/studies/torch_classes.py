"""Which classes of torch.optim's kind can be raced, and why the others cannot."""

from __future__ import annotations

import math
import warnings
from dataclasses import dataclass

import torch

from fallline.core import BadInput, Oracle, integer
from fallline.optimizers import shelf
from fallline.optimizers.torch_classes import allowed, classes_of
from fallline.run.loop import stepping
from fallline.scene import Scene
from fallline.studies._study import Study, Table

RATES = (1e-3, 1e-2, 0.1, 1.0)
# Rules for the matrices of a network's layers, which on a vector do what their package falls back to, or nothing.
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
LABEL = "a rule for matrices; on a vector it does what its package falls back to"


@dataclass(frozen=True)
class TorchClasses(Study):
    """Makes one instance of every optimizer class of torch.optim and of the allowed packages, and lets it walk from the
    scene's first start at four learning rates; a row of the table per class."""

    steps: int = integer(300, 10, 2000, at_least=1, help="how many steps each class walks")

    title = "Torch classes"

    def run(self, scene: Scene | None = None) -> list[Table]:
        """One row per class; ``scene`` gives the landscape and the start."""
        scene = scene or Scene.from_link("")
        paths = [f"{package}.{name}" for package in sorted(allowed) for name in classes_of(package)]
        with warnings.catch_warnings(action="ignore"):
            rows = [(path, *self._tried(path, scene)) for path in paths]
        races = sum(row[1] == "races" for row in rows)
        note = (
            f"{races} of {len(rows)} classes race down {scene.landscape.id} in {self.steps} steps at one of the rates "
            f"{', '.join(map(str, RATES))}; the best rate is the one that ends lowest."
        )
        return [Table("torch_classes", ("class", "result", "best rate", "remark"), tuple(rows), note)]

    def _tried(self, path: str, scene: Scene) -> tuple[str, object, str]:
        """What came of one class: the result, the best of RATES, and why or what to know."""
        remark = LABEL if path.rpartition(".")[2].lower() in MATRIX_RULES else ""
        ends, refused = {}, ""
        for rate in RATES:
            try:
                ends[rate] = self._end(path, rate, scene)
            except BadInput as problem:
                refused = str(problem)
        finite = {rate: f for rate, f in ends.items() if math.isfinite(f)}
        if not finite:
            return "cannot", "", refused.partition(": ")[2] or "no finite number is left after the walk"
        best = min(finite, key=finite.__getitem__)
        started = scene.landscape.f(torch.tensor(scene.starts[0], dtype=torch.float64)).item()
        return ("races" if finite[best] < started else "stays"), best, remark

    def _end(self, path: str, rate: float, scene: Scene) -> float:
        optimizer = shelf["torch"](cls=path, lr=rate)
        x = torch.tensor(scene.starts[:1], dtype=torch.float64)
        oracle, state = Oracle(scene.landscape, 1), optimizer.init(x)
        *_, last = stepping(oracle, [optimizer] * self.steps, x, state)
        return scene.landscape.f(last.after).item()
