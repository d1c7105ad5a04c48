/** A picture that the server draws of what a file will show, drawn again when a setting changes. */
import { makeElement } from "fallline/core/dom.js";
import { showPicture } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";

const DELAY_MS = 350; // after the last change of a setting

/**
 * Make a preview. `update` requests the picture with the present settings, and keeps the one before until it arrives.
 * @param {string} alt describes the picture
 * @param {() => string} address returns that of the picture
 * @returns {{ node: HTMLElement, update: () => void }}
 */
export function makePreview(alt, address) {
  const picture = makeElement("img", { className: "preview", alt, hidden: true });
  const loading = makeElement("p", { className: "loading" }, say("Drawing …"));
  const problem = makeElement("p", { className: "warning", role: "status", hidden: true });
  const frame = makeElement("div", { className: "preview-frame", ariaBusy: "true" }, picture, loading, problem);
  let timer = 0;
  let newest = 0; // the number of the newest request
  const request = async () => {
    const mine = ++newest;
    const text = await showPicture(picture, address());
    if (mine !== newest) return;
    problem.textContent = text;
    problem.hidden = !text;
    picture.hidden = Boolean(text);
    frame.ariaBusy = "false";
  };
  const update = () => {
    window.clearTimeout(timer);
    frame.ariaBusy = "true";
    timer = window.setTimeout(request, newest ? DELAY_MS : 0);
  };
  return { node: frame, update };
}
