import assert from "node:assert/strict";
import { test } from "node:test";
import { slotText, slotValue } from "fallline/race/rule_numbers.js";

/** @import { Slot } from "fallline/race/rule_numbers.js" */

/** @type {Slot} */
const slot = { array: "", shift: 0, first: 0, constant: null, power: false };
const run = {
  arrays: {
    x: { values: new Float64Array([1, 2, 3, 4, 5, 6]), shape: [3, 2] },
    step: { values: new Float64Array([0.5, 0.25, -0.5, -0.25, 0, 0]), shape: [3, 2] },
    learning_rate: { values: new Float64Array([0.1, 0.2, 0.3]), shape: [3, 1] },
  },
};
const value = (/** @type {Partial<Slot>} */ facts, axis = 0, t = 1) =>
  slotValue({ ...slot, ...facts }, run, axis, t);

test("a constant is itself at every step, its power that of the steps by then", () => {
  assert.equal(value({ constant: 0.9 }, 0, 7), 0.9);
  assert.equal(value({ constant: 0.5, power: true }, 1, 2), 0.125);
  assert.equal(value({ constant: 0 }), 0);
});

test("an array has a value for each axis and step, a column alone stands for all axes", () => {
  assert.deepEqual([value({ array: "x" }, 0), value({ array: "x" }, 1)], [3, 4]);
  assert.deepEqual([value({ array: "learning_rate" }, 0), value({ array: "learning_rate" }, 1)], [0.2, 0.2]);
});

test("before the first step stands what the slot says", () => {
  assert.equal(value({ array: "x", shift: -1, first: 7 }, 1, 1), 2);
  assert.equal(value({ array: "x", shift: -1, first: 7 }, 1, 0), 7);
});

test("after a step stands where it leads", () => {
  assert.equal(value({ array: "x", shift: 1 }, 0, 0), 1.5);
  assert.equal(value({ array: "x", shift: 1 }, 1, 1), 3.75);
});

test("an array that the run lacks is shown as a dash", () => {
  assert.ok(Number.isNaN(value({ array: "v" })));
  assert.equal(slotText({ ...slot, array: "v" }, NaN, false), "–");
});

test("settings have no zeros behind, what was computed has digits that are alike in width", () => {
  const text = (/** @type {Partial<Slot>} */ facts, /** @type {number} */ number) => slotText({ ...slot, ...facts }, number, true);
  assert.equal(text({ array: "learning_rate" }, 0.1), "0.1");
  assert.equal(text({ constant: 0.9 }, 0.9), "0.9");
  assert.equal(text({ constant: 0.9, power: true }, 0.81), "0.810");
  assert.equal(text({ array: "x" }, 1.5), "1.500");
  assert.equal(text({ array: "seen" }, 1.5), "1.50");
});

test("a negative number stands in parentheses, unless the formula begins with it", () => {
  assert.equal(slotText({ ...slot, array: "x" }, -1.5, false), "(−1.500)");
  assert.equal(slotText({ ...slot, array: "x" }, -1.5, true), "−1.500");
  assert.equal(slotText({ ...slot, constant: -0.25 }, -0.25, false), "(−0.25)");
});
