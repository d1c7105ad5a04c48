"""Every formula agrees with a second writing of it, in both precisions."""

import pytest
import torch

from fallline.landscapes import shelf
from tests.catalogue.landscape_proof import cloud
from tests.catalogue.transcriptions import TRANSCRIBED


@pytest.mark.parametrize("id", TRANSCRIBED)
@pytest.mark.parametrize(("dtype", "error"), [(torch.float64, 1e-12), (torch.float32, 1e-5)], ids=["double", "single"])
def test_f_agrees_with_numpy(id, dtype, error):
    landscape = shelf[id]()
    for box in (landscape.domain, landscape.view):
        x = cloud(box, 1000).to(dtype)
        again = torch.as_tensor(TRANSCRIBED[id](*x.double().T.numpy()))
        assert (landscape.f(x) - again).abs().max() <= error * again.abs().max()
