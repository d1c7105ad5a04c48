import assert from "node:assert/strict";
import { test } from "node:test";
import { follow, followSeen } from "fallline/painters/trails.js";
import { HIDDEN, IN_SIGHT, OUTSIDE } from "fallline/race/projection.js";

/** Records what a path is told: "M x y" for a move, "L x y" for a line. */
function recorder() {
  /** @type {string[]} */
  const told = [];
  return {
    told,
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => told.push(`M ${x} ${y}`),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => told.push(`L ${x} ${y}`),
  };
}

/**
 * @param {number[]} points
 * @param {number} from
 * @param {number} to
 */
function followed(points, from, to) {
  const path = recorder();
  follow(path, new Float32Array(points), from, to);
  return path.told;
}

test("a path goes from one step to another, both included", () => {
  const points = [0, 0, 1, 0, 2, 4, 3, 9];
  assert.deepEqual(followed(points, 0, 3), ["M 0 0", "L 1 0", "L 2 4", "L 3 9"]);
  assert.deepEqual(followed(points, 1, 2), ["M 1 0", "L 2 4"]);
  assert.deepEqual(followed(points, 2, 2), ["M 2 4"]);
});

test("points that would not move the pen are left out, but the last is not", () => {
  assert.deepEqual(followed([0, 0, 0.25, 0, 0.5, 0, 0.5, 0.25, 0.5, 0.25], 0, 4), ["M 0 0", "L 0.5 0", "L 0.5 0.25"]);
});

test("small moves add up: the distance is from the last point that was drawn", () => {
  assert.deepEqual(followed([0, 0, 0.25, 0, 0.5, 0, 0.75, 0, 1, 0], 0, 4), ["M 0 0", "L 0.5 0", "L 1 0"]);
});

/**
 * @param {number[]} state
 * @param {number} from
 * @param {number} to
 */
function seen(state, from, to) {
  const [open, hidden] = [recorder(), recorder()];
  const at = Float32Array.from(state, (_, k) => k);
  followSeen({ x: at, y: at, state: Uint8Array.from(state) }, from, to, open, hidden);
  return [open.told, hidden.told];
}

test("a segment is as hidden as its more hidden end, and each stretch is one line", () => {
  const [open, hidden] = seen([IN_SIGHT, IN_SIGHT, IN_SIGHT, HIDDEN, HIDDEN, IN_SIGHT, IN_SIGHT], 0, 6);
  assert.deepEqual(open, ["M 0 0", "L 1 1", "L 2 2", "M 5 5", "L 6 6"]);
  assert.deepEqual(hidden, ["M 2 2", "L 3 3", "L 4 4", "L 5 5"]);
});

test("nothing is drawn towards a point outside of the box, nor from one", () => {
  assert.deepEqual(seen([IN_SIGHT, OUTSIDE, HIDDEN, HIDDEN], 0, 3), [[], ["M 2 2", "L 3 3"]]);
});

test("a part of a path begins where the part before it ended", () => {
  assert.deepEqual(seen([IN_SIGHT, IN_SIGHT, IN_SIGHT], 1, 2), [["M 1 1", "L 2 2"], []]);
  assert.deepEqual(seen([IN_SIGHT, IN_SIGHT], 1, 1), [[], []]);
});
