/** Texts on the progress of a job, such as a film. */
import { formatShort } from "fallline/core/numbers.js";
import { plural, say } from "fallline/core/text.js";
import { timeLeftText } from "fallline/dialogs/duration_text.js";

/** @import { JobStatus } from "fallline/types.js" */
/** @typedef {JobStatus["state"] | "none" | "asked"} State "none" before a request, "asked" before its answer */
/** @typedef {Partial<Omit<JobStatus, "state">> & { state: State }} Status */

const SILENT_SECONDS = 5; // without an answer, after which the text says so

/**
 * Return whether a job is requested and has not ended.
 * @param {Status} status
 * @returns {boolean}
 */
export const isRunning = ({ state }) => ["asked", "waiting", "starting", "making"].includes(state);

/**
 * Return a text on a running job: where it waits, or what is being done, how much of it is done, and the time left or
 * passed; and how long the server has not answered, if that is long.
 * @param {Status} status
 * @param {string} step the name of what is counted, for a job without named stages
 * @param {number} secondsSince the request
 * @param {number} secondsSilent since the server's last answer
 * @returns {string}
 */
export function progressText(status, step, secondsSince, secondsSilent) {
  const text = stateText(status, step, say("{n} s so far", { n: Math.round(secondsSince) }));
  if (secondsSilent < SILENT_SECONDS) return text;
  return say("{text}; no answer from the server for {n} s", { text, n: Math.round(secondsSilent) });
}

/**
 * @param {Status} status
 * @param {string} step
 * @param {string} timePassed
 */
function stateText({ state, jobsAhead = 0, stage, done = 0, total, secondsLeft }, step, timePassed) {
  if (state === "asked") return `${say("Asking the server")}, ${timePassed}`;
  if (state === "starting") return `${say("The server starts a process for it")}, ${timePassed}`;
  if (state === "waiting") {
    return plural(jobsAhead, "waiting: {n} job before this one", "waiting: {n} jobs before this one");
  }
  if (!total) return `${stage || step}, ${timePassed}`;
  const progress = `${stage ? `${stage}:` : step} ${say("{n} of {all}", { n: done, all: total })}`;
  return `${progress}, ${secondsLeft ? timeLeftText(secondsLeft) : timePassed}`;
}

/**
 * Return the text of the page's button that shows a job's progress.
 * @param {Status} status
 * @param {string} title of the job
 * @param {string} label of the button while no job is running or finished
 * @returns {string}
 */
export function buttonText(status, title, label) {
  if (isRunning(status)) return `${title} ${percentText(status)}`;
  return status.state === "made" ? say("{what} ready", { what: title }) : label;
}

/** @param {Status} status */
const percentText = ({ done = 0, total }) => (total ? `${Math.floor((100 * done) / total)} %` : "…");

/**
 * Return the size of a file in millions of bytes, as text.
 * @param {number} bytes
 * @returns {string}
 */
export const formatFileSize = (bytes) => say("{n} million bytes", { n: formatShort(bytes / 1e6, 3) });
