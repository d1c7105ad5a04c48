import assert from "node:assert/strict";
import { test } from "node:test";
import { tracePath, traceByVisibility } from "fallline/painters/trails.js";
import { HIDDEN, IN_SIGHT, OUTSIDE } from "fallline/race/projection.js";

/** Create a path that records its calls: "M x y" for a move, "L x y" for a line. */
function createRecorder() {
  /** @type {string[]} */
  const calls = [];
  return {
    calls,
    moveTo: (/** @type {number} */ x, /** @type {number} */ y) => calls.push(`M ${x} ${y}`),
    lineTo: (/** @type {number} */ x, /** @type {number} */ y) => calls.push(`L ${x} ${y}`),
  };
}

/**
 * @param {number[]} points
 * @param {number} from
 * @param {number} to
 */
function tracedCalls(points, from, to) {
  const path = createRecorder();
  tracePath(path, new Float32Array(points), from, to);
  return path.calls;
}

test("a path covers the steps from one to another, both included", () => {
  const points = [0, 0, 1, 0, 2, 4, 3, 9];
  assert.deepEqual(tracedCalls(points, 0, 3), ["M 0 0", "L 1 0", "L 2 4", "L 3 9"]);
  assert.deepEqual(tracedCalls(points, 1, 2), ["M 1 0", "L 2 4"]);
  assert.deepEqual(tracedCalls(points, 2, 2), ["M 2 4"]);
});

test("points close to the last one are left out, except the final point", () => {
  const points = [0, 0, 0.25, 0, 0.5, 0, 0.5, 0.25, 0.5, 0.25];
  assert.deepEqual(tracedCalls(points, 0, 4), ["M 0 0", "L 0.5 0", "L 0.5 0.25"]);
});

test("the distance is measured from the last point that was drawn, so that small moves add up", () => {
  assert.deepEqual(tracedCalls([0, 0, 0.25, 0, 0.5, 0, 0.75, 0, 1, 0], 0, 4), ["M 0 0", "L 0.5 0", "L 1 0"]);
});

/**
 * @param {number[]} state
 * @param {number} from
 * @param {number} to
 */
function visibleAndHiddenCalls(state, from, to) {
  const [visible, hidden] = [createRecorder(), createRecorder()];
  const at = Float32Array.from(state, (_, k) => k);
  traceByVisibility({ x: at, y: at, state: Uint8Array.from(state) }, from, to, visible, hidden);
  return [visible.calls, hidden.calls];
}

test("a segment with one hidden end is hidden, and consecutive segments form one line", () => {
  const states = [IN_SIGHT, IN_SIGHT, IN_SIGHT, HIDDEN, HIDDEN, IN_SIGHT, IN_SIGHT];
  const [visible, hidden] = visibleAndHiddenCalls(states, 0, 6);
  assert.deepEqual(visible, ["M 0 0", "L 1 1", "L 2 2", "M 5 5", "L 6 6"]);
  assert.deepEqual(hidden, ["M 2 2", "L 3 3", "L 4 4", "L 5 5"]);
});

test("segments with an end outside the plot range are left out", () => {
  assert.deepEqual(visibleAndHiddenCalls([IN_SIGHT, OUTSIDE, HIDDEN, HIDDEN], 0, 3), [[], ["M 2 2", "L 3 3"]]);
});

test("a part of a path begins at the end of the previous part", () => {
  assert.deepEqual(visibleAndHiddenCalls([IN_SIGHT, IN_SIGHT, IN_SIGHT], 1, 2), [["M 1 1", "L 2 2"], []]);
  assert.deepEqual(visibleAndHiddenCalls([IN_SIGHT, IN_SIGHT], 1, 1), [[], []]);
});
