/** The page's theme and width, the preferences of the visitor's browser, and waiting. */

/**
 * Return the current theme of the page.
 * @returns {"light" | "dark"}
 */
export const currentTheme = () => (document.documentElement.dataset.theme === "dark" ? "dark" : "light");

/**
 * Return whether the page has one column with sheets below the stage, by the rules of stage.css.
 * @returns {boolean}
 */
export const isNarrow = () => getComputedStyle(document.documentElement).getPropertyValue("--narrow") !== "";

/**
 * Call a function when the page becomes narrow or wide.
 * @param {() => void} listener
 */
export function onNarrowChange(listener) {
  let before = isNarrow();
  window.addEventListener("resize", () => {
    if (isNarrow() === before) return;
    before = !before;
    listener();
  });
}

/**
 * Return the theme that the visitor's browser prefers.
 * @returns {"light" | "dark"}
 */
export const preferredTheme = () => (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

/**
 * Return whether the visitor's browser asks for reduced motion.
 * @returns {boolean}
 */
export const prefersReducedMotion = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * Return whether a host name is that of the visitor's own computer.
 * @param {string} host
 * @returns {boolean}
 */
export const isLocalHost = (host) => /^(localhost|127\.|\[::1\])/.test(host);

/**
 * Return a promise that resolves after some milliseconds.
 * @param {number} ms
 * @returns {Promise<void>}
 */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
