"""A convolutional network on the handwritten digits of 8 x 8 pixels."""

import math
from dataclasses import dataclass

from torch.nn import Conv2d, Flatten, Linear, MaxPool2d, ReLU, Sequential, Unflatten

from fallline.core import Target
from fallline.tasks._classifier import Classifier
from fallline.tasks._digits import CLASS_COUNT, DIGITS, SIDE, digits_splits


@dataclass(frozen=True)
class DigitsCNN(Classifier):
    """A convolutional network with 8 and 16 channels that reads handwritten digits of 8 x 8 pixels. After each
    convolution the maximum of every 2 x 2 pixels is taken. (LeCun, Bottou, Bengio and Haffner, 1998)"""

    title = "Digits, convolutional"
    batch_size = 64
    step_count = 200
    monitor_size = 350
    target = Target("accuracy", 95.0)
    target_setting = "adam~lr:0.01"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = (
        "Filters that are shared between places need fewer weights than the layers of digits_mlp for as many right "
        "answers."
    )
    data_source = f"{DIGITS.origin}; {DIGITS.licence}"

    def module(self):
        return Sequential(
            Unflatten(1, (1, SIDE, SIDE)),
            Conv2d(1, 8, 3, padding=1),
            ReLU(),
            MaxPool2d(2),
            Conv2d(8, 16, 3, padding=1),
            ReLU(),
            MaxPool2d(2),
            Flatten(),
            Linear(16 * (SIDE // 4) ** 2, CLASS_COUNT),
        )

    def split(self, name):
        return digits_splits()[name]
