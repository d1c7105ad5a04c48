/** The export dialog's tab of Python scripts that compute the race. */
import { makeButton, makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { copyText } from "fallline/dialogs/copy.js";
import { shownLink } from "fallline/player/link.js";

/** @import { Script } from "fallline/types.js" */

/**
 * Make the tab, and request the scripts.
 * @returns {HTMLElement}
 */
export function makeCodeTab() {
  const tab = makeElement("div", { className: "scripts" }, makeElement("p", { className: "fact" }, say("Fetching the scripts …")));
  showScripts(tab);
  return tab;
}

/** @param {HTMLElement} tab */
async function showScripts(tab) {
  const answer = await getJson("/scripts", { link: shownLink });
  const lab = makeScriptSection(say("With Fall Line's own rules"), answer.lab || answer);
  return tab.replaceChildren(lab, makeScriptSection(say("With plain torch.optim"), answer.torch || answer));
}

/**
 * @param {string} title
 * @param {Script} script
 */
function makeScriptSection(title, { code = "", problem }) {
  if (problem) {
    const text = makeElement("p", { className: "fact" }, problem);
    return makeElement("section", {}, makeElement("h3", {}, title), text);
  }
  const text = makeElement("pre", { tabIndex: 0, role: "region", ariaLabel: title }, code);
  const selectAll = () => window.getSelection()?.selectAllChildren(text);
  const properties = { className: "button" };
  const button = makeButton(say("Copy"), () => copyText(code, button, say("Copy"), selectAll), properties);
  return makeElement("section", {}, makeElement("h3", {}, title, " ", button), text);
}
