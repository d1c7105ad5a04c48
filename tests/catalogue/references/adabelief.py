"""adabelief-pytorch 0.2.1 if eps is kept in s, otherwise the formula of Zhuang et al., 2020, on Python floats."""

import contextlib
import io
from math import sqrt

from adabelief_pytorch import AdaBelief as Released
from scalar_reference import ScalarReference

DECAYS = ("coupled", "decoupled", "fixed")  # the readings of weight decay that the reference has


class Reference(ScalarReference):
    memory = {"m": 0.0, "s": 0.0, "largest": 0.0}

    def coordinate(self, theta, g, axis):
        o, t = self.o, self.t
        if o.decay == "decoupled":
            theta = theta * (1 - o.lr * o.weight_decay)
        elif o.decay == "fixed":
            theta = theta * (1 - o.weight_decay)
        else:
            g = g + o.weight_decay * theta
        axis["m"] = m = o.beta1 * axis["m"] + (1 - o.beta1) * g
        axis["s"] = s = o.beta2 * axis["s"] + (1 - o.beta2) * (g - m) * (g - m)
        axis["largest"] = max(axis["largest"], s)
        m_hat = m / (1 - o.beta1**t)
        inner = {"videos": o.eps, "outside": 0.0}[o.eps_place]
        if o.rectify:
            return theta - self.rectified(m_hat, s + inner)
        s_hat = ((axis["largest"] if o.amsgrad else s) + inner) / (1 - o.beta2**t)
        return theta - o.lr * m_hat / (sqrt(s_hat) + o.eps)

    def rectified(self, m_hat, s):
        """The step of RAdam, with the released package's threshold and its eps before the correction."""
        o, t = self.o, self.t
        beta2_t = o.beta2**t
        n_max = 2 / (1 - o.beta2) - 1
        n = n_max - 2 * t * beta2_t / (1 - beta2_t)
        if n < 5:
            return o.lr * m_hat if o.sgd_first else 0.0
        r = sqrt((n - 4) * (n - 2) * n_max / ((n_max - 4) * (n_max - 2) * n))
        return o.lr * r * m_hat * sqrt(1 - beta2_t) / (sqrt(s) + o.eps)


def reference(optimizer, x):
    if optimizer.eps_place != "kept":
        return Reference(optimizer, x)
    with contextlib.redirect_stdout(io.StringIO()):
        return Released(
            [x],
            lr=optimizer.lr,
            betas=(optimizer.beta1, optimizer.beta2),
            eps=optimizer.eps,
            weight_decay=optimizer.weight_decay,
            weight_decouple=optimizer.decay != "coupled",
            fixed_decay=optimizer.decay == "fixed",
            rectify=optimizer.rectify,
            degenerated_to_sgd=optimizer.sgd_first,
            amsgrad=optimizer.amsgrad,
            print_change_log=False,
        )
