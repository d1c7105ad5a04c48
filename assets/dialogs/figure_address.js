/** The addresses of figures that the server draws. */
import { withQuery } from "fallline/core/server.js";

const MM_PER_INCH = 25.4;
const PREVIEW_WIDTH_PX = 1000;
const MIN_DPI = 30; // below which a figure's text cannot be read

/**
 * Return the address of a figure of a link's race.
 * @param {string} suffix the kind of file, ".png"
 * @param {string} link
 * @param {Record<string, string | number>} form the figure's settings; its key "suffix" is ignored
 * @returns {string}
 */
export function figureAddress(suffix, link, form) {
  const settings = Object.entries(form).filter(([name]) => name !== "suffix");
  return withQuery(`/figure${suffix}`, { link, ...Object.fromEntries(settings) });
}

/**
 * Return the pixels per inch for a preview that is PREVIEW_WIDTH_PX wide, at least MIN_DPI.
 * @param {number} widthMm of the figure
 * @returns {number}
 */
export const previewDpi = (widthMm) => Math.max(MIN_DPI, Math.round((PREVIEW_WIDTH_PX * MM_PER_INCH) / widthMm));
