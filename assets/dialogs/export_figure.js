/** A figure of the step on show, seen before it is saved. */
import { answerOrNull } from "fallline/core/server.js";
import { make } from "fallline/core/dom.js";
import { theme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { panelList } from "fallline/dialogs/export_panels.js";
import { figureAddress, previewDensity } from "fallline/dialogs/figure_address.js";
import { saver } from "fallline/dialogs/saver.js";
import { defaultsOf, settingField, settingsOf, suffixSetting } from "fallline/dialogs/setting_field.js";
import { linkAtStep } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** @import { Export } from "fallline/types.js" */
/** @import { Form } from "fallline/dialogs/setting_field.js" */

const SETTLE = 350; // ms after the last change before a preview is drawn
/** @type {Record<string, string>} */
const LABELS = {
  part: say("What"),
  wide: say("Width, mm"),
  tall: say("Height, mm"),
  dpi: say("Pixels per inch"),
  style: say("Style"),
};
/** @type {Record<string, Record<string, string>>} what options are called, by setting */
const OPTIONS = {
  part: {
    all: say("all together"),
    plane: say("map"),
    space: say("surface"),
    curves: say("both curves"),
    loss: say("gap"),
    step_size: say("step sizes"),
    numbers: say("numbers"),
  },
  style: { light: say("light"), dark: say("dark"), print: say("print: grey on white, no title") },
};
const FORMATS = { ".png": "PNG", ".svg": say("SVG, vectors"), ".pdf": say("PDF, vectors") };

/** @type {Form | null} what was chosen last */
let last = null;

/**
 * The part of the dialog on figures.
 * @param {Export} figure
 * @returns {HTMLElement}
 */
export function figurePart({ settings, suffixes }) {
  const form = (last ??= { ...defaultsOf(settings), suffix: suffixes[0], style: theme() });
  const preview = previewOf(form);
  const download = saver(say("Download"), () => figureAddress(String(form.suffix), linkAtStep(), form));
  const fields = make("div", { className: "fields" }, ...fieldsOf(settings, suffixes, form), download, panelList());
  let due = 0;
  fields.addEventListener("change", () => {
    window.clearTimeout(due);
    due = window.setTimeout(preview.update, SETTLE);
  });
  preview.update();
  const step = say("Step {t}; the link and every setting are in the file's own notes.", { t: player.t });
  const result = make("div", { className: "result" }, ...preview.nodes, make("p", { className: "fact" }, step));
  return make("div", { className: "export-figure" }, fields, result);
}

/**
 * A field for the kind of file, and one for each setting.
 * @param {Export["settings"]} settings
 * @param {readonly string[]} suffixes
 * @param {Form} form
 */
function fieldsOf(settings, suffixes, form) {
  const suffix = settingField(suffixSetting(suffixes, say("the kind of file")), say("Format"), form, FORMATS);
  const others = settingsOf(settings);
  return [suffix, ...others.map((each) => settingField(each, LABELS[each.name], form, OPTIONS[each.name]))];
}

/**
 * The figure as it will be, or why there is none; `update` has it drawn as the form says.
 * @param {Form} form
 */
function previewOf(form) {
  const picture = make("img", { className: "preview", alt: say("The figure as it will be") });
  const fails = make("p", { className: "warning", role: "status", hidden: true });
  picture.addEventListener("load", () => (fails.hidden = true));
  picture.addEventListener("error", async () => {
    const answer = await answerOrNull(fetch(picture.src));
    fails.textContent = answer ? answer.problem : say("The server does not answer.");
    fails.hidden = false;
  });
  const update = () => {
    picture.src = figureAddress(".png", linkAtStep(), { ...form, dpi: previewDensity(Number(form.wide)) });
  };
  return { update, nodes: [picture, fails] };
}
