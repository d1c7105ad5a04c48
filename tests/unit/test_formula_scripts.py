"""Exported scripts: they run on their own, and give the numbers of the race."""

import runpy

import numpy as np
import pytest

from fallline.files.scripts import generate_lab_script, generate_torch_script
from fallline.run import race
from fallline.view import read_link

FORMULAS = (
    "sin(3x)+x^2/10&start=2.5",
    "abs(w)^1.5+w^2&start=2",
    "theta^2+3*phi^2&start=1,2",
    "ln(1+x^2)+log10(2+y^2)+atan(x)*tanh(y)&start=1,2",
    "sqrt(x)+y^2&start=2,1",
    "sin(x)/x+y^2&start=2.5,1",
    r"\frac{x^2}{4}+\sin(y)^2&start=1,2",
    "(1-x)²+100(y-x²)²&start=-1.2,1",
)


def run_script(text, tmp_path, capsys):
    path = tmp_path / "script.py"
    path.write_text(text, encoding="utf-8")
    variables = runpy.run_path(str(path))
    capsys.readouterr()
    return variables


@pytest.mark.parametrize("formula", FORMULAS)
def test_the_scripts_of_a_typed_formula_give_the_numbers_of_the_race(formula, tmp_path, capsys):
    text, _, start = formula.partition("&")
    text = text.replace("+", "%2B")
    scene, _ = read_link(f"on=formula~f:{text}&{start}&steps=5&run=adam~lr:0.1&run=sgd_momentum~lr:0.0001")
    runs = race(scene)
    lab = run_script(generate_lab_script(scene), tmp_path, capsys)
    for mine, theirs in zip(runs, lab["runs"], strict=True):
        np.testing.assert_array_equal(mine.x, theirs.x)
    plain = run_script(generate_torch_script(scene), tmp_path, capsys)
    for mine, rows in zip(runs, plain["paths"].values(), strict=True):
        np.testing.assert_allclose(mine.x[:, 0], rows[0].numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(
    "link", ["on=sphere~dim:3&start=1,2,3&around=ring~count:3", "on=booth&start=1,2&noise=0.1&seed=3"]
)
def test_the_scripts_of_a_race_with_more_settings_run_and_agree(link, tmp_path, capsys):
    scene, _ = read_link(f"{link}&steps=5&run=adam~lr:0.1~schedule:cosine")
    plain = run_script(generate_torch_script(scene), tmp_path, capsys)
    (rows,) = plain["paths"].values()
    for row, path in enumerate(rows):
        np.testing.assert_allclose(race(scene)[0].x[:, row], path.numpy(), rtol=1e-9, atol=1e-12)
