import assert from "node:assert/strict";
import { test } from "node:test";
import { rounded } from "fallline/race/rounding.js";

test("each coordinate is rounded to the power of ten that a pixel of its axis has", () => {
  const map = { across: 40, up: 400 }; // a pixel is 0.025 wide and 0.0025 high
  assert.deepEqual(rounded(map, [1.23456, -1.23456]), [1.23, -1.235]);
});

test("a pixel that spans much rounds to tens and hundreds", () => {
  assert.deepEqual(rounded({ across: 0.05, up: 0.002 }, [1234, -1234]), [1230, -1200]);
});

test("a place is moved by half a pixel at most", () => {
  for (const across of [0.3, 7, 63, 999]) {
    for (const x of [-3.21987, 0, 0.004567, 12.3456]) {
      const [near] = rounded({ across, up: 1 }, [x, 0]);
      assert.ok(Math.abs(near - x) <= 0.5 / across + 1e-9, `${near} is far from ${x}`);
    }
  }
});

test("no digits of binary fractions are left behind", () => {
  assert.deepEqual(rounded({ across: 300, up: 300 }, [0.1 + 0.2, -0.7]), [0.3, -0.7]);
});
