/** Buttons that save a file from the server. */
import { sendWithRetries } from "fallline/core/retry.js";
import { readAnswerOrNull } from "fallline/core/server.js";
import { makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

const MAX_SAVE_MS = 10000; // after which the browser has surely saved a file

/**
 * Make a button that saves the file at an address, or shows the server's problem beside the button.
 * @param {string} label
 * @param {() => string} address called when the button is pressed
 * @param {boolean} [isPlain] whether it is not the first choice
 * @returns {HTMLParagraphElement}
 */
export function makeSaveButton(label, address, isPlain = false) {
  const problem = makeElement("span", { className: "fact", role: "status" });
  const button = makeButton(label, () => save(address(), button, problem), { className: isPlain ? "button" : "button strong" });
  return makeElement("p", {}, button, " ", problem);
}

/**
 * @param {string} address
 * @param {HTMLButtonElement} button disabled until the server answers
 * @param {HTMLElement} problem where a problem is shown
 */
async function save(address, button, problem) {
  problem.textContent = "";
  button.disabled = true;
  const answer = await sendWithRetries(() => fetch(address)).catch(() => null);
  button.disabled = false;
  if (answer?.ok) return saveFile(await answer.blob(), fileNameOf(answer));
  const refusal = answer && (await readAnswerOrNull(Promise.resolve(answer)));
  problem.textContent = refusal ? refusal.problem : say("The server does not answer.");
  return undefined;
}

/** @param {Response} answer */
const fileNameOf = (answer) => /filename=(.+)$/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "";

/**
 * Make the browser save a file.
 * @param {Blob} file
 * @param {string} name
 */
function saveFile(file, name) {
  const href = URL.createObjectURL(file);
  makeElement("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), MAX_SAVE_MS);
}
