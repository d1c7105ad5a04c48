/** A notice, shown once, that says why this machine computes more slowly: it cannot compile. */
import { makeElement } from "fallline/core/dom.js";
import { getJson } from "fallline/core/server.js";
import { writeStored } from "fallline/core/storage.js";
import { say, saySentence } from "fallline/core/text.js";

/** @import { Answer, CompileStatus } from "fallline/types.js" */

const KEY = "fallline.slow"; // of localStorage

/** Show the notice, if there is one, after the page has loaded. */
export function install() {
  if (document.readyState === "complete") showSpeedNotice();
  else window.addEventListener("load", showSpeedNotice);
}

async function showSpeedNotice() {
  if (isDismissed()) return;
  /** @type {Answer<CompileStatus>} */
  const { missing } = await getJson("/speed");
  if (missing) document.body.append(makeNotice(missing));
}

/** @param {string} sentence */
function makeNotice(sentence) {
  const close = makeElement("button", { className: "button small" }, say("Close"));
  const notice = makeElement("p", { id: "slow", role: "status" }, `${saySentence(sentence)} `, close);
  close.addEventListener("click", () => {
    notice.remove();
    writeStored(KEY, "seen");
  });
  return notice;
}

/**
 * Return whether the visitor has closed the notice before; true without localStorage, where it would come each time.
 */
function isDismissed() {
  try {
    return window.localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}
