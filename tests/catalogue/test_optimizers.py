"""What every optimizer promises, checked over the whole catalogue; no item is known by name here."""

from itertools import product

import pytest
import torch
from optimizer_walks import (
    Bowl,
    Chain,
    Trough,
    accepted,
    end,
    every_class,
    every_option_set,
    every_rule,
    every_stub,
    number_sets,
    numbers,
    option_sets,
    points,
    same,
    same_run,
    walk,
)

from fallline.analysis.learning_rates import has_rate, rates_tried
from fallline.core import INTEGER, MATRIX, NUMBER, POINT, REAL, SCALE, VECTOR, BadInput, Oracle, settings_of, with_value

SHAPES = {VECTOR: ("dim",), POINT: ("dim",), SCALE: ("dim",), MATRIX: ("dim", "dim"), NUMBER: (1,)}


# --- rows ---


@every_class
@pytest.mark.parametrize("landscape", [Trough(), Chain()], ids=["two", "seven"])
def test_rows_never_see_each_other(cls, landscape):
    x = points(landscape, 5 if landscape.dim > 2 else 11)
    for options in option_sets(cls):
        batch = end(cls(**options), landscape, x, 25)
        for row in range(len(x)):
            alone = end(cls(**options), landscape, x[row : row + 1], 25)
            assert same_run(batch, alone, slice(row, row + 1)), f"row {row} of {options}"


@every_class
@every_stub
def test_permuted_rows_give_permuted_results(cls, landscape):
    x = points(landscape, 37)
    order = torch.randperm(len(x), generator=torch.Generator().manual_seed(1))
    for options in option_sets(cls):
        optimizer = cls(**options)
        assert same_run(end(optimizer, landscape, x, 25), end(optimizer, landscape, x[order], 25), order), options


@every_class
def test_a_diverging_row_leaves_the_others_alone(cls):
    landscape, x = Trough(), points(Trough(), 9)
    wild = x.clone()
    wild[0], wild[4] = float("nan"), 1e160
    calm = torch.tensor([1, 2, 3, 5, 6, 7, 8])
    for options in option_sets(cls):
        optimizer = cls(**options)
        among_wild, alone = end(optimizer, landscape, wild, 25), end(optimizer, landscape, x[calm], 25)
        assert not among_wild[0][0].isfinite().any()
        assert same_run(among_wild, alone, calm), options


@every_class
def test_a_column_of_settings_equals_separate_runs(cls):
    landscape, parts = Trough(), (0.25, 0.5, 0.75)
    x = points(landscape, len(parts))
    columns = {s.name: [between(s, part) for part in parts] for s in numbers(cls)}
    compared = 0
    for options, names in product(option_sets(cls), [*([name] for name in columns), list(columns)]):
        values = [{name: columns[name][row] for name in names} for row in range(len(parts))]
        if not all(accepted(cls, **options, **each) for each in values):
            continue
        swept = cls(**options, **{name: torch.tensor(columns[name], dtype=torch.float64)[:, None] for name in names})
        sweep = end(swept, landscape, x, 15)
        assert_readouts(swept, sweep, x)
        for row, each in enumerate(values):
            alone = end(cls(**options, **each), landscape, x[row : row + 1], 15)
            assert same_run(sweep, alone, slice(row, row + 1)), f"{names} of {options}, row {row}"
            compared += 1
    assert compared or not columns


def between(setting, part):
    """A value inside the slider, rounded to float64 in the same way for a number and for a column."""
    if setting.log:
        return setting.low * (setting.high / setting.low) ** part
    return setting.low + (setting.high - setting.low) * part


# --- pure functions over a dict of tensors ---


@every_class
@every_stub
def test_neither_position_nor_state_is_changed(cls, landscape):
    for options in option_sets(cls):
        optimizer, x = cls(**options), points(landscape, 3)
        oracle, given = Oracle(landscape, len(x)), x.clone()
        state = optimizer.init(x)
        for _ in range(8):
            before, kept = x.clone(), {k: v.clone() for k, v in state.items()}
            new = optimizer.step(oracle, x, state)
            assert same_run((before, kept), (x, state)), options
            assert same_run(optimizer.step(oracle, x, state), new), f"two steps from one state differ: {options}"
            x, state = new
        assert same(given, points(landscape, 3))


@every_class
def test_the_same_run_gives_the_same_bits(cls):
    for options in option_sets(cls):
        optimizer, x = cls(**options), points(Trough(), 3)
        first = end(optimizer, Trough(), x, 25)
        end(optimizer, Bowl(), x, 25)
        assert same_run(first, end(optimizer, Trough(), x, 25)), options


@every_rule
def test_nothing_branches_on_the_value_of_a_tensor(cls):
    """Tensors without values have none to branch on; the code of others may."""
    x = torch.zeros(3, 2, dtype=torch.float64, device="meta")
    for options in option_sets(cls):
        optimizer, oracle = cls(**options), Oracle(Bowl(), len(x), device="meta")
        optimizer.step(oracle, x, optimizer.init(x))


# --- readouts ---


def assert_readouts(optimizer, run, x):
    """The state holds every declared readout in its kind's shape, and everything in it has rows, dtype and device."""
    _, state = run
    for name, kind in optimizer.readouts.items():
        shape = (len(x), *(x.shape[-1] if axis == "dim" else axis for axis in SHAPES[kind]))
        assert state[name].shape == shape, f"{optimizer.id}: {name} is {tuple(state[name].shape)}, {kind} is {shape}"
    for name, value in state.items():
        assert (len(value), value.dtype, value.device) == (len(x), x.dtype, x.device), f"{optimizer.id}: {name}"


@every_class
@pytest.mark.parametrize("dtype", [torch.float64, torch.float32])
def test_readouts_are_in_the_state_from_the_start(cls, dtype):
    x = points(Bowl(), 5).to(dtype)
    assert cls().readouts
    for options in option_sets(cls):
        optimizer = cls(**options)
        runs = list(walk(optimizer, Bowl(), x, 2))
        assert all(run[0].dtype == dtype and run[1].keys() == runs[0][1].keys() for run in runs)
        for run in runs:
            assert_readouts(optimizer, run, x)


# --- going down ---


def defaults(cls):
    return {name: value for name, value in cls().settings().items() if name in option_sets(cls)[0]}


@every_class
def test_a_convex_bowl_is_descended(cls):
    """By the defaults it gets lower, and by one of the rates that the slider offers it gets near."""
    bowl, x = Bowl(), points(Bowl(), 2 if cls.by_instances else 7)
    for options in option_sets(cls):
        optimizer, started = cls(**options), bowl.f(x)
        assert options != defaults(cls) or (bowl.f(end(optimizer, bowl, x, 100)[0]) < started).all()
        rates = rates_tried(optimizer) if has_rate(optimizer) else [None]
        column = torch.tensor(rates, dtype=x.dtype).repeat_interleave(len(x))[:, None] if has_rate(optimizer) else None
        tried = with_value(optimizer, optimizer.rate_path, column) if has_rate(optimizer) else optimizer
        ends = bowl.f(end(tried, bowl, x.repeat(len(rates), 1), 400)[0]).reshape(len(rates), -1)
        assert ((ends < 0.01 * started).all(-1)).any(), options


# --- settings and words ---


def assert_sentence(refusal, start):
    assert str(refusal).startswith(start)
    assert str(refusal).endswith(".")


@every_class
def test_settings_refuse_what_lies_beyond_their_limits(cls):
    for setting in settings_of(cls):
        if setting.kind not in (REAL, INTEGER):
            continue
        beyond = [setting.above, setting.below]
        beyond += [None if setting.at_least is None else setting.at_least - 1]
        beyond += [None if setting.at_most is None else setting.at_most + 1]
        for value in (*(v for v in beyond if v is not None), float("nan"), float("inf"), "much", True):
            with pytest.raises(BadInput) as refusal:
                cls(**{setting.name: value})
            assert_sentence(refusal.value, f"{cls.id}.{setting.name} = ")
        if setting.kind != INTEGER and any(v is not None for v in beyond):
            value = next(v for v in beyond if v is not None)
            with pytest.raises(BadInput, match=f"{cls.id}.{setting.name} = "):
                cls(**{setting.name: torch.tensor([[setting.default], [value]])})


@every_class
def test_settings_that_do_not_go_together_are_refused_in_a_sentence(cls):
    for options, values in product(every_option_set(cls), number_sets(cls)):
        if not accepted(cls, **options, **values):
            with pytest.raises(BadInput) as refusal:
                cls(**options, **values)
            assert_sentence(refusal.value, f"{cls.id}.")


@every_class
def test_sliders_offer_only_what_is_valid(cls):
    for setting in settings_of(cls):
        assert setting.help
        assert not setting.help.endswith(".")
        if setting.kind in (REAL, INTEGER):
            assert setting.low <= setting.default <= setting.high, f"{cls.id}.{setting.name}"
            assert setting.low > 0 or not setting.log
            setting.check(cls.id, setting.low)
            setting.check(cls.id, setting.high)


@every_class
def test_the_page_has_its_words(cls):
    assert all((cls.title, cls.family, cls.source(), cls.formula))
    assert cls.fails.endswith(".")
    assert len(cls.says()) > 80
    assert cls.says().endswith(".")
    assert all(name.isidentifier() and name.islower() for name in cls.readouts)
