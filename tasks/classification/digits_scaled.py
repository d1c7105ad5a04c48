"""The network of digits_mlp with its weight tensors in random units."""

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn import Linear, ReLU, Sequential
from torch.nn.functional import linear

from fallline.core import Target, integer, real
from fallline.tasks._classifier import Classifier
from fallline.tasks._digits import CLASS_COUNT, DIGITS, SIDE, digits_splits


@dataclass(frozen=True)
class DigitsScaled(Classifier):
    """The network of digits_mlp with each weight tensor in a random unit, which a real network never tells its
    optimizer: the optimizer sees w/s, the network uses w, and each s is drawn once, log-uniformly. The function at the
    start is that of digits_mlp, only its conditioning differs. (Metz et al., 2022)"""

    spread: float = real(100.0, 1.0, 1000.0, log=True, at_least=1.0, help="largest unit; the smallest is its inverse")
    draw: int = integer(0, 0, 100, help="which draw of the units")

    title = "Digits, weights in random units"
    batch_size = 64
    step_count = 300
    target = Target("accuracy", 95.0)
    target_setting = "adabelief~lr:0.3"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = (
        "In other units Adam and AdaBelief train as well as before, at a hundred times the learning rate; SGD with "
        "momentum trains, with the units of draw 0, at none of nine rates from 0.0001 to 1."
    )
    data_source = f"{DIGITS.origin}; {DIGITS.licence}"

    def module(self):
        return ScaledNetwork(self._scales())

    def apply_layers(self, weights, inputs, which):
        scales = self._scales()
        return super().apply_layers({name: scales[name] * weight for name, weight in weights.items()}, inputs, which)

    def split(self, name):
        return digits_splits()[name]

    def _scales(self):
        """Return the unit of each weight tensor by name."""
        rng = np.random.Generator(np.random.Philox(key=self.draw))
        names = ("0.weight", "0.bias", "2.weight", "2.bias")
        return dict(zip(names, (self.spread ** rng.uniform(-1, 1, len(names))).tolist(), strict=True))


class ScaledNetwork(Sequential):
    """The network of digits_mlp; ``scales`` times its parameters are the weights that it uses."""

    def __init__(self, scales):
        """Divide torch's random initialisation by the scales, name -> number."""
        super().__init__(Linear(SIDE * SIDE, 32), ReLU(), Linear(32, CLASS_COUNT))
        self.scales = scales
        with torch.no_grad():
            for name, parameter in self.named_parameters():
                parameter.div_(scales[name])

    def forward(self, inputs):
        """Return the logits: inputs (n, 64) -> (n, 10)."""
        used = {name: self.scales[name] * parameter for name, parameter in self.named_parameters()}
        hidden = linear(inputs, used["0.weight"], used["0.bias"]).relu()
        return linear(hidden, used["2.weight"], used["2.bias"])
