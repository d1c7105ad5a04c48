"""The text tasks: the text and its splits, the LSTM against torch's, causality, and generated text."""

import hashlib
import math
from collections import Counter

import pytest
import torch

from fallline.core import SPLITS, TEST, TRAIN, VALIDATION, BadInput
from fallline.core.locations import TASK_DATA
from fallline.core.task import ROWS_AT_ONCE
from fallline.tasks import read_task
from fallline.tasks._moby import MOBY_DICK, SYMBOLS, TextTask, _draw, decode, encode, moby_text, moby_windows
from fallline.tasks._sequence_layers import causal_attention, lstm

TASKS = ("moby_ngram", "moby_lstm", "moby_transformer")
SEQUENCE_TASKS = ("moby_lstm", "moby_lstm~layers:2", "moby_lstm~layers:3", "moby_transformer")


def weights_of(task: TextTask, rows: int) -> torch.Tensor:
    """Return random weights (rows, dim), in float64, so large that characters matter."""
    return 2 * task.starts(range(rows))


def test_text_is_that_of_the_checksum():
    assert hashlib.sha256((TASK_DATA / MOBY_DICK.name).read_bytes()).hexdigest() == MOBY_DICK.sha256


def test_text_is_moby_dick_in_39_symbols():
    text = "".join(moby_text(split) for split in (TRAIN, VALIDATION, TEST))
    assert len(text) == 302_210
    assert text.startswith("call me ishmael. some years ago--never mind how long precisely--having little or no money")
    assert text.endswith("and featured in the unbodied air!\n")
    assert set(text) == set(SYMBOLS)
    assert len(set(SYMBOLS)) == len(SYMBOLS) == 39
    assert "  " not in text
    assert "\n\n" not in text


def test_encoding_is_undone_by_decoding():
    assert decode(encode(SYMBOLS)) == SYMBOLS
    assert encode("\nz").tolist() == [0, 38]


def test_splits_are_consecutive_pieces_of_the_text():
    text = "".join(moby_text(split) for split in (TRAIN, VALIDATION, TEST))
    lengths = {split: len(moby_text(split)) for split in SPLITS}
    assert lengths == {TRAIN: 253_056, VALIDATION: 24_577, TEST: 24_577}
    assert sum(lengths.values()) == len(text)


@pytest.mark.parametrize(("id", "stride"), [("moby_ngram", 4), ("moby_lstm", 32), ("moby_transformer", 32)])
@pytest.mark.parametrize("split", SPLITS)
def test_samples_are_the_windows_of_their_own_split(id, stride, split):
    task, text = read_task(id), moby_text(split)
    samples, length = task.split(split), task.context + 1
    last = samples.targets if samples.targets.dim() == 1 else samples.targets[:, -1]
    windows = torch.cat([samples.inputs, last[:, None]], dim=1)
    expected = [text[begin : begin + length] for begin in range(0, len(text) - length + 1, stride)]
    found = [decode(window) for window in windows]
    assert found != expected  # but in a random order
    assert Counter(found) == Counter(expected)


@pytest.mark.parametrize("id", SEQUENCE_TASKS[::3])
def test_each_character_of_a_sequence_task_is_predicted_once(id):
    samples, text = read_task(id).split(VALIDATION), moby_text(VALIDATION)
    assert samples.targets.numel() == len(text) - 1
    assert Counter(decode(samples.targets.flatten())) == Counter(text[1:])
    assert torch.equal(samples.inputs[:, 1:], samples.targets[:, :-1])


def test_order_of_the_windows_is_fixed():
    assert torch.equal(moby_windows(TEST, 13, 4), moby_windows(TEST, 13, 4))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_lstm_equals_that_of_torch(layers):
    task = read_task(f"moby_lstm~layers:{layers}")
    module = task.module().double()
    assert module.lstm.num_layers == layers
    x, inputs = weights_of(task, 2).requires_grad_(), task.split(TRAIN).inputs[:6].reshape(2, 3, 32)
    outputs = task.predict(task.weights(x), inputs)
    for row in range(2):
        one = x[row].detach().requires_grad_()
        named = {name: each[0] for name, each in task.weights(one[None]).items()}
        expected = torch.func.functional_call(module, named, (inputs[row],))
        torch.testing.assert_close(outputs[row], expected, rtol=1e-12, atol=1e-12)
        of_torch = torch.autograd.grad(expected.square().sum(), one)[0]
        of_row = torch.autograd.grad(outputs[row].square().sum(), x, retain_graph=True)[0][row]
        torch.testing.assert_close(of_row, of_torch, rtol=1e-10, atol=1e-9)


def test_lstm_layer_can_be_differentiated_twice():
    generator = torch.Generator().manual_seed(0)
    shapes = [(2, 3, 1, 2), (2, 8, 2), (2, 8, 2), (2, 8)]
    tensors = [torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_() for shape in shapes]
    assert torch.autograd.gradcheck(lstm, tensors)
    assert torch.autograd.gradgradcheck(lstm, tensors)


def test_attention_can_be_differentiated_twice():
    generator = torch.Generator().manual_seed(0)
    shapes = [(1, 2, 3, 4), (1, 12, 4), (1, 12)]
    tensors = [torch.randn(shape, generator=generator, dtype=torch.float64).requires_grad_() for shape in shapes]
    assert torch.autograd.gradcheck(lambda *each: causal_attention(*each, 2), tensors)
    assert torch.autograd.gradgradcheck(lambda *each: causal_attention(*each, 2), tensors)


@pytest.mark.parametrize("id", SEQUENCE_TASKS)
def test_later_characters_change_no_earlier_outputs(id):
    task = read_task(id)
    weights, inputs = task.weights(weights_of(task, 2)), task.split(TEST).inputs[:3]
    changed = inputs.clone()
    changed[:, 20] = (changed[:, 20] + 1) % len(SYMBOLS)
    before, after = task.predict(weights, inputs[None]), task.predict(weights, changed[None])
    assert torch.equal(before[:, :, :20], after[:, :, :20])
    assert (before[:, :, 20:] != after[:, :, 20:]).any(-1).all()


@pytest.mark.parametrize("id", TASKS)
def test_bits_are_the_loss_in_bits_and_average_to_that_of_all_characters(id):
    task = read_task(id)
    x = task.starts([0])
    found = task.evaluate(x, VALIDATION)
    samples = task.split(VALIDATION)
    with torch.no_grad():
        logits = task.predict(task.weights(x), samples.inputs[None])[0]
    log_probabilities = logits.log_softmax(-1).gather(-1, samples.targets[..., None])
    assert found["bits"].item() == pytest.approx(-log_probabilities.mean().item() / math.log(2), rel=1e-12)
    assert found["loss"].item() == pytest.approx(found["bits"].item() * math.log(2), rel=1e-12)
    assert math.isclose(task.uniform_loss / math.log(2), 5.285, abs_tol=1e-3)


@pytest.mark.parametrize("id", TASKS)
def test_generated_text_depends_on_the_seed_alone(id):
    task = read_task(id)
    x = weights_of(task, 3)
    lines = task.generate(x, 40, seed=1)
    assert [len(line) for line in lines] == [40, 40, 40]
    assert set("".join(lines)) <= set(SYMBOLS)
    assert len(set(lines)) == 3
    assert task.generate(x, 40, seed=1) == lines
    assert task.generate(x[1:2], 40, seed=1) == lines[1:2]
    assert task.generate(x, 10, seed=1) == tuple(line[:10] for line in lines)
    assert all(one != other for one, other in zip(task.generate(x, 40, seed=2), lines, strict=True))


@pytest.mark.parametrize("id", TASKS)
def test_text_at_temperature_0_is_the_most_probable(id):
    task = read_task(id)
    x, prompt = weights_of(task, 2), "it was a cloudy, sultry afternoon; the seamen "
    lines = task.generate(x, 3, seed=0, temperature=0, prompt=prompt)
    for row in range(2):
        text = prompt
        for character in lines[row]:
            seen = encode(text)[-task.context :]
            outputs = task.predict(task.weights(x[row : row + 1]), seen[None, None])
            assert SYMBOLS[outputs.reshape(-1, len(SYMBOLS))[-1].argmax()] == character
            text += character
    assert task.generate(x, 3, seed=0, temperature=1e-9, prompt=prompt) == lines


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.0])
def test_characters_are_drawn_with_the_probabilities_of_the_network(temperature):
    logits = torch.randn(2, 39, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    count = 1000
    drawn = torch.cat([_draw(logits, (k + 0.5) / count, temperature) for k in range(count)], dim=1)
    for row in range(2):
        shares = torch.bincount(drawn[row], minlength=39) / count
        torch.testing.assert_close(shares.double(), (logits[row] / temperature).softmax(-1), rtol=0, atol=1.01 / count)


@pytest.mark.parametrize("id", TASKS)
def test_a_longer_prompt_than_the_context_is_seen_from_its_end(id):
    task = read_task(id)
    x, prompt = weights_of(task, 1), "the white whale swam before him; "
    seen = prompt[-task.context :]
    assert len(seen) < len(prompt)
    lines = [task.generate(x, 20, seed, prompt=prompt) for seed in range(3)]
    assert lines == [task.generate(x, 20, seed, prompt=seen) for seed in range(3)]
    assert lines != [task.generate(x, 20, seed, prompt=seen[:-1]) for seed in range(3)]


@pytest.mark.parametrize("id", TASKS)
def test_an_empty_prompt_is_a_line_break(id):
    task = read_task(id)
    x = weights_of(task, 1)
    assert task.generate(x, 5, 0, prompt="") == task.generate(x, 5, 0, prompt="\n")


def test_generation_refuses_what_it_cannot_do():
    task = read_task("moby_ngram")
    x = task.starts([0])
    with pytest.raises(BadInput, match="the character 'A', which"):
        task.generate(x, 5, 0, prompt="Ahab")
    with pytest.raises(BadInput, match="is not 0 or more"):
        task.generate(x, 5, 0, temperature=-1)
    with pytest.raises(BadInput, match="not finite"):
        task.generate(x * math.inf, 5, 0)


def test_turns_of_an_evaluation_hold_few_activations():
    for layers in (1, 3):
        task = read_task(f"moby_lstm~layers:{layers}")
        assert 1 <= task.turn_size * ROWS_AT_ONCE * task.context * 4 * 64 <= 2**21
