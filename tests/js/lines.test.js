import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setMarkScale } from "fallline/painters/canvas.js";
import { MANY_STARTS, ballRadius, trailWidth } from "fallline/painters/lines.js";

/**
 * @param {number} found
 * @param {number} expected
 */
function assertClose(found, expected) {
  assert.ok(Math.abs(found - expected) < 1e-12, `${found} is not ${expected}`);
}

afterEach(() => setMarkScale(1));

test("the first run has the largest balls, the last the smallest, for every number of runs", () => {
  assertClose(ballRadius(0, 1, 1), 8.5);
  for (const runCount of [2, 5]) {
    assertClose(ballRadius(0, runCount, 1), 8.5);
    assertClose(ballRadius(runCount - 1, runCount, 1), 5.5);
  }
});

test("the first run has the widest trails", () => {
  assertClose(trailWidth(0, 1, 1), 2.3);
  assertClose(trailWidth(0, 3, 1), 4.5);
  assertClose(trailWidth(1, 3, 1), 3.1);
  assertClose(trailWidth(2, 3, MANY_STARTS), 1.7);
});

test("trails of many starts are thin, of very many thinner, and equally wide for all runs", () => {
  for (const which of [0, 2]) {
    assertClose(trailWidth(which, 3, MANY_STARTS + 1), 1.3);
    assertClose(trailWidth(which, 3, 40), 1.3);
    assertClose(trailWidth(which, 3, 41), 0.8);
  }
});

test("the mark scale applies to the next call", () => {
  const before = [ballRadius(1, 3, 1), trailWidth(1, 3, 1), trailWidth(0, 1, 100)];
  setMarkScale(1.7);
  [ballRadius(1, 3, 1), trailWidth(1, 3, 1), trailWidth(0, 1, 100)].forEach((now, i) => assertClose(now, 1.7 * before[i]));
});
