/** A warning that the page's address works on this computer only. */
import { makeElement } from "fallline/core/dom.js";
import { isLocalHost } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";

/**
 * Make the warning, or return undefined if the address is not one of this computer.
 * @param {string} address without its protocol
 * @returns {HTMLElement | undefined}
 */
export function makeLocalWarning(address) {
  if (!isLocalHost(address)) return undefined;
  const text = say("This address works on this computer only. For a class, start the lab with: python app.py serve --class");
  return makeElement("p", { className: "fact warning" }, text);
}
