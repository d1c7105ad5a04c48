/** The stage: what is large, the map or the 3D surface or both; the tabs of the charts; the sheets of a narrow page. */
import { getById, makeElement } from "fallline/core/dom.js";
import { say } from "fallline/core/text.js";
import * as player from "fallline/player/player.js";
import { DEFAULT_STAGE_VIEW, setStageView, stageView } from "fallline/player/stage_view.js";
import { resetCamera } from "fallline/page/camera.js";
import { isPageKey } from "fallline/page/keys.js";

const VIEWS = [
  ["map", say("Map"), say("The map is large")],
  ["surface", say("3D"), say("The 3D surface is large")],
  ["both", say("Both"), say("The map and the 3D surface side by side")],
];
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
const narrowPage = window.matchMedia("(max-width: 900px)"); // as in stage.css

/** Add the keys of the stage: M for the map, 3 for the surface, B for both, C for the camera, F for more room. */
export function install() {
  root.dataset.sheet = "runs";
  window.addEventListener("keydown", onKeyDown);
  narrowPage.addEventListener("change", () => player.race && updateStage());
}

/** Fill the stage's bar, the tabs of the charts and those of the sheets, unless they are there already. */
export function buildStage() {
  if (getById("stage-choice").childElementCount) return;
  const choice = getById("stage-choice");
  choice.setAttribute("role", "radiogroup");
  choice.setAttribute("aria-label", say("What is large"));
  choice.append(...VIEWS.map(([view, label, title]) => makeChoice(view, label, title)));
  getById("stage-tools").append(
    makeIcon("reset", say("Reset the camera (C)"), resetCamera),
    makeIcon("maximise", say("More room for the stage (F)"), toggleMaximised),
    makeInspectorToggle(),
  );
  makeChartTabs();
  makeSheetTabs();
}

/** Show what is large, and which charts there are; called with every race. */
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

/** Return the view that the visitor or the link wants; the surface has room for the map beside it on a wide page. */
function wantedView() {
  if (stageView !== DEFAULT_STAGE_VIEW) return stageView;
  return narrowPage.matches ? "map" : "surface";
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

/** @param {string} view @param {string} label @param {string} title */
function makeChoice(view, label, title) {
  const button = makeElement("button", { title, role: "radio", "data-view": view }, label);
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

/** @param {keyof typeof ICONS} icon @param {string} title @param {() => void} act */
function makeIcon(icon, title, act) {
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
export function selectChart(id) {
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
  const isBlackout = root.dataset.mode === "present" && event.key.toLowerCase() === "b"; // of a clicker
  if (isBlackout || !isPageKey(event, "dialog")) return;
  /** @type {Record<string, () => void>} */
  const actions = {
    m: () => chooseView("map"),
    3: () => chooseView("surface"),
    b: () => chooseView("both"),
    c: resetCamera,
    f: toggleMaximised,
  };
  actions[event.key.toLowerCase()]?.();
}
