/** The named sizes of films. */
import { say } from "fallline/core/text.js";

/**
 * Each name, width x height in pixels, and its label; "" stands for any other size.
 * @type {[name: string, label: string][]}
 */
export const SIZES = [
  ["1920x1080", say("1920 × 1080, for a talk")],
  ["1280x720", say("1280 × 720, smaller file")],
  ["1080x1080", say("1080 × 1080, square")],
  ["1080x1920", say("1080 × 1920, upright")],
  ["3840x2160", "3840 × 2160"],
  ["640x360", say("640 × 360, for a chat")],
  ["", say("another size")],
];

/**
 * Return the name of a size, or "" if it has none.
 * @param {string | number} width px
 * @param {string | number} height px
 * @returns {string}
 */
export const findSizeName = (width, height) => SIZES.find(([name]) => name === `${width}x${height}`)?.[0] ?? "";

/**
 * Return the width and height, px, of a named size.
 * @param {string} name
 * @returns {number[]}
 */
export const parseSize = (name) => name.split("x").map(Number);
