/** A callout: a small bubble beside an element, with an arrow that points at it. */

/** @typedef {{ left: number, top: number, right: number, bottom: number }} Area in CSS pixels of the window */
/** @typedef {"right" | "below" | "left" | "above"} Side of the element on which the bubble is */

const GAP_PX = 12; // between the element and the bubble; the arrow is in it
const EDGE_PX = 8; // the least distance from the window's edges
const MIN_ARROW_PX = 16; // the least distance of the arrow from the bubble's corners
/** @type {readonly Side[]} */
const SIDES = ["right", "below", "left", "above"];
const NEVER_WEIGHT = 100; // of what a bubble should never cover, against what it should rather not cover
const ANCHOR_WEIGHT = 1e6; // of what it points at

/**
 * Return whether an element is shown, at least in part in the window.
 * @param {Element | null} element
 * @returns {element is HTMLElement}
 */
export function isShown(element) {
  if (!(element instanceof HTMLElement) || !element.offsetParent) return false;
  if (getComputedStyle(element).visibility === "hidden") return false;
  const { left, top, right, bottom, width } = element.getBoundingClientRect();
  return width > 0 && right > 0 && bottom > 0 && left < window.innerWidth && top < window.innerHeight;
}

/**
 * Move a bubble beside an element, to the side where it covers least of what shall stay in sight.
 * @param {HTMLElement} bubble has the position "fixed"
 * @param {Element} target
 * @param {{ never: readonly Area[], rather: readonly Area[] }} clear the areas that it should never or rather not cover
 */
export function placeCallout(bubble, target, { never, rather }) {
  const anchor = target.getBoundingClientRect();
  const size = { width: bubble.offsetWidth, height: bubble.offsetHeight };
  const places = SIDES.map((side) => ({ side, area: areaBeside(anchor, size, side) }));
  const sum = (/** @type {Area} */ area, /** @type {readonly Area[]} */ others) =>
    others.reduce((total, each) => total + overlap(area, each), 0);
  const cost = (/** @type {Area} */ area) =>
    ANCHOR_WEIGHT * overlap(area, anchor) + NEVER_WEIGHT * sum(area, never) + sum(area, rather);
  const { side, area } = places.reduce((best, each) => (cost(each.area) < cost(best.area) ? each : best));
  const isUpright = side === "above" || side === "below";
  const middle = isUpright ? (anchor.left + anchor.right) / 2 - area.left : (anchor.top + anchor.bottom) / 2 - area.top;
  const length = isUpright ? size.width : size.height;
  bubble.dataset.side = side;
  bubble.style.left = `${area.left}px`;
  bubble.style.top = `${area.top}px`;
  bubble.style.setProperty("--arrow", `${clampTo(middle, MIN_ARROW_PX, length - MIN_ARROW_PX)}px`);
}

/** Return the lower edge of the header, which no bubble covers. */
const headerBottom = () => document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;

/**
 * Return the area of a bubble on a side of an element, moved into the window below the header.
 * @param {DOMRect} anchor
 * @param {{ width: number, height: number }} size
 * @param {Side} side
 * @returns {Area}
 */
function areaBeside(anchor, { width, height }, side) {
  const x = Math.max((anchor.left + anchor.right - width) / 2, anchor.left - EDGE_PX);
  const y = (anchor.top + anchor.bottom - height) / 2;
  const corners = {
    right: [anchor.right + GAP_PX, y],
    left: [anchor.left - GAP_PX - width, y],
    below: [x, anchor.bottom + GAP_PX],
    above: [x, anchor.top - GAP_PX - height],
  };
  const left = clampTo(corners[side][0], EDGE_PX, window.innerWidth - EDGE_PX - width);
  const top = clampTo(corners[side][1], headerBottom() + EDGE_PX, window.innerHeight - EDGE_PX - height);
  return { left, top, right: left + width, bottom: top + height };
}

/** @param {number} value @param {number} low @param {number} high */
const clampTo = (value, low, high) => Math.max(low, Math.min(value, high));

/**
 * Return the size of the common part of two areas, in square pixels.
 * @param {Area} one
 * @param {Area} other
 */
function overlap(one, other) {
  const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return Math.max(width, 0) * Math.max(height, 0);
}
