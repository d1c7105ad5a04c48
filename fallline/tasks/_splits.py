"""Random splits of data sets into training, validation and test samples."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import torch

from fallline.core import TRAIN, Samples

ORDER_SEED = 0  # of the shuffle before the split


def split_samples(inputs: np.ndarray, targets: np.ndarray, sizes: Mapping[str, int]) -> dict[str, Samples]:
    """Return samples in a fixed random order, split into pieces of the ``sizes``: split name -> Samples.

    The inputs (n, ...) are centred on the mean of the training samples; targets (n, ...). Raises ValueError if the
    sizes do not add up to n.
    """
    if sum(sizes.values()) != len(inputs):
        raise ValueError(f"The sizes of the splits add up to {sum(sizes.values())} instead of {len(inputs)} samples.")
    order = np.random.Generator(np.random.Philox(key=ORDER_SEED)).permutation(len(inputs))
    pieces = dict(zip(sizes, np.split(order, np.cumsum(list(sizes.values()))[:-1]), strict=True))
    centred = inputs - inputs[pieces[TRAIN]].mean(0)
    return {
        name: Samples(torch.from_numpy(centred[piece]), torch.from_numpy(targets[piece]))
        for name, piece in pieces.items()
    }
