/** Dialogs: the browser's own, which keep the focus and close with Escape. */
import { button, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * Opens a dialog with a heading and a button that closes it; it is taken away when it closes.
 * @param {string} name its id
 * @param {string} title
 * @param {...(Node | string | undefined)} content
 * @returns {HTMLDialogElement}
 */
export function dialog(name, title, ...content) {
  const looks = { className: "quiet", ariaLabel: say("Close"), title: say("Close (Escape)") };
  const close = button("×", () => made.close(), looks);
  const heading = make("h2", { id: `${name}-title` }, title);
  const facts = { id: name, className: "dialog", "aria-labelledby": heading.id };
  const made = make("dialog", facts, make("div", { className: "heading" }, heading, close), ...content);
  made.addEventListener("click", (event) => {
    if (event.target === made) made.close(); // a click beside it
  });
  made.addEventListener("close", () => made.remove());
  document.body.append(made);
  made.showModal();
  return made;
}
