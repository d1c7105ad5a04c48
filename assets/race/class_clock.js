/** The clock of a class: while it runs, every page runs its own, and sets it only where it is too far off. */

/**
 * What a presenter's clock said at a moment.
 * @typedef {object} ClassClock
 * @property {number} t
 * @property {boolean} playing
 * @property {number} speed steps per second
 * @property {number} heard the moment, ms
 */

const SLACK = 0.3; // s that the clock of a student may be off while it runs
const LEAST_SLACK = 3; // ... and steps that it may be off at any speed
const BEAT = 1500; // ms after which a clock that runs is told again

/**
 * Where the presenter's clock stands by now: a step, or between two.
 * @param {ClassClock} clock
 * @param {number} now ms
 * @param {number} steps of the race
 * @returns {number}
 */
export function classStep({ t, playing, speed, heard }, now, steps) {
  const passed = playing ? ((now - heard) / 1000) * speed : 0;
  return Math.min(t + passed, steps);
}

/**
 * Whether a student's clock at step t is to be set.
 * @param {number} t
 * @param {number} step where the presenter's clock stands
 * @param {ClassClock} clock
 * @returns {boolean}
 */
export function isOff(t, step, { playing, speed }) {
  const slack = playing ? Math.max(LEAST_SLACK, SLACK * speed) : 0;
  return Math.abs(t - step) > slack;
}

/**
 * A text that stays the same for as long as there is nothing to tell: of a clock that runs only the beat counts.
 * @param {{ link: string, t: number, playing: boolean, speed: number }} shown
 * @param {number} now ms
 * @returns {string}
 */
export const newsOf = (shown, now) => JSON.stringify(shown.playing ? { ...shown, t: Math.floor(now / BEAT) } : shown);
