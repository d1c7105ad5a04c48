"""A network of one hidden layer on the handwritten digits of 8 x 8 pixels."""

import math
from dataclasses import dataclass

import torch

from fallline.core import Measure, Target, Task
from fallline.tasks._digits import CLASS_COUNT, DIGITS, SIDE, digits_split
from fallline.tasks._layers import correctness, cross_entropies, linear


@dataclass(frozen=True)
class DigitsMLP(Task):
    """A network with one hidden layer of 32 units that reads handwritten digits of 8 x 8 pixels.
    (Alpaydin and Kaynak, 1998)"""

    title = "Digits, one hidden layer"
    batch_size = 64
    step_count = 300
    measures = {"accuracy": Measure("Accuracy", "%", higher_is_better=True)}
    target = Target("accuracy", 95.0)
    target_setting = "adam~lr:0.01"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = "At its best learning rate each optimizer does nearly as well: the rate decides more than the rule."
    data_source = f"{DIGITS.origin}; {DIGITS.licence}"

    def module(self):
        return torch.nn.Sequential(torch.nn.Linear(SIDE * SIDE, 32), torch.nn.ReLU(), torch.nn.Linear(32, CLASS_COUNT))

    def predict(self, weights, inputs):
        hidden = linear(inputs, weights["0.weight"], weights["0.bias"]).relu()
        return linear(hidden, weights["2.weight"], weights["2.bias"])

    def sample_losses(self, outputs, targets):
        return cross_entropies(outputs, targets)

    def measure(self, outputs, targets):
        return {"accuracy": correctness(outputs, targets)}

    def split(self, name):
        return digits_split(name)
