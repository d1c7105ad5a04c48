/**
 * Three callouts for a first visit, one after the other: at the ring, at a learning rate, and at the choice of the
 * stage. Once they are closed, this browser shows them no more.
 */
import { getById, makeButton, makeElement } from "fallline/core/dom.js";
import { readStored, writeStored } from "fallline/core/storage.js";
import { say } from "fallline/core/text.js";
import { isShown, placeCallout } from "fallline/page/callout.js";

/** @import { Area } from "fallline/page/callout.js" */
/** @typedef {{ target: string, title: string, text: string }} Hint `target` is a selector of what it points at */

const KEY = "fallline.hint"; // of localStorage
const UPDATE_INTERVAL_MS = 500; // between two looks at whether what a callout points at has moved
const NEVER_COVERED = "#chart-tabs, #sheet-tabs, #transport .play, #rail .mantine-Slider-root";
const RATHER_NOT_COVERED = "#stage-bar, #transport, #inspector, #panel-plane, #place-below, .run-card";
const CENTRE_SHARE = 0.34; // of the stage's width and height that no callout shall cover, in the middle

/** @type {readonly Hint[]} */
const HINTS = [
  {
    target: ".start-handle",
    title: say("Start somewhere else"),
    text: say("Drag the ring on the map, or click: every run starts there."),
  },
  {
    target: "#rail .run-card",
    title: say("Change a learning rate"),
    text: say("Move the slider: the race is run again at once."),
  },
  {
    target: "#stage-choice",
    title: say("Choose what is large"),
    text: say("The map, the 3D surface or both; beside it, the arrows inside each step."),
  },
];

/** Show the callouts in the lab, unless this browser's visitor has closed them before or they are on the page already. */
export function showHints() {
  const { mode, class: inClass } = document.documentElement.dataset;
  if (mode !== "lab" || inClass || document.documentElement.hasAttribute("data-lesson")) return;
  if (readStored(KEY) || document.getElementById("hint")) return;
  const hints = HINTS.filter(({ target }) => findTarget(target));
  if (hints.length) openCallouts(hints);
}

/** @param {string} selector */
const findTarget = (selector) => [...document.querySelectorAll(selector)].find(isShown);

/** @param {readonly Hint[]} hints */
function openCallouts(hints) {
  let index = 0;
  const { bubble, next, close, fill } = makeBubble();
  const update = () => place(bubble, hints[index].target);
  const timer = setInterval(update, UPDATE_INTERVAL_MS);
  const end = () => {
    writeStored(KEY, "seen");
    clearInterval(timer);
    for (const event of ["resize", "scroll"]) window.removeEventListener(event, update, true);
    document.removeEventListener("pointerdown", onPress, true);
    bubble.remove();
  };
  const show = () => {
    fill(hints[index], index, hints.length);
    update();
  };
  const advance = () => {
    index += 1;
    if (index < hints.length) show();
    else end();
  };
  const onPress = (/** @type {PointerEvent} */ { target }) => {
    if (target instanceof Element && target.closest(hints[index].target)) advance(); // the visitor does what it says
  };
  next.addEventListener("click", advance);
  close.addEventListener("click", end);
  for (const event of ["resize", "scroll"]) window.addEventListener(event, update, true);
  document.addEventListener("pointerdown", onPress, true);
  getById("lab").append(bubble);
  show();
}

function makeBubble() {
  const [title, text, count] = [makeElement("strong"), makeElement("p"), makeElement("span", { className: "count" })];
  const next = makeButton("", () => {}, { className: "button small" });
  const close = makeButton("×", () => {}, { className: "quiet", ariaLabel: say("Put the hints away") });
  const properties = { id: "hint", "data-part": "hint", ariaLabel: say("Hints for a first visit") };
  const bubble = makeElement("aside", properties, title, text, count, next, close);
  /** @param {Hint} hint @param {number} index @param {number} all */
  const fill = (hint, index, all) => {
    title.textContent = hint.title;
    text.textContent = hint.text;
    count.textContent = say("{n} of {all}", { n: index + 1, all });
    next.textContent = index < all - 1 ? say("Next") : say("Done");
  };
  return { bubble, next, close, fill };
}

/**
 * Move the callout beside what it points at, or hide it while that is not shown.
 * @param {HTMLElement} bubble
 * @param {string} selector
 */
function place(bubble, selector) {
  const target = findTarget(selector);
  bubble.style.visibility = target ? "visible" : "hidden";
  if (target) placeCallout(bubble, insetAround(target) ?? target, clearAreas());
}

/**
 * Return the inset that an element lies in, beside which a callout stands, so that it covers no part of a small map.
 * @param {Element} element
 */
const insetAround = (element) => element.closest('[data-stage="surface"] #panel-plane');

/** Return the areas that a callout should never cover, and those that it should rather not cover. */
function clearAreas() {
  const views = document.getElementById("place-views")?.getBoundingClientRect();
  const centre = views ? [shrink(views, CENTRE_SHARE)] : [];
  return { never: [...shownAreas(NEVER_COVERED), ...centre], rather: shownAreas(RATHER_NOT_COVERED) };
}

/** @param {string} selector */
const shownAreas = (selector) =>
  [...document.querySelectorAll(selector)].filter(isShown).map((each) => each.getBoundingClientRect());

/**
 * Return the middle of an area.
 * @param {DOMRect} area
 * @param {number} share of its width and of its height
 * @returns {Area}
 */
function shrink({ left, top, right, bottom }, share) {
  const [x, y] = [((right - left) * (1 - share)) / 2, ((bottom - top) * (1 - share)) / 2];
  return { left: left + x, top: top + y, right: right - x, bottom: bottom - y };
}
