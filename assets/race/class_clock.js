/** The clock of a class: every student's page runs its own clock, and corrects it only if it is too far off. */

/**
 * The state of a presenter's clock at a moment.
 * @typedef {object} ClassClock
 * @property {number} t step
 * @property {boolean} playing
 * @property {number} speed steps per second
 * @property {number} receivedAt the moment, ms
 */

const TOLERANCE_S = 0.3; // by which a student's clock may be off while it runs
const MIN_TOLERANCE_STEPS = 3; // by which it may be off at any speed
const RESEND_MS = 1500; // after which the state of a running clock is sent again

/**
 * Return the presenter's step at a moment, which may lie between two steps.
 * @param {ClassClock} clock
 * @param {number} now ms
 * @param {number} steps of the race, at which the clock stops
 * @returns {number}
 */
export function presenterStep({ t, playing, speed, receivedAt }, now, steps) {
  const passed = playing ? ((now - receivedAt) / 1000) * speed : 0;
  return Math.min(t + passed, steps);
}

/**
 * Return whether a student's clock must be corrected.
 * @param {number} studentT the student's step
 * @param {number} presenterT the presenter's step
 * @param {ClassClock} clock the presenter's clock
 * @returns {boolean}
 */
export function isOutOfSync(studentT, presenterT, { playing, speed }) {
  const tolerance = playing ? Math.max(MIN_TOLERANCE_STEPS, TOLERANCE_S * speed) : 0;
  return Math.abs(studentT - presenterT) > tolerance;
}

/**
 * Return a text that changes when the presenter's state must be sent. While the clock runs, it changes every 1.5 s
 * instead of at every step.
 * @param {{ link: string, t: number, playing: boolean, speed: number }} state
 * @param {number} now ms
 * @returns {string}
 */
export const messageFingerprint = (state, now) =>
  JSON.stringify(state.playing ? { ...state, t: Math.floor(now / RESEND_MS) } : state);
