"""One thread of arithmetic per test process: torch's threads wait for each other busily when cores are shared."""

import torch

torch.set_num_threads(1)
