import assert from "node:assert/strict";
import { test } from "node:test";
import { roundToPixel } from "fallline/race/rounding.js";

test("each coordinate is rounded to the power of ten below the size of its axis's pixel", () => {
  const map = { pixelsPerX: 40, pixelsPerY: 400 }; // a pixel is 0.025 wide and 0.0025 high
  assert.deepEqual(roundToPixel(map, [1.23456, -1.23456]), [1.23, -1.235]);
});

test("large pixels round to tens and hundreds", () => {
  assert.deepEqual(roundToPixel({ pixelsPerX: 0.05, pixelsPerY: 0.002 }, [1234, -1234]), [1230, -1200]);
});

test("a point moves by at most half a pixel", () => {
  for (const pixelsPerX of [0.3, 7, 63, 999]) {
    for (const x of [-3.21987, 0, 0.004567, 12.3456]) {
      const [near] = roundToPixel({ pixelsPerX, pixelsPerY: 1 }, [x, 0]);
      assert.ok(Math.abs(near - x) <= 0.5 / pixelsPerX + 1e-9, `${near} is far from ${x}`);
    }
  }
});

test("rounded numbers have no digits of binary fractions", () => {
  assert.deepEqual(roundToPixel({ pixelsPerX: 300, pixelsPerY: 300 }, [0.1 + 0.2, -0.7]), [0.3, -0.7]);
});
