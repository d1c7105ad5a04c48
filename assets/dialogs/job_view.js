/** Shows the status of a job in a dialog. */
import { findElement, makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import { progressText } from "fallline/dialogs/job_text.js";

/** @import { Status } from "fallline/dialogs/job_text.js" */

/**
 * Show a job's status: a sentence before the first job, its progress, its problem or its result.
 * @param {HTMLElement} container whose children are replaced
 * @param {Status} status
 * @param {{ idle: string, step: string, makeResult: (status: Status) => Node[] }} texts
 * @param {{ since: number, silent: number }} seconds since the request, and since the server's last answer
 * @param {() => void} cancel called by the button "Cancel"
 */
export function showStatus(container, status, { idle, step, makeResult }, { since, silent }, cancel) {
  if (status.state === "none") container.replaceChildren(makeElement("p", { className: "fact" }, idle));
  else if (status.state === "made") container.replaceChildren(...makeResult(status));
  else if (status.state === "failed")
    container.replaceChildren(makeElement("p", { className: "warning" }, status.problem));
  else showProgress(container, status, progressText(status, step, since, silent), cancel);
}

/**
 * Show a progress bar, a text and a button that cancels. Elements of an earlier call are updated, so that the focus
 * stays.
 * @param {HTMLElement} container
 * @param {Status} status
 * @param {string} text
 * @param {() => void} cancel
 */
function showProgress(container, { done = 0, total }, text, cancel) {
  const existing = container.querySelector("progress");
  const bar = existing ?? makeElement("progress", { max: 1, ariaLabel: say("How much is done") });
  if (total) bar.value = done / total;
  else bar.removeAttribute("value");
  if (existing) {
    findElement(container, "span").textContent = text;
  } else {
    const line = makeElement("p", {}, makeElement("span", {}, text), " ", makeButton(say("Cancel"), cancel));
    container.replaceChildren(bar, line);
  }
}
