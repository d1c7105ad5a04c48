/** Buttons that save what the server makes. */
import { answerOrNull } from "fallline/core/server.js";
import { button, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

const SAVED = 10000; // ms after which the browser has saved a file that it was given

/**
 * A button that saves what is at an address, or says why there is nothing.
 * @param {string} words
 * @param {() => string} address
 * @returns {HTMLParagraphElement}
 */
export function saver(words, address) {
  const fails = make("span", { className: "fact", role: "status" });
  const pressed = button(words, () => save(address(), pressed, fails), { className: "button strong" });
  return make("p", {}, pressed, " ", fails);
}

/**
 * @param {string} address
 * @param {HTMLButtonElement} pressed waits for the answer
 * @param {HTMLElement} fails says what is wrong
 */
async function save(address, pressed, fails) {
  fails.textContent = "";
  pressed.disabled = true;
  const answer = await fetch(address).catch(() => null);
  pressed.disabled = false;
  if (answer?.ok) return giveFile(await answer.blob(), fileNameOf(answer));
  const wrong = answer && (await answerOrNull(Promise.resolve(answer)));
  fails.textContent = wrong ? wrong.problem : say("The server does not answer.");
  return undefined;
}

/** @param {Response} answer */
const fileNameOf = (answer) => /filename=(.+)$/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "";

/**
 * Has the browser save a file.
 * @param {Blob} file
 * @param {string} name
 */
function giveFile(file, name) {
  const href = URL.createObjectURL(file);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), SAVED);
}
