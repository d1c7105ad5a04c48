"""The authors' package, prodigyopt."""

from prodigyopt import Prodigy

DECAYS = ("coupled", "decoupled")  # the readings of weight decay that the reference has


def reference(optimizer, x):
    o = optimizer
    return Prodigy(
        [x],
        lr=o.lr,
        betas=(o.beta1, o.beta2),
        eps=o.eps,
        d0=o.d0,
        d_coef=o.d_coef,
        use_bias_correction=o.corrected,
        safeguard_warmup=o.safeguard,
        weight_decay=o.weight_decay,
        decouple=o.decay == "decoupled",
    )
