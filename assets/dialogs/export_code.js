/** The race as Python. */
import { button, make } from "fallline/core/dom.js";
import { addressOf, answerOrNull } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { copy } from "fallline/dialogs/copy.js";
import { shown } from "fallline/player/link.js";

/** @import { Script } from "fallline/types.js" */

/**
 * The part of the dialog with the scripts of the race.
 * @returns {HTMLElement}
 */
export function codePart() {
  const part = make("div", {}, make("p", { className: "fact" }, say("Fetching the scripts …")));
  fillWithScripts(part);
  return part;
}

/** @param {HTMLElement} part */
async function fillWithScripts(part) {
  const answer = await answerOrNull(fetch(addressOf("/scripts", { link: shown })));
  if (!answer) return part.replaceChildren(make("p", { className: "warning" }, say("The server does not answer.")));
  const lab = scriptSection(say("With Fall Line's own rules"), answer.lab || answer);
  return part.replaceChildren(lab, scriptSection(say("With plain torch.optim"), answer.torch || answer));
}

/**
 * @param {string} title
 * @param {Script} script
 */
function scriptSection(title, { code = "", problem }) {
  if (problem) return make("section", {}, make("h3", {}, title), make("p", { className: "fact" }, problem));
  const text = make("pre", { tabIndex: 0, ariaLabel: title }, code);
  const byHand = () => window.getSelection()?.selectAllChildren(text);
  const pressed = button(say("Copy"), () => copy(code, pressed, say("Copy"), byHand), { className: "button small" });
  return make("section", {}, make("h3", {}, title, " ", pressed), text);
}
