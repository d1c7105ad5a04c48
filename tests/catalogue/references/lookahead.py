"""The well-kept package's Lookahead around the fast optimizer's own reference."""

from pytorch_optimizer import Lookahead


def reference(optimizer, x):
    return Lookahead(optimizer.inner.reference(x), k=optimizer.k, alpha=optimizer.alpha, pullback_momentum="none")
