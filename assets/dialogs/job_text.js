/** What is said on long work of the server, such as a film. */
import { plural, say } from "fallline/core/text.js";

/** @import { JobStatus } from "fallline/types.js" */
/** @typedef {JobStatus["state"] | "none" | "asked"} State of the server's work; "none" and "asked" before it answers */
/** @typedef {Partial<Omit<JobStatus, "state">> & { state: State }} Status how far the work is */

const SECONDS = 100; // from which on the time that is left is said in minutes

/**
 * Whether the work goes on.
 * @param {Status} status
 * @returns {boolean}
 */
export const isRunning = ({ state }) => ["asked", "waiting", "starting", "making"].includes(state);

/**
 * How far the work is, and how long it takes yet.
 * @param {Status} status
 * @param {string} step what is counted, where the work has no stages
 * @param {number} secondsSince it was asked for
 * @returns {string}
 */
export function progressWords({ state, waiting = 0, stage, done = 0, all, left = 0 }, step, secondsSince) {
  if (state === "waiting") {
    return plural(waiting, "waiting: {n} job before this one", "waiting: {n} jobs before this one");
  }
  if (!all) return say("starting for {n} s", { n: Math.round(secondsSince) });
  const far = `${stage ? `${stage}:` : step} ${say("{n} of {all}", { n: done, all })}`;
  return left ? `${far}, ${leftWords(left)}` : far;
}

/** @param {number} left s */
const leftWords = (left) =>
  left > SECONDS ? say("{n} min left", { n: Math.round(left / 60) }) : say("{n} s left", { n: left });

/**
 * What a button of the page says on the work.
 * @param {Status} status
 * @param {string} title of the work
 * @param {string} usual what the button says where there is nothing to say on the work
 * @returns {string}
 */
export function buttonWords(status, title, usual) {
  if (isRunning(status)) return `${title} ${shareWords(status)}`;
  return status.state === "made" ? say("{what} ready", { what: title }) : usual;
}

/** @param {Status} status */
const shareWords = ({ done = 0, all }) => (all ? `${Math.floor((100 * done) / all)} %` : "…");

/**
 * The size of a file.
 * @param {number} bytes
 * @returns {string}
 */
export const millionBytes = (bytes) => say("{n} million bytes", { n: (bytes / 1e6).toFixed(1) });
