"""Landscapes agree with a second transcription of their formulas, in float64 and float32."""

import pytest
import torch

from fallline.landscapes import shelf
from tests.catalogue.minimum_search import sobol_points
from tests.catalogue.transcriptions import NUMPY_FORMULAS


@pytest.mark.parametrize("id", NUMPY_FORMULAS)
@pytest.mark.parametrize(("dtype", "error"), [(torch.float64, 1e-12), (torch.float32, 1e-5)], ids=["double", "single"])
def test_f_agrees_with_the_numpy_transcription(id, dtype, error):
    landscape = shelf[id]()
    for box in (landscape.domain, landscape.view):
        x = sobol_points(box, 1000).to(dtype)
        expected = torch.as_tensor(NUMPY_FORMULAS[id](*x.double().T.numpy()))
        assert (landscape.f(x) - expected).abs().max() <= error * expected.abs().max()
