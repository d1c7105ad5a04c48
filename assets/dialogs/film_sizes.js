/** The sizes of films that have a name. */
import { say } from "fallline/core/text.js";

/**
 * Each size, width x height in pixels, and its words; "" stands for any other.
 * @type {[name: string, words: string][]}
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
 * The name of a size; "" where it has none.
 * @param {string | number} wide px
 * @param {string | number} tall px
 * @returns {string}
 */
export const sizeName = (wide, tall) => SIZES.find(([name]) => name === `${wide}x${tall}`)?.[0] ?? "";

/**
 * Width and height of a size with a name.
 * @param {string} name
 * @returns {number[]}
 */
export const sizeOf = (name) => name.split("x").map(Number);
