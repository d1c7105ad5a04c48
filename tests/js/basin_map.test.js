// What is known of a basin map.
import assert from "node:assert/strict";
import { test } from "node:test";
import * as basins from "fallline/race/basin_map.js";

/** @import { BasinMap } from "fallline/race/basin_map.js" */

/**
 * A complete map, whose lines are listed upwards.
 * @param {number[]} became
 * @param {number[]} steps
 * @returns {BasinMap}
 */
function mapOf(became, steps) {
  const map = basins.blank(Math.sqrt(became.length));
  map.became.set(became);
  map.steps.set(steps);
  map.done = map.across;
  return map;
}

/** @param {Int8Array | Int32Array} values */
const packed = (values) => Buffer.from(values.buffer).toString("base64");

test("a blank map has no line", () => {
  const map = basins.blank(4);
  assert.deepEqual([map.became.length, map.steps.length, map.done, basins.isDone(map)], [16, 16, 0, false]);
});

test("a refined map shows the coarser one until its lines come", () => {
  const map = basins.refined(mapOf([0, 1, -1, -3], [5, 6, -1, -1]), 4);
  assert.deepEqual([...map.became], [0, 0, 1, 1, 0, 0, 1, 1, -1, -1, -3, -3, -1, -1, -3, -3]);
  assert.deepEqual([...map.steps.subarray(0, 4)], [5, 5, 6, 6]);
  assert.equal(map.done, 0);
});

test("a map on fewer tiles, or on a number that does not divide, takes the tile below", () => {
  const map = mapOf([0, 1, 2, 3, 4, 5, 6, 7, 8], [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.deepEqual([...basins.refined(map, 2).became], [0, 1, 3, 4]);
  assert.deepEqual([...basins.refined(mapOf([7, 8, 9, 10], [0, 0, 0, 0]), 3).became], [7, 7, 8, 7, 7, 8, 9, 9, 10]);
});

test("lines of the server are written where they belong", () => {
  const map = basins.blank(2);
  const became = packed(new Int8Array([3, -2]));
  const steps = packed(new Int32Array([70000, -1]));
  basins.addLines(map, { first: 1, count: 1, became, steps, made: { path: "eager" } });
  assert.deepEqual([...map.became], [basins.UNKNOWN, basins.UNKNOWN, 3, -2]);
  assert.deepEqual([...map.steps], [-1, -1, 70000, -1]);
  assert.deepEqual([map.done, map.made], [2, { path: "eager" }]);
  assert.ok(basins.isDone(map));
});

test("a map of which nothing is known counts for nothing", () => {
  const { arrived, median, failed } = basins.endsOf(basins.blank(4));
  assert.deepEqual([arrived, median, failed], [0, null, []]);
});

test("a place has its tile, the edges too", () => {
  assert.equal(basins.tileAt(4, [0, 0]), 0);
  assert.equal(basins.tileAt(4, [0.26, 0.51]), 9);
  assert.equal(basins.tileAt(4, [1, 1]), 15);
});

test("a place is a point of the plane", () => {
  assert.deepEqual(basins.pointAt([[-2, 2], [10, 20]], [0.25, 0.5]), [-1, 15]);
});

test("the ends of runs are counted, and the median is of those that arrive", () => {
  const map = mapOf([0, 1, -1, -3, 0, -3, 0, -3, 1], [100, 9, -1, -1, 20, -1, 20, -1, 3]);
  assert.deepEqual(basins.endsOf(map), {
    tiles: 9,
    arrived: 5,
    median: 20,
    failed: [
      { became: basins.STILL_GOING, count: 1 },
      { became: basins.DIVERGED, count: 3 },
    ],
  });
});

test("where no run arrives, there is no median", () => {
  const { arrived, median } = basins.endsOf(mapOf([-2, -2, -2, -2], [-1, -1, -1, -1]));
  assert.deepEqual([arrived, median], [0, null]);
});

test("maps are compared on the tiles of the finer one", () => {
  const [coarse, fine] = [mapOf([4], [8]), mapOf([0, 1, 2, 3], [0, 1, 2, 3])];
  const [one, other] = basins.alike(coarse, fine);
  assert.deepEqual([...one.became], [4, 4, 4, 4]);
  assert.equal(other, fine);
});

test("a comparison counts who alone arrives, who is faster, and other minima", () => {
  const one = mapOf([0, -1, 0, 0, 1, -1, 0, 0, 0], [5, -1, 5, 5, 5, -1, 5, 5, 5]);
  const other = mapOf([-1, 0, 0, 0, 0, -3, 0, 0, 0], [-1, 5, 6, 4, 5, -1, 9, 9, 5]);
  assert.deepEqual(basins.compared(one, other), {
    onlyOne: 1,
    onlyOther: 1,
    oneFaster: 3,
    otherFaster: 1,
    elsewhere: 1,
  });
});

test("shares are written in percent", () => {
  assert.deepEqual([0, 1 / 3, 1].map(basins.percent), ["0.0", "33.3", "100.0"]);
});
