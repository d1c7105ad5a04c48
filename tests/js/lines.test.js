import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { setBold } from "fallline/painters/canvas.js";
import { MANY, radiusOf, widthOf } from "fallline/painters/lines.js";

/**
 * @param {number} found
 * @param {number} expected
 */
function assertClose(found, expected) {
  assert.ok(Math.abs(found - expected) < 1e-12, `${found} is not ${expected}`);
}

afterEach(() => setBold(1));

test("the first run has the largest balls, the last the smallest, whatever their number", () => {
  assertClose(radiusOf(0, 1, 1), 8.5);
  for (const many of [2, 5]) {
    assertClose(radiusOf(0, many, 1), 8.5);
    assertClose(radiusOf(many - 1, many, 1), 5.5);
  }
});

test("the first run has the widest trails", () => {
  assertClose(widthOf(0, 1, 1), 2.3);
  assertClose(widthOf(0, 3, 1), 4.5);
  assertClose(widthOf(1, 3, 1), 3.1);
  assertClose(widthOf(2, 3, MANY), 1.7);
});

test("trails of many starts are thin, those of a crowd thinner, those of all runs alike", () => {
  for (const which of [0, 2]) {
    assertClose(widthOf(which, 3, MANY + 1), 1.3);
    assertClose(widthOf(which, 3, 40), 1.3);
    assertClose(widthOf(which, 3, 41), 0.8);
  }
});

test("everything is heavier for the back row, from the next call on", () => {
  const before = [radiusOf(1, 3, 1), widthOf(1, 3, 1), widthOf(0, 1, 100)];
  setBold(1.7);
  [radiusOf(1, 3, 1), widthOf(1, 3, 1), widthOf(0, 1, 100)].forEach((now, i) => assertClose(now, 1.7 * before[i]));
});
