/** The stage: what is large, the map or the 3D surface or both; the tabs of the charts; the sheets of a narrow page. */
import { getById, makeElement } from "fallline/core/dom.js";
import { isNarrow, onNarrowChange } from "fallline/core/page.js";
import { say } from "fallline/core/text.js";
import { shownLayers } from "fallline/player/layers.js";
import * as player from "fallline/player/player.js";
import { DEFAULT_STAGE_VIEW, setStageView, stageView } from "fallline/player/stage_view.js";
import { resetCamera } from "fallline/page/camera.js";
import { commandOf, commandTitle } from "fallline/page/keys.js";

/** @import { CommandName } from "fallline/page/keys.js" */

const VIEWS = /** @type {const} */ ([
  ["map", say("Map")],
  ["surface", say("3D")],
  ["both", say("Both")],
]);
const SHEETS = [
  ["lesson", say("Lesson")],
  ["runs", say("Runs")],
  ["step", say("Step")],
  ["curves", say("Curves")],
  ["setup", say("Setup")],
];
/** SVG paths in a box of 18 x 18 */
const ICONS = {
  reset: "M14.5 6A6.3 6.3 0 1 0 15.3 9.6M14.8 2.2V6.2H10.8",
  maximise: "M2.5 7V2.5H7M11 2.5h4.5V7M15.5 11v4.5H11M7 15.5H2.5V11",
};

const root = document.documentElement;

/** Add the listener for the keys of the stage. */
export function install() {
  root.dataset.sheet = "runs";
  window.addEventListener("keydown", onKeyDown);
  onNarrowChange(() => player.race && updateStage());
}

/** Fill the stage's bar, the tabs of the charts and those of the sheets, unless they are there already. */
export function buildStage() {
  if (getById("stage-choice").childElementCount) return;
  const choice = getById("stage-choice");
  choice.setAttribute("role", "radiogroup");
  choice.setAttribute("aria-label", say("What is large"));
  choice.append(...VIEWS.map(([view, label]) => makeChoice(view, label)));
  getById("stage-tools").append(
    makeIcon("reset", resetCamera),
    makeIcon("maximise", toggleMaximised),
    makeInspectorToggle(),
  );
  makeChartTabs();
  makeSheetTabs();
}

/** Show what is large, and which charts there are; called with every race, and when the arrows of a step are switched. */
export function updateStage() {
  const { hide } = player.shownRace();
  const [hasMap, hasSurface] = [!hide.includes("plane"), !hide.includes("space") && hasWebGl()];
  const shown = hasMap && hasSurface ? wantedView() : hasSurface ? "surface" : "map";
  root.dataset.stage = shown;
  root.dataset.views = hasMap && hasSurface ? "two" : "one";
  for (const button of getById("stage-choice").querySelectorAll("button")) {
    button.setAttribute("aria-checked", String(button.dataset.view === shown));
    button.tabIndex = button.dataset.view === shown ? 0 : -1;
    button.disabled = !(hasMap && hasSurface) && button.dataset.view !== shown;
  }
  updateChartTabs(hide);
}

/** @param {readonly string[]} hide parts of the page that are left out */
function updateChartTabs(hide) {
  const tabs = chartTabs();
  for (const tab of tabs) tab.hidden = hide.includes(tab.dataset.panel ?? "");
  const isShown = tabs.some((tab) => !tab.hidden && tab.getAttribute("aria-selected") === "true");
  if (!isShown) selectChart(tabs.find((tab) => !tab.hidden)?.dataset.panel ?? "");
}

/**
 * Return the view that the visitor or the link wants; otherwise a wide page has the surface, but the map inside a step
 * and for a question whose answer is a place on it.
 */
function wantedView() {
  if (stageView !== DEFAULT_STAGE_VIEW) return stageView;
  return isNarrow() || shownLayers.length > 0 || root.hasAttribute("data-asks-place") ? "map" : "surface";
}

/** @type {boolean | undefined} */
let webGlIsThere;

/** Return whether this browser can draw the 3D surface. */
function hasWebGl() {
  webGlIsThere ??= Boolean(document.createElement("canvas").getContext("webgl"));
  return webGlIsThere;
}

/** @param {string} view */
function chooseView(view) {
  setStageView(view);
  updateStage();
  player.notifyListeners();
}

/** @param {typeof VIEWS[number][0]} view @param {string} label */
function makeChoice(view, label) {
  const button = makeElement("button", { title: commandTitle(view), role: "radio", "data-view": view }, label);
  button.addEventListener("click", () => chooseView(view));
  button.addEventListener("keydown", (event) => moveBetween(event, [...getById("stage-choice").children]));
  return button;
}

/**
 * Choose the next or previous of some buttons when an arrow key is pressed on one of them.
 * @param {KeyboardEvent} event
 * @param {Element[]} buttons
 */
function moveBetween(event, buttons) {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
  const usable = buttons.filter((each) => each instanceof HTMLButtonElement && !each.disabled && !each.hidden);
  const current = usable.findIndex((each) => each === document.activeElement);
  if (!by || current < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const next = /** @type {HTMLButtonElement} */ (usable[(current + by + usable.length) % usable.length]);
  next.click();
  next.focus();
}

/** @param {keyof typeof ICONS} icon @param {() => void} act */
function makeIcon(icon, act) {
  const title = commandTitle(icon);
  const button = makeElement("button", { title, "aria-label": title, className: "icon", "data-tool": icon });
  button.innerHTML = `<svg viewBox="0 0 18 18" aria-hidden="true"><path d="${ICONS[icon]}"/></svg>`;
  button.addEventListener("click", act);
  return button;
}

function toggleMaximised() {
  const on = root.toggleAttribute("data-maximised");
  document.querySelector("[data-tool=maximise]")?.setAttribute("aria-pressed", String(on));
}

function makeInspectorToggle() {
  const properties = { id: "inspector-toggle", "data-part": "inspector", "aria-pressed": "false" };
  const button = makeElement("button", properties, say("Step"));
  button.addEventListener("click", () => {
    const isOpen = root.dataset.inspector !== "open";
    root.dataset.inspector = isOpen ? "open" : "closed";
    button.setAttribute("aria-pressed", String(isOpen));
    player.seek(player.shownStep);
  });
  return button;
}

/** @returns {HTMLButtonElement[]} */
const chartTabs = () => [...getById("chart-tabs").querySelectorAll("button")];

function makeChartTabs() {
  const panels = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("#place-below .panel")]);
  for (const panel of panels) {
    const title = panel.getAttribute("aria-label") ?? "";
    const properties = { role: "tab", "data-panel": panel.dataset.panel, "aria-controls": panel.id };
    const tab = makeElement("button", { ...properties, "aria-selected": "false" }, title);
    tab.addEventListener("click", () => selectChart(panel.dataset.panel ?? ""));
    tab.addEventListener("keydown", (event) => moveBetween(event, chartTabs()));
    panel.setAttribute("role", "tabpanel");
    getById("chart-tabs").append(tab);
  }
  selectChart(panels[0]?.dataset.panel ?? "");
}

/**
 * Show one chart, or the table, in front of the others, which are not drawn meanwhile.
 * @param {string} id of its panel
 */
function selectChart(id) {
  for (const tab of chartTabs()) {
    const isSelected = tab.dataset.panel === id;
    tab.setAttribute("aria-selected", String(isSelected));
    tab.tabIndex = isSelected ? 0 : -1;
    getById(tab.getAttribute("aria-controls") ?? "").toggleAttribute("data-inactive", !isSelected);
  }
  player.seek(player.shownStep);
}

function makeSheetTabs() {
  const nav = getById("sheet-tabs");
  nav.setAttribute("role", "tablist");
  nav.append(...SHEETS.map(([sheet, label]) => makeSheetTab(sheet, label)));
}

/** @param {string} sheet @param {string} label */
function makeSheetTab(sheet, label) {
  const isSelected = root.dataset.sheet === sheet;
  const tab = makeElement("button", { role: "tab", "data-sheet": sheet, "aria-selected": String(isSelected) }, label);
  tab.addEventListener("click", () => selectSheet(sheet));
  tab.addEventListener("keydown", (event) => moveBetween(event, [...getById("sheet-tabs").children]));
  return tab;
}

/**
 * Show one sheet below the stage of a narrow page.
 * @param {string} sheet "runs", "step", "curves" or "setup"
 */
export function selectSheet(sheet) {
  root.dataset.sheet = sheet;
  for (const tab of getById("sheet-tabs").querySelectorAll("button")) {
    tab.setAttribute("aria-selected", String(tab.dataset.sheet === sheet));
  }
  player.seek(player.shownStep);
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  const command = commandOf(event);
  if (command === "both" && root.dataset.mode === "present") return; // there this key of a clicker is for a black screen
  /** @type {Partial<Record<CommandName, () => void>>} */
  const actions = {
    map: () => chooseView("map"),
    surface: () => chooseView("surface"),
    both: () => chooseView("both"),
    reset: resetCamera,
    maximise: toggleMaximised,
  };
  if (command) actions[command]?.();
}
