// The scale from numbers of steps to colours.
import assert from "node:assert/strict";
import { test } from "node:test";
import { createBasinMap } from "fallline/race/basin_map.js";
import { createStepScale, stepRange } from "fallline/race/step_scale.js";

/**
 * A map of 10 x 10 tiles.
 * @param {(tile: number) => number} steps
 */
function mapOf(steps) {
  const map = createBasinMap(10);
  map.steps.set(Array.from({ length: 100 }, (_, tile) => steps(tile)));
  return map;
}

test("the range leaves out 2 of 100 tiles at either end", () => {
  assert.deepEqual(stepRange([mapOf((tile) => tile + 1)]), [3, 99]);
  assert.deepEqual(stepRange([mapOf((tile) => (tile ? 7 : 5000))]), [7, 7]);
});

test("the range covers all maps, and only tiles that reach a minimum", () => {
  assert.deepEqual(stepRange([mapOf(() => 10), mapOf(() => 20)]), [10, 20]);
  assert.deepEqual(stepRange([mapOf((tile) => (tile < 50 ? -1 : 4))]), [4, 4]);
});

test("without a tile that reaches a minimum the range is [0, 1]", () => {
  assert.deepEqual(stepRange([mapOf(() => -1)]), [0, 1]);
  assert.deepEqual(stepRange([]), [0, 1]);
});

test("the scale is logarithmic, is clamped to its range, and has an inverse", () => {
  const scale = createStepScale([9, 999]);
  assert.deepEqual([0, 9, 999, 5000].map(scale.share), [0, 0, 1, 1]);
  assert.ok(Math.abs(scale.share(99) - 0.5) < 1e-12);
  assert.deepEqual([0, 0.5, 1].map(scale.steps), [9, 99, 999]);
});

test("the scale of an empty range does not divide by zero", () => {
  assert.deepEqual([3, 4, 5].map(createStepScale([4, 4]).share), [0, 0, Math.log1p(5) - Math.log1p(4)]);
});
