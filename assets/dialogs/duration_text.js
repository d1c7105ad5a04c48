/** Texts on how long a computation takes. */
import { say } from "fallline/core/text.js";

const MAX_SECONDS = 100; // up to which a time is given in seconds, beyond it in minutes

/**
 * Return the text on an estimated time, such as "about 12 s".
 * @param {number} seconds
 * @returns {string}
 */
export const durationText = (seconds) =>
  seconds > MAX_SECONDS
    ? say("about {n} min", { n: Math.round(seconds / 60) })
    : say("about {n} s", { n: Math.max(Math.round(seconds), 1) });

/**
 * Return the text on the estimated time until the end.
 * @param {number} seconds
 * @returns {string}
 */
export const timeLeftText = (seconds) =>
  seconds > MAX_SECONDS
    ? say("about {n} min left", { n: Math.round(seconds / 60) })
    : say("about {n} s left", { n: Math.max(Math.round(seconds), 1) });
