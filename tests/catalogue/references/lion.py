"""The port of the authors' code in pytorch_optimizer."""

from pytorch_optimizer import Lion


def reference(optimizer, x):
    o = optimizer
    options = {"betas": (o.beta1, o.beta2), "weight_decay": o.weight_decay, "weight_decouple": True}
    return Lion([x], lr=o.lr, foreach=False, **options)
