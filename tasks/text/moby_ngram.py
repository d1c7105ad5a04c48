"""A network of one hidden layer that predicts the next character of Moby Dick from the last twelve.

The samples begin every four characters, so that 500 steps of 128 see each about once. With ``monitor_size`` samples an
evaluation every ten steps takes about a fifth of the training's time.
"""

from collections import OrderedDict
from dataclasses import dataclass

import torch

from fallline.core import Samples, Target
from fallline.tasks._layers import embedding, linear
from fallline.tasks._moby import SYMBOLS, TextTask, moby_windows

EMBEDDING_SIZE = 8
HIDDEN_SIZE = 64
STRIDE = 4  # characters between the begins of two samples


@dataclass(frozen=True)
class MobyNgram(TextTask):
    """A network with one hidden layer that reads twelve characters of Moby Dick and predicts the next one.
    (Bengio and others, 2003)"""

    title = "Moby Dick, the last twelve characters"
    batch_size = 128
    step_count = 500
    monitor_size = 768
    target = Target("bits", 3.4)
    target_setting = "adam~lr:0.01"
    context = shortest_context = 12
    teaches = (
        "At their best learning rates the optimizers end within a tenth of a bit of each other; a rate three times too "
        "large costs more than the choice of the rule."
    )

    def module(self):
        return torch.nn.Sequential(
            OrderedDict(
                embedding=torch.nn.Embedding(len(SYMBOLS), EMBEDDING_SIZE),
                window=torch.nn.Flatten(),
                hidden=torch.nn.Linear(self.context * EMBEDDING_SIZE, HIDDEN_SIZE),
                tanh=torch.nn.Tanh(),
                output=torch.nn.Linear(HIDDEN_SIZE, len(SYMBOLS)),
            )
        )

    def predict(self, weights, inputs):
        vectors = embedding(inputs, weights["embedding.weight"]).flatten(2)
        hidden = linear(vectors, weights["hidden.weight"], weights["hidden.bias"]).tanh()
        return linear(hidden, weights["output.weight"], weights["output.bias"])

    def split(self, name):
        windows = moby_windows(name, self.context + 1, STRIDE)
        return Samples(windows[:, :-1], windows[:, -1])
