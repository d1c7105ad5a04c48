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

const SIZE_PATTERN = /^\s*(\d+)\s*[x×✕]\s*(\d+)\s*$/i;

/**
 * Return the name of a size, or "" if it has none.
 * @param {string} text width and height, px, such as "640 × 360"
 * @returns {string}
 */
export function findSizeName(text) {
  const [, wide, tall] = SIZE_PATTERN.exec(text) ?? [];
  return SIZES.find(([name]) => name === `${Number(wide)}x${Number(tall)}`)?.[0] ?? "";
}
