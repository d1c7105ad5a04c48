/**
 * The race on show and its clock. Every change of the step goes through `seek`; nothing here sends a request.
 */
import { clamp } from "fallline/core/numbers.js";
import { unpackRace } from "fallline/race/data.js";
import { chooseFirstStep } from "fallline/player/first_step.js";
import { setLayers } from "fallline/player/layers.js";
import { followSelectedRun, setSelectedRun } from "fallline/player/selection.js";
import { setStageView } from "fallline/player/stage_view.js";

/** @import { Painter, PainterFactory, Race, RaceDrawingMessage } from "fallline/types.js" */
/** @typedef {Painter & { kind: string, panel: HTMLElement }} ActivePainter a painter with its panel */

const MAX_FRAME_MS = 250; // time that one frame may advance the clock by, however late it is

/** The race on show; null before the first. */
export let race = /** @type {Race | null} */ (null);
/** The step on show. */
export let shownStep = 0;
/** Steps per second; the first race sets it. */
export let speed = 1;
export let playing = false;

/** @type {Map<string, PainterFactory>} */
const factories = new Map();
/** @type {Set<() => void>} */
const listeners = new Set();
/** @type {ActivePainter[]} */
let painters = [];
/** @type {Set<ActivePainter>} the painters that must compute their pixels again */
const layoutQueue = new Set();
let raceLink = ""; // of the race on show
let fraction = 0; // of a step, by which the clock is ahead of the step on show
let servedSpeed = NaN; // the speed that the last race came with
let clockWaits = true; // until the first figures are drawn
let lastFrameMs = 0;

/**
 * Return the race on show.
 * @returns {Race}
 * @throws {Error} before the first race
 */
export function shownRace() {
  if (!race) throw new Error("No race is on show yet.");
  return race;
}

/**
 * Register the function that creates the painters of a kind of panel.
 * @param {string} kind the panel's `data-overlay`
 * @param {PainterFactory} create
 */
export const registerPainter = (kind, create) => factories.set(kind, create);

/**
 * Call a function after each change of the step, of the speed, or between play and pause.
 * @param {() => void} listener
 * @returns {() => void} a function that ends this
 */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Call every listener; those that another listener removes are not called. */
export function notifyListeners() {
  for (const listener of [...listeners]) if (listeners.has(listener)) listener();
}

/**
 * Show a step, clamped to the race, on every panel.
 * @param {number} step
 */
export function seek(step) {
  if (!race) return;
  shownStep = clamp(Math.round(step), 0, race.steps);
  for (const painter of painters) if (isInFront(painter)) painter.draw(shownStep);
  notifyListeners();
}

/**
 * Return whether a painter's panel is not behind the tab of another one.
 * @param {ActivePainter} painter
 */
const isInFront = ({ panel }) => !panel.hasAttribute("data-inactive");

/** Play from the step on show, or from the start if the race is at its end. */
export function play() {
  if (!race) return;
  if (shownStep >= race.steps) seek(0);
  playing = true;
  fraction = 0;
  seek(shownStep);
}

/**
 * Select a run, whose step is explained.
 * @param {number} index
 */
export function selectRun(index) {
  setSelectedRun(index);
  seek(shownStep);
}

/** Stop the clock. */
export function pause() {
  pauseAt(shownStep);
}

/** Pause if the race plays, else play. */
export function togglePlay() {
  if (playing) pause();
  else play();
}

/**
 * Stop the clock and show a step.
 * @param {number} step
 */
export function pauseAt(step) {
  playing = false;
  seek(step);
}

/**
 * Stop the clock and move by a number of steps.
 * @param {number} count negative for backwards
 */
export const stepBy = (count) => pauseAt(shownStep + count);

/**
 * Set the speed.
 * @param {number} stepsPerSecond
 */
export function setSpeed(stepsPerSecond) {
  speed = stepsPerSecond;
  notifyListeners();
}

/**
 * Replace the race on show: create its painters and choose its first step. The clock waits until `startClock`.
 * @param {RaceDrawingMessage} stage
 */
export function loadRace(stage) {
  const previousLink = race ? raceLink : null;
  const wasMoving = previousLink === null || playing || shownStep >= shownRace().steps;
  race = unpackRace(stage.shared);
  raceLink = stage.link;
  setSelectedRun(stage.edited ? followSelectedRun(previousLink ?? "", raceLink) : race.selected);
  if (!stage.edited) {
    setLayers(race.inside);
    setStageView(race.stage);
  }
  createPainters(stage, race);
  requestLayout();
  if (race.speed !== servedSpeed) speed = servedSpeed = race.speed;
  const clock = chooseFirstStep(stage, { step: shownStep, playing, wasMoving, link: previousLink });
  setClock(clock.step, clock.plays);
  clockWaits = true;
}

/**
 * @param {RaceDrawingMessage} stage
 * @param {Race} newRace
 */
function createPainters({ painterData: dataByPanel }, newRace) {
  painters = [];
  for (const panel of panels()) {
    const { panel: id = "", overlay: kind = "" } = panel.dataset;
    const create = factories.get(kind);
    const painterData = dataByPanel[id]; // a hidden panel has none
    if (create && painterData) painters.push({ kind, panel, ...create(panel, painterData, newRace) });
  }
}

/** @returns {NodeListOf<HTMLElement>} */
const panels = () => document.querySelectorAll(".panel");

/**
 * Set the step and whether the race plays, without drawing.
 * @param {number} step
 * @param {boolean} plays
 */
export function setClock(step, plays) {
  shownStep = step;
  playing = plays;
}

/** Let the clock run: the figures of the race are drawn. */
export function startClock() {
  clockWaits = false;
  fraction = 0;
}

/**
 * Return the painters of the race on show.
 * @returns {readonly ActivePainter[]}
 */
export const activePainters = () => painters;

/**
 * Have the painter of one panel, or of all, compute its pixels again before the next frame.
 * @param {Element | null} [panel]
 */
export function requestLayout(panel) {
  for (const painter of painters) if (!panel || painter.panel === panel) layoutQueue.add(painter);
}

/** Start the animation frames. */
export function install() {
  window.addEventListener("resize", () => requestLayout());
  requestAnimationFrame(onFrame);
}

/** @param {number} now ms */
function onFrame(now) {
  requestAnimationFrame(onFrame);
  const elapsed = Math.min(now - lastFrameMs, MAX_FRAME_MS);
  lastFrameMs = now;
  if (!race) return;
  layOutPanels();
  for (const painter of painters) if (painter.updateView && painter.updateView()) painter.draw(shownStep);
  if (playing && !clockWaits) advance(race, elapsed);
}

/**
 * Lay out the waiting painters whose panel has its new figure; the others wait on, since figures come later than data.
 */
export function layOutPanels() {
  const ready = [...layoutQueue].filter(({ panel }) => !panel.querySelector(".frame.stale"));
  for (const painter of ready) {
    layoutQueue.delete(painter);
    if (painters.includes(painter)) painter.layOut();
  }
  if (ready.length) seek(shownStep);
}

/**
 * @param {Race} playedRace
 * @param {number} elapsed ms
 */
function advance(playedRace, elapsed) {
  fraction += (elapsed * speed) / 1000;
  const steps = Math.floor(fraction);
  if (!steps) return;
  fraction -= steps;
  if (shownStep + steps >= playedRace.steps) playing = false;
  seek(shownStep + steps);
}
