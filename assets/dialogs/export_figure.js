/** The export dialog's tab of figures: settings, a preview of the step on the screen, and a download button. */
import { makeElement } from "fallline/core/dom.js";
import { currentTheme } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { makePanelList } from "fallline/dialogs/export_panels.js";
import { figureAddress, previewDpi } from "fallline/dialogs/figure_address.js";
import { makePreview } from "fallline/dialogs/preview.js";
import { makeSaveButton } from "fallline/dialogs/save_button.js";
import { asSettings, defaultValues, makeSettingField, makeSuffixSetting } from "fallline/dialogs/setting_field.js";
import { linkAtStep } from "fallline/player/link.js";
import * as player from "fallline/player/player.js";

/** @import { Export } from "fallline/types.js" */
/** @import { FormValues } from "fallline/dialogs/setting_field.js" */

/** @type {Record<string, string>} by setting */
const LABELS = {
  part: say("What"),
  wide: say("Width, mm"),
  tall: say("Height, mm"),
  dpi: say("Pixels per inch"),
  style: say("Style"),
};
/** @type {Record<string, Record<string, string>>} the labels of options, by setting */
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

/** @type {FormValues | null} the values from the last time that the tab was open */
let lastForm = null;

/**
 * Make the tab.
 * @param {Export} figure
 * @param {string} fileStem begins the names of files
 * @returns {HTMLElement}
 */
export function makeFigureTab({ settings, suffixes }, fileStem) {
  const form = (lastForm ??= { ...defaultValues(settings), suffix: suffixes[0], style: currentTheme() });
  const previewAddress = () => figureAddress(".png", linkAtStep(), { ...form, dpi: previewDpi(Number(form.wide)) });
  const preview = makePreview(say("The figure as it will be"), previewAddress);
  const download = makeSaveButton(say("Download"), () => figureAddress(String(form.suffix), linkAtStep(), form));
  const inputs = makeFields(settings, suffixes, form);
  const fields = makeElement("div", { className: "fields" }, ...inputs, download, makePanelList(fileStem));
  fields.addEventListener("change", preview.update);
  preview.update();
  const text = say("Step {t}; the link and every setting are in the file's own notes.", { t: player.shownStep });
  const note = makeElement("p", { className: "fact" }, text);
  const result = makeElement("div", { className: "shown" }, preview.node, note);
  return makeElement("div", { className: "exports" }, fields, result);
}

/**
 * Make a field for the kind of file and one for each setting.
 * @param {Export["settings"]} settings
 * @param {readonly string[]} suffixes
 * @param {FormValues} form
 */
function makeFields(settings, suffixes, form) {
  const suffix = makeSettingField(makeSuffixSetting(suffixes, say("the kind of file")), say("Format"), form, FORMATS);
  const others = asSettings(settings);
  return [suffix, ...others.map((each) => makeSettingField(each, LABELS[each.name], form, OPTIONS[each.name]))];
}
