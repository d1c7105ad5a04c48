/** The preview of a film: one of its frames, at a step that a slider chooses. */
import { makeElement, makeField } from "fallline/core/dom.js";
import { removeWords } from "fallline/core/links.js";
import { withQuery } from "fallline/core/server.js";
import { say } from "fallline/core/text.js";
import { makePreview } from "fallline/dialogs/preview.js";
import { currentLink } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** @import { FormValues } from "fallline/dialogs/setting_field.js" */

/**
 * Make the preview, which begins with the step on the screen.
 * @param {FormValues} form
 * @returns {{ node: HTMLElement, update: () => void }}
 */
export function makeFramePreview(form) {
  const { steps } = player.shownRace();
  const step = makeElement("input", { type: "range", min: 0, max: steps, value: player.shownStep });
  const output = makeElement("output");
  const write = () => (output.textContent = say("{n} of {all}", { n: step.value, all: steps }));
  const preview = makePreview(say("A frame of the film as it will be"), () => frameAddress(form, step.value));
  step.addEventListener("input", write);
  step.addEventListener("change", preview.update);
  write();
  const slider = makeField(say("Frame at step"), step);
  slider.append(output);
  return { node: makeElement("div", { className: "frame-preview" }, preview.node, slider), update: preview.update };
}

/**
 * Return the address of a film's frame.
 * @param {FormValues} form the film's settings
 * @param {string} step
 */
const frameAddress = (form, step) =>
  withQuery("/film-frame.png", { link: `${removeWords(currentLink(), ["t"])}&t=${step}`, ...form });
