/** Where the server draws a figure. */
import { addressOf } from "fallline/core/server.js";

const MM_PER_INCH = 25.4;
const PREVIEW = 620; // width of a preview in pixels
const LEAST = 30; // pixels per inch

/**
 * The address of a figure of a link's race.
 * @param {string} suffix the kind of file, ".png"
 * @param {string} link
 * @param {Record<string, string | number>} form the settings; a suffix among them does not count
 * @returns {string}
 */
export function figureAddress(suffix, link, form) {
  const settings = Object.entries(form).filter(([name]) => name !== "suffix");
  return addressOf(`/figure${suffix}`, { link, ...Object.fromEntries(settings) });
}

/**
 * The pixels per inch that a preview is drawn with.
 * @param {number} wide width of the figure in mm
 * @returns {number}
 */
export const previewDensity = (wide) => Math.max(LEAST, Math.round((PREVIEW * MM_PER_INCH) / wide));
