/** Saves basin maps as one PNG. */
import { make, penOf } from "fallline/core/dom.js";
import { shown } from "fallline/player/link.js";

/** @import { Picture } from "fallline/dialogs/maps/basin_picture.js" */

const SIDE = 640; // of a picture, pixels
const MARGIN = 24;
const ABOVE = 50; // for the title
const BELOW = 46; // for the facts
const FOOT = 60; // for the legend and the link
const FACE = "Inter, system-ui, sans-serif";

/**
 * Saves pictures side by side with their titles.
 * @param {readonly Picture[]} pictures
 * @param {HTMLElement} legend
 */
export function saveSheet(pictures, legend) {
  if (!pictures.length) return;
  const width = pictures.length * (SIDE + MARGIN) + MARGIN;
  const sheet = make("canvas", { width, height: ABOVE + SIDE + BELOW + FOOT });
  const pen = penOf(sheet);
  const style = getComputedStyle(document.documentElement);
  pen.fillStyle = style.getPropertyValue("--paper");
  pen.fillRect(0, 0, sheet.width, sheet.height);
  pen.fillStyle = style.getPropertyValue("--ink");
  pictures.forEach((picture, which) => drawPicture(pen, picture, MARGIN + which * (SIDE + MARGIN)));
  drawFoot(pen, sheet, legend);
  make("a", { href: sheet.toDataURL("image/png"), download: "fall-line-basins.png" }).click();
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Picture} picture
 * @param {number} left
 */
function drawPicture(pen, { heading, tiles, marks, facts }, left) {
  const tall = (SIDE * tiles.height) / tiles.width;
  pen.font = `600 22px ${FACE}`;
  pen.fillText(heading.textContent ?? "", left, 34);
  pen.imageSmoothingEnabled = false;
  pen.drawImage(tiles, left, ABOVE, SIDE, tall);
  pen.drawImage(marks, left, ABOVE, SIDE, tall);
  pen.font = `15px ${FACE}`;
  pen.fillText(facts.textContent ?? "", left, 76 + Math.min(tall, SIDE), SIDE);
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {HTMLCanvasElement} sheet
 * @param {HTMLElement} legend
 */
function drawFoot(pen, { width, height }, legend) {
  const keys = [...legend.querySelectorAll(".key")].map((key) => key.textContent).filter(Boolean);
  pen.font = `15px ${FACE}`;
  pen.fillText(keys.join(" · "), MARGIN, height - 48, width - 2 * MARGIN);
  pen.fillText(`${window.location.origin}/?${shown}`, MARGIN, height - 20, width - 2 * MARGIN);
}
