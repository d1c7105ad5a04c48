import assert from "node:assert/strict";
import { test } from "node:test";
import { coordinateName, gaugePosition, formatTableNumber } from "fallline/race/table_text.js";

test("numbers have five digits, a ratio to the ideal step three, and counts all digits", () => {
  assert.equal(formatTableNumber("f", -0.123456789), "−0.12346");
  assert.equal(formatTableNumber("step_by_ideal", 0.123456789), "0.123");
  assert.equal(formatTableNumber("calls", 1234567), "1,234,567");
  assert.equal(formatTableNumber("calls_hessian", 12), "12");
});

test("a missing number is a dash, or 'none' for the local model", () => {
  for (const array of ["f", "step_by_ideal", "calls"]) {
    assert.equal(formatTableNumber(array, NaN), "–");
    assert.equal(formatTableNumber(array, Infinity), "–");
  }
  assert.equal(formatTableNumber("model_own", NaN), "none");
  assert.equal(formatTableNumber("model_own", 2), "2.0000");
});

test("the sign of a bound precedes its number", () => {
  assert.equal(formatTableNumber("ideal_own", 2.5, "≥ "), "≥ 2.5000");
});

test("the gauge's position is the logarithm of the ratio, clamped to three decades, and 0 without a ratio", () => {
  assert.equal(gaugePosition(1), 0);
  assert.ok(Math.abs(gaugePosition(10) - 1 / 3) < 1e-12);
  assert.ok(Math.abs(gaugePosition(0.1) + 1 / 3) < 1e-12);
  assert.equal(gaugePosition(1e9), 1);
  assert.equal(gaugePosition(1e-9), -1);
  assert.equal(gaugePosition(Infinity), 1);
  for (const none of [0, -2, NaN]) assert.equal(gaugePosition(none), 0);
});

test("an entry of a vector is named by one axis, of a matrix by two, and a number by none", () => {
  const axes = ["x", "y"];
  assert.equal(coordinateName(axes, 0, 1), "");
  assert.deepEqual([0, 1].map((axis) => coordinateName(axes, axis, 2)), ["x", "y"]);
  assert.deepEqual([0, 1, 2, 3].map((axis) => coordinateName(axes, axis, 4)), ["xx", "xy", "yx", "yy"]);
});
