"""A small LSTM that predicts the next character of Moby Dick.

The windows do not overlap, so an epoch predicts each character at most once; the state before each window is 0. With
``monitor_size`` windows an evaluation every ten steps takes below a fifth of the training's time.
"""

from dataclasses import dataclass

import torch

from fallline.core import Samples, Target, integer
from fallline.tasks._layers import embedding
from fallline.tasks._moby import SYMBOLS, TextTask, moby_windows
from fallline.tasks._sequence_layers import linear_each, lstm

EMBEDDING_SIZE = 24
HIDDEN_SIZE = 64


class CharacterLSTM(torch.nn.Module):
    """Characters (n, time) -> logits of the next character after each (n, time, 39)."""

    def __init__(self, layers):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(SYMBOLS), EMBEDDING_SIZE)
        self.lstm = torch.nn.LSTM(EMBEDDING_SIZE, HIDDEN_SIZE, layers, batch_first=True)
        self.output = torch.nn.Linear(HIDDEN_SIZE, len(SYMBOLS))

    def forward(self, characters):
        return self.output(self.lstm(self.embedding(characters))[0])


@dataclass(frozen=True)
class MobyLSTM(TextTask):
    """An LSTM of 64 units that reads 32 characters of Moby Dick and predicts the next one after each.
    (Hochreiter and Schmidhuber, 1997)"""

    layers: int = integer(1, 1, 3, at_least=1, at_most=3, help="how many LSTM layers lie on top of each other")

    title = "Moby Dick, LSTM"
    batch_size = 16
    step_count = 250
    monitor_size = 48
    target = Target("bits", 3.0)
    target_setting = "adam~lr:0.03"
    context = 32
    teaches = (
        "Adam and AdaBelief end level; SGD with momentum comes within a tenth of a bit of them, at a learning rate "
        "some fifty times as large."
    )

    def module(self):
        return CharacterLSTM(self.layers)

    def predict(self, weights, inputs):
        states = embedding(inputs.mT, weights["embedding.weight"])  # (rows, time, n, size)
        for layer in range(self.layers):
            bias = weights[f"lstm.bias_ih_l{layer}"] + weights[f"lstm.bias_hh_l{layer}"]
            states = lstm(states, weights[f"lstm.weight_ih_l{layer}"], weights[f"lstm.weight_hh_l{layer}"], bias)
        return linear_each(states, weights["output.weight"], weights["output.bias"]).transpose(1, 2)

    def split(self, name):
        windows = moby_windows(name, self.context + 1, self.context)
        return Samples(windows[:, :-1], windows[:, 1:])
