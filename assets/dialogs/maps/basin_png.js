/** Saves the large basin map as a PNG. */
import { getContext2d, makeElement } from "fallline/core/dom.js";
import { shownLink } from "fallline/player/link.js";

/** @import { BasinView } from "fallline/dialogs/maps/basin_view.js" */

// Sizes in pixels of the page; the PNG has those of the screen.
const MARGIN = 24;
const TITLE_HEIGHT = 44;
const LINE_HEIGHT = 20;
const FONT_FAMILY = "Inter, system-ui, sans-serif";
const SMALL_FONT = `13px ${FONT_FAMILY}`;

/**
 * Save the large map with its axes, its title and facts, the legend and the link of the race.
 * @param {BasinView} view
 */
export function saveBasinPng({ cache, controls, entries, large, picture }) {
  const { axes, tiles, marks, legend } = picture;
  if (!cache.facts || !axes.width) return;
  const [outer, inner] = [axes.getBoundingClientRect(), tiles.getBoundingClientRect()];
  const ratio = axes.width / outer.width;
  const width = outer.width + 2 * MARGIN;
  const keys = [...legend.children].map((each) => each.textContent ?? "").join(" · ");
  const address = `${window.location.origin}/?${shownLink}`;
  const texts = [entries[large].facts.textContent ?? "", keys, address].flatMap((text) => breakLines(text, outer.width));
  const height = TITLE_HEIGHT + outer.height + (texts.length + 1) * LINE_HEIGHT;
  const canvas = makeElement("canvas", { width: Math.round(width * ratio), height: Math.round(height * ratio) });
  const context = getContext2d(canvas);
  const style = getComputedStyle(document.documentElement);
  context.scale(ratio, ratio);
  context.fillStyle = style.getPropertyValue("--paper");
  context.fillRect(0, 0, width, height);
  context.fillStyle = style.getPropertyValue("--ink");
  context.font = `600 20px ${FONT_FAMILY}`;
  context.fillText(picture.heading.textContent ?? "", MARGIN, 30);
  context.drawImage(axes, MARGIN, TITLE_HEIGHT, outer.width, outer.height);
  for (const layer of [tiles, marks]) {
    const [x, y] = [MARGIN + inner.left - outer.left, TITLE_HEIGHT + inner.top - outer.top];
    context.drawImage(layer, x, y, inner.width, inner.height);
  }
  context.font = SMALL_FONT;
  const below = TITLE_HEIGHT + outer.height + LINE_HEIGHT;
  texts.forEach((text, i) => context.fillText(text, MARGIN, below + i * LINE_HEIGHT));
  const download = `${cache.facts.fileStem}-basins-${controls.level.value}.png`;
  makeElement("a", { href: canvas.toDataURL("image/png"), download }).click();
}

/**
 * Break a text into lines of at most a width, at spaces, and within a word that is longer than a line.
 * @param {string} text
 * @param {number} width px
 * @returns {string[]}
 */
function breakLines(text, width) {
  const context = getContext2d(makeElement("canvas"));
  context.font = SMALL_FONT;
  const fits = (/** @type {string} */ line) => context.measureText(line).width <= width;
  const lines = [""];
  for (const word of text.match(/\S+\s?/g) ?? []) {
    if (!fits(lines[lines.length - 1] + word)) lines.push("");
    for (const letter of fits(word) ? [word] : word) {
      if (!fits(lines[lines.length - 1] + letter)) lines.push("");
      lines[lines.length - 1] += letter;
    }
  }
  return lines.filter((line) => line !== "");
}
