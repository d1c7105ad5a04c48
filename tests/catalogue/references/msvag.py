"""The well-kept package's port of the authors' code."""

from pytorch_optimizer import MSVAG


def reference(optimizer, x):
    return MSVAG([x], lr=optimizer.lr, beta=optimizer.beta, foreach=False)
