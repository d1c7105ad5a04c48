import assert from "node:assert/strict";
import { test } from "node:test";
import { formatSlot, slotValue } from "fallline/race/rule_numbers.js";

/** @import { RuleSlot } from "fallline/types.js" */

/** @type {RuleSlot} */
const slot = { array: "", shift: 0, first: 0, constant: null, power: false };
const run = {
  arrays: {
    x: { values: new Float64Array([1, 2, 3, 4, 5, 6]), shape: [3, 2] },
    step: { values: new Float64Array([0.5, 0.25, -0.5, -0.25, 0, 0]), shape: [3, 2] },
    learning_rate: { values: new Float64Array([0.1, 0.2, 0.3]), shape: [3, 1] },
  },
};
const value = (/** @type {Partial<RuleSlot>} */ fields, axis = 0, t = 1) =>
  slotValue({ ...slot, ...fields }, run, axis, t);

test("a constant is the same at every step, and its power depends on the step", () => {
  assert.equal(value({ constant: 0.9 }, 0, 7), 0.9);
  assert.equal(value({ constant: 0.5, power: true }, 1, 2), 0.125);
  assert.equal(value({ constant: 0 }), 0);
});

test("an array has a value for each axis and step, and a single column stands for all axes", () => {
  assert.deepEqual([value({ array: "x" }, 0), value({ array: "x" }, 1)], [3, 4]);
  assert.deepEqual([value({ array: "learning_rate" }, 0), value({ array: "learning_rate" }, 1)], [0.2, 0.2]);
});

test("before the first step the slot's first value is used", () => {
  assert.equal(value({ array: "x", shift: -1, first: 7 }, 1, 1), 2);
  assert.equal(value({ array: "x", shift: -1, first: 7 }, 1, 0), 7);
});

test("after a step the value includes the step", () => {
  assert.equal(value({ array: "x", shift: 1 }, 0, 0), 1.5);
  assert.equal(value({ array: "x", shift: 1 }, 1, 1), 3.75);
});

test("an array that the run does not have is shown as a dash", () => {
  assert.ok(Number.isNaN(value({ array: "v" })));
  assert.equal(formatSlot({ ...slot, array: "v" }, NaN, false), "–");
});

test("settings have no trailing zeros, computed numbers have a fixed count of digits", () => {
  const text = (/** @type {Partial<RuleSlot>} */ fields, /** @type {number} */ number) => formatSlot({ ...slot, ...fields }, number, true);
  assert.equal(text({ array: "learning_rate" }, 0.1), "0.1");
  assert.equal(text({ constant: 0.9 }, 0.9), "0.9");
  assert.equal(text({ constant: 0.9, power: true }, 0.81), "0.810");
  assert.equal(text({ array: "x" }, 1.5), "1.500");
  assert.equal(text({ array: "seen" }, 1.5), "1.50");
});

test("a negative number is in parentheses, unless the formula begins with it", () => {
  assert.equal(formatSlot({ ...slot, array: "x" }, -1.5, false), "(−1.500)");
  assert.equal(formatSlot({ ...slot, array: "x" }, -1.5, true), "−1.500");
  assert.equal(formatSlot({ ...slot, constant: -0.25 }, -0.25, false), "(−0.25)");
});
