/** A film of the race: asked for, made on the server while this page goes on, watched and saved. */
import { button, field, find, make, select } from "fallline/core/dom.js";
import { theme, wantsNoMotion } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { sizeName, sizeOf, SIZES } from "fallline/dialogs/film_sizes.js";
import { Job } from "fallline/dialogs/job.js";
import { millionBytes } from "fallline/dialogs/job_text.js";
import { defaultsOf, settingField, settingOf, settingsOf, suffixSetting } from "fallline/dialogs/setting_field.js";

/** @import { Export } from "fallline/types.js" */
/** @import { Status } from "fallline/dialogs/job_text.js" */
/** @import { Form } from "fallline/dialogs/setting_field.js" */

const FORMATS = { ".mp4": say("MP4, plays everywhere"), ".webm": "WebM", ".gif": say("GIF, loops by itself") };
/** @type {Record<string, string>} the settings that have fields of their own kind */
const LABELS = {
  fps: say("Frames per second"),
  seconds: say("Seconds"),
  layout: say("Views"),
  camera: say("Camera"),
  theme: say("Theme"),
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
  idle: say("The film shows what the page shows: both views, curves, numbers, every setting, and at the end who arrived when. It is drawn on the server; a film of 12 seconds takes about as long."),
  lost: say("The server stopped making this film; try again, or a smaller one."),
  step: say("frame"),
  button: "export",
  title: say("Film"),
  made: filmNodes,
});

/** @type {Form | null} what was chosen last */
let last = null;

/**
 * The part of the dialog on films.
 * @param {Export} film
 * @returns {HTMLElement}
 */
export function filmPart({ settings, suffixes }) {
  const form = (last ??= { ...defaultsOf(settings), suffix: suffixes[0], theme: theme() });
  const suffix = settingField(suffixSetting(suffixes, say("the kind of file")), say("Format"), form, FORMATS);
  const labelled = settingsOf(settings).filter((each) => LABELS[each.name]);
  const others = labelled.map((each) => settingField(each, LABELS[each.name], form, OPTIONS));
  const start = button(say("Make the film"), () => ask(form), { className: "button strong" });
  const fields = make("div", { className: "fields" }, suffix, ...sizeFields(settings, form), ...others, start);
  return make("div", { className: "export-film" }, fields, films.result(start));
}

/** @param {Form} form */
function ask({ suffix, ...how }) {
  films.ask({ how, suffix: String(suffix) });
}

/**
 * A choice of sizes, and fields for width and height that are shown for a size without a name.
 * @param {Export["settings"]} settings
 * @param {Form} form
 */
function sizeFields(settings, form) {
  const wide = settingField(settingOf(settings, "wide"), say("Width"), form);
  const tall = settingField(settingOf(settings, "tall"), say("Height"), form);
  const size = select(SIZES, sizeName(form.wide, form.tall));
  size.ariaLabel = say("Size");
  const own = make("div", { className: "fields pairs", hidden: size.value !== "" }, wide, tall);
  size.addEventListener("change", () => {
    own.hidden = size.value !== "";
    if (size.value) [form.wide, form.tall] = sizeOf(size.value);
    else [wide, tall].forEach((each) => showChosen(each, form));
  });
  return [field(say("Size"), size), own];
}

/**
 * @param {HTMLElement} labelled a labelled input
 * @param {Form} form
 */
function showChosen(labelled, form) {
  const input = /** @type {HTMLInputElement} */ (find(labelled, "input"));
  input.value = String(form[input.name]);
}

/**
 * @param {Status} film
 * @returns {Node[]}
 */
function filmNodes({ href = "", bytes = 0 }) {
  const facts = { src: href, controls: true, muted: true, loop: true, autoplay: !wantsNoMotion(), playsInline: true };
  const picture = href.endsWith(".gif") ? make("img", { src: href, alt: say("The film") }) : make("video", facts);
  const save = make("a", { className: "button strong", href: `${href}?download`, download: "" }, say("Download"));
  return [picture, make("p", {}, save, ` ${millionBytes(bytes)}`)];
}
