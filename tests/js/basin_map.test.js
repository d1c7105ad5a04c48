// Basin maps: their tiles, counts and comparison.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as basins from "fallline/race/basin_map.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */

/**
 * Return a complete map, with its lines from the bottom upwards.
 * @param {number[]} outcomes
 * @param {number[]} steps
 * @returns {BasinMap}
 */
function mapOf(outcomes, steps) {
  const map = basins.createBasinMap(Math.sqrt(outcomes.length));
  map.outcomes.set(outcomes);
  map.steps.set(steps);
  map.doneLines = map.size;
  return map;
}

/** @param {Int8Array | Int32Array} values */
const encodeBase64 = (values) => Buffer.from(values.buffer).toString("base64");

test("a new map has no computed line", () => {
  const map = basins.createBasinMap(4);
  assert.deepEqual([map.outcomes.length, map.steps.length, map.doneLines, basins.isComplete(map)], [16, 16, 0, false]);
});

test("a resampled map shows the coarser one until its lines are computed", () => {
  const map = basins.resampleMap(mapOf([0, 1, -1, -3], [5, 6, -1, -1]), 4);
  assert.deepEqual([...map.outcomes], [0, 0, 1, 1, 0, 0, 1, 1, -1, -1, -3, -3, -1, -1, -3, -3]);
  assert.deepEqual([...map.steps.subarray(0, 4)], [5, 5, 6, 6]);
  assert.equal(map.doneLines, 0);
});

test("a map of fewer tiles, or of a size that is no multiple, takes the tile below", () => {
  const map = mapOf([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...basins.resampleMap(map, 2).outcomes], [0, 1, 3, 4]);
  assert.deepEqual([...basins.resampleMap(mapOf([7, 8, 9, 10], [0, 0, 0, 0]), 3).outcomes], [7, 7, 8, 7, 7, 8, 9, 9, 10]);
});

test("lines of the server are written at their position", () => {
  const map = basins.createBasinMap(2);
  const outcomes = encodeBase64(new Int8Array([3, -2]));
  const steps = encodeBase64(new Int32Array([70000, -1]));
  basins.addLines(map, { first: 1, count: 1, outcomes, steps, provenance: { path: "eager" } });
  assert.deepEqual([...map.outcomes], [basins.UNKNOWN, basins.UNKNOWN, 3, -2]);
  assert.deepEqual([...map.steps], [-1, -1, 70000, -1]);
  assert.deepEqual([map.doneLines, map.provenance], [2, { path: "eager" }]);
  assert.ok(basins.isComplete(map));
});

test("tiles that are not computed are not counted", () => {
  const { reached, medianSteps, failed } = basins.countOutcomes(basins.createBasinMap(4));
  assert.deepEqual([reached, medianSteps, failed], [0, null, []]);
});

test("every position has a tile, also at the edges", () => {
  assert.equal(basins.tileAt(4, [0, 0]), 0);
  assert.equal(basins.tileAt(4, [0.26, 0.51]), 9);
  assert.equal(basins.tileAt(4, [1, 1]), 15);
});

test("a position is mapped to a point of the plane", () => {
  assert.deepEqual(basins.pointAt([[-2, 2], [10, 20]], [0.25, 0.5]), [-1, 15]);
});

test("outcomes are counted, and the median is of the tiles that reach a minimum", () => {
  const map = mapOf([0, 1, -1, -3, 0, -3, 0, -3, 1], [100, 9, -1, -1, 20, -1, 20, -1, 3]);
  assert.deepEqual(basins.countOutcomes(map), {
    tiles: 9,
    reached: 5,
    medianSteps: 20,
    failed: [
      { outcome: basins.STILL_GOING, count: 1 },
      { outcome: basins.DIVERGED, count: 3 },
    ],
  });
});

test("without a tile that reaches a minimum there is no median", () => {
  const { reached, medianSteps } = basins.countOutcomes(mapOf([-2, -2, -2, -2], [-1, -1, -1, -1]));
  assert.deepEqual([reached, medianSteps], [0, null]);
});

test("a comparison counts tiles of one map only, faster ones, and different minima", () => {
  const one = mapOf([0, -1, 0, 0, 1, -1, 0, 0, 0], [5, -1, 5, 5, 5, -1, 5, 5, 5]);
  const other = mapOf([-1, 0, 0, 0, 0, -3, 0, 0, 0], [-1, 5, 6, 4, 5, -1, 9, 9, 5]);
  assert.deepEqual(basins.compareMaps(one, other), {
    onlyOne: 1,
    onlyOther: 1,
    oneFaster: 3,
    otherFaster: 1,
    differentMinima: 1,
  });
});

test("fractions are formatted in percent", () => {
  assert.deepEqual([0, 1 / 3, 1].map(basins.formatPercent), ["0.0", "33.3", "100.0"]);
});
