/** Modal dialogs, made with the browser's dialog element, which keeps the focus inside and closes with Escape. */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * Open a modal dialog with a heading and a button that closes it. Closing removes it from the page.
 * @param {string} name the element's id
 * @param {string} title
 * @param {...(Node | string | undefined)} content
 * @returns {HTMLDialogElement}
 */
export function openDialog(name, title, ...content) {
  const closeProperties = { className: "quiet", ariaLabel: say("Close"), title: say("Close (Escape)") };
  const close = makeButton("×", () => dialog.close(), closeProperties);
  const heading = makeElement("h2", { id: `${name}-title` }, title);
  const properties = { id: name, className: "dialog", "aria-labelledby": heading.id };
  const bar = makeElement("div", { className: "heading" }, heading, close);
  const dialog = makeElement("dialog", properties, bar, ...content);
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close(); // the click was beside the contents
  });
  dialog.addEventListener("close", () => dialog.remove());
  ignoreRepeatsAfterClosing(dialog);
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Close a dialog because something was chosen in it, and move the focus to the race, which shows the choice: on the
 * button that opened the dialog, a second Enter would open it again.
 * @param {HTMLDialogElement} dialog
 */
export function closeOnChoice(dialog) {
  dialog.close();
  getById("race").focus({ preventScroll: true });
}

/**
 * Make a key that is held down while its dialog closes do nothing more until it is released: its repetitions would
 * press what has the focus then.
 * @param {HTMLDialogElement} dialog
 */
function ignoreRepeatsAfterClosing(dialog) {
  const onPress = (/** @type {KeyboardEvent} */ { key, repeat }) => {
    if (repeat) return;
    const onRepeat = (/** @type {KeyboardEvent} */ event) => {
      if (event.repeat && event.key === key && !dialog.open) event.preventDefault();
    };
    const onRelease = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== key) return;
      window.removeEventListener("keydown", onRepeat, true);
      window.removeEventListener("keyup", onRelease, true);
    };
    window.addEventListener("keydown", onRepeat, true);
    window.addEventListener("keyup", onRelease, true);
  };
  dialog.addEventListener("keydown", onPress, true);
}
