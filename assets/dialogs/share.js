/** Sharing: the link, a simplified page, a snippet for other pages, a code to scan. */
import { byId, make } from "fallline/core/dom.js";
import { addressOf, answerOrNull } from "fallline/core/server.js";
import { say, told } from "fallline/core/text.js";
import { copyField } from "fallline/dialogs/copy.js";
import { dialog } from "fallline/dialogs/dialog.js";
import { localWarning } from "fallline/dialogs/local_warning.js";
import { sharedAddress, snippetOf } from "fallline/dialogs/share_text.js";
import { link } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** Opens the dialog of sharing. */
export function open() {
  const { hide: left, landscape } = player.shownRace();
  const address = copyField(say("Link to this race, at this step"), 3);
  const snippet = copyField(say("For another page or a slide"), 4);
  const code = scannedCode();
  /** @param {readonly string[]} hide */
  const update = (hide) => {
    const { origin } = window.location;
    address.text.value = sharedAddress(origin, link(), { hide, mode: "" });
    snippet.text.value = snippetOf(sharedAddress(origin, link(), { hide, mode: "embed" }), landscape);
    code.show(address.text.value);
  };
  const ticks = partTicks(left, update);
  const texts = make("div", {}, address.node, snippet.node, localWarning(window.location.host), ticks);
  dialog("sharing", say("Share this race"), make("div", { className: "sharing" }, texts, code.node));
}

/**
 * A box for each part of the page, ticked where the part is left out.
 * @param {readonly string[]} left
 * @param {(hide: string[]) => void} update is told what is left out, now and after each change
 */
function partTicks(left, update) {
  /** @type {Record<string, string>} what the parts mean, by their names */
  const parts = JSON.parse(byId("lab").dataset.parts ?? "{}");
  const hidden = new Set(left);
  const changed = () => update(Object.keys(parts).filter((name) => hidden.has(name)));
  const boxes = Object.entries(parts).map(([name, means]) => {
    const box = make("input", { type: "checkbox", value: name, checked: hidden.has(name) });
    box.addEventListener("change", () => {
      if (box.checked) hidden.add(name);
      else hidden.delete(name);
      changed();
    });
    return make("label", { className: "tick" }, box, make("span", {}, make("b", {}, name), ` ${told(means)}`));
  });
  changed();
  const summary = make("summary", {}, say("Leave out parts of the page, for a lesson"));
  return make("details", {}, summary, make("div", { className: "ticks" }, ...boxes));
}

/** The code to scan, or why there is none. */
function scannedCode() {
  const code = make("img", { className: "code", alt: say("Code to scan: the link of this race") });
  const fails = make("p", { className: "fact", role: "status" });
  code.addEventListener("error", async () => {
    code.hidden = true;
    const answer = await answerOrNull(fetch(code.src));
    fails.textContent = answer ? answer.problem : say("The server does not answer.");
  });
  /** @param {string} address */
  const show = (address) => {
    fails.textContent = "";
    code.hidden = false;
    code.src = addressOf("/code", { link: address });
  };
  return { show, node: make("div", { className: "scan" }, code, fails) };
}
