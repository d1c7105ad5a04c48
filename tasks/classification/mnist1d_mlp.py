"""A network of two hidden layers on MNIST-1D."""

import math
from dataclasses import dataclass

from torch.nn import Linear, ReLU, Sequential

from fallline.core import Target
from fallline.tasks._classifier import Classifier
from fallline.tasks._mnist1d import CLASS_COUNT, SIGNAL_LENGTH, mnist1d_splits


@dataclass(frozen=True)
class MNIST1DMLP(Classifier):
    """A network with two hidden layers of 64 units that reads signals of 40 numbers. Each signal is the stroke of one
    of ten digits, stretched, shifted, sheared and noisy. (Greydanus, 2020)"""

    title = "MNIST-1D, two hidden layers"
    batch_size = 64
    step_count = 1000
    monitor_size = 800
    target = Target("accuracy", 55.0)
    target_setting = "adabelief~lr:0.03"
    uniform_loss = math.log(CLASS_COUNT)
    teaches = (
        "The accuracy on the training samples rises to 75 % and more, that on others stays at 55 %: the network "
        "overfits."
    )
    data_source = (
        "Generated as in MNIST-1D (S. Greydanus, Scaling down deep learning, 2020); its ten templates: Apache-2.0."
    )

    def module(self):
        return Sequential(Linear(SIGNAL_LENGTH, 64), ReLU(), Linear(64, 64), ReLU(), Linear(64, CLASS_COUNT))

    def split(self, name):
        return mnist1d_splits()[name]
