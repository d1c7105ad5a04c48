import assert from "node:assert/strict";
import { test } from "node:test";
import { moveEye, moveEyeBack } from "fallline/race/camera_eye.js";

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
  assertNear(moveEye({ x: 1, y: 0, z: 0 }, { ...NO_MOVE, azimuth: Math.PI / 2 }), { x: 0, y: 1, z: 0 });
  assert.ok(Math.abs(distance(moveEye(eye, { ...NO_MOVE, elevation: 0.3 })) - distance(eye)) < 1e-12);
});

test("the eye is never straight above or below the surface", () => {
  const above = moveEye(eye, { ...NO_MOVE, elevation: 10 });
  assertNear(moveEye(above, { ...NO_MOVE, elevation: 1 }), above);
  assert.ok(Math.hypot(above.x, above.y) > 0.05 * distance(eye));
  assert.ok(moveEye(eye, { ...NO_MOVE, elevation: -10 }).z < 0);
});

test("the distance factor changes only the distance", () => {
  assertNear(moveEye(eye, { ...NO_MOVE, distanceFactor: 0.5 }), { x: 0.5, y: -1, z: 0.375 });
});

test("the standard eye moves back in a narrow frame, and never closer", () => {
  assertNear(moveEyeBack(eye, { width: 1150, height: 2000 }), { x: 2, y: -4, z: 1.5 });
  assertNear(moveEyeBack(eye, { width: 2000, height: 1000 }), eye);
});
