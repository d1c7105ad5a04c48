/** What was wrong, in a sentence over the page. */
import { button, byId, make } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";

/**
 * Shows a sentence, or takes the last one away.
 * @param {string | null | undefined} sentence
 */
export function notice(sentence) {
  const place = byId("notice");
  if (!sentence) return place.replaceChildren();
  const close = button("×", () => place.replaceChildren(), { className: "close", ariaLabel: say("Close") });
  return place.replaceChildren(make("div", { className: "notice" }, make("p", {}, sentence), close));
}
