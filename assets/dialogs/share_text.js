/** The texts by which a race is shared. */
import { without, wordsOf } from "fallline/core/links.js";

const SIZE = [960, 600]; // of an embedded race, px

/**
 * The address of a race, with other words of the page's own.
 * @param {string} origin of the page
 * @param {string} link
 * @param {{ hide: readonly string[], mode: string }} page the parts of the page that are left out, and "" or its mode
 * @returns {string}
 */
export function sharedAddress(origin, link, { hide, mode }) {
  const words = wordsOf(without(link, ["hide", "mode"]));
  if (hide.length) words.push(`hide=${hide.join(",")}`);
  if (mode) words.push(`mode=${mode}`);
  return `${origin}/?${words.join("&")}`;
}

/**
 * The HTML that embeds a race in another page.
 * @param {string} address of the race with mode "embed"
 * @param {string} landscape its title
 * @returns {string}
 */
export function snippetOf(address, landscape) {
  const source = address.replaceAll("&", "&amp;");
  const size = `width="${SIZE[0]}" height="${SIZE[1]}" style="border:0"`;
  const title = `Fall Line: ${landscape}`;
  return `<iframe src="${source}" ${size} title="${title}" loading="lazy" allowfullscreen></iframe>`;
}
