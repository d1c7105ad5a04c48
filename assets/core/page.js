/** The page's theme, what its reader prefers, where it comes from, and time. */

/**
 * The theme that the page has.
 * @returns {"light" | "dark"}
 */
export const theme = () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");

/**
 * The theme that the reader's browser prefers.
 * @returns {"light" | "dark"}
 */
export const preferredTheme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

/**
 * Whether the reader wants no motion.
 * @returns {boolean}
 */
export const wantsNoMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Whether an address is of this computer alone.
 * @param {string} host
 * @returns {boolean}
 */
export const isLocal = (host) => /^(localhost|127\.|\[::1\])/.test(host);

/**
 * Resolves after some milliseconds.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export const sleep = (ms) => new Promise((go) => setTimeout(go, ms));
