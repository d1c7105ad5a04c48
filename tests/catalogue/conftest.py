"""What runs on a GPU alone is collected only where there is one."""

import torch

collect_ignore = [] if torch.cuda.is_available() else ["test_gpu.py"]
