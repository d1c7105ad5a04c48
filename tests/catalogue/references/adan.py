"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import Adan


def reference(optimizer, x):
    o = optimizer
    betas = (o.beta1, o.beta2, o.beta3)
    return Adan([x], lr=o.lr, betas=betas, eps=o.eps, weight_decay=o.weight_decay, weight_decouple=False, foreach=False)
