/**
 * The cards of the runs in the left column, which are the scoreboard: ranks and arrivals at the step on show, the
 * selected run, the one open card, and the order of the cards once a race is over.
 */
import { closest, makeElement, setText } from "fallline/core/dom.js";
import { formatCount } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";
import { rankRuns } from "fallline/race/standings.js";
import { ghostReached } from "fallline/painters/scoreboard.js";
import { makeSwatch } from "fallline/painters/swatch.js";
import * as player from "fallline/player/player.js";
import { selectedRun } from "fallline/player/selection.js";

/** @import { Race } from "fallline/types.js" */
/** @import { Standing } from "fallline/race/standings.js" */

/** The index of the run whose card is open, -1 if none is. */
let openRun = -1;
/** The race whose balls the cards show. @type {Race | null} */
let drawnRace = null;
/** Places the cards anew when one of them has another height. */
const sizeObserver = new ResizeObserver(updateCards);

/** Update the cards with the clock, and listen to clicks on them. */
export function install() {
  player.onChange(updateCards);
  document.addEventListener("click", onClick);
}

/** @returns {HTMLElement[]} */
const findCards = () => [...document.querySelectorAll("#rail .run-card")].filter((card) => card instanceof HTMLElement);

/** Bring the cards up to date: after a change of the step, and after Dash has created them. */
export function updateCards() {
  const { race, shownStep } = player;
  const cards = findCards();
  if (!race || cards.length !== race.runs.length) return; // Dash creates the cards of this race a little later
  if (drawnRace !== race || !cards[0].querySelector(".swatch")) drawBalls(race, cards);
  const { standings } = rankRuns(race, shownStep);
  standings.forEach((standing, i) => writeStanding(cards[standing.runIndex], race, standing, i + 1));
  cards.forEach((card, run) => {
    setState(card, "data-selected", ".card-name", "aria-pressed", run === selectedRun());
    setState(card, "data-open", ".card-menu", "aria-expanded", run === openRun);
  });
  const isOver = shownStep === race.steps && !player.playing;
  placeCards(cards, isOver ? standings.map(({ runIndex }) => cards[runIndex]) : cards);
}

/**
 * Set an attribute of a card, and that of the button which stands for it, unless they are set already.
 * @param {HTMLElement} card
 * @param {string} name
 * @param {string} selector of the button
 * @param {string} buttonName of the button's attribute
 * @param {boolean} on
 */
function setState(card, name, selector, buttonName, on) {
  const button = card.querySelector(selector);
  if (card.hasAttribute(name) === on && button?.hasAttribute(buttonName)) return;
  card.toggleAttribute(name, on);
  button?.setAttribute(buttonName, String(on));
}

/**
 * @param {Race} race
 * @param {HTMLElement[]} cards
 */
function drawBalls(race, cards) {
  cards.forEach((card, run) => card.querySelector(".card-mark")?.replaceChildren(makeSwatch(race.runs[run])));
  sizeObserver.disconnect();
  for (const card of cards) sizeObserver.observe(card);
  drawnRace = race;
}

/**
 * @param {HTMLElement} card
 * @param {Race} race
 * @param {Standing} standing
 * @param {number} rank from 1
 */
function writeStanding(card, race, standing, rank) {
  const [rankNode, arrivalNode] = [card.querySelector(".card-rank"), card.querySelector(".card-arrival")];
  if (!(rankNode instanceof HTMLElement) || !(arrivalNode instanceof HTMLElement)) return;
  const [arrival, meaning] = describeArrival(standing, race.starts);
  const before = ghostReached(race, standing.runIndex);
  setText(rankNode, String(rank));
  const text = before ? say("{n} (was {before})", { n: arrival || "–", before }) : arrival;
  if (arrivalNode.textContent !== text) arrivalNode.replaceChildren(...(text ? [makeElement("span", {}, text)] : []));
  if (arrivalNode.title !== meaning) arrivalNode.title = meaning;
  arrivalNode.classList.toggle("is-failure", standing.reachCosts.length === 0);
}

/**
 * Return how a run stands to the target in two or three words, and what they mean; "" before it has reached it.
 * @param {Standing} standing
 * @param {number} starts
 * @returns {[text: string, meaning: string]}
 */
function describeArrival({ reachCosts, leftCosts, divergedAt }, starts) {
  if (divergedAt >= 0 && !reachCosts.length) return [say("diverged at {at}", { at: formatCount(divergedAt) }), ""];
  if (starts > 1) {
    return [say("{n} of {all}", { n: reachCosts.length, all: starts }), say("starts within the target")];
  }
  if (reachCosts.length) {
    const n = formatCount(reachCosts[0]);
    return [`✓ ${n}`, say("reached the target after {n} gradient evaluations", { n })];
  }
  if (!leftCosts.length) return ["", ""];
  const [reached, left] = leftCosts[0].map(formatCount);
  return [
    say("left at {t}", { t: left }),
    say("reached the target after {n} gradient evaluations and left it again after {t}", { n: reached, t: left }),
  ];
}

/**
 * Move the cards to the places of an order. They are moved by transforms: the document keeps its layout, so that nothing
 * else moves, and a control that has the focus keeps it.
 * @param {HTMLElement[]} cards
 * @param {HTMLElement[]} order
 */
function placeCards(cards, order) {
  if (order.every((card, i) => card === cards[i])) {
    for (const card of cards) if (card.style.transform) card.style.transform = "";
    return;
  }
  const gap = cards[1].offsetTop - cards[0].offsetTop - cards[0].offsetHeight;
  let top = cards[0].offsetTop;
  for (const card of order) {
    card.style.transform = `translateY(${top - card.offsetTop}px)`;
    top += card.offsetHeight + gap;
  }
}

/** @param {MouseEvent} event */
function onClick(event) {
  const card = closest(event, "#rail .run-card");
  if (!card) return;
  const run = Number(card.dataset.run);
  if (closest(event, '[id*=\'"does":"remove"\'], [id*=\'"does":"double"\']')) openRun = -1;
  else if (closest(event, ".card-menu")) openCard(run === openRun ? -1 : run);
  else if (closest(event, ".card-row") && run !== selectedRun()) player.selectRun(run);
}

/**
 * Open the card of a run, and close any other one.
 * @param {number} run -1 for none
 */
function openCard(run) {
  if (run === openRun) return;
  openRun = run;
  updateCards();
}
