import assert from "node:assert/strict";
import test from "node:test";
import { mapping, pixelsOf } from "fallline/race/mapping.js";
import { heightAt, HIDDEN, IN_SIGHT, isSameCamera, OUTSIDE, product, projected, toSheet } from "fallline/race/projection.js";

/** @type {import("fallline/types.js").PlaneActors} */
const NEEDS = { box: [[-2, 2], [0, 1]], margin: { l: 10, r: 10, t: 5, b: 15 }, sameScale: true };

test("one scale for both axes leaves room at the sides, and pixels go back to data", () => {
  const map = mapping(NEEDS, { width: 420, height: 220 });
  assert.equal(map.across, 100);
  assert.equal(map.up, 100);
  assert.equal(map.tall, 100);
  assert.equal(map.top, 55);
  assert.deepEqual(map.point(map.x(1.5), map.y(0.25)), [1.5, 0.25]);
  assert.ok(map.holds(map.x(-2), map.y(1)));
  assert.ok(!map.holds(map.x(-2.01), map.y(1)));
});

test("a strip is stretched over its sides", () => {
  const map = mapping({ ...NEEDS, sameScale: false }, { width: 420, height: 220 });
  assert.deepEqual([map.across, map.up, map.top], [100, 200, 5]);
});

test("each start has a path of its own in pixels", () => {
  const map = mapping(NEEDS, { width: 420, height: 220 });
  const paths = { values: Float32Array.of(0, 0, 9, 1, 1, 9, -2, 0, 9, 2, 1, 9), shape: [2, 2, 3] };
  const [first, second] = pixelsOf(paths, map);
  assert.deepEqual([...first], [map.x(0), map.y(0), map.x(1), map.y(1)]);
  assert.deepEqual([...second], [map.x(-2), map.y(0), map.x(2), map.y(1)]);
});

const IDENTITY = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1);
/** @returns {import("fallline/race/projection.js").Camera} */
const camera = () => ({ world: [[1, 0], [1, 0], [1, 0]], clip: IDENTITY.slice(), eye: [0, 0, 5] });

test("matrices multiply column by column", () => {
  const shift = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 3, 4, 5, 1);
  assert.deepEqual([...product(IDENTITY, shift)], [...shift]);
  assert.deepEqual([...product(shift, shift)].slice(12), [6, 8, 10, 1]);
});

test("a point in the middle of the view lies in the middle of the sheet", () => {
  assert.deepEqual(toSheet(camera(), { width: 200, height: 100 }, [0, 0, 0]), [100, 50]);
  assert.deepEqual(toSheet(camera(), { width: 200, height: 100 }, [0.5, 0.5, 0]), [150, 25]);
});

test("a camera is the same until a matrix or a scale differs", () => {
  const other = camera();
  assert.ok(isSameCamera(camera(), other));
  other.world[1] = [1, 0.1];
  assert.ok(!isSameCamera(camera(), other));
});

test("heights lie between the grid's points, and at the edge beyond it", () => {
  const heights = { values: Float64Array.of(0, 1, 2, 3), shape: [2, 2] };
  const box = /** @type {[number, number][]} */ ([[0, 1], [0, 1], [0, 3]]);
  assert.equal(heightAt(heights, box, 0.5, 0.5), 1.5);
  assert.equal(heightAt(heights, box, 9, 9), 3);
});

test("a path says of each point whether it is outside, hidden or in sight", () => {
  const box = /** @type {[number, number][]} */ ([[-1, 1], [-1, 1], [0, 1]]);
  const paths = { values: Float32Array.of(0, 0, 0, 5, 0, 0, 0.5, 0, 0), shape: [1, 3, 3] };
  const sees = (/** @type {number} */ x) => x === 0;
  const [path] = projected(paths, camera(), sees, { width: 10, height: 10 }, box);
  assert.deepEqual([...path.state], [IN_SIGHT, OUTSIDE, HIDDEN]);
});
