// The scale of steps that the colours of maps have.
import assert from "node:assert/strict";
import { test } from "node:test";
import { blank } from "fallline/race/basin_map.js";
import { stepScale, stepSpan } from "fallline/race/step_scale.js";

/**
 * A map of 10 x 10 tiles.
 * @param {(tile: number) => number} steps
 */
function mapOf(steps) {
  const map = blank(10);
  map.steps.set(Array.from({ length: 100 }, (_, tile) => steps(tile)));
  return map;
}

test("the span leaves out 2 in 100 tiles at either end", () => {
  assert.deepEqual(stepSpan([mapOf((tile) => tile + 1)]), [3, 99]);
  assert.deepEqual(stepSpan([mapOf((tile) => (tile ? 7 : 5000))]), [7, 7]);
});

test("the span is of all maps together, and of those runs that arrive", () => {
  assert.deepEqual(stepSpan([mapOf(() => 10), mapOf(() => 20)]), [10, 20]);
  assert.deepEqual(stepSpan([mapOf((tile) => (tile < 50 ? -1 : 4))]), [4, 4]);
});

test("where no run arrives, the span is a usual one", () => {
  assert.deepEqual(stepSpan([mapOf(() => -1)]), [0, 1]);
  assert.deepEqual(stepSpan([]), [0, 1]);
});

test("the scale is logarithmic, ends at its span, and has an inverse", () => {
  const scale = stepScale([9, 999]);
  assert.deepEqual([0, 9, 999, 5000].map(scale.share), [0, 0, 1, 1]);
  assert.ok(Math.abs(scale.share(99) - 0.5) < 1e-12);
  assert.deepEqual([0, 0.5, 1].map(scale.steps), [9, 99, 999]);
});

test("a scale of one number has one colour", () => {
  assert.deepEqual([3, 4, 5].map(stepScale([4, 4]).share), [0, 0, Math.log1p(5) - Math.log1p(4)]);
});
