"""schedulefree, the authors' own."""

from references.schedule_free_sgd import follows_average
from schedulefree import AdamWScheduleFree


def reference(optimizer, x):
    o = optimizer
    return follows_average(AdamWScheduleFree)(
        [x],
        lr=o.lr,
        betas=(o.beta1, o.beta2),
        eps=o.eps,
        warmup_steps=o.warmup,
        weight_decay=o.weight_decay,
        foreach=False,
    )
