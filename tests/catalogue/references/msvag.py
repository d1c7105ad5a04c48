"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import MSVAG


def reference(optimizer, x):
    return MSVAG([x], lr=optimizer.lr, beta=optimizer.beta, foreach=False)
