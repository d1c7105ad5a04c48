// The curve of a function of one variable: heights, the mapping of its plot, arrows along it, and maps of its starts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { computeArrows, computeScales } from "fallline/race/arrows.js";
import { createBasinMap, isComplete, lineCount, NO_VALUE, resampleMap, tileAt } from "fallline/race/basin_map.js";
import { curveHeight, markHeight } from "fallline/race/curve.js";
import { createMapping } from "fallline/race/mapping.js";
import { outcomeColours } from "fallline/race/tile_colours.js";

/** @import { PlanePainterData, Run } from "fallline/types.js" */

const CURVE = { x: [-2, -1, 0, 0.5, 1, 2], heights: [4, 1, 0, NaN, NaN, 4] };

test("a height between two points of the curve is interpolated", () => {
  for (let i = 0; i <= 20; i++) {
    const x = -2 + i / 10;
    const expected = x < -1 ? 4 - 3 * (x + 2) : -x;
    assert.ok(Math.abs(curveHeight(CURVE, x) - expected) < 1e-12, `at ${x}`);
  }
});

test("there is no height in a gap or beyond the ends, but at the points beside it", () => {
  for (const x of [0.1, 0.5, 0.75, 1, 1.5, -2.01, 2.01, NaN]) assert.ok(Number.isNaN(curveHeight(CURVE, x)), `at ${x}`);
  assert.equal(curveHeight(CURVE, 0), 0);
  assert.equal(curveHeight(CURVE, 2), 4);
});

test("a mark stays in the plot: at its edge beyond the heights shown, at the bottom in a gap", () => {
  assert.equal(markHeight(CURVE, -0.5, [-1, 2]), 0.5);
  assert.equal(markHeight(CURVE, -2, [-1, 2]), 2);
  assert.equal(markHeight(CURVE, 0.75, [-1, 2]), -1);
});

/** @param {number[]} values */
function pack(values) {
  return { kind: "f8", shape: [values.length], data: Buffer.from(Float64Array.from(values).buffer).toString("base64") };
}

/** @type {PlanePainterData} */
const PLOT = {
  box: [[-2, 2], [-1, 4]],
  margin: { l: 10, r: 10, t: 0, b: 0 },
  sameScale: false,
  curve: { x: pack(CURVE.x), heights: pack(CURVE.heights), lanes: {} },
};

test("the plot of a curve snaps pixels to the curve along the vertical; a map leaves them", () => {
  const mapping = createMapping(PLOT, { width: 420, height: 500 });
  assert.ok(mapping.isCurve);
  for (const x of [-1.7, -1, -0.25]) {
    const [pixelX, pixelY] = mapping.snap(mapping.x(x), 3);
    assert.ok(Math.abs(pixelX - mapping.x(x)) < 1e-9);
    assert.ok(Math.abs(pixelY - mapping.y(curveHeight(CURVE, x))) < 1e-9);
  }
  const map = createMapping({ ...PLOT, curve: null }, { width: 420, height: 500 });
  assert.ok(!map.isCurve);
  assert.deepEqual(map.snap(17, 23), [17, 23]);
});

test("arrows of one variable have no upward part, and their scale does not depend on the heights", () => {
  const array = (/** @type {number[]} */ ...values) => ({ values: Float64Array.from(values), shape: [1, 2] });
  const planeVectors = { grad: array(-1.6, 0), step: array(0.4, 0), gradientSize: array(4, 0) };
  const run = /** @type {Run} */ (
    /** @type {unknown} */ ({
      planeVectors,
      arrays: { ideal_own: { values: Float64Array.of(0.8), shape: [1, 1] } },
      momentum: null,
      gradientSize: ["second_moment", 2],
    })
  );
  const layers = ["gradient", "step", "ideal", "scale"];
  const scales = computeScales([run], layers, [[-10, 10]], 0);
  assert.equal(scales.side, 20);
  const arrows = Object.fromEntries(computeArrows(run, layers, 0, scales).map((arrow) => [arrow.layer, arrow]));
  for (const layer of layers) assert.equal(Math.abs(arrows[layer].y), 0);
  assert.equal(arrows.step.x, scales.step * 0.4);
  assert.ok(Math.abs(arrows.ideal.x - scales.step * 0.8) < 1e-12);
  assert.ok(arrows.gradient.x > 0);
  assert.ok(Math.abs(arrows.scale.x / arrows.gradient.x - 2 / 1.6) < 1e-12); // the square root of 4 against the slope
});

test("a map of one variable has one line of tiles", () => {
  const map = createBasinMap(4, 1);
  assert.equal(map.outcomes.length, 4);
  assert.equal(lineCount(map), 1);
  assert.ok(!isComplete(map));
  map.outcomes.set([0, 1, NO_VALUE, -1]);
  map.doneLines = 1;
  assert.ok(isComplete(map));
  const finer = resampleMap(map, 8);
  assert.deepEqual([...finer.outcomes], [0, 0, 1, 1, NO_VALUE, NO_VALUE, -1, -1]);
  assert.ok(!isComplete(finer));
  for (const v of [0, 0.4, 1]) assert.equal(tileAt(4, [0.3, v], 1), 1);
  assert.equal(lineCount(createBasinMap(4)), 4);
});

test("starts without a value are hatched, and no other tile is", () => {
  const map = createBasinMap(64);
  map.outcomes.fill(NO_VALUE, 0, 64 * 32).fill(-1, 64 * 32);
  /** @type {any} */
  const palette = {
    background: [255, 255, 255],
    failure: (/** @type {number} */ outcome) => [-outcome, 0, 0],
    minimum: () => [0, 0, 9],
  };
  const colours = outcomeColours(map, "minimum", [0, 1], palette);
  const lower = new Set(Array.from({ length: 64 * 32 }, (_, tile) => colours(tile).join()));
  const upper = new Set(Array.from({ length: 64 * 32 }, (_, i) => colours(64 * 32 + i).join()));
  assert.deepEqual([...lower].sort(), ["255,255,255", "4,0,0"]);
  assert.deepEqual([...upper], ["1,0,0"]);
});
