"""Configuration of pytest: the tests that need a GPU are collected only on a machine that has one."""

import torch

collect_ignore = [] if torch.cuda.is_available() else ["test_gpu.py"]
