import assert from "node:assert/strict";
import { test } from "node:test";
import { fitEye, moveEye } from "fallline/race/camera_eye.js";

/** @import { Eye } from "fallline/race/camera_eye.js" */

const eye = { x: 1, y: -2, z: 0.75 };
const NO_MOVE = { azimuth: 0, elevation: 0, distanceFactor: 1 };

/** @param {Eye} found @param {Eye} expected */
function assertNear(found, expected) {
  for (const axis of /** @type {const} */ (["x", "y", "z"])) {
    assert.ok(Math.abs(found[axis] - expected[axis]) < 1e-12, `${axis} is ${found[axis]}, not ${expected[axis]}`);
  }
}

/** @param {Eye} of */
const distance = ({ x, y, z }) => Math.hypot(x, y, z);

test("an empty move leaves the eye in place", () => assertNear(moveEye(eye, NO_MOVE), eye));

test("rotations to the left and to the right cancel each other", () => {
  const left = moveEye(eye, { ...NO_MOVE, azimuth: -0.4 });
  assert.notEqual(left.x, eye.x);
  assert.equal(left.z, moveEye(eye, NO_MOVE).z);
  assertNear(moveEye(left, { ...NO_MOVE, azimuth: 0.4 }), eye);
});

test("the eye rotates around the vertical axis and keeps its distance", () => {
  assertNear(moveEye({ x: 1, y: 0, z: 1 }, { ...NO_MOVE, azimuth: Math.PI / 2 }), { x: 0, y: 1, z: 1 });
  assert.ok(Math.abs(distance(moveEye(eye, { ...NO_MOVE, elevation: 0.3 })) - distance(eye)) < 1e-12);
});

test("the eye stays between 5 and 85 degrees above the floor", () => {
  const above = moveEye(eye, { ...NO_MOVE, elevation: 10 });
  assertNear(moveEye(above, { ...NO_MOVE, elevation: 1 }), above);
  assert.ok(Math.abs(Math.asin(above.z / distance(above)) - (85 * Math.PI) / 180) < 1e-9);
  const below = moveEye(eye, { ...NO_MOVE, elevation: -10 });
  assert.ok(Math.abs(Math.asin(below.z / distance(below)) - (5 * Math.PI) / 180) < 1e-9);
});

test("the distance factor changes only the distance", () => {
  assertNear(moveEye(eye, { ...NO_MOVE, distanceFactor: 0.5 }), { x: 0.5, y: -1, z: 0.375 });
});

const SIDES = { x: 1, y: 1, z: 0.6 };
const CENTRE = { x: 0, y: 0, z: -0.08 };

test("the eye keeps its direction and moves back in a narrow frame", () => {
  const wide = fitEye(eye, SIDES, CENTRE, { width: 800, height: 570 });
  const narrow = fitEye(eye, SIDES, CENTRE, { width: 400, height: 570 });
  assert.ok(distance(narrow) > 1.2 * distance(wide));
  const factor = distance(wide) / distance(eye);
  assertNear(wide, { x: factor * eye.x, y: factor * eye.y, z: factor * eye.z });
});

test("the distance depends on the shape of the frame, not on its size", () => {
  const small = fitEye(eye, SIDES, CENTRE, { width: 400, height: 300 });
  assertNear(fitEye(eye, SIDES, CENTRE, { width: 800, height: 600 }), small);
  assert.ok(distance(fitEye(eye, SIDES, CENTRE, { width: 0, height: 0 })) > 1);
});
