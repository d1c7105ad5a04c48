"""Helpers of references written symbol by symbol: plain Python floats, one coordinate at a time, powers as powers."""

import torch


class Symbols:
    """One point; ``coordinate(theta, g, memory)`` gives the new value of a coordinate, whose memory is a dict."""

    memory = {}

    def __init__(self, optimizer, x):
        self.o, self.x, self.t = optimizer, x, 0
        self.axes = [dict(self.memory) for _ in range(x.numel())]

    def step(self, closure):
        loss = closure()
        self.t += 1
        theta, g = self.x.detach().flatten().tolist(), self.x.grad.flatten().tolist()
        self.put([self.coordinate(*each) for each in zip(theta, g, self.axes, strict=True)])
        return loss

    def put(self, values):
        with torch.no_grad():
            self.x.copy_(torch.tensor(values, dtype=self.x.dtype).reshape(self.x.shape))


def sign(value):
    return (value > 0) - (value < 0)
