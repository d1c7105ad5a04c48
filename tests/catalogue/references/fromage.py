"""The well-kept package's port of the authors' code."""

from pytorch_optimizer import Fromage


def reference(optimizer, x):
    return Fromage([x], lr=optimizer.lr, foreach=False)
