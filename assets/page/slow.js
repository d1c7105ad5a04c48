/** Says once, where nothing can be compiled, why everything is a little slower. */
import { make } from "fallline/core/dom.js";
import { get } from "fallline/core/server.js";
import { keep } from "fallline/core/storage.js";
import { say, told } from "fallline/core/text.js";

/** @import { Answer, Speed } from "fallline/types.js" */

const KEY = "fallline.slow"; // in the browser's own store

/** Says it when everything else is there. */
export function install() {
  if (document.readyState === "complete") tell();
  else window.addEventListener("load", tell);
}

async function tell() {
  if (isPutAway()) return;
  /** @type {Answer<Speed>} */
  const { says } = await get("/speed");
  if (says) document.body.append(bar(says));
}

/** @param {string} words */
function bar(words) {
  const close = make("button", { className: "button small" }, say("Close"));
  const made = make("p", { id: "slow", role: "status" }, `${told(words)} `, close);
  close.addEventListener("click", () => {
    made.remove();
    keep(KEY, "seen");
  });
  return made;
}

/** Whether the reader has put it away. Where the browser keeps nothing, it counts as put away: once is not possible. */
function isPutAway() {
  try {
    return window.localStorage.getItem(KEY) !== null;
  } catch {
    return true;
  }
}
