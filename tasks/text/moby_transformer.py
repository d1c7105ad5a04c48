"""A small transformer that predicts the next character of Moby Dick.

The windows of 32 characters do not overlap. With ``monitor_size`` windows an evaluation every ten steps takes about a
fifth of the training's time.
"""

from dataclasses import dataclass

import torch

from fallline.core import Samples, Target
from fallline.tasks._layers import embedding
from fallline.tasks._moby import SYMBOLS, TextTask, moby_windows
from fallline.tasks._sequence_layers import causal_attention, layer_norm, linear_each

SIZE = 32
HEADS = 4
CONTEXT = 32


class CharacterTransformer(torch.nn.Module):
    """Characters (n, time) -> logits of the next character after each (n, time, 39)."""

    def __init__(self):
        super().__init__()
        self.embedding = torch.nn.Embedding(len(SYMBOLS), SIZE)
        self.position_embedding = torch.nn.Embedding(CONTEXT, SIZE)
        self.layer = torch.nn.TransformerEncoderLayer(
            SIZE, HEADS, 4 * SIZE, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
        )
        self.norm = torch.nn.LayerNorm(SIZE)
        self.output = torch.nn.Linear(SIZE, len(SYMBOLS))

    def forward(self, characters):
        time = characters.shape[1]
        later = torch.ones(time, time, dtype=torch.bool, device=characters.device).triu(1)
        vectors = self.embedding(characters) + self.position_embedding.weight[:time]
        return self.output(self.norm(self.layer(vectors, src_mask=later)))


@dataclass(frozen=True)
class MobyTransformer(TextTask):
    """A transformer of one layer that reads 32 characters of Moby Dick and predicts the next one after each.
    (Vaswani and others, 2017)"""

    title = "Moby Dick, transformer"
    batch_size = 16
    step_count = 250
    monitor_size = 40
    target = Target("bits", 3.5)
    target_setting = "adam~lr:0.02"
    context = CONTEXT
    teaches = (
        "The network matters more than the optimizer: in as many steps it ends 0.4 to 0.5 bits behind the LSTM, "
        "with Adam, AdaBelief and SGD with momentum alike."
    )

    def module(self):
        return CharacterTransformer()

    def predict(self, weights, inputs):
        def linear_layer(name, vectors):
            return linear_each(vectors, weights[f"{name}.weight"], weights[f"{name}.bias"])

        def norm(name, vectors):
            return layer_norm(vectors, weights[f"{name}.weight"], weights[f"{name}.bias"])

        positions = weights["position_embedding.weight"][:, None, : inputs.shape[-1]]
        stream = embedding(inputs, weights["embedding.weight"]) + positions
        weight, bias = (weights[f"layer.self_attn.in_proj_{each}"] for each in ("weight", "bias"))
        attended = causal_attention(norm("layer.norm1", stream), weight, bias, HEADS)
        stream = stream + linear_layer("layer.self_attn.out_proj", attended)
        hidden = torch.nn.functional.gelu(linear_layer("layer.linear1", norm("layer.norm2", stream)))
        stream = stream + linear_layer("layer.linear2", hidden)
        return linear_layer("output", norm("norm", stream))

    def split(self, name):
        windows = moby_windows(name, self.context + 1, self.context)
        return Samples(windows[:, :-1], windows[:, 1:])
