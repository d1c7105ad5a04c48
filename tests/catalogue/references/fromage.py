"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import Fromage


def reference(optimizer, x):
    return Fromage([x], lr=optimizer.lr, foreach=False)
