/** The address and the HTML that share a race. */
import { removeWords, splitLink } from "fallline/core/links.js";

const [EMBED_WIDTH_PX, EMBED_HEIGHT_PX] = [960, 600];

/**
 * Return the address of a race with `hide` and `mode` replaced.
 * @param {string} origin of the page
 * @param {string} link
 * @param {{ hide: readonly string[], mode: string }} settings the parts that are left out, and a mode, "" for the
 *   default
 * @returns {string}
 */
export function shareUrl(origin, link, { hide, mode }) {
  const words = splitLink(removeWords(link, ["hide", "mode"]));
  if (hide.length) words.push(`hide=${hide.join(",")}`);
  if (mode) words.push(`mode=${mode}`);
  return `${origin}/?${words.join("&")}`;
}

/**
 * Return the HTML that embeds a race in another page.
 * @param {string} address of the race with mode "embed"
 * @param {string} landscape the landscape's title
 * @returns {string}
 */
export function embedHtml(address, landscape) {
  const source = address.replaceAll("&", "&amp;");
  const size = `width="${EMBED_WIDTH_PX}" height="${EMBED_HEIGHT_PX}" style="border:0"`;
  const title = `Fall Line: ${landscape}`;
  return `<iframe src="${source}" ${size} title="${title}" loading="lazy" allowfullscreen></iframe>`;
}
