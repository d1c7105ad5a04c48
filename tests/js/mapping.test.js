import assert from "node:assert/strict";
import test from "node:test";
import { createMapping, pathsToPixels } from "fallline/race/mapping.js";
import { HIDDEN, IN_SIGHT, isSameCamera, multiplyMatrices, OUTSIDE } from "fallline/race/projection.js";
import { projectPaths, surfaceHeight, toPixels } from "fallline/race/projection.js";

/** @type {import("fallline/types.js").PlanePainterData} */
const PAINTER_DATA = { box: [[-2, 2], [0, 1]], margin: { l: 10, r: 10, t: 5, b: 15 }, sameScale: true, curve: null };

test("with one scale for both axes the plot is centred, and pixels map back to data", () => {
  const map = createMapping(PAINTER_DATA, { width: 420, height: 220 });
  assert.equal(map.pixelsPerX, 100);
  assert.equal(map.pixelsPerY, 100);
  assert.equal(map.height, 100);
  assert.equal(map.top, 55);
  assert.deepEqual(map.toData(map.x(1.5), map.y(0.25)), [1.5, 0.25]);
  assert.ok(map.contains(map.x(-2), map.y(1)));
  assert.ok(!map.contains(map.x(-2.01), map.y(1)));
});

test("without one scale each axis fills its side", () => {
  const map = createMapping({ ...PAINTER_DATA, sameScale: false }, { width: 420, height: 220 });
  assert.deepEqual([map.pixelsPerX, map.pixelsPerY, map.top], [100, 200, 5]);
});

test("each start has its own path in pixels", () => {
  const map = createMapping(PAINTER_DATA, { width: 420, height: 220 });
  const paths = { values: Float32Array.of(0, 0, 9, 1, 1, 9, -2, 0, 9, 2, 1, 9), shape: [2, 2, 3] };
  const [first, second] = pathsToPixels(paths, map);
  assert.deepEqual([...first], [map.x(0), map.y(0), map.x(1), map.y(1)]);
  assert.deepEqual([...second], [map.x(-2), map.y(0), map.x(2), map.y(1)]);
});

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
/** @returns {import("fallline/race/projection.js").Camera} */
const camera = () => ({ world: [[1, 0], [1, 0], [1, 0]], clip: IDENTITY.slice(), eye: [0, 0, 5] });

test("matrices are multiplied column-major", () => {
  const shift = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 3, 4, 5, 1);
  assert.deepEqual([...multiplyMatrices(IDENTITY, shift)], [...shift]);
  assert.deepEqual([...multiplyMatrices(shift, shift)].slice(12), [6, 8, 10, 1]);
});

test("the centre of the view is projected to the centre of the canvas", () => {
  assert.deepEqual(toPixels(camera(), { width: 200, height: 100 }, [0, 0, 0]), [100, 50]);
  assert.deepEqual(toPixels(camera(), { width: 200, height: 100 }, [0.5, 0.5, 0]), [150, 25]);
});

test("cameras are the same unless a matrix or a scale differs", () => {
  const other = camera();
  assert.ok(isSameCamera(camera(), other));
  other.world[1] = [1, 0.1];
  assert.ok(!isSameCamera(camera(), other));
});

test("heights are interpolated between grid points, and constant beyond the edge", () => {
  const heights = { values: Float64Array.of(0, 1, 2, 3), shape: [2, 2] };
  const box = /** @type {[number, number][]} */ ([[0, 1], [0, 1], [0, 3]]);
  assert.equal(surfaceHeight(heights, box, 0.5, 0.5), 1.5);
  assert.equal(surfaceHeight(heights, box, 9, 9), 3);
});

test("each point of a path is outside, hidden or in sight", () => {
  const box = /** @type {[number, number][]} */ ([[-1, 1], [-1, 1], [0, 1]]);
  const paths = { values: Float32Array.of(0, 0, 0, 5, 0, 0, 0.5, 0, 0), shape: [1, 3, 3] };
  const isVisible = (/** @type {number} */ x) => x === 0;
  const [path] = projectPaths(paths, camera(), isVisible, { width: 10, height: 10 }, box);
  assert.deepEqual([...path.state], [IN_SIGHT, OUTSIDE, HIDDEN]);
});
