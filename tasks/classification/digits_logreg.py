"""Multinomial logistic regression on the handwritten digits of 8 x 8 pixels."""

import math
from dataclasses import dataclass

from torch.nn import Linear, Sequential

from fallline.core import LOSS, Target, real
from fallline.tasks._classifier import Classifier
from fallline.tasks._digits import CLASS_COUNT, DIGITS, SIDE, digits_splits


@dataclass(frozen=True)
class DigitsLogReg(Classifier):
    """Logistic regression, a network without hidden layers, that reads handwritten digits of 8 x 8 pixels. Half the
    decay times the sum of the squared weights, biases included, is added to the loss, which makes it strictly convex:
    it has one minimum and no other critical point. (Cox, 1958)"""

    decay: float = real(0.001, 1e-5, 0.1, log=True, help="weight of the squared weights in the loss")

    title = "Digits, logistic regression"
    batch_size = 64
    step_count = 200
    target = Target("accuracy", 93.0)
    target_setting = "adam~lr:0.03"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = (
        "The loss has one minimum, so every optimizer goes to the same weights; they differ in how soon they are there."
    )
    data_source = f"{DIGITS.origin}; {DIGITS.licence}"

    def module(self):
        return Sequential(Linear(SIDE * SIDE, CLASS_COUNT))

    def loss(self, x, batch):
        return super().loss(x, batch) + self._penalty(x)

    def evaluate(self, x, split, count=None):
        values = super().evaluate(x, split, count)
        return values | {LOSS: values[LOSS] + self._penalty(x)}

    def split(self, name):
        return digits_splits()[name]

    def _penalty(self, x):
        return self.decay / 2 * (x * x).sum(-1)
