/** Saves basin maps as one PNG. */
import { getContext2d, makeElement } from "fallline/core/dom.js";
import { shownLink } from "fallline/player/link.js";

/** @import { Picture } from "fallline/dialogs/maps/basin_picture.js" */

// Sizes of the PNG in pixels.
const MAP_WIDTH_PX = 640;
const MARGIN_PX = 24;
const TITLE_HEIGHT_PX = 50;
const FACTS_HEIGHT_PX = 46;
const FOOTER_HEIGHT_PX = 60; // legend and link
const FONT_FAMILY = "Inter, system-ui, sans-serif";

/**
 * Save basin maps side by side with their titles and facts, the legend and the link of the race.
 * @param {readonly Picture[]} pictures
 * @param {HTMLElement} legend
 */
export function saveBasinPng(pictures, legend) {
  if (!pictures.length) return;
  const width = pictures.length * (MAP_WIDTH_PX + MARGIN_PX) + MARGIN_PX;
  const height = TITLE_HEIGHT_PX + MAP_WIDTH_PX + FACTS_HEIGHT_PX + FOOTER_HEIGHT_PX;
  const canvas = makeElement("canvas", { width, height });
  const context = getContext2d(canvas);
  const style = getComputedStyle(document.documentElement);
  context.fillStyle = style.getPropertyValue("--paper");
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.fillStyle = style.getPropertyValue("--ink");
  pictures.forEach((picture, i) => drawPicture(context, picture, MARGIN_PX + i * (MAP_WIDTH_PX + MARGIN_PX)));
  drawFooter(context, canvas, legend);
  makeElement("a", { href: canvas.toDataURL("image/png"), download: "fallline-basins.png" }).click();
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Picture} picture
 * @param {number} left px
 */
function drawPicture(context, { heading, tiles, marks, facts }, left) {
  const height = (MAP_WIDTH_PX * tiles.height) / tiles.width;
  context.font = `600 22px ${FONT_FAMILY}`;
  context.fillText(heading.textContent ?? "", left, 34);
  context.imageSmoothingEnabled = false;
  context.drawImage(tiles, left, TITLE_HEIGHT_PX, MAP_WIDTH_PX, height);
  context.drawImage(marks, left, TITLE_HEIGHT_PX, MAP_WIDTH_PX, height);
  context.font = `15px ${FONT_FAMILY}`;
  context.fillText(facts.textContent ?? "", left, 76 + Math.min(height, MAP_WIDTH_PX), MAP_WIDTH_PX);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {HTMLCanvasElement} canvas
 * @param {HTMLElement} legend
 */
function drawFooter(context, { width, height }, legend) {
  const keys = [...legend.querySelectorAll(".key")].map((key) => key.textContent).filter(Boolean);
  context.font = `15px ${FONT_FAMILY}`;
  context.fillText(keys.join(" · "), MARGIN_PX, height - 48, width - 2 * MARGIN_PX);
  context.fillText(`${window.location.origin}/?${shownLink}`, MARGIN_PX, height - 20, width - 2 * MARGIN_PX);
}
