"""A network of one hidden layer on the handwritten digits of 8 x 8 pixels."""

import math
from dataclasses import dataclass

from torch.nn import Linear, ReLU, Sequential

from fallline.core import Target
from fallline.tasks._classifier import Classifier
from fallline.tasks._digits import CLASS_COUNT, DIGITS, SIDE, digits_splits


@dataclass(frozen=True)
class DigitsMLP(Classifier):
    """A network with one hidden layer of 32 units that reads handwritten digits of 8 x 8 pixels.
    (Alpaydin and Kaynak, 1998)"""

    title = "Digits, one hidden layer"
    batch_size = 64
    step_count = 300
    target = Target("accuracy", 95.0)
    target_setting = "adam~lr:0.01"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = "At its best learning rate each optimizer does nearly as well: the rate decides more than the rule."
    data_source = f"{DIGITS.origin}; {DIGITS.licence}"

    def module(self):
        return Sequential(Linear(SIDE * SIDE, 32), ReLU(), Linear(32, CLASS_COUNT))

    def split(self, name):
        return digits_splits()[name]
