/** The badge in a corner of the surface that says how its heights are compressed or cut. */
import { makeElement } from "fallline/core/dom.js";
import { formatNumber } from "fallline/core/numbers.js";
import { say } from "fallline/core/text.js";

/** @import { SpacePainterData } from "fallline/types.js" */

/**
 * Show how the heights of a surface differ from the values of f, if they do.
 * @param {HTMLElement} panel
 * @param {Pick<SpacePainterData, "heightScale" | "cutAt">} painterData
 */
export function showHeightBadge(panel, { heightScale, cutAt }) {
  panel.querySelector(".height-badge")?.remove();
  const text = badgeText(heightScale, cutAt);
  if (text) panel.querySelector(".frame")?.append(makeElement("span", { className: "height-badge" }, text));
}

/**
 * @param {string} heightScale
 * @param {number | null} cutAt
 * @returns {string}
 */
function badgeText(heightScale, cutAt) {
  if (heightScale === "log") return say("Heights: logarithm of the gap");
  if (heightScale === "rank") return say("Heights: by rank");
  return cutAt === null ? "" : say("Cut off above f = {value}", { value: formatNumber(cutAt, 3) });
}
