/** Texts that are copied with a button. */
import { button, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

const THANKS = 1500; // ms for which a button says that its text is copied

/**
 * Copies a text and says so on the button; where the browser does not let us, `byHand` offers it to be copied by hand.
 * @param {string} text
 * @param {HTMLElement} pressed the button
 * @param {string} word what it says otherwise
 * @param {() => void} byHand
 * @returns {Promise<void>}
 */
export async function copy(text, pressed, word, byHand) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return byHand();
  }
  pressed.textContent = say("Copied");
  setTimeout(() => (pressed.textContent = word), THANKS);
  return undefined;
}

/**
 * A field with a text, and a button that copies it.
 * @param {string} label
 * @param {number} rows
 * @returns {{ text: HTMLTextAreaElement, node: HTMLElement }} the text to be filled in, and the whole
 */
export function copyField(label, rows) {
  const text = make("textarea", { readOnly: true, rows, ariaLabel: label, spellcheck: false });
  text.addEventListener("focus", () => text.select());
  const pressed = button(say("Copy"), () => copy(text.value, pressed, say("Copy"), () => text.select()));
  const labelled = make("label", {}, make("strong", {}, label), text);
  return { text, node: make("div", { className: "copying" }, labelled, pressed) };
}
