/** The export dialog's tab of films, which the server makes in the background. */
import { makeButton, makeElement, makeField, makeSelect } from "fallline/core/dom.js";
import { currentTheme, prefersReducedMotion } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { makeFramePreview } from "fallline/dialogs/film_preview.js";
import { findSizeName, SIZES } from "fallline/dialogs/film_sizes.js";
import { Job } from "fallline/dialogs/job.js";
import { formatFileSize } from "fallline/dialogs/job_text.js";
import { asSettings, defaultValues } from "fallline/dialogs/setting_field.js";
import { makeSettingField, makeSuffixSetting } from "fallline/dialogs/setting_field.js";

/** @import { Export } from "fallline/types.js" */
/** @import { Status } from "fallline/dialogs/job_text.js" */
/** @import { FormValues } from "fallline/dialogs/setting_field.js" */

const FORMATS = { ".mp4": say("MP4, plays everywhere"), ".webm": "WebM", ".gif": say("GIF, loops by itself") };
/** @type {Record<string, string>} of the settings whose fields need no special treatment */
const LABELS = {
  layout: say("Views"),
  camera: say("Camera"),
  theme: say("Theme"),
  seconds: say("Seconds"),
  fps: say("Frames per second"),
  pace: say("Pace"),
};
const OPTIONS = {
  both: say("both"),
  space: say("surface only"),
  plane: say("map only"),
  still: say("at rest"),
  orbit: say("once round"),
  eased: say("slow at first"),
  even: say("even"),
  light: say("light"),
  dark: say("dark"),
};
const films = new Job("film", {
  idle: say("The film shows what the page shows: both views, curves, numbers, every setting, and at the end who reached the target when. It is drawn on the server; a film of 12 seconds takes about as long."),
  lost: say("The server stopped making this film; try again, or a smaller one."),
  step: say("frame"),
  button: "export",
  title: say("Film"),
  makeResult: makeFilm,
});

/** @type {FormValues | null} the values from the last time that the tab was open */
let lastForm = null;

/**
 * Make the tab. It shows a frame of the film to be made; once the film is made, that, until a setting changes.
 * @param {Export} film
 * @returns {HTMLElement}
 */
export function makeFilmTab({ settings, suffixes }) {
  const form = (lastForm ??= initialForm(settings, suffixes));
  const start = makeButton(say("Make the film"), () => requestFilm(form), { className: "button strong" });
  const fields = makeElement("div", { className: "fields" }, ...makeFields(settings, suffixes, form), start);
  const preview = makeFramePreview(form);
  const result = makeElement("div", { className: "shown" }, preview.node, films.makeStatusElement(start));
  const tab = makeElement("div", { className: "exports" }, fields, result);
  fields.addEventListener("change", () => {
    tab.toggleAttribute("data-changed", true);
    preview.update();
  });
  start.addEventListener("click", () => {
    tab.toggleAttribute("data-changed", false);
    result.scrollIntoView({ block: "end" }); // on a phone, the progress is above the button
  });
  preview.update();
  return tab;
}

/**
 * Make the fields: the kind of file, the size, and the other settings in the order of LABELS.
 * @param {Export["settings"]} settings
 * @param {readonly string[]} suffixes
 * @param {FormValues} form
 */
function makeFields(settings, suffixes, form) {
  const suffix = makeSettingField(makeSuffixSetting(suffixes, say("the kind of file")), say("Format"), form, FORMATS);
  const known = asSettings(settings);
  const others = Object.keys(LABELS).flatMap((name) => known.filter((each) => each.name === name));
  const fields = others.map((each) => makeSettingField(each, LABELS[each.name], form, OPTIONS));
  return [suffix, ...makeSizeFields(form), ...fields];
}

/** @param {FormValues} form */
function requestFilm({ suffix, ...options }) {
  films.start({ options, suffix: String(suffix) });
}

/**
 * Return the values of a form before a visitor changes them; width and height are one text, as "1920x1080".
 * @param {Export["settings"]} settings
 * @param {readonly string[]} suffixes
 * @returns {FormValues}
 */
function initialForm(settings, suffixes) {
  const { wide, tall, ...others } = defaultValues(settings);
  return { ...others, size: `${wide}x${tall}`, suffix: suffixes[0], theme: currentTheme() };
}

/**
 * Make a choice of named sizes, and a text field for others that is hidden while a named size is chosen.
 * @param {FormValues} form
 */
function makeSizeFields(form) {
  const size = makeSelect(SIZES, findSizeName(String(form.size)));
  size.ariaLabel = say("Size");
  const text = makeElement("input", { type: "text", name: "size", value: form.size, placeholder: "640 × 360" });
  const field = makeField(say("Width × height, in pixels"), text);
  field.hidden = size.value !== "";
  text.addEventListener("change", () => (form.size = text.value));
  size.addEventListener("change", () => {
    field.hidden = size.value !== "";
    if (size.value) form.size = text.value = size.value;
    else text.focus();
  });
  return [makeField(say("Size"), size), field];
}

/**
 * Make the elements that show a finished film.
 * @param {Status} film
 * @returns {Node[]}
 */
function makeFilm({ href = "", bytes = 0 }) {
  const play = { controls: true, muted: true, loop: true, autoplay: !prefersReducedMotion(), playsInline: true };
  const isGif = href.endsWith(".gif");
  const picture = isGif
    ? makeElement("img", { src: href, alt: say("The film") })
    : makeElement("video", { src: href, ...play });
  const save = makeElement("a", { className: "button strong", href: `${href}?download`, download: "" }, say("Download"));
  const name = href.split("/").at(-1) ?? "";
  return [picture, makeElement("p", { className: "links" }, save, ` ${name}, ${formatFileSize(bytes)}`)];
}
