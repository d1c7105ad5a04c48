/** How far long work of the server is, shown in a dialog. */
import { button, find, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { progressWords } from "fallline/dialogs/job_text.js";

/** @import { Status } from "fallline/dialogs/job_text.js" */

/**
 * Shows a status of work.
 * @param {HTMLElement} place
 * @param {Status} status
 * @param {{ idle: string, step: string, made: (status: Status) => Node[] }} about
 * @param {number} secondsSince the work was asked for
 * @param {() => void} cancel ends the work
 */
export function showStatus(place, status, { idle, step, made }, secondsSince, cancel) {
  if (status.state === "none") place.replaceChildren(make("p", { className: "fact" }, idle));
  else if (status.state === "failed") place.replaceChildren(make("p", { className: "warning" }, status.problem));
  else if (status.state === "made") place.replaceChildren(...made(status));
  else showProgress(place, status, progressWords(status, step, secondsSince), cancel);
}

/**
 * Shows a bar, words on it and a button that cancels. Where they are shown already, they stay, and say the new state.
 * @param {HTMLElement} place
 * @param {Status} status
 * @param {string} words
 * @param {() => void} cancel
 */
function showProgress(place, { done = 0, all }, words, cancel) {
  const old = place.querySelector("progress");
  const bar = old ?? make("progress", { max: 1, ariaLabel: say("How much is done") });
  if (all) bar.value = done / all;
  else bar.removeAttribute("value");
  if (old) find(place, "span").textContent = words;
  else place.replaceChildren(bar, make("p", {}, make("span", {}, words), " ", button(say("Cancel"), cancel)));
}
