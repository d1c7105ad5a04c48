/** The dialog that shares a race: its link, HTML that embeds it in other pages, a QR code, and parts to leave out. */
import { getById, makeElement } from "fallline/core/dom.js";
import { showPicture, withQuery } from "fallline/core/server.js";
import { say, saySentence } from "fallline/core/text.js";
import { makeCopyField } from "fallline/dialogs/copy.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { makeLocalWarning } from "fallline/dialogs/local_warning.js";
import { embedHtml, shareUrl } from "fallline/dialogs/share_text.js";
import { currentLink, sharedLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** Open the dialog that shares the race on the screen. */
export function open() {
  const { hide: initialHide, landscape } = player.shownRace();
  const link = sharedLink(); // of the step on show now, although the race may play on
  const embedded = currentLink(); // a race that plays is embedded playing
  const address = makeCopyField(say("Link to this race, at this step"), 3);
  const snippet = makeCopyField(say("For another page or a slide"), 4);
  const code = makeQrCode();
  /** @param {readonly string[]} hide */
  const update = (hide) => {
    const { origin } = window.location;
    address.text.value = shareUrl(origin, link, { hide, mode: "" });
    snippet.text.value = embedHtml(shareUrl(origin, embedded, { hide, mode: "embed" }), landscape);
    code.show(address.text.value);
  };
  const parts = makePartChoice(initialHide, update);
  const texts = makeElement("div", {}, address.node, snippet.node, makeLocalWarning(window.location.host), parts);
  openDialog("sharing", say("Share this race"), makeElement("div", { className: "sharing" }, texts, code.node));
}

/**
 * Make a checkbox for each part of the page, checked if the part is left out.
 * @param {readonly string[]} initialHide the parts that are left out at first
 * @param {(hide: string[]) => void} update called with the parts that are left out, now and after each change
 */
function makePartChoice(initialHide, update) {
  /** @type {Record<string, string>} descriptions of the parts, by name */
  const parts = JSON.parse(getById("lab").dataset.parts ?? "{}");
  const hidden = new Set(initialHide);
  const onChange = () => update(Object.keys(parts).filter((name) => hidden.has(name)));
  const boxes = Object.entries(parts).map(([name, description]) => {
    const box = makeElement("input", { type: "checkbox", value: name, checked: hidden.has(name) });
    box.addEventListener("change", () => {
      if (box.checked) hidden.add(name);
      else hidden.delete(name);
      onChange();
    });
    const text = makeElement("span", {}, makeElement("b", {}, name), ` ${saySentence(description)}`);
    return makeElement("label", { className: "tick" }, box, text);
  });
  onChange();
  const summary = makeElement("summary", {}, say("Leave out parts of the page, for a lesson"));
  return makeElement("details", {}, summary, makeElement("div", { className: "ticks" }, ...boxes));
}

/** Make an element that shows the QR code of an address (`show`), or the server's problem with it. */
function makeQrCode() {
  const code = makeElement("img", { className: "code", alt: say("Code to scan: the link of this race") });
  const problem = makeElement("p", { className: "fact", role: "status" });
  /** @param {string} address */
  const show = async (address) => {
    problem.textContent = await showPicture(code, withQuery("/code", { link: address }));
    code.hidden = problem.textContent !== "";
  };
  return { show, node: makeElement("div", { className: "scan" }, code, problem) };
}
