/** The choice of the page's parts that a shared link leaves out: three presets, and a checkbox for each part. */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { say, saySentence } from "fallline/core/text.js";

/**
 * An area of the page. `whole` is the key of `hide` for all of it, "" if there is none; `parts` are the keys of parts.
 * @typedef {{ title: string, whole: string, parts: readonly string[] }} Area
 */

const AREAS = /** @type {readonly Area[]} */ ([
  {
    title: say("Top bar"),
    whole: "header",
    parts: [
      ...["landscape", "examples", "lessons", "undo", "maps", "share", "present"],
      ...["theme", "language", "class", "export", "help"],
    ],
  },
  {
    title: say("Column of runs and settings"),
    whole: "rail",
    parts: [
      ...["rates", "before", "settings", "remove", "add"],
      ...["about", "terrain", "start", "drawn", "race"],
    ],
  },
  {
    title: say("Pictures"),
    whole: "",
    parts: ["plane", "space", "stage", "height", "inside", "scoreboard", "hint"],
  },
  { title: say("Selected run"), whole: "inspector", parts: ["story", "rules"] },
  { title: say("Curves and numbers"), whole: "", parts: ["loss", "step_size", "effective_rate", "numbers"] },
  { title: say("Playback"), whole: "transport", parts: ["stepping", "speed"] },
]);

const CURVES = AREAS[4].parts;
/** Names of presets, and the keys of the parts that they leave out. */
const PRESETS = /** @type {readonly [name: string, hide: readonly string[]][]} */ ([
  [
    say("Map only"),
    ["header", "rail", "inspector", "space", "stage", "height", "inside", "scoreboard", "hint", "speed", ...CURVES],
  ],
  [
    say("Race"),
    [
      ...["header", "inspector", "inside", "hint", ...CURVES],
      ...["rates", "before", "settings", "remove", "add", "about", "terrain", "start", "drawn", "race"],
    ],
  ],
  [say("Whole lab"), []],
]);

/**
 * Make the choice of the parts to leave out.
 * @param {readonly string[]} initialHide the keys of the parts that are left out at first
 * @param {(hide: string[]) => void} update called with the keys of the parts that are left out after each change
 * @returns {HTMLElement}
 */
export function makePartChoice(initialHide, update) {
  const hidden = new Set(initialHide);
  const areas = AREAS.map((area) => makeArea(area, hidden, onChange));
  const presets = PRESETS.map(([name, hide]) => {
    const button = makeButton(name, () => choose(hide), { className: "chip" });
    return { button, hide };
  });
  /** @param {readonly string[]} hide */
  function choose(hide) {
    hidden.clear();
    for (const key of hide) hidden.add(key);
    onChange();
  }
  function showState() {
    for (const area of areas) area.showState();
    for (const { button, hide } of presets) {
      const isChosen = hide.length === hidden.size && hide.every((key) => hidden.has(key));
      button.setAttribute("aria-pressed", String(isChosen));
    }
  }
  function onChange() {
    showState();
    update([...hidden]);
  }
  showState();
  const properties = { className: "chips presets", role: "group", ariaLabel: say("Show") };
  const chips = makeElement("div", properties, makeElement("strong", {}, say("Show")), ...presets.map((each) => each.button));
  const summary = makeElement("summary", {}, say("Choose parts to leave out"));
  const boxes = makeElement("div", { className: "part-areas" }, ...areas.map((each) => each.node));
  return makeElement("div", { className: "parts" }, chips, makeElement("details", {}, summary, boxes));
}

/**
 * Make the checkboxes of an area; those of its parts are disabled while the whole area is left out.
 * @param {Area} area
 * @param {Set<string>} hidden the keys of the parts that are left out, which the checkboxes change
 * @param {() => void} onChange
 */
function makeArea({ title, whole, parts }, hidden, onChange) {
  /** @type {Record<string, string>} descriptions of the parts, by key */
  const descriptions = JSON.parse(getById("lab").dataset.parts ?? "{}");
  const keys = whole ? [whole, ...parts] : parts;
  const boxes = keys.map((key) => {
    const box = makeElement("input", { type: "checkbox", value: key });
    box.addEventListener("change", () => {
      if (box.checked) hidden.add(key);
      else hidden.delete(key);
      onChange();
    });
    return box;
  });
  const labels = boxes.map((box) => {
    const text = makeElement("span", {}, saySentence(descriptions[box.value] ?? box.value));
    return makeElement("label", { className: "tick" }, box, text);
  });
  const showState = () => {
    for (const box of boxes) {
      box.checked = hidden.has(box.value);
      box.disabled = box.value !== whole && hidden.has(whole);
    }
  };
  return { node: makeElement("fieldset", {}, makeElement("legend", {}, title), ...labels), showState };
}
