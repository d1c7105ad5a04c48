/** The warning where the address of the page is of no use on another computer. */
import { make } from "fallline/core/dom.js";
import { isLocal } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";

/**
 * The warning; nothing where others reach the address.
 * @param {string} address without its protocol
 * @returns {HTMLElement | undefined}
 */
export function localWarning(address) {
  if (!isLocal(address)) return undefined;
  const words = say("This address works on this computer only. For a class, start the lab with: python app.py serve --class");
  return make("p", { className: "fact warning" }, words);
}
