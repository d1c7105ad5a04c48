/** Modal dialogs, made with the browser's dialog element, which keeps the focus inside and closes with Escape. */
import { makeButton, makeElement } from "fallline/core/dom.js";
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
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
