"""The well-kept package's Lookahead around the fast optimizer's own twin."""

from pytorch_optimizer import Lookahead


def twin(optimizer, x):
    return Lookahead(optimizer.inner.twin(x), k=optimizer.k, alpha=optimizer.alpha, pullback_momentum="none")
