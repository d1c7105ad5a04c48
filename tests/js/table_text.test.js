import assert from "node:assert/strict";
import { test } from "node:test";
import { coordinateName, gaugeShare, numberText } from "fallline/race/table_text.js";

test("numbers are written in five digits, a ratio to the ideal step in three, and counts in full", () => {
  assert.equal(numberText("f", -0.123456789), "−0.12346");
  assert.equal(numberText("step_by_ideal", 0.123456789), "0.123");
  assert.equal(numberText("calls", 1234567), "1234567");
  assert.equal(numberText("calls_hessian", 12), "12");
});

test("what has no number is a dash, and 'none' for the local model", () => {
  for (const array of ["f", "step_by_ideal", "calls"]) {
    assert.equal(numberText(array, NaN), "–");
    assert.equal(numberText(array, Infinity), "–");
  }
  assert.equal(numberText("model_own", NaN), "none");
  assert.equal(numberText("model_own", 2), "2.0000");
});

test("a bound has its sign before it", () => {
  assert.equal(numberText("ideal_own", 2.5, "≥ "), "≥ 2.5000");
});

test("the gauge leans with the logarithm of the ratio, by three decades at most, and not at all without one", () => {
  assert.equal(gaugeShare(1), 0);
  assert.ok(Math.abs(gaugeShare(10) - 1 / 3) < 1e-12);
  assert.ok(Math.abs(gaugeShare(0.1) + 1 / 3) < 1e-12);
  assert.equal(gaugeShare(1e9), 1);
  assert.equal(gaugeShare(1e-9), -1);
  assert.equal(gaugeShare(Infinity), 1);
  for (const none of [0, -2, NaN]) assert.equal(gaugeShare(none), 0);
});

test("an entry of a vector is named by its axis, one of a matrix by two, and a number by none", () => {
  const axes = ["x", "y"];
  assert.equal(coordinateName(axes, 0, 1), "");
  assert.deepEqual([0, 1].map((axis) => coordinateName(axes, axis, 2)), ["x", "y"]);
  assert.deepEqual([0, 1, 2, 3].map((axis) => coordinateName(axes, axis, 4)), ["xx", "xy", "yx", "yy"]);
});
