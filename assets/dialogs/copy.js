/** Buttons that copy a text to the clipboard. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

const CONFIRMATION_MS = 1500; // for which the button says that its text is copied

/**
 * Copy a text to the clipboard, and say so on the button for CONFIRMATION_MS.
 * @param {string} text
 * @param {HTMLElement} button
 * @param {string} label of the button
 * @param {() => void} onDenied called if the browser refuses, to let the visitor copy the text by hand
 * @returns {Promise<void>}
 */
export async function copyText(text, button, label, onDenied) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return onDenied();
  }
  button.textContent = say("Copied");
  setTimeout(() => (button.textContent = label), CONFIRMATION_MS);
  return undefined;
}

/**
 * Make a text field with a button that copies its text.
 * @param {string} label
 * @param {number} rows
 * @returns {{ text: HTMLTextAreaElement, node: HTMLElement }} the field, still empty, and the element with field and
 *   button
 */
export function makeCopyField(label, rows) {
  const text = makeElement("textarea", { readOnly: true, rows, ariaLabel: label, spellcheck: false });
  text.addEventListener("focus", () => text.select());
  const button = makeButton(say("Copy"), () => copyText(text.value, button, say("Copy"), () => text.select()));
  const labelled = makeElement("label", {}, makeElement("strong", {}, label), text);
  return { text, node: makeElement("div", { className: "copying" }, labelled, button) };
}
