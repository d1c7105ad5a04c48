/** The slow movement of the camera when a page shows its first surface, by which one sees that it is solid. */
import { prefersReducedMotion } from "fallline/core/page.js";

const SWAY_ANGLE = Math.PI / 9; // radians, 20 degrees
const SWAY_MS = 6000; // there and back
const MAX_FRAME_MS = 40; // a slower display, such as WebGL in software, would only stutter
const TRIED_FRAMES = 4; // by which the display is judged

/**
 * Turn the camera aside and back, slowly, unless the visitor prefers reduced motion or a frame takes too long.
 * @param {(angle: number) => void} setAngle turns the camera by an angle in radians from where it stood
 * @returns {() => void} a function that stops it
 */
export function startSway(setAngle) {
  if (prefersReducedMotion()) return () => {};
  let isStopped = false;
  let start = 0;
  let last = 0;
  let fastest = Infinity;
  let frames = 0;
  /** @param {number} now ms */
  function onFrame(now) {
    if (isStopped) return;
    start ||= now;
    if (last) fastest = Math.min(fastest, now - last);
    last = now;
    const share = (now - start) / SWAY_MS;
    if (share >= 1 || (++frames > TRIED_FRAMES && fastest > MAX_FRAME_MS)) return setAngle(0);
    setAngle(-SWAY_ANGLE * Math.sin(Math.PI * share) ** 2);
    requestAnimationFrame(onFrame);
  }
  requestAnimationFrame(onFrame);
  return () => {
    isStopped = true;
  };
}
