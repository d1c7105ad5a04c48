/** The dialog that shares a race: its link, HTML that embeds it in other pages, a QR code, and parts to leave out. */
import { makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { removeWords, splitLink } from "fallline/core/links.js";
import { showPicture, withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { makeCopyField } from "fallline/dialogs/copy.js";
import { openDialog } from "fallline/dialogs/dialog.js";
import { makeLocalWarning } from "fallline/dialogs/local_warning.js";
import { makePartChoice } from "fallline/dialogs/share_parts.js";
import { embedHtml, shareUrl } from "fallline/dialogs/share_text.js";
import { linkAtStep } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";
import { languageWord } from "fallline/page/address.js";
import { language, languages } from "fallline/words.js";

/** Open the dialog that shares the race on the screen. */
export function open() {
  const { hide: initialHide, landscape } = player.shownRace();
  const link = linkAtStep(); // of the step on show now, although the race may play on
  let hide = initialHide;
  const address = makeCopyField(say("Link to this race"), 3);
  const snippet = makeCopyField(say("For another page or a slide"), 3);
  const code = makeQrCode();
  const update = () => {
    const { origin } = window.location;
    const words = splitLink(opening.isAtStep() ? link : removeWords(link, ["t"]));
    const shared = [...words, ...(inLanguage.box.checked ? [`lang=${language}`] : [])].join("&");
    address.text.value = shareUrl(origin, shared, { hide, mode: "" });
    snippet.text.value = embedHtml(shareUrl(origin, shared, { hide, mode: "embed" }), landscape);
    code.show(address.text.value);
  };
  const opening = makeOpeningChoice(player.shownStep, update);
  const inLanguage = makeLanguageTick(update);
  const parts = makePartChoice(initialHide, (chosen) => {
    hide = chosen;
    update();
  });
  const choices = makeElement("div", { className: "sharing-choices" }, opening.node, inLanguage.node, parts);
  const texts = makeElement("div", {}, address.node, snippet.node, makeLocalWarning(window.location.host), choices);
  update();
  openDialog("sharing", say("Share this race"), makeElement("div", { className: "sharing" }, texts, code.node));
}

/**
 * Make the choice of how the link opens: paused at the step, or playing from the start.
 * @param {number} step
 * @param {() => void} onChange
 */
function makeOpeningChoice(step, onChange) {
  const options = /** @type {[string, string][]} */ ([
    ["step", say("paused at this step ({n})", { n: step })],
    ["start", say("playing from the start")],
  ]);
  const select = makeSelect(options, "step");
  select.addEventListener("change", onChange);
  return { node: makeField(say("Opens"), select), isAtStep: () => select.value === "step" };
}

/**
 * Make the checkbox that writes the page's language into the link; without it, a link opens in each reader's language.
 * @param {() => void} onChange
 */
function makeLanguageTick(onChange) {
  const box = makeElement("input", { type: "checkbox", checked: languageWord() !== "" });
  box.addEventListener("change", onChange);
  const text = makeElement("span", {}, say("In this language ({name})", { name: languages[language] ?? language }));
  return { node: makeElement("label", { className: "tick in-language" }, box, text), box };
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
