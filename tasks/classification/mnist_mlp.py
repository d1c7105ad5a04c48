"""A network of one hidden layer on 5000 images of MNIST, reduced to 14 x 14 pixels."""

import math
from dataclasses import dataclass

from torch.nn import Linear, ReLU, Sequential

from fallline.core import Target
from fallline.tasks._classifier import Classifier
from fallline.tasks._mnist import CLASS_COUNT, MNIST, SIDE, mnist_splits


@dataclass(frozen=True)
class MNISTMLP(Classifier):
    """A network with one hidden layer of 32 units that reads handwritten digits of 14 x 14 pixels: 5000 images of
    MNIST, 500 of each digit, each pixel the mean of 2 x 2. (LeCun, Bottou, Bengio and Haffner, 1998)"""

    title = "MNIST, one hidden layer"
    batch_size = 64
    step_count = 400
    monitor_size = 500
    target = Target("accuracy", 90.0)
    target_setting = "adam~lr:0.01"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = (
        "Sooner is not better: at a learning rate of 0.03 Adam reaches the target before it does at 0.01, and ends "
        "with a higher validation loss."
    )
    data_source = f"{MNIST.origin}; {MNIST.licence}"

    def module(self):
        return Sequential(Linear(SIDE * SIDE, 32), ReLU(), Linear(32, CLASS_COUNT))

    def split(self, name):
        return mnist_splits()[name]
