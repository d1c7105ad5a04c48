"""Lookahead of pytorch_optimizer around the reference of the inner optimizer."""

from pytorch_optimizer import Lookahead


def reference(optimizer, x):
    return Lookahead(optimizer.inner.reference(x), k=optimizer.k, alpha=optimizer.alpha, pullback_momentum="none")
