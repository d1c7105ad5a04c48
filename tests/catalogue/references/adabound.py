"""The port of the authors' code in pytorch_optimizer, without the 1e-15 that the port adds to v under the root."""

from pytorch_optimizer import AdaBound

DECAYS = ("coupled",)  # the readings of weight decay that the reference has


class Reference(AdaBound):
    @staticmethod
    def apply_ams_bound(ams_bound, exp_avg_sq, max_exp_avg_sq, eps):
        return AdaBound.apply_ams_bound(ams_bound, exp_avg_sq, max_exp_avg_sq, eps, exp_avg_sq_eps=0.0)


def reference(optimizer, x):
    o = optimizer
    return Reference(
        [x],
        lr=o.lr,
        final_lr=o.final_lr,
        betas=(o.beta1, o.beta2),
        gamma=o.gamma,
        eps=o.eps,
        weight_decay=o.weight_decay,
        weight_decouple=False,
        ams_bound=o.amsbound,
        foreach=False,
    )
